"""Somebody described before being named: "Un hombre fue detenido. Se trata de P", "the man, identified as P".

Until the name comes, what is said is said of a person without one. Where none comes, nothing was said of anybody
whom the text names, and it is taken back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Final

from loaders.extraction.description import described_words, head_noun
from loaders.extraction.draft import DraftEntity
from loaders.extraction.gender import Gender
from loaders.extraction.lexicon import grammar, lexicon
from loaders.extraction.line import Line, Node
from loaders.extraction.part import is_beside
from loaders.extraction.reader import Reader
from loaders.extraction.referent import Referents, gender_of

_SOON: Final = 250
"""How many code points after a sentence the words may stand that give its description a name."""
_WAITS: Final = 2
"""How many sentences after a description its name may come."""
_BEFORE_HEAD: Final = 3
"""How many words may describe before the noun: "a former boat mechanic"."""
_NO_VERB: Final = frozenset(
    {
        "of",
        "de",
        "del",
        "by",
        "por",
        "with",
        "con",
        "as",
        "como",
        "like",
        "than",
        "que",
        "for",
        "para",
        "or",
        "o",
        "not",
        "to",
    }
)
_LEAD: Final = 8
"""A first sentence of fewer words is a dateline or a heading."""
_LEAD_WAITS: Final = 4
"""How many sentences after the lead the name of whom it describes may come."""
_APPOSED: Final = frozenset({",", "{", "-"})
_COPULAS: Final = grammar("copula")
_QUOTED: Final = re.compile(
    r" (?P<cue>(?:identified|known|named|conocid[oa]|identificad[oa]|llamad[oa]|apodad[oa])(?: [a-z]+){0,5}?"
    r" (?:as|como)) (?=Q\d+ )"
)


class Cataphora:
    """Who was described and not yet named."""

    def __init__(self, reader: Reader, referents: Referents) -> None:
        self.reader = reader
        self.referents = referents
        self.waiting: DraftEntity | None = None
        self.left = 0
        self.nameless: list[DraftEntity] = []
        self._named_at = [match.end() for match in _named_soon().finditer(reader.folded)]
        self.lead: DraftEntity | None = None
        self.lead_left = 0
        self.begun = False

    def read(self, line: Line, language: str, *, heading: bool) -> None:
        """Give a description its name, and read a new one as a person who has none yet; headings tell nothing new."""
        self._names_lead(line)
        self._names(line)
        self.left -= self.left > 0 and len(line.words) > _WAITS
        soon = self._is_named_soon(line)
        leads = not heading and not self.begun and len(line.words) > _LEAD
        self.begun = self.begun or leads
        if not heading and (soon or leads):
            self._describes(line, language)
        if leads and self.waiting is not None and not soon:
            self.lead, self.lead_left, self.waiting = self.waiting, _LEAD_WAITS, None

    def _is_named_soon(self, line: Line) -> bool:
        """Whether words that give a name stand in a sentence or shortly behind it."""
        at = bisect_right(self._named_at, line.start)
        return at < len(self._named_at) and self._named_at[at] <= line.end + _SOON

    def finish(self) -> None:
        """Take back what was said of those who were never named."""
        for person in self.nameless:
            if person.merged_into is None:
                self.reader.draft.forget(person)

    def _describes(self, line: Line, language: str) -> None:
        words = line.words
        for index, word in enumerate(words):
            if word not in described_words("indefinite"):
                continue
            head, last, meant = self._head(line, index, language)
            if not last or self._is_of_somebody(line, index) or self._is_named(line, last):
                continue
            known_as = _QUOTED.search(line.joined())
            if known_as and (span := line.indices(known_as, "cue"))[0] in (last, last + 1):
                line.put(head, span[1], None)
                line.insert(head, "alias", line.spans[head])
                return
            person = self.reader.draft.entity("Person")
            person.gender = meant
            self.nameless.append(person)
            self.waiting, self.left = person, _WAITS
            start, end = line.span(head, last)
            person.description = self.reader.text[line.spans[index][0] : end]
            person.mentions.add((start, end))
            line.put(head, last, Node(line.new_key("P"), start, end, (person,)))
            return

    def _head(self, line: Line, index: int, language: str) -> tuple[int, int, Gender]:
        """Where the noun of a description begins and ends, and the gender; (0, 0) where there is none."""
        demonyms = lexicon(language).tables["demonym"]
        for at in range(index + 1, min(len(line.words), index + 2 + _BEFORE_HEAD + 3)):
            kind, size = head_noun(line.words, at)
            if size:
                feminine = kind == "woman" or line.words[index] in ("una", "otra")
                masculine = kind == "man" or line.words[index] in ("un", "otro")
                return at, at + size, "f" if feminine else "m" if masculine else ""
            word = line.words[at]
            plain = word.replace("-", "").isalnum() or word in demonyms or word == "-"
            if word in _NO_VERB or word in line.nodes or not plain:
                break
        return 0, 0, ""

    def _is_of_somebody(self, line: Line, index: int) -> bool:
        """Whether a description is of somebody named, or of a bystander: "P is a man", "P, a man", "shot by a man"."""
        before = line.words[index - 1] if index else ""
        if before in _NO_VERB or before in _COPULAS or before in ("and", "y", "e"):
            return True
        return any(i < index for i in line.find("P")) or any(i < index for i in line.find("H"))

    def _is_named(self, line: Line, last: int) -> bool:
        """Whether the name follows at once: "a man, P,"; "the suspect P"."""
        at = last
        while at < len(line.words) and line.words[at] in _APPOSED:
            at += 1
        node = line.node(at)
        return node is not None and node.key[0] in "PQZ"

    def _names(self, line: Line) -> None:
        """Read "se trata de P", "the man, identified as P,", "el capturado responde al nombre de P"."""
        cue = _naming().search(line.joined())
        if cue is None:
            return
        first, last = line.indices(cue, "cue")
        node = line.nodes[cue["name"]]
        person: DraftEntity = node.refs[0]
        others = [i for i in line.find("P") if i < first]
        known = self._called_before()
        if len(node.refs) != 1 or others or person.official:
            return
        if known is not None and self._may_be(known, person):
            self._is(person, known)
        opens = first == 0 or all(word in described_words("before_cue") for word in line.words[:first])
        if opens or known is not None:
            line.put(0, last, None)
        self.reader.topic = (person,)

    def _names_lead(self, line: Line) -> None:
        """Name whom the first sentence of a text described: "A Dutch man was extradited. … P, 36, is accused of".

        He is the first whom the text names at the beginning of a sentence, with an age or words beside the name.
        """
        if self.lead is None or not self.lead_left:
            return
        self.lead_left -= 1
        people = line.find("P")
        node = line.nodes[line.words[people[0]]] if people else None
        if node is None or people[0] > 0 or line.words[1:2] not in ([","], ["{"]) or len(node.refs) != 1:
            return
        person: DraftEntity = node.refs[0]
        new = all(start >= node.start or end <= self.lead_start for start, end in person.mentions)
        if person.official or not new or not self._may_be(self.lead, person):
            return
        if any(" " in name for name in person.names) and not is_beside(self.reader, (node.start, node.end)):
            self._is(person, self.lead)
            self.lead = None

    @property
    def lead_start(self) -> int:
        """Where the description of the lead stands."""
        return min((start for start, _ in self.lead.mentions), default=0) if self.lead is not None else 0

    def _called_before(self) -> DraftEntity | None:
        """Who waits for a name: one described, or one known by an alias only who is spoken of now."""
        if self.waiting is not None and self.left:
            return self.waiting
        topic = self.reader.topic
        if len(topic) == 1 and set(topic[0].names) <= set(topic[0].aliases) and topic[0].names:
            return topic[0]
        return None

    def _may_be(self, described: DraftEntity, person: DraftEntity) -> bool:
        if described is person or described.merged_into or person.merged_into:
            return False
        return not described.gender or gender_of(person) in (described.gender, "")

    def _is(self, person: DraftEntity, described: DraftEntity) -> None:
        """What was said of somebody described is said of the person."""
        person.gender = person.gender or described.gender
        described.description = None
        self.reader.unite(person, described)
        self.reader.draft.is_accused_as(person, described)
        self.waiting, self.left = None, 0
        self.reader.topic = (person,)


@cache
def _naming() -> re.Pattern[str]:
    """What leads to the name of somebody described."""
    cues = sorted(described_words("naming"), key=len, reverse=True)
    return re.compile(rf" (?P<cue>{'|'.join(map(re.escape, cues))})(?: [a-z]+){{0,2}}? (?P<name>P\d+) ")


@cache
def _named_soon() -> re.Pattern[str]:
    """The same in a folded text."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(described_words('naming'))))}|known only as)\b")
