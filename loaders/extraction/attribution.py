"""To whom a sentence attributes what it says, and which of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.claim import Span
from loaders.extraction.anaphor import SOMEONE
from loaders.extraction.cascade import matches
from loaders.extraction.draft import DraftEntity
from loaders.extraction.lexicon import lexicon
from loaders.extraction.line import Line
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.reader import Reader
from loaders.extraction.state import is_demonym
from loaders.extraction.text import Paragraph

_RELATIVES: Final = frozenset({"que", "quien", "quienes", "who", "whom", "cual", "cuales", "which"})
_DETERMINERS: Final = frozenset({"el", "la", "los", "las", "the", "a", "al"})
_REPORTS: Final = frozenset({"que", "that"})
_INTERVIEW: Final = re.compile(r"\b(?:entrevista|interview|q&a|preguntas y respuestas)\b")
_TURN: Final = re.compile(r"[—–-] ?\S")
_TURNS: Final = re.compile(r"(?m)^[—–-] ?\S")
_HEAD: Final = 400
"""How many code points from its beginning a text says that it is an interview, and with whom."""
_LEAST_TURNS: Final = 4
_NEAR: Final = 3
"""How many words before the speaker a relative may stand: "a quien la P"."""
_THAT: Final = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something.

    Attributes:
        speaker: who; None where it cannot be told.
        scope: the words that are said so.
        frame: the words that say who says it.
        doubt: whether it is only alleged.
        wide: whether it is a whole sentence, or what stands between semicolons.
    """

    speaker: DraftEntity | None
    scope: Span
    frame: Span
    doubt: bool = False
    wide: bool = True


class Attribution:
    """Who speaks, from sentence to sentence.

    Attributes:
        last: who spoke last, whom "he added" and "the agency said" mean.
        heard: everybody who spoke.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.last: DraftEntity | None = None
        self.heard: set[int] = set()
        self._quoting = False
        self._person: DraftEntity | None = None
        self._told_of: DraftEntity | None = None
        self._asked = _interviewed(reader)
        self._answers = False

    def paragraph(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: a quotation goes on only where it is marked as one; in an interview turns alternate."""
        self._quoting = False
        turn = self._asked is not None and _TURN.match(self.reader.text, paragraph.start) is not None
        self._answers = turn and not self._answers
        if turn and self.reader.text[paragraph.end - 1] == "?":
            self._answers = False
        elif not turn:
            self._answers = self._asked is not None

    def voices(self, line: Line, language: str) -> list[Voice]:
        """Those who speak in a sentence: whoever says all of it first, then those of a part."""
        wide: list[Voice] = []
        narrow: list[Voice] = []
        for rule, match in matches(line, language, "speaker"):
            first, last = line.indices(match)
            words = line.words[first:last]
            if _REPORTS.intersection(words[:-1]) and words[-1][0] in "PU":
                continue
            if "opens" in rule.options and first:
                continue
            span = line.span(first, last)
            if any(low < span[1] and span[0] < high for low, high in (v.frame for v in (*wide, *narrow))):
                continue
            part = _relative_part(line, first, last)
            if part is None and "part" in rule.options:
                part = line.spans[first][0], _segment(line, first)[1]
            if part is None and any(v.scope == _segment(line, first) for v in wide):
                continue  # of two who say the same the first
            voice = Voice(
                self._speaker(line, language, rule, match),
                part or _segment(line, first),
                span,
                doubt=any(word.startswith("alleg") for word in words),
                wide=part is None,
            )
            (wide if part is None else narrow).append(voice)
        if not wide and not narrow:
            wide = self._goes_on(line, language)
        elif wide:
            self._quoting = '"' in line.words
        self._told_of = _official_of(line)
        return [*wide, *narrow]

    def _goes_on(self, line: Line, language: str) -> list[Voice]:
        """A quotation that goes on, or words of somebody who cannot be told."""
        whole = (line.start, line.end)
        if self._answers and self._asked is not None:
            return [Voice(self._asked, whole, (0, 0))]
        if self._quoting and line.words[0] == '"' and self.last is not None:
            return [Voice(self.last, whole, (0, 0))]
        return [Voice(None, whole, (0, 0), doubt=True)] if _is_told(line, language) else []

    def _speaker(self, line: Line, language: str, rule: Rule, match: re.Match[str]) -> DraftEntity | None:
        if "again" in rule.options:
            if self._told_of is not None and SOMEONE in line.words[slice(*line.indices(match))]:
                self.last = self._person = self._told_of
            return self.last
        keys = captures(match)
        node = next((line.nodes[keys[name]] for name in ("U", "P") if name in keys), None)
        if node is None:
            self.last = self._generic(line, language, *line.indices(match))
        elif node.pronoun and self._told_of is not None:
            self.last = self._told_of
        elif node.pronoun and self.last is not None:
            self.last = self.last if self.last.type == "Person" else self._person or self.last
        else:
            self.last = node.refs[0] if node.refs else None
        if self.last is not None and self.last.type == "Person":
            self._person = self.last
        if self.last is not None and node is not None and not _tells_his_own(line, match):
            self.heard.add(id(self.last))
        return self.last

    def _generic(self, line: Line, language: str, first: int, last: int) -> DraftEntity:
        """Somebody who has no name: "prosecutors", "las autoridades"; the longest phrase that says it."""
        words = line.words[first:last]
        phrases = [phrase.split() for phrase in lexicon(language).words("official_generic")]
        found = [(len(p), at, p) for p in phrases if (at := _position(words, p)) is not None]
        size, at, _ = max(found, default=(last - first, 0, []))
        if at and is_demonym(words[at - 1]):
            size, at = size + 1, at - 1
        return self._described(line.span(first + at, first + at + size))

    def _described(self, span: Span) -> DraftEntity:
        words = self.reader.folded[span[0] : span[1]]
        key = ("Authority", f"described {words}")
        entity = self.reader.named.get(key)
        if entity is None:
            entity = self.reader.named[key] = self.reader.draft.entity("Authority")
            entity.description = self.reader.text[span[0] : span[1]]
        entity.mentions.add(span)
        return entity


def _official_of(line: Line) -> DraftEntity | None:
    """The official whom a sentence names before anybody else: who "he said" means in the next."""
    nodes = (line.nodes[line.words[at]] for at in line.find("P"))
    named = next((node for node in nodes if node.refs and not node.pronoun), None)
    return named.refs[0] if named is not None and len(named.refs) == 1 and named.refs[0].official else None


def _interviewed(reader: Reader) -> DraftEntity | None:
    """Who answers in an interview: the first who is named behind the word for it; turns begin with a dash."""
    told = _INTERVIEW.search(reader.folded, 0, _HEAD)
    if told is None or len(_TURNS.findall(reader.text)) < _LEAST_TURNS:
        return None
    named = next((item for item in reader.items_between(told.start(), told.end() + _HEAD) if item.letter == "P"), None)
    return None if named is None else reader.person(named.what.names[0])


def _segment(line: Line, index: int) -> Span:
    """The part of a sentence between semicolons that a word stands in."""
    before = [at for at in range(index) if line.words[at] == ";"]
    after = [at for at in range(index, len(line.words)) if line.words[at] == ";"]
    return (
        line.spans[before[-1]][1] if before else line.start,
        line.spans[after[0]][0] if after else line.end,
    )


def _relative_part(line: Line, first: int, last: int) -> Span | None:
    """In a relative clause ("whom police believe to be …", "que, según X, …") the words up to the comma."""
    before = [w for w in line.words[max(0, first - _NEAR) : first] if w not in _DETERMINERS and w != ","]
    inside = line.words[first]
    if not _RELATIVES.intersection((*before[-1:], inside)) or "informo" in line.words[:first]:
        return None
    after = last + 1 if line.words[last : last + 1] == [","] else last
    stop = next((i for i in range(after, len(line.words)) if line.words[i] in (",", ";")), len(line.words))
    return line.spans[first][0], line.spans[stop - 1][1]


def _tells_his_own(line: Line, match: re.Match[str]) -> bool:
    """Whether somebody tells it to a relative, and not to the public: "he told his wife by telephone"."""
    last = line.indices(match)[1]
    return any(word[0] == "H" and word in line.nodes for word in line.words[last - 1 : last + 2])


def _is_told(line: Line, language: str) -> bool:
    """Whether somebody who cannot be told says it: "a neighbour said that"."""
    if line.present().isdisjoint(_REPORTS):
        return False
    said = lexicon(language).words("said")
    return any(
        word in said and not _REPORTS.isdisjoint(line.words[at + 1 : at + _THAT]) for at, word in enumerate(line.words)
    )


def _position(words: list[str], phrase: list[str]) -> int | None:
    """Where a phrase stands among words."""
    size = len(phrase)
    return next((i for i in range(len(words) - size + 1) if words[i : i + size] == phrase), None)
