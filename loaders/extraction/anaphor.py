"""Who is meant by "he", "su", "the latter", "ambos", "the gang"; whom a sentence is about."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from graph.claim import Span
from loaders.extraction import gender
from loaders.extraction.attachment import is_dependent
from loaders.extraction.cataphora import Cataphora
from loaders.extraction.description import Description, find_descriptions, has_verb
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.part import is_beside
from loaders.extraction.reader import Reader
from loaders.extraction.referent import Referents, gender_of

_POINTING: Final = frozenset(
    {"the", "that", "this", "la", "el", "esa", "ese", "esta", "este", "dicha", "dicho", "aquella", "aquel"}
    | {"del", "al"}
)
_OWNED_BY: Final = frozenset({"its", "su", "sus"})
_HANDOVERS: Final = frozenset(
    {"extradition", "handover", "transfer", "surrender", "deportation", "expulsion"}
    | {"extradicion", "entrega", "traslado", "deportacion"}
)
_BESIDE_OWNER: Final = frozenset({",", "and", "y", "e", "with", "con", "a", "junto", "along", "together"})
_DISPUTES: Final = frozenset({"feud", "war", "conflict", "rivalry", "guerra", "pugna", "disputa", "conflicto"})
_DROPPED: Final = frozenset({"es", "era", "fue", "seria", "habria", "trabajaba", "trabajo", "actuaba"})
"""A sentence that begins with one of these is about whom the one before was about."""
_DESCRIBED: Final = "described"
_REMEMBERED: Final = 50
"""How many people back one may be meant by a word that only tells man or woman."""
_INTRODUCED: Final = 4
"""How many words before a name "his" may stand that makes its bearer a relative: "su madre, doña P, y su esposa"."""
_NEAR: Final = 2
"""How many sentences ago an organization may be named that words leave out: "he was its treasurer"."""
SOMEONE: Final = "someone"
"""The word for somebody who cannot be told."""
_NAME_FIELDS: Final = frozenset({("nombre", ":"), ("name", ":")})
_CONTRACTED: Final = {"al": "a", "del": "de"}
_GENDER: Final[dict[str, gender.Gender]] = {
    "she": "f",
    "ella": "f",
    "her": "f",
    "he": "m",
    "him": "m",
    "his": "m",
    "el": "m",
}
"""The gender of pronouns and possessives."""
_MAY_BE: Final[dict[gender.Gender, tuple[gender.Gender, ...]]] = {"m": ("m", ""), "f": ("f",), "": ("m", "f", "")}
"""Women are fewer in these texts: words for a woman look for one whose name is known for a woman's first."""


class Anaphora:
    """What the document spoke of last."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.referents = Referents(reader)
        self.cataphora = Cataphora(reader, self.referents)
        self.organization: DraftEntity | None = None
        self.by_noun: dict[str, DraftEntity] = {}
        self._counts = False
        self._since = 0
        self._beside: dict[Span, bool] = {}

    def pronouns(self, line: Line, language: str, *, heading: bool = False) -> None:
        """Give pronouns and possessives their persons; one whose person cannot be told becomes a word."""
        if tuple(line.words[:2]) in _NAME_FIELDS and not line.find("P"):
            self.reader.topic = ()  # a form about somebody whose name it withholds
        self.cataphora.read(line, language, heading=heading)
        found = list(find_descriptions(line, language))
        self._counts = any(meant.counted for meant in found)
        self._descriptions([meant for meant in found if not meant.counted], line)
        last: tuple[Any, ...] = self.reader.topic
        owner: tuple[Any, ...] = ()
        for index in line.node_indices():
            word = line.words[index]
            node = line.nodes[word]
            if word[0] == "P" and node.pronoun and node.words[:1] != (_DESCRIBED,):
                meant = _GENDER.get(node.words[0] if node.words else "", "")
                node.refs = last if len(last) == 1 and _allows(meant, last[0]) else ()
            elif word[0] == "P" and not is_dependent(line, index) and line.words[index + 1 : index + 2] != ["'s"]:
                last = node.refs
            elif word[0] == "H":
                node.refs = owner = owner or self._owner(line, index, last)
        for index in reversed(line.find("P")):
            node = line.nodes[line.words[index]]
            if node.pronoun and not node.refs:
                line.say(index, SOMEONE)

    def groups(self, line: Line, language: str) -> None:
        """Read "the three brothers", "los detenidos" as persons, once what they say of a transfer was read."""
        if self._counts:
            self._descriptions([meant for meant in find_descriptions(line, language) if meant.counted], line)

    def _descriptions(self, found: list[Description], line: Line) -> None:
        """Put whoever is meant in place of descriptions; somebody else, where it is nobody who was spoken of."""
        for meant in found:
            start, end = line.span(meant.first, meant.last)
            if meant.many == 1:
                refs = self.referents.one(meant, self._before(line, meant.first))
            else:
                refs = self.referents.group(meant) if meant.many >= 0 else ()
            if refs:
                node = Node(line.new_key("P"), start, end, refs, words=(_DESCRIBED,), pronoun=meant.many == 1)
                line.put(meant.first, meant.last, node)
                self._tell(meant, refs, (start, end))
            elif meant.is_sure() or (meant.many == 1 and meant.which is None):
                line.put(meant.first, meant.last, Node(line.new_key("Z"), start, end))
                if meant.many == 1 and meant.weak:
                    line.say(meant.first, SOMEONE)
            if meant.first and (bare := _CONTRACTED.get(line.words[meant.first - 1])):
                line.say(meant.first - 1, bare)

    def _before(self, line: Line, first: int) -> tuple[Any, ...]:
        """Whom a sentence names before a description, as the one it is about."""
        people = [i for i in line.find("P") if i < first and not line.nodes[line.words[i]].pronoun]
        free = [i for i in people if not is_dependent(line, i)]
        return line.nodes[line.words[free[-1]]].refs if free else ()

    def _tell(self, meant: Description, refs: tuple[Any, ...], span: Span) -> None:
        """Claim what a description says of whom it means: a nationality, that they are brothers."""
        draft = self.reader.draft
        if meant.state is not None and not refs[0].official:
            country = self.reader.country(meant.state, span)
            draft.claim(DraftClaim(refs[0], "nationality", country, "reported", span, "demonym"))
        if meant.siblings:
            for number, one in enumerate(refs):
                for other in refs[number + 1 :]:
                    draft.claim(DraftClaim(one, "siblingOf", other, "reported", span, "group-of-siblings"))

    def _owner(self, line: Line, index: int, last: tuple[Any, ...]) -> tuple[Any, ...]:
        """Whose "his" or "her" is: the last person that the gender allows."""
        start, end = line.nodes[line.words[index]].start, line.nodes[line.words[index]].end
        printed = self.reader.folded[start:end]
        beside = index - 1
        while beside >= 0 and line.words[beside] in _BESIDE_OWNER:
            beside -= 1
        node = line.node(beside)
        named = node is not None and node.key[0] == "P" and len(node.refs) == 1 and beside < index - 1
        kin = any(word[0] == "H" and word in line.nodes for word in line.words[max(0, beside - _INTRODUCED) : beside])
        if node is not None and named and not kin and _allows(_GENDER.get(printed, ""), node.refs[0]):
            return node.refs  # "arrested P and his brother", "detiene a P y a su marido"
        others = [line.nodes[line.words[i]].refs for i in reversed(line.find("P")) if i < index]
        for refs in (last, *others, self.reader.topic):
            if len(refs) > 1 or (refs and _allows(_GENDER.get(printed, ""), refs[0])):
                return refs
        return last

    def note(self, line: Line, topic: tuple[DraftEntity, ...]) -> None:
        """Keep in mind of whom a sentence spoke."""
        self.referents.note(line, topic)

    def organizations(self, line: Line) -> None:
        """Read "the gang", "esa organización", "su cabecilla", "its leader": the organization named last."""
        if not line.find("O") and line.present().isdisjoint(_of_organizations()):
            self._since += len(line.words) > _NEAR
            return
        last = earlier = self.organization
        first: DraftEntity | None = None
        index = -1
        while index + 1 < len(line.words):
            index += 1
            word = line.words[index]
            node = line.nodes.get(word)
            if node is not None and node.key[0] == "O":
                if node.refs[-1] is not last:
                    earlier = last
                last = node.refs[-1]
                first = first or node.refs[0]
                self._remember(last)
            elif last is not None and word in _POINTING:
                self._same_again(line, index, last)
            elif last is not None and word in _OWNED_BY:
                apposed = index > 1 and line.words[index - 1] == "," and line.words[index - 2][0] == "O"
                self._leader_of(line, index, earlier if apposed and earlier is not None else last)
        self.organization = first or last
        self._since = 0 if first is not None else self._since + 1

    def near(self, organization: DraftEntity | None) -> DraftEntity | None:
        """The organization spoken of, if one was named a few sentences before at most."""
        return organization if self._since <= _NEAR else None

    def _same_again(self, line: Line, index: int, last: DraftEntity) -> None:
        """An article and a noun for an organization, with nothing behind it that names another."""
        stop = index + 3 if line.words[index + 1 : index + 2] in (["mismo"], ["misma"], ["same"]) else index + 2
        noun = line.words[stop - 1] if stop <= len(line.words) else "."
        if noun not in _group_nouns():
            return
        after = line.words[stop] if stop < len(line.words) else "."
        if after not in ("of", "de", "del", "called", "llamada", "llamado", "known", "conocida", "denominada") and (
            after[0] not in "OQP"
        ):
            first = index + 1 if line.words[index] in ("del", "al") else index
            start, end = line.span(first, stop)
            meant = self.by_noun.get(noun, last)
            line.put(first, stop, Node(line.new_key("O"), start, end, (meant,)))

    def _leader_of(self, line: Line, index: int, last: DraftEntity) -> None:
        """Write "its alleged leader" as "the alleged leader of O", where a leader is had by an organization only.

        "Its feud with" becomes "O feud with".
        """
        if not _DISPUTES.isdisjoint(line.words[index + 1 : index + 3]):
            start, end = line.spans[index]
            line.put(index, index + 1, Node(line.new_key("O"), start, end, (last,)))
            return
        english = line.words[index] == "its"
        for at in range(index + 1, min(index + 5, len(line.words))):
            word = line.words[at]
            if word in line.nodes or not word.replace("-", "").isalpha():
                return
            size = next((n for n in (3, 2, 1) if " ".join(line.words[at : at + n]) in _owned(english=english)), 0)
            if size:
                at += size
                following = line.words[at] if at < len(line.words) else "."
                if following in ("of", "de", "del"):
                    return
                start, end = line.spans[index]
                line.insert(at, "of" if english else "de", line.spans[at - 1])
                line.insert(at + 1, Node(line.new_key("O"), start, end, (last,)), line.spans[at - 1])
                line.say(index, "the" if english else "el")
                return

    def _remember(self, organization: DraftEntity) -> None:
        """Which gang was last called one, which clan a clan."""
        for name in organization.names:
            for word in name.split():
                if word in word_set("gang_noun"):
                    self.by_noun[word] = organization

    def spoken_of(self, words: tuple[str, ...], paragraph: int) -> tuple[DraftEntity, ...]:
        """Whom the text last spoke of, of the gender that a verb's words show: "la detuvieron", "fue capturado".

        Where that is nobody of this gender, as far as is known, the last of the accused who is; whoever was named in
        the paragraph, whose start is given, and has a name that does not tell, stays.
        """
        topic: tuple[DraftEntity, ...] = self.reader.topic
        meant = gender.of_words(words)
        if not meant or len(topic) != 1 or gender_of(topic[0]) in _MAY_BE[meant]:
            return topic
        if not gender_of(topic[0]) and any(start >= paragraph for start, _ in topic[0].mentions):
            return topic
        for person in reversed(self.referents.recent[-_REMEMBERED:]):
            if (
                gender_of(person) in _MAY_BE[meant]
                and id(person) in self.reader.draft.accused
                and not person.merged_into
            ):
                return (person,)
        return topic if not gender_of(topic[0]) else ()

    def focus(self, line: Line, paragraph: int) -> tuple[DraftEntity, ...]:
        """Of whom what follows speaks, though the sentence is about nobody: "the group, run by P until his death".

        Who did it, or the only one whom the sentence names, where whoever was spoken of before is not in the paragraph.
        """
        topic = self.reader.topic
        if not line.present().isdisjoint(_HANDOVERS):
            return ()  # "the extradition of P is pending"
        if any(start >= paragraph for person in topic for start, _ in person.mentions):
            return ()
        if has_verb(line, 0) or any(line.nodes[line.words[index]].refs == topic for index in line.find("H")):
            return ()  # its subject is left out, or it speaks of what is his: he is still the one
        named = {id(ref): ref for index in line.find("P") for ref in line.nodes[line.words[index]].refs}
        agents = [line.nodes[line.words[at]].refs for at in line.find("P") if line.words[at - 1] in ("by", "por")]
        people = [ref for ref in named.values() if not self.referents.only_speaks(ref)]
        if len(agents) == 1 and len(agents[0]) == 1 and self.reader.main_person() not in topic:
            people = [ref for ref in people if ref is agents[0][0]]
        elif any(self._is_of_relative(line, at) for at in line.find("P")):
            return ()
        if len(people) != 1 or people[0] in topic or not line.find("P"):
            return ()
        return (people[0],)

    def _is_of_relative(self, line: Line, at: int) -> bool:
        """Whether somebody is named only as whose relative another is: "el hijo mayor de P"."""
        before = line.words[max(0, at - _INTRODUCED) : at]
        kin = any(word in word_set(kind) for word in before for kind in ("brother", "child", "parent", "spouse"))
        return kin and before[-1] in ("of", "de", "del")

    def topic(self, line: Line) -> tuple[DraftEntity, ...]:
        """Whom the sentence is about: the first person that depends on nothing."""
        if line.words[0] in _DROPPED and self.reader.topic:
            return ()
        for index in line.find("P"):
            node = line.nodes[line.words[index]]
            if not is_dependent(line, index) and not all(self._is_beside(node, ref) for ref in node.refs):
                return node.refs
        return ()

    def _is_beside(self, node: Node, person: DraftEntity) -> bool:
        """Whether somebody is named only to speak, for the accused or about him."""
        if self.referents.only_speaks(person):
            return True
        named = not node.pronoun and len(node.refs) == 1 and not self.referents.is_accused(person)
        if not named or person is self.reader.main_person():
            return False
        span = (node.start, node.end)
        if span not in self._beside:
            self._beside[span] = is_beside(self.reader, span)
        return self._beside[span]


@cache
def _group_nouns() -> frozenset[str]:
    """Words that stand alone for an organization named before."""
    return frozenset(word for word in word_set("gang_noun") if " " not in word) - word_set("not_a_group")


@cache
def _owned(*, english: bool) -> frozenset[str]:
    """Words for those whom only an organization has: leaders, founders; after "its" members, wings, rivals, too."""
    classes = ("leader", "founder", *(("member", "lesser_leader", "faction", "link_noun") if english else ()))
    words = {word for name in classes for word in word_set(name)}
    return frozenset(words | grammar("only_of_organization") | (grammar("other_organization") if english else set()))


@cache
def _of_organizations() -> frozenset[str]:
    """Words that may speak of an organization named before."""
    return frozenset(word for phrase in _owned(english=True) for word in phrase.split()) | _group_nouns() | _DISPUTES


def is_of_another_gender(words: tuple[str, ...], people: tuple[DraftEntity, ...]) -> bool:
    """Whether the words of a Spanish phrase speak of a woman and the one person found is a man, or the reverse."""
    meant = gender.of_words(words)
    return len(people) == 1 and meant != "" and gender_of(people[0]) not in (meant, "")


def _allows(meant: gender.Gender, person: DraftEntity) -> bool:
    """Whether a person may be of a gender, as far as the given name tells."""
    return not meant or gender_of(person) in (meant, "")
