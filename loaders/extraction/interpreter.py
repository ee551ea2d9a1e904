"""Sentence by sentence: lines are read in stages, phrases find their persons, and claims are made."""

from __future__ import annotations

from typing import Final

from loaders.extraction.anaphor import Anaphora, is_of_another_gender
from loaders.extraction.attachment import Subject, find_subject, is_dependent
from loaders.extraction.attribution import Attribution
from loaders.extraction.binding import Binder
from loaders.extraction.cascade import ROLE_PREDICATES, coordinate, matches
from loaders.extraction.claiming import Claims
from loaders.extraction.draft import DraftEntity
from loaders.extraction.event import Events
from loaders.extraction.kinship import KINSHIP
from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Finding, Line, Node
from loaders.extraction.naming import Naming, drop_ages, drop_states
from loaders.extraction.nationality import read_citizenship, read_nationalities
from loaders.extraction.ownership import UNNAMED, begins_what_is_said
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.people_list import join_adjacent, join_people
from loaders.extraction.phrase import Phrases
from loaders.extraction.reader import Reader
from loaders.extraction.roster import Roster
from loaders.extraction.standing import corrects, standing_of
from loaders.extraction.text import Paragraph

_ROUNDS: Final = 40
_MONTH: Final = 7
"""Characters of a date that tell the month."""
_MODALS: Final = grammar("modal")
_BARE_PLACE: Final = Rule("roster-place", "any", "verb", (), ())
_REDUCED: Final = grammar("reduced_participle")


class Interpreter:
    """Makes the claims of one document."""

    def __init__(self, reader: Reader, events: Events) -> None:
        self.reader = reader
        self.events = events
        self.claims = Claims(reader, events)
        self.phrases = Phrases(reader, self.claims)
        self.naming = Naming(reader)
        self.anaphora = Anaphora(reader)
        self.binder = Binder(self.claims, self.anaphora)
        self.roster = Roster(reader)
        self.paragraph_start = 0
        self.heading = False
        self.question = False
        self.correcting = corrects(reader.folded)
        self.last_move: list[Finding] = []
        self.language = reader.language
        self.attribution = Attribution(reader)
        self.anaphora.referents.spoke = self.attribution.heard

    def paragraph(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what it says of a transfer is about the main one until it tells otherwise."""
        self.events.paragraph()
        self.anaphora.referents.paragraph = []
        self.attribution.paragraph(paragraph)
        self.last_move = []
        self.paragraph_start = paragraph.start + paragraph.bullet
        self.heading = paragraph.heading
        self.claims.paragraph_start = paragraph.start
        self.roster.paragraph(paragraph, self)
        answers, self.question = self.question, self.reader.text[paragraph.end - 1] == "?"
        if answers or self.question or self.reader.opens_with_date(paragraph) or self._is_aside():
            main = self.reader.main_person()
            self.reader.topic = (main,) if main is not None else self.reader.topic

    def _is_aside(self) -> bool:
        """Whether the person spoken of last is one of whom the text says nothing else."""
        topic = self.reader.topic
        return len(topic) == 1 and not self.anaphora.referents.is_accused(topic[0])

    def finish(self) -> None:
        """End the last paragraph."""
        self.roster.flush(self.reader)
        self.anaphora.cataphora.finish()

    def sentence(self, line: Line, language: str) -> None:
        """Read one sentence; one without a word says nothing."""
        if not line.words:
            return
        self.language = language
        organization = self.anaphora.organization
        self.claims.standing = standing_of(line, correcting=self.correcting)
        self.anaphora.pronouns(line, language, heading=self.heading)
        self.anaphora.organizations(line)
        join_adjacent(line)
        self.phrases.glosses(line, language)
        coordinate(line)
        drop_ages(line)
        self.naming.read(line, language)
        drop_ages(line)
        drop_states(line)
        coordinate(line)
        self.claims.hear(self.attribution.voices(line, language))
        topic = self.anaphora.spoken_of(tuple(line.words), self.paragraph_start)
        self.events.read(line, language, self.claims.speaker, self.claims.standing, topic)
        self.anaphora.referents.handed_over = {count for event in self.events.all for count in event.counts}
        self.anaphora.groups(line, language)
        read_nationalities(self.reader, line, language, self.paragraph_start)
        read_citizenship(self.reader, line)
        head = self.anaphora.topic(line)
        opened = self.roster.opens(line, head)
        self._bare_place(line)
        whole = line.copy()
        for _ in range(_ROUNDS):
            changed = (
                self._near(line)
                or self.phrases.fire(line, language)
                or self._nouns(line)
                or join_people(line)
                or self.naming.read(line, language)
            )
            if not changed:
                break
        read_nationalities(self.reader, line, language, self.paragraph_start)
        topic = self.anaphora.topic(line) or head
        if opened and not set(head) <= set(topic):
            self.reader.topic = topic = head
        self._verbs(line)
        self._ditto(line)
        while join_people(whole):
            pass
        self.binder.read(whole, language, self.paragraph_start, organization)
        if not any(claim.subject in self.reader.topic for claim in self.claims.made):
            topic = topic or self.anaphora.focus(whole, self.paragraph_start)
        kin = [claim.subject for claim in self.claims.made if claim.predicate in KINSHIP]
        if len(topic) > 1 and all(ref in kin for ref in topic):
            topic = ()  # "En la sala estaban su madre, P, y su esposa, Q": he is still the one
        if topic:
            self.reader.topic = topic
        self.anaphora.note(line, topic)
        self.claims.withdraw(line)
        self.roster.close(line, self)

    def _bare_place(self, line: Line) -> None:
        """In a list with an item a person: "P - Phoenix." or "San Diego, where else!" is where the person went."""
        words = line.words
        if not self.roster.item or self.events.of_person() is None:
            return
        at = 2 if len(words) > 2 and words[0][0] == "P" and words[1] == "-" else 0
        if (
            at >= len(words)
            or words[at][0] != "L"
            or line.node(at) is None
            or (len(self.reader.topic) != 1 and at == 0)
        ):
            return
        after = words[at + 1] if at + 1 < len(words) else "."
        if after not in (".", ",", "according", "segun", "-"):
            return
        refs = line.nodes[words[0]].refs if at else self.reader.topic
        finding = Finding("flownTo", line.nodes[words[at]].refs, _BARE_PLACE, line.spans[at])
        self.claims.emit([finding, Finding("transferredIn", ("event",), _BARE_PLACE, line.spans[at])], refs, None)

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
            if begins_what_is_said(line, at, index):
                continue
            apposed = at < index - 1 or (bool(node.words) and node.words[0] in ("the", "el", "la", "a", "an"))
            if (node.form == "verb" and relative) or (node.form == "noun" and apposed):
                self._attach(line, index, node, Subject(person.refs, (person.start, person.end), at, (at, index + 1)))
                return True
        return False

    def _nouns(self, line: Line) -> bool:
        for index in line.find("F"):
            node = line.nodes[line.words[index]]
            if node.form != "noun":
                continue
            topic = self._spoken_of(node)
            subject = find_subject(line, index, "noun", topic)
            if subject is not None and not (self.language == "es" and is_of_another_gender(node.words, subject.refs)):
                self._attach(line, index, node, subject)
                return True
        return False

    def _spoken_of(self, node: Node) -> tuple[DraftEntity, ...]:
        if self.language == "es":
            return self.anaphora.spoken_of(node.words, self.paragraph_start)
        return self.reader.topic

    def _verbs(self, line: Line) -> None:
        for _ in range(_ROUNDS):
            indices = [i for i in line.find("F") if line.nodes[line.words[i]].form in ("verb", "list", "noun")]
            if not indices:
                return
            index = indices[0]
            node = line.nodes[line.words[index]]
            if "near" in node.options or (node.form == "list" and self.claims.standing.left_out):
                line.put(index, index + 1, None)
                continue
            dropped = self.language == "es" or self.roster.item
            topic = self._spoken_of(node)
            subject = find_subject(line, index, node.form, topic, dropped=dropped)
            if subject and self.language == "es" and is_of_another_gender(node.words, subject.refs):
                subject = None
            if subject is None and node.form == "noun":
                line.say(index, UNNAMED)
            elif subject is None:
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
        future = before[-2:] == ["to", "be"] and node.form == "verb"
        findings = self._of_this_time(line, index, node.findings)
        if not (subject.negated or future or _MODALS & set(before) or self._is_only_the_speaker(line, index, subject)):
            self.claims.emit(findings, refs, subject.span)
            moves = [f for f in findings if f.predicate in ("flownTo", "transferredIn", "appearedIn")]
            self.last_move = moves or self.last_move
        first, last = subject.gap or (index, index + 1)
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
                Node(
                    line.new_key("P"),
                    person.start,
                    person.end,
                    person.refs,
                    start,
                    end,
                    options=frozenset({"described"}),
                    singles=person.singles,
                ),
            )
        else:
            line.put(index, index + 1, None)

    def _of_this_time(self, line: Line, index: int, findings: list[Finding]) -> list[Finding]:
        """Leave out a journey that is dated to another month than the transfer: "In 2019 P was flown to X"."""
        event = self.events.of_person()
        beside = (*line.words[:2], *line.words[index + 1 : index + 3])
        told = {line.nodes[w].refs[0].value[:_MONTH] for w in beside if w[0] == "T" and w in line.nodes}
        if event is None or not event.dates or not told:
            return findings
        if any(date.startswith(when) or when.startswith(date) for date in event.dates for when in told):
            return findings
        return [f for f in findings if f.predicate not in ("flownTo", "transferredIn")]

    def _is_only_the_speaker(self, line: Line, index: int, subject: Subject) -> bool:
        """Whether the person found is the one who says it of somebody else: "P said that … is a leader"."""
        reported = {"que", "that"}.intersection(line.words[:index]) != set()
        return reported and any(
            voice.speaker in subject.refs
            and subject.span is not None
            and voice.frame[0] <= subject.span[0] < voice.frame[1] <= line.spans[index][0]
            for voice in self.claims.voices
        )

    def _ditto(self, line: Line) -> None:
        """Read "so was P": what was last said of somebody's journey holds for these too."""
        if not self.last_move:
            return
        for _, match in matches(line, self.language, "ditto"):
            node = line.nodes[captures(match)["P"]]
            span = line.span(*line.indices(match))
            for finding in self.last_move:
                again = Finding(finding.predicate, finding.object, finding.rule, span)
                self.claims.emit([again], node.refs, None)


def _is_of_the_last(line: Line, index: int, node: Node) -> bool:
    """Whether a participle speaks of the last of a list only: by its number in Spanish, by its comma in English."""
    first = node.words[0] if node.words else ""
    if first.endswith(("ado", "ada", "ido", "ida", "cercano", "cercana")):
        return True
    return first in _REDUCED and index > 0 and (line.words[index - 1] == "," or line.words[index - 1][0] == "P")
