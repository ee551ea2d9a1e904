"""Sentence by sentence: rules fire, phrases find their persons, and claims are made."""

from __future__ import annotations

from typing import Any, Final

from graph.claim import QUOTE_LIMIT, Span
from loaders.extraction.attachment import Subject, find_subject, is_dependent
from loaders.extraction.cascade import ROLE_PREDICATES, coordinate, findings_of, join, matches
from loaders.extraction.date import DateMention
from loaders.extraction.draft import ACCUSING, DraftClaim, DraftEntity
from loaders.extraction.event import Events
from loaders.extraction.lexicon import lexicon, word_set
from loaders.extraction.line import Finding, Line, Node
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.reader import Reader
from loaders.extraction.roster import Roster
from loaders.extraction.text import Paragraph

_ROUNDS: Final = 40
_CONJUNCTIONS: Final = frozenset({"and", "y", "e", "&"})
_TOGETHER: Final = (
    ("as", "well", "as"),
    ("along", "with"),
    ("together", "with"),
    ("junto", "con"),
    ("asi", "como"),
    ("followed", "by"),
    ("ademas", "de"),
)
_DATED: Final = frozenset({"arrestedIn", "appearedIn", "sentencedTo", "designatedAs"})
_DATED_STAGES: Final = frozenset(
    {"pleaded_not_guilty", "pleaded_guilty", "convicted", "sentenced", "acquitted", "dismissed"}
)


_MODALS: Final = frozenset("could may might would if podria podrian podria seria_posible can".split())
_APPOSED: Final = frozenset([",", "is", "was", "es", "era", "a", "an", "un", "una", "-", "who"])
_SAME_ORGANIZATION: Final = frozenset(
    {("the", noun) for noun in ("gang", "cartel", "clan", "group", "organization", "organisation", "syndicate")}
    | {
        (that, noun)
        for that in ("esa", "esta", "dicha", "la", "ese", "este", "dicho")
        for noun in ("organizacion", "banda", "pandilla", "cartel", "clan")
    }
)
_ANAPHORS: Final[tuple[tuple[tuple[str, ...], int | None], ...]] = (
    (("el", "ultimo"), -1),
    (("the", "latter"), -1),
    (("al", "primero"), 0),
    (("el", "primero"), 0),
    (("al", "segundo"), 1),
    (("el", "segundo"), 1),
    (("both",), None),
    (("ambos",), None),
    (("they",), None),
    (("ellos",), None),
)
_SIZES: Final = {("both",): 2, ("ambos",): 2}


_BARE_PLACE: Final = Rule("roster-place", "any", "verb", (), (), ())


class Interpreter:
    """Makes the claims of one document."""

    def __init__(self, reader: Reader, events: Events) -> None:
        self.reader = reader
        self.events = events
        self.speaker: DraftEntity | None = None
        self.roster = Roster()
        self.paragraph_start = 0
        self.organization: DraftEntity | None = None
        self.spoke: set[int] = set()
        self.last_move: list[Finding] = []
        self.language = reader.language

    def paragraph(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what it says of a transfer is about the main one until it tells otherwise."""
        self.events.paragraph()
        self.last_move = []
        self.paragraph_start = paragraph.start + paragraph.bullet
        self.roster.paragraph(paragraph, self)

    def finish(self) -> None:
        """End the last paragraph."""
        self.roster.flush(self.reader)

    def sentence(self, line: Line, language: str) -> None:
        """Read one sentence."""
        self.language = language
        self.speaker = None
        self._pronouns(line)
        self._organizations(line)
        self._tight(line)
        self._glosses(line)
        coordinate(line)
        self._qualifiers(line)
        self._aliases(line)
        self._qualifiers(line)
        coordinate(line)
        self._speakers(line)
        self.events.read(line, language, self.speaker)
        self._nationalities(line)
        head = self._topic(line)
        opened = self.roster.opens(line, head)
        self._bare_place(line)
        for _ in range(_ROUNDS):
            if not (
                self._near(line) or self._fire(line) or self._nouns(line) or self._people(line) or self._aliases(line)
            ):
                break
        self._nationalities(line)
        topic = self._topic(line) or head
        if opened:
            self.reader.topic = topic = head
        self._verbs(line)
        self._ditto(line)
        if topic:
            self.reader.topic = topic
        self.roster.close(line, self)

    # -- who is meant -------------------------------------------------------------------------------------------

    def _pronouns(self, line: Line) -> None:
        self._anaphors(line)
        last: tuple[Any, ...] = self.reader.topic
        for index, word in enumerate(line.words):
            node = line.node(index)
            if node is None:
                continue
            if word[0] == "P" and node.pronoun:
                node.refs = last[:1] if len(last) == 1 else ()
            elif word[0] == "P" and not is_dependent(line, index):
                last = node.refs
            elif word[0] == "H":
                node.refs = last
        for index in reversed(range(len(line.words))):
            node = line.node(index)
            if node is not None and node.pronoun and not node.refs:
                line.words[index] = "someone"
                line._joined = line._present = None

    def _anaphors(self, line: Line) -> None:
        """ "The latter", "ambos", "los tres": one or all of those just spoken of."""
        topic = self.reader.topic
        if len(topic) < 2:
            return
        for index in range(len(line.words) - 1):
            number = line.node(index + 1)
            after = line.words[index + 2] if index + 2 < len(line.words) else "."
            if (
                line.words[index] in ("los", "las", "all", "the")
                and number is not None
                and number.key[0] == "N"
                and number.refs[0] == len(topic)
            ):
                if after not in word_set("people") and after not in ("of", "de") and after[0] not in "PN":
                    start, end = line.span(index, index + 2)
                    line.put(index, index + 2, Node(line.new_key("P"), start, end, topic))
                    break
        for words, which in _ANAPHORS:
            size = len(words)
            for index in range(len(line.words) - size + 1):
                if tuple(line.words[index : index + size]) != words:
                    continue
                after = line.words[index + size] if index + size < len(line.words) else "."
                refs = topic if which is None else topic[which : which + 1 or None]
                if (
                    which is None
                    and len(topic) != _SIZES.get(words, len(topic))
                    or after in ("grupo", "group", "envio", "vuelo")
                ):
                    continue
                start, end = line.span(index, index + size)
                line.put(index, index + size, Node(line.new_key("P"), start, end, refs))
                break

    def _organizations(self, line: Line) -> None:
        """ "The gang", "esa organización": the one named last."""
        last = self.organization
        index = -1
        while index + 1 < len(line.words):
            index += 1
            node = line.node(index)
            if node is not None and node.key[0] == "O":
                last = node.refs[-1]
            elif (
                last is not None
                and line.words[index] == "del"
                and line.words[index + 1 : index + 2] in (["grupo"], ["clan"], ["cartel"])
            ):
                after = line.words[index + 2] if index + 2 < len(line.words) else "."
                if after not in ("de", "del") and after[0] not in "OQP":
                    start, end = line.spans[index + 1]
                    line.put(index + 1, index + 2, Node(line.new_key("O"), start, end, (last,)))
            elif last is not None and tuple(line.words[index : index + 2]) in _SAME_ORGANIZATION:
                after = line.words[index + 2] if index + 2 < len(line.words) else "."
                if after not in ("of", "de", "del", "'s", "called", "llamada", "llamado") and after[0] not in "OQP":
                    start, end = line.span(index, index + 2)
                    line.put(index, index + 2, Node(line.new_key("O"), start, end, (last,)))
        self.organization = last

    def _topic(self, line: Line) -> tuple[DraftEntity, ...]:
        """Whom the sentence is about: the first person that depends on nothing."""
        for index in line.find("P"):
            node = line.nodes[line.words[index]]
            if not is_dependent(line, index) and not all(self._only_speaks(ref) for ref in node.refs):
                return node.refs
        return ()

    def _bare_place(self, line: Line) -> None:
        """In a list with an item a person: "P - Phoenix." or "San Diego, where else!" is where the person went."""
        words = line.words
        if not self.roster.item or self.events.of_person() is None:
            return
        at = 2 if len(words) > 2 and words[0][0] == "P" and words[1] == "-" else 0
        if at >= len(words) or words[at][0] != "L" or line.node(at) is None or len(self.reader.topic) != 1 and at == 0:
            return
        after = words[at + 1] if at + 1 < len(words) else "."
        if after not in (".", ",", "according", "segun", "-"):
            return
        refs = line.nodes[words[0]].refs if at else self.reader.topic
        finding = Finding("flownTo", line.nodes[words[at]].refs, _BARE_PLACE, line.spans[at])
        self._emit([finding, Finding("transferredIn", ("event",), _BARE_PLACE, line.spans[at])], refs, None)

    def _only_speaks(self, person: DraftEntity) -> bool:
        """Whether somebody is in the text to say something: officials, counsel, speakers of whom nothing is said."""
        return person.official or id(person) in self.spoke and id(person) not in self.reader.draft.accused

    # -- lists --------------------------------------------------------------------------------------------------

    def _tight(self, line: Line) -> None:
        index = 0
        while index + 2 < len(line.words):
            if (
                line.words[index][0] == "P"
                and line.words[index + 1] in _CONJUNCTIONS
                and line.words[index + 2][0] == "P"
            ):
                join(line, index, index + 3, "P")
            else:
                index += 1

    def _people(self, line: Line) -> bool:
        """One list of persons becomes one node: "A, B and C"; "A; B; and C"."""
        for start in line.find("P"):
            at, last, bound = start + 1, start, False
            while True:
                size, strong = self._between(line.words, at)
                if (
                    not size
                    or at + size >= len(line.words)
                    or line.node(at + size) is None
                    or line.words[at + size][0] != "P"
                ):
                    break
                bound = bound or strong
                last, at = at + size, at + size + 1
            if last > start and bound:
                join(line, start, last + 1, "P")
                return True
        return False

    def _between(self, words: list[str], at: int) -> tuple[int, bool]:
        for together in _TOGETHER:
            size = len(together)
            for comma in (0, 1):
                if tuple(words[at + comma : at + comma + size]) == together and (not comma or words[at] == ","):
                    return comma + size, True
        size, strong = 0, False
        while (
            at + size < len(words)
            and size < 3
            and words[at + size] in (",", ";", "and", "y", "e", "a", "tambien", "also")
        ):
            if words[at + size] == "a" and not strong:
                break
            strong = strong or words[at + size] in ("and", "y", "e", ";")
            size += 1
        if size and strong and at + size < len(words) and words[at + size] in ("el", "la", "the", "un", "una", "a"):
            for more in range(2, 6):
                ahead = words[at + size : at + size + more]
                if len(ahead) == more and ahead[-1][0] == "P":
                    plain = all(
                        w.isalpha()
                        and w.islower()
                        and w not in word_set("title") | word_set("counsel") | word_set("function_word")
                        for w in ahead[1:-1]
                    )
                    return (size + more - 1, True) if plain else (0, False)
        return size, strong

    # -- names --------------------------------------------------------------------------------------------------

    def _aliases(self, line: Line) -> bool:
        changed = False
        for _ in range(_ROUNDS):
            if not self._alias(line):
                break
            changed = True
        for index in line.find("Q"):
            inner = line.nodes[line.words[index]].refs[0]
            entity = self.reader.by_alias.get(self.reader.folded[inner[0] : inner[1]])
            if entity is not None and len(line.nodes[line.words[index]].refs) == 1:
                node = line.nodes[line.words[index]]
                entity.mentions.add(inner)
                line.put(index, index + 1, Node(line.new_key("P"), node.start, node.end, (entity,)))
        return changed

    def _alias(self, line: Line) -> bool:
        for rule, match in matches(line, self.language, "alias"):
            first, last = line.indices(match)
            groups = {name: line.nodes[key] for name, key in captures(match).items()}
            quotes = groups["Q"]
            holder = groups.get("P") or groups.get("O")
            if holder is None and "topic" in rule.options:
                if len(self.reader.topic) != 1:
                    continue
                for inner in quotes.refs:
                    self._name(self.reader.topic[0], inner, line.span(first, last), rule)
                line.put(first, last, None)
                return True
            if holder is None and "left" in rule.options:
                holder = next(
                    (
                        line.nodes[line.words[i]]
                        for i in reversed(line.find("P"))
                        if i < first and not is_dependent(line, i)
                    ),
                    None,
                )
                if holder is None or len(quotes.refs) != len(holder.refs):
                    continue
                for owner, inner in zip(holder.refs, quotes.refs, strict=True):
                    self._name(owner, inner, line.span(first, last), rule)
                line.put(first, last, None)
                return True
            if holder is None:
                beside = [w for w in line.words[max(0, first - 2) : first] if w not in (",", "{", "-")]
                if beside and beside[-1][0] == "P":
                    continue
                holder = self._nameless(line, quotes, first)
                if holder is None:
                    continue
                line.put(first, last, holder)
                return True
            paired = len(holder.refs) > 1 and len(holder.refs) == len(quotes.refs)
            if len(quotes.refs) > 1 and not paired and self._wait(line, first, last):
                continue
            span = line.span(first, last)
            for number, inner in enumerate(quotes.refs):
                owner = holder.refs[number] if paired else holder.refs[-1]
                quote = (max(span[0], min(holder.start, inner[0])), max(holder.end, inner[1]))
                if quote[1] - quote[0] > QUOTE_LIMIT:
                    quote = inner
                if inner != (holder.start, holder.end):
                    self._name(owner, inner, quote, rule)
            start, end = span
            merged = Node(
                line.new_key(holder.key[0]), holder.start, holder.end, holder.refs, start, end, singles=holder.singles
            )
            line.put(first, last, merged)
            return True
        return False

    def _name(self, owner: DraftEntity, inner: Any, quote: Span, rule: Rule) -> None:
        if isinstance(inner, DraftEntity):
            return
        self.reader.alias(owner, inner, quote, rule.id)

    def _wait(self, line: Line, first: int, last: int) -> bool:
        """Whether several nicknames may belong to several people who are not yet one list."""
        after = line.words[last : last + 2]
        listed = (
            first >= 2
            and line.words[first - 1] not in (";", ":", ".")
            and any(w[0] == "H" for w in line.words[max(0, first - 4) : first])
        )
        return bool({"respectivamente", "respectively"} & set(after)) or listed

    def _nameless(self, line: Line, quotes: Node, first: int) -> Node | None:
        """People known by a nickname only."""
        entities = []
        for inner in quotes.refs:
            if not isinstance(inner, tuple):
                return None
            folded = self.reader.folded[inner[0] : inner[1]]
            entity = self.reader.by_alias.get(folded)
            if entity is None:
                entity = self.reader.draft.entity("Person")
                self.reader.alias(entity, inner, inner, "alias-only")
            entities.append(entity)
        del first
        return Node(line.new_key("P"), quotes.start, quotes.end, tuple(entities))

    def _qualifiers(self, line: Line) -> None:
        """ "San Antonio, Texas": the state only says which city. "P, 44,": the age says nothing that is asked."""
        if "," not in line.words:
            return
        for index in reversed(line.find("P")):
            for age in (("N",), ("de", "N", "anos"), ("de", "N"), ("aged", "N")):
                after = line.words[index + 2 : index + 2 + len(age)]
                shape = tuple("N" if w[0] == "N" else w for w in after)
                if (
                    line.words[index + 1 : index + 2] in ([","], [":"])
                    and shape == age
                    and line.words[index + 2 + len(age) : index + 3 + len(age)] in ([","], ["."], [])
                ):
                    line.put(index + 1, index + 2 + len(age), None)
                    break
        index = 0
        while index + 2 < len(line.words):
            here, there = line.node(index), line.node(index + 2)
            if (
                here
                and there
                and here.key[0] == "L"
                and there.key[0] in "LK"
                and line.words[index + 1] == ","
                and len(here.refs) == 1
            ):
                kind = there.refs[0].description
                if kind in ("State", "Country") and here.refs[0].description in ("City", None, "Airport"):
                    after = line.words[index + 3] if index + 3 < len(line.words) else "."
                    if after not in ("and", "y", "e"):
                        line.put(
                            index, index + (4 if after == "," else 3), Node(here.key, here.start, here.end, here.refs)
                        )
                        continue
            index += 1

    # -- who says so --------------------------------------------------------------------------------------------

    def _speakers(self, line: Line) -> None:
        for rule, match in matches(line, self.language, "speaker"):
            groups = captures(match)
            key = next((groups[n] for n in ("U", "P", "K") if n in groups), None)
            if key:
                ref = line.nodes[key].refs
                self.speaker = ref[0] if ref else None
                if self.speaker is not None:
                    self.spoke.add(id(self.speaker))
            else:
                first, last = (
                    line.indices(match, "generic") if "generic" in match.re.groupindex else line.indices(match)
                )
                self.speaker = self._described(line.span(first, last))
            return

    def _described(self, span: Span) -> DraftEntity:
        words = self.reader.folded[span[0] : span[1]]
        key = ("Authority", f"described {words}")
        entity = self.reader.named.get(key)
        if entity is None:
            entity = self.reader.named[key] = self.reader.draft.entity("Authority")
            entity.description = self.reader.text[span[0] : span[1]]
        entity.mentions.add(span)
        return entity

    # -- rules --------------------------------------------------------------------------------------------------

    def _glosses(self, line: Line) -> None:
        """What is said of an organization beside its name, before the names are read as a list."""
        for _ in range(_ROUNDS):
            if not any(self._apply(line, rule, match) for rule, match in matches(line, self.language, "gloss")):
                return

    def _fire(self, line: Line) -> bool:
        for form in ("relation", "verb", "noun", "list"):
            for rule, match in matches(line, self.language, form):
                if self._apply(line, rule, match):
                    return True
        return False

    def _apply(self, line: Line, rule: Rule, match: Any) -> bool:
        if any(say.object == "F" != say.predicate for say in rule.says) and not self._describe(line, match):
            return False
        findings, first, last = findings_of(line, rule, match)
        captured = {n: line.nodes[k] for n, k in captures(match).items() if n != "X" and k in line.nodes}
        if not findings and "F" not in captured and form_needs(rule):
            return False
        open_findings: list[Finding] = []
        for finding in findings:
            if finding.predicate == "F":
                open_findings.extend(self._inherited(captured["F"], finding, rule))
            elif finding.subject is None and finding.object != ("each",):
                open_findings.append(finding)
            else:
                self._closed(line, finding, captured, first)
        words = line.words[first:last]
        start, end = line.span(first, last)
        self._when(line, open_findings, first, last)
        if rule.keep == "both":
            join(line, *_stretch(line, match), "P")
            return True
        if rule.keep:
            kept = captured[rule.keep]
            line.put(
                first,
                last,
                Node(line.new_key(kept.key[0]), kept.start, kept.end, kept.refs, start, end, singles=kept.singles),
            )
            if open_findings:
                self._emit(open_findings, kept.refs, (kept.start, kept.end))
            return True
        if not open_findings and rule.form != "list":
            return False
        node = Node(line.new_key("F"), start, end, (), start, end, open_findings, rule.form)
        node.options, node.words = rule.options, tuple(words)
        node.plural = rule.number == "plural" or _is_plural(words)
        line.put(first, last, node)
        return True

    def _describe(self, line: Line, match: Any) -> bool:
        """Somebody only described ("the leader of the Sur Cartel") becomes a person without a name."""
        phrase = line.nodes[captures(match)["F"]]
        roles = [f for f in phrase.findings if f.predicate in ROLE_PREDICATES]
        if not roles:
            return False
        if not phrase.refs:
            person = self.reader.draft.entity("Person")
            person.description = self.reader.text[phrase.start : phrase.end]
            person.mentions.add((phrase.start, phrase.end))
            phrase.refs = (person,)
            self._emit(roles, phrase.refs, None)
        return True

    def _inherited(self, phrase: Node, via: Finding, rule: Rule) -> list[Finding]:
        """Findings of an inner phrase under the words around it: "is accused of being <F>"."""
        out = []
        for finding in phrase.findings:
            modality = rule.modality or ("alleged" if "hedge" in rule.options else finding.modality)
            copy = Finding(
                finding.predicate,
                finding.object,
                finding.rule,
                (via.span[0], max(via.span[1], finding.span[1])),
                modality,
                finding.status,
                finding.when,
            )
            copy.status = rule.status or finding.status
            copy.inverse = finding.inverse
            out.append(copy)
        return out

    def _closed(self, line: Line, finding: Finding, captured: dict[str, Node], first: int) -> None:
        if finding.object == ("each",):
            people = finding.subject or ()
            for number, one in enumerate(people):
                for other in people[number + 1 :]:
                    self._claim(finding, one, other, finding.span)
            return
        subjects = finding.subject or ()
        targets = finding.object
        if finding.predicate == "alias":
            self._same(subjects[0], captured["b"], finding)
            return
        if finding.predicate == "denies":
            self._denies(subjects, finding)
            return
        owner = captured.get("H")
        if owner is not None and owner.refs == targets and set(subjects) & set(targets):
            targets = self._other_owner(line, subjects, first)
        for subject in subjects:
            for target in targets:
                self._claim(finding, subject, target, finding.span)

    def _same(self, one: DraftEntity, other: Node, finding: Finding) -> None:
        """Two names of one organization."""
        printed = self.reader.text[other.start : other.end].removeprefix("the ").strip("‘’“”\"'")
        if other.refs[0] is not one and other.refs[0].merged_into is None and one.merged_into is None:
            self.reader.unite(one, other.refs[0])
        one.aliases.setdefault(printed.lower(), printed)
        self._raw(finding, one, "alias", printed, finding.span)

    def _denies(self, subjects: tuple[Any, ...], finding: Finding) -> None:
        """A denial of everything: of each accusation that the text has made."""
        accusations = self.reader.draft.accusations
        for claim in [claim for subject in subjects for claim in accusations.get(id(subject), [])]:
            if claim.modality != "denied":
                denial = DraftClaim(claim.subject, "accusedOf", claim.object, "denied", finding.span, finding.rule.id)
                denial.speaker = self.speaker
                self.reader.draft.claim(denial)

    def _other_owner(self, line: Line, subjects: tuple[Any, ...], first: int) -> tuple[Any, ...]:
        """Whose relative an apposed one is: the person before, or the one spoken of."""
        for index in reversed(range(first)):
            node = line.node(index)
            if node is not None and node.key[0] == "P" and not set(node.refs) & set(subjects):
                return node.refs[:1]
        return tuple(t for t in self.reader.topic if t not in subjects)[:1]

    def _when(self, line: Line, findings: list[Finding], first: int, last: int) -> None:
        wanted = [
            f for f in findings if f.predicate in _DATED or f.predicate == "accusedOf" and f.modality in _DATED_STAGES
        ]
        if not wanted:
            return
        for index in (*range(first, min(len(line.words), last + 5)), *reversed(range(max(0, first - 3), first))):
            node = line.node(index)
            if node is not None and node.key[0] == "T" and isinstance(node.refs[0], DateMention):
                for finding in wanted:
                    finding.when = node.refs[0].value
                return

    # -- phrases and their persons --------------------------------------------------------------------------------

    def _near(self, line: Line) -> bool:
        """Apposition and "who" to somebody who hangs on a preposition: "brother of P, the leader of O"."""
        for index in line.find("F"):
            node = line.nodes[line.words[index]]
            at = index - 1
            relative = bool(node.words) and node.words[0] in ("who", "que", "quien")
            while at > 0 and line.words[at] in (",", "the", "el", "who", "que", "quien", "{"):
                relative = relative or line.words[at] in ("who", "que", "quien")
                at -= 1
            person = line.node(at)
            if person is None or person.key[0] != "P" or not is_dependent(line, at):
                continue
            apposed = at < index - 1 or bool(node.words) and node.words[0] in ("the", "el", "la", "a", "an")
            if node.form == "verb" and relative or node.form == "noun" and apposed:
                self._attach(line, index, node, Subject(person.refs, (person.start, person.end), at, (at, index + 1)))
                return True
        return False

    def _nouns(self, line: Line) -> bool:
        for index in line.find("F"):
            node = line.nodes[line.words[index]]
            if node.form != "noun":
                continue
            subject = find_subject(line, index, "noun", self.reader.topic)
            if subject is not None:
                self._attach(line, index, node, subject)
                return True
        return False

    def _verbs(self, line: Line) -> None:
        for _ in range(_ROUNDS):
            indices = [i for i in line.find("F") if line.nodes[line.words[i]].form in ("verb", "list", "noun")]
            if not indices:
                return
            index = indices[0]
            node = line.nodes[line.words[index]]
            dropped = self.language == "es" or self.roster.item
            subject = find_subject(line, index, node.form, self.reader.topic, dropped=dropped)
            if subject is None:
                line.put(index, index + 1, None)
            else:
                self._attach(line, index, node, subject)

    def _attach(self, line: Line, index: int, node: Node, subject: Subject) -> None:
        refs = subject.refs
        if node.form == "noun" and not node.plural and len(refs) > 1 and subject.index is not None:
            refs = refs[-1:] if subject.index < index else refs[:1]
        elif len(refs) > 1 and subject.index is not None and _is_of_the_last(line, index, node):
            refs = refs[-1:]
        for finding in node.findings:
            if subject.hedged and finding.modality == "reported" and finding.predicate in ROLE_PREDICATES:
                finding.modality = "alleged"
            if subject.past and finding.status == "current":
                finding.status = "former"
        before = line.words[max(0, index - 3) : index]
        if not subject.negated and _MODALS.isdisjoint(before):
            self._emit(node.findings, refs, subject.span)
            moves = [f for f in node.findings if f.predicate in ("flownTo", "transferredIn", "appearedIn")]
            self.last_move = moves or self.last_move
        first, last = subject.gap if subject.gap else (index, index + 1)
        between = (
            [w for w in line.words[min(index, subject.index) + 1 : max(index, subject.index)] if w[0] == "F"]
            if subject.index is not None
            else []
        )
        if node.form == "noun" and subject.index is not None and not between:
            person = line.nodes[line.words[subject.index]]
            low, high = min(first, subject.index), max(last, subject.index + 1)
            start, end = line.span(low, high)
            line.put(
                low,
                high,
                Node(line.new_key("P"), person.start, person.end, person.refs, start, end, singles=person.singles),
            )
        else:
            line.put(index, index + 1, None)

    def _ditto(self, line: Line) -> None:
        """ "So was P": what was last said of somebody's journey holds for these too."""
        if not self.last_move:
            return
        for _, match in matches(line, self.language, "ditto"):
            node = line.nodes[captures(match)["P"]]
            span = line.span(*line.indices(match))
            for finding in self.last_move:
                again = Finding(finding.predicate, finding.object, finding.rule, span)
                self._emit([again], node.refs, None)

    def _nationalities(self, line: Line) -> None:
        """ "The Peruvian smuggler P", "P, a Canadian"."""
        table = lexicon(self.language).tables["demonym"]
        for index, word in enumerate(line.words):
            state = table.get(word)
            if state is None:
                continue
            at = line.spans[index]
            person = None
            for ahead in range(index + 1, min(index + 5, len(line.words))):
                node = line.node(ahead)
                if node is not None:
                    person = node if node.key[0] == "P" and not node.pronoun else None
                    break
                if not line.words[ahead].isalpha() or line.words[ahead] in word_set("function_word") | word_set(
                    "title"
                ) | word_set("counsel"):
                    break
            refs = person.refs[:1] if person else ()
            if line.words[index + 1 : index + 2] in (["nationals"], ["citizens"]):
                index_of = next((i for i in reversed(range(index)) if line.words[i][0] == "P" and line.node(i)), None)
                refs = line.nodes[line.words[index_of]].refs if index_of is not None else ()
            before = line.words[max(0, index - 4) : index]
            nearby = [w for w in before if w[0] == "P"]
            if (
                not refs
                and before
                and before[-1] in ("a", "an", "un", "una", "es")
                and nearby
                and _APPOSED.issuperset(w for w in before if w[0] != "P")
            ):
                refs = line.nodes[nearby[-1]].refs
            following = line.words[1] if len(line.words) > 1 else ""
            if (
                not refs
                and index == 0
                and line.start != self.paragraph_start
                and len(self.reader.topic) == 1
                and _is_trade(following)
            ):
                refs = self.reader.topic
            for ref in refs:
                if ref.official:
                    continue
                country = self.reader.country(state, at)
                near = person or self._head_node(line, refs)
                span = (min(at[0], near.start), max(at[1], near.end)) if near else at
                self.reader.draft.claim(DraftClaim(ref, "nationality", country, "reported", span, "demonym"))

    def _head_node(self, line: Line, refs: tuple[Any, ...]) -> Node | None:
        return next((line.nodes[line.words[i]] for i in line.find("P") if line.nodes[line.words[i]].refs == refs), None)

    def _emit(self, findings: list[Finding], refs: tuple[Any, ...], at: Span | None) -> None:
        for finding in findings:
            span = finding.span
            if at is not None:
                whole = (min(at[0], span[0]), max(at[1], span[1]))
                span = whole if whole[1] - whole[0] <= QUOTE_LIMIT else span
            for ref in refs:
                for target in finding.object:
                    self._claim(finding, ref, target, span)

    def _claim(self, finding: Finding, subject: Any, target: Any, span: Span) -> None:
        if finding.predicate == "denies":
            self._denies((subject,), finding)
            return
        if target == "event":
            event = self.events.of_person()
            if event is None or finding.modality == "denied":
                return
            target = event.entity
        if finding.predicate == "flownTo":
            event = self.events.of_person()
            if event is None:
                return
            self._raw(finding, event.entity, "destination", target, span)
        if isinstance(target, tuple):
            target = self.reader.text[target[0] : target[1]]
        if finding.predicate in ("memberOf", "leaderOf", "founderOf", "linkedTo") and not isinstance(
            target, DraftEntity
        ):
            return
        self._raw(finding, subject, finding.predicate, target, span)

    def _raw(self, finding: Finding, subject: Any, predicate: str, target: Any, span: Span) -> None:
        if subject.official and predicate in ACCUSING:
            return
        claim = DraftClaim(subject, predicate, target, finding.modality, span, finding.rule.id)
        claim.speaker = self.speaker
        claim.when = finding.when
        claim.status = finding.status if predicate in ("memberOf", "leaderOf", "heldAt") else None
        self.reader.draft.claim(claim)


_REDUCED: Final = frozenset(
    "associated linked accused wanted charged tied close convicted sought connected affiliated".split()
)


def _is_of_the_last(line: Line, index: int, node: Node) -> bool:
    """Whether a participle speaks of the last of a list only: by its number in Spanish, by its commas in English."""
    first = node.words[0] if node.words else ""
    if first.endswith(("ado", "ada", "ido", "ida", "cercano", "cercana")):
        return True
    after = line.words[index + 1] if index + 1 < len(line.words) else "."
    return first in _REDUCED and index > 0 and line.words[index - 1] == "," and after == ","


def _is_trade(word: str) -> bool:
    """Whether a word after a demonym can be what somebody is: "Bulgarian chemist", not "Mexican papers"."""
    return (
        word.isalpha()
        and word.islower()
        and not word.endswith("s")
        and word not in word_set("institution") | word_set("function_word")
    )


def form_needs(rule: Rule) -> bool:
    """Whether a rule is nothing without a finding."""
    return rule.form != "list"


def _stretch(line: Line, match: Any) -> tuple[int, int]:
    first, last = line.indices(match)
    people = [i for i in range(first, last) if (n := line.node(i)) is not None and n.key[0] == "P"]
    return people[0], people[-1] + 1


def _is_plural(words: list[str]) -> bool:
    """Whether the noun of a phrase is in the plural."""
    for word in words:
        if (
            word in word_set("leader")
            or word in word_set("member")
            or word in word_set("founder")
            or word in word_set("brother")
            or word in word_set("relative")
            or word in word_set("link_noun")
        ):
            return word.endswith("s") and not word.endswith("ss")
    return False
