"""Who is meant by "he", "su", "the latter", "ambos", "the gang"; whom a sentence is about."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from loaders.extraction import gender
from loaders.extraction.attachment import is_dependent
from loaders.extraction.draft import DraftEntity
from loaders.extraction.lexicon import word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.reader import Reader

_POINTING: Final = frozenset(
    {"the", "that", "this", "la", "el", "esa", "ese", "esta", "este", "dicha", "dicho", "aquella", "aquel"}
    | {"del", "al"}
)
_OWNED_BY: Final = frozenset({"its", "su", "sus"})
_DISPUTES: Final = frozenset({"feud", "war", "conflict", "rivalry", "guerra", "pugna", "disputa", "conflicto"})
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
_DROPPED: Final = frozenset({"es", "era", "fue", "seria", "habria", "trabajaba", "trabajo", "actuaba"})
"""A sentence that begins with one of these is about whom the one before was about."""
_BOTH: Final = frozenset({"both", "ambos", "ambas"})
_FEW: Final = 10
"""Up to so many, "all three" are people of the text; more are the passengers of a transfer."""
_DESCRIBED: Final = "described"
_DEFINITE: Final = frozenset({"the", "el", "la", "al"})
_FEMALE: Final = frozenset({"woman"})
_GENDER: Final = {
    ("she",): "her",
    ("ella",): "her",
    ("her",): "her",
    (_DESCRIBED, "la"): "her",
    (_DESCRIBED, "el"): "his",
    ("he",): "his",
    ("him",): "his",
    ("el",): "his",
}
"""The gender of pronouns; a description in English has none."""
_MAY_BE: Final[dict[gender.Gender, tuple[gender.Gender, ...]]] = {"m": ("m", ""), "f": ("f",), "": ("m", "f", "")}
"""Women are fewer in these texts: words for a woman look for one whose name is known for a woman's first."""
_GROUP_WORDS: Final = frozenset(
    {"all", "the", "los", "las", "ambas"}.union(*(words for words, _ in _ANAPHORS)) - {"el"}
)
"""One of these is in every mention of a group; "el" and "al" never stand alone."""
_AFTER_AGE: Final = frozenset(
    {
        "is",
        "was",
        "has",
        "had",
        "allegedly",
        "faces",
        "faced",
        "also",
        "who",
        "pleaded",
        "led",
        "ran",
        "will",
        ",",
        "denies",
    }
)
_SIZES: Final[dict[tuple[str, ...], int]] = {("both",): 2, ("ambos",): 2}


class Anaphora:
    """What the document spoke of last."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.organization: DraftEntity | None = None
        self.by_noun: dict[str, DraftEntity] = {}
        self.spoke: set[int] = set()
        self.subjects: list[DraftEntity] = []
        self.listed: tuple[DraftEntity, ...] = ()
        self.recent: list[DraftEntity] = []

    def pronouns(self, line: Line) -> None:
        """Give pronouns and possessives their persons; one whose person cannot be told becomes a word."""
        self._descriptions(line)
        self._groups(line)
        last: tuple[Any, ...] = self.reader.topic
        owner: tuple[Any, ...] = ()
        for index in line.node_indices():
            word = line.words[index]
            node = line.nodes[word]
            if word[0] == "P" and node.pronoun:
                meant = _GENDER.get(node.words, "")
                node.refs = last if len(last) == 1 and _allows(meant, last[0]) else ()
                if node.words[:1] == (_DESCRIBED,) and not (node.refs and id(last[0]) in self.reader.draft.accused):
                    node.refs = self._main(meant) or node.refs
            elif word[0] == "P" and not is_dependent(line, index) and line.words[index + 1 : index + 2] != ["'s"]:
                last = node.refs
            elif word[0] == "H":
                node.refs = owner = owner or self._owner(line, index, last)
        for index in reversed(line.find("P")):
            node = line.nodes[line.words[index]]
            if node.pronoun and not node.refs:
                line.say(index, "someone")

    def _descriptions(self, line: Line) -> None:
        """Read "the defendant", "el capturado" as a pronoun: whoever is spoken of, else the only accused so far."""
        if "year-old" in line.present():
            self._aged(line)
        if line.present().isdisjoint(word_set("accused_noun")):
            return
        index = 0
        while index + 1 < len(line.words):
            article, noun = line.words[index : index + 2]
            if article in _DEFINITE and noun in word_set("accused_noun"):
                after = line.words[index + 2] if index + 2 < len(line.words) else "."
                if after not in ("of", "de", "del", "in", "en", "who", "que", "'s") and after[0] not in "PQOZN":
                    start, end = line.span(index, index + 2)
                    words = (_DESCRIBED, "la") if article == "la" or noun in _FEMALE else (_DESCRIBED, article)
                    line.put(index, index + 2, Node(line.new_key("P"), start, end, words=words, pronoun=True))
            index += 1

    def _aged(self, line: Line) -> None:
        """Read "the 45-year-old" as a pronoun."""
        for index in range(len(line.words) - 3):
            article, age, dash, noun = line.words[index : index + 4]
            after = line.words[index + 4] if index + 4 < len(line.words) else "."
            if article == "the" and age.isdigit() and dash == "-" and noun == "year-old" and after in _AFTER_AGE:
                start, end = line.span(index, index + 4)
                line.put(index, index + 4, Node(line.new_key("P"), start, end, words=("year-old",), pronoun=True))
                return

    def _main(self, meant: str) -> tuple[DraftEntity, ...]:
        """The only person of whom the document has said what is said of the accused, if there is but one."""
        accused = self.reader.draft.accused
        people = [e for e in self.reader.draft.entities if id(e) in accused and e.merged_into is None]
        fits = [e for e in people if _allows(meant, e)]
        return tuple(fits) if len(fits) == 1 else ()

    def _owner(self, line: Line, index: int, last: tuple[Any, ...]) -> tuple[Any, ...]:
        """Whose "his" or "her" is: the last person that the gender allows."""
        start, end = line.nodes[line.words[index]].start, line.nodes[line.words[index]].end
        printed = self.reader.folded[start:end]
        others = [line.nodes[line.words[i]].refs for i in reversed(line.find("P")) if i < index]
        for refs in (last, *others, self.reader.topic):
            if len(refs) > 1 or (refs and _allows(printed, refs[0])):
                return refs
        return last

    def _groups(self, line: Line) -> None:
        """Read "the latter", "ambos", "los tres": one or all of those just spoken of."""
        if line.present().isdisjoint(_GROUP_WORDS):
            return
        topic = self.reader.topic
        self._counted(line)
        if len(topic) < 2:
            return
        for index in range(len(line.words) - 1):
            number = line.node(index + 1)
            after = line.words[index + 2] if index + 2 < len(line.words) else "."
            if (
                (
                    line.words[index] in ("los", "las", "all", "the")
                    and number is not None
                    and number.key[0] == "N"
                    and number.refs[0] == len(topic)
                )
                and after not in word_set("people")
                and after not in ("of", "de")
                and after[0] not in "PN"
            ):
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
                if (which is None and len(topic) != _SIZES.get(words, len(topic))) or after in (
                    "grupo",
                    "group",
                    "envio",
                    "vuelo",
                ):
                    continue
                start, end = line.span(index, index + size)
                line.put(index, index + size, Node(line.new_key("P"), start, end, refs))
                break

    def _counted(self, line: Line) -> None:
        """Read "all three", "both", "ambos": those of the paragraph, or of the list before, if they are as many.

        Those of whom it cannot be told who they are become a node that is nobody.
        """
        present = line.present()
        if present.isdisjoint(_BOTH) and "N" not in present:
            return
        for index in range(len(line.words) - 1):
            size, many = _count_at(line, index)
            people = next((g for g in (self.reader.topic, tuple(self.subjects), self.listed) if len(g) == many), ())
            if size and not people and many <= _FEW:
                start, end = line.span(index, index + size)
                line.put(index, index + size, Node(line.new_key("Z"), start, end))
                return
            if size and people:
                start, end = line.span(index, index + size)
                line.put(index, index + size, Node(line.new_key("P"), start, end, people))
                return

    def note(self, line: Line, topic: tuple[DraftEntity, ...]) -> None:
        """Keep in mind of whom a sentence spoke."""
        self.subjects.extend(person for person in topic if person not in self.subjects)
        if len(topic) == 1 and self.recent[-1:] != [topic[0]]:
            self.recent.append(topic[0])
        lists = [node.refs for node in line.nodes.values() if node.key[0] == "P" and len(node.refs) > 1]
        self.listed = max(lists, key=len, default=self.listed)

    def organizations(self, line: Line) -> None:
        """Read "the gang", "esa organización", "su cabecilla", "its leader": the organization named last."""
        if not line.find("O") and line.present().isdisjoint(_of_organizations()):
            return
        last = self.organization
        index = -1
        while index + 1 < len(line.words):
            index += 1
            node = line.node(index)
            if node is not None and node.key[0] == "O":
                last = node.refs[-1]
                self._remember(last)
            elif last is not None and line.words[index] in _POINTING:
                self._same_again(line, index, last)
            elif last is not None and line.words[index] in _OWNED_BY:
                self._leader_of(line, index, last)
        self.organization = last

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
        for at in range(index + 1, min(index + 5, len(line.words))):
            word = line.words[at]
            if word in line.nodes or not word.replace("-", "").isalpha():
                return
            if word in _owned():
                following = line.words[at + 1] if at + 1 < len(line.words) else "."
                if following in ("of", "de", "del"):
                    return
                possessive = line.words[index]
                start, end = line.spans[index]
                line.insert(at + 1, "of" if possessive == "its" else "de", line.spans[at])
                line.insert(at + 2, Node(line.new_key("O"), start, end, (last,)), line.spans[at])
                line.say(index, "the" if possessive == "its" else "el")
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
        if not meant or len(topic) != 1 or _gender(topic[0]) in _MAY_BE[meant]:
            return topic
        if not _gender(topic[0]) and any(start >= paragraph for start, _ in topic[0].mentions):
            return topic
        for person in reversed(self.recent):
            if _gender(person) in _MAY_BE[meant] and id(person) in self.reader.draft.accused and not person.merged_into:
                return (person,)
        return topic if not _gender(topic[0]) else ()

    def topic(self, line: Line) -> tuple[DraftEntity, ...]:
        """Whom the sentence is about: the first person that depends on nothing."""
        if line.words[0] in _DROPPED and self.reader.topic:
            return ()
        for index in line.find("P"):
            node = line.nodes[line.words[index]]
            if not is_dependent(line, index) and not all(self._only_speaks(ref) for ref in node.refs):
                return node.refs
        return ()

    def _only_speaks(self, person: DraftEntity) -> bool:
        """Whether somebody is in the text to say something: officials, counsel, speakers of whom nothing is said."""
        return person.official or (id(person) in self.spoke and id(person) not in self.reader.draft.accused)


@cache
def _group_nouns() -> frozenset[str]:
    """Words that stand alone for an organization named before."""
    return frozenset(word for word in word_set("gang_noun") if " " not in word) - word_set("not_a_group")


@cache
def _owned() -> frozenset[str]:
    """Words for those whom only an organization has: leaders and founders."""
    return frozenset(word for name in ("leader", "founder") for word in word_set(name) if " " not in word)


@cache
def _of_organizations() -> frozenset[str]:
    """Words that may speak of an organization named before."""
    return _owned() | _group_nouns() | _DISPUTES


def _count_at(line: Line, index: int) -> tuple[int, int]:
    """How many words at an index stand for how many persons: "both men" two for two."""
    words = line.words
    if words[index] in _BOTH:
        size, many = 1, 2
    elif words[index] in ("all", "los", "las") and (number := line.node(index + 1)) and number.key[0] == "N":
        size, many = 2, number.refs[0]
    else:
        return 0, 0
    named = index + size < len(words) and words[index + size] in ("men", "women", "hombres", "mujeres")
    after = words[index + size + named] if index + size + named < len(words) else "."
    if after in ("of", "de", "and", "y") or after[0] in "PNOLKRCUT" or (not named and after in word_set("people")):
        return 0, 0
    if words[index] in ("los", "las") and not named and after.endswith("s"):  # "los tres fundadores"
        return 0, 0
    return size + named, many


def is_of_another_gender(words: tuple[str, ...], people: tuple[DraftEntity, ...]) -> bool:
    """Whether the words of a Spanish phrase speak of a woman and the one person found is a man, or the reverse."""
    meant = gender.of_words(words)
    return len(people) == 1 and meant != "" and _gender(people[0]) not in (meant, "")


def _allows(possessive: str, person: DraftEntity) -> bool:
    """Whether a person may be meant by "his" or "her", as far as the given name tells."""
    other = {"his": "f", "her": "m"}.get(possessive)
    return other is None or _gender(person) != other


def _gender(person: DraftEntity) -> gender.Gender:
    return gender.of_name(next(iter(person.names), ""))
