"""A text that never changes, its folding with the same offsets, its paragraphs and its sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick

from graph.claim import Span

SENTENCE_LIMIT = 1500
"""Longest stretch read as one sentence, in code points: it bounds the work of every pattern."""

_QUOTES = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "‘": "'", "’": "'", "´": "'", "`": "'"}
_DASHES = {"–": "-", "—": "-", "‒": "-", "−": "-"}
_SPACES = {"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " "}


@cache
def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0x41, 0x250):
        character = chr(code)
        bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).lower()
        if len(bare) == 1 and bare != character and character.isalpha():
            table[code] = bare
    table.update({ord(k): v for k, v in (_QUOTES | _DASHES | _SPACES).items()})
    return table


def fold(text: str) -> str:
    """Lower case without accents, straight quotes and plain spaces; as long as the text, so offsets hold."""
    return text.translate(_fold_table())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with what its layout says.

    Attributes:
        start: first code point of the line, white space left out; `end` one past the last.
        bullet: code points of the list mark or time stamp that opens it, 0 where there is none.
        heading: a short line without a full stop.
    """

    start: int
    end: int
    bullet: int
    heading: bool


_BULLET = re.compile(r"(?:[•·*▪◦‣>]+|[-–—](?=\s)|\d{1,2}[.)](?=\s)|\d{1,2}:\d{2}\s*(?:[|—–-]|h\b)?)\s*")


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Lines that are not blank, in order."""
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        start = match.start() + (len(line) - len(line.lstrip()))
        bullet = _BULLET.match(stripped)
        heading = len(stripped) <= 140 and stripped[-1] not in '.;,:!”"’»)' and not re.search(r"[.!?] ", stripped)
        yield Paragraph(start, start + len(stripped), bullet.end() if bullet else 0, heading)


class LineFinder:
    """Finds the lines that hold words, or parts of words, of several lists, in one reading of the text."""

    def __init__(self, *lists: Iterable[str]) -> None:
        self._count = len(lists)
        numbers: dict[str, list[int]] = {}
        for number, words in enumerate(lists):
            for word in words:
                numbers.setdefault(word, []).append(number)
        self._automaton = ahocorasick.Automaton()
        for word, found in numbers.items():
            self._automaton.add_word(word, tuple(found))
        self._automaton.make_automaton()

    def find(self, folded: str) -> list[list[Span]]:
        """For each list the lines of a folded text that hold one of its words, in order."""
        found: list[list[Span]] = [[] for _ in range(self._count)]
        line = (0, 0)
        for last, numbers in self._automaton.iter(folded):
            if last >= line[1]:
                end = folded.find("\n", last)
                line = (folded.rfind("\n", 0, last) + 1, end if end >= 0 else len(folded))
            for number in numbers:
                lines = found[number]
                if not lines or lines[-1] is not line:
                    lines.append(line)
        return found


_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«¿¡(\[*]*[^\W_a-zà-ÿ]|\s*$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|dra|sr|sra|jr|gen|col|lt|sgt|gov|sen|rep|st|no|núm|num|art|lic|ing|va|calif|tex|vs|etc"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|ene|abr|ago|dic|ee|uu|a\.k\.a|u\.s|d\.c|s\.d|n\.d|e\.d|w\.d)"
    r"|\b[^\W\d_])\.$",
    re.IGNORECASE,
)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the sentences between two offsets; none longer than `SENTENCE_LIMIT`."""
    begin = start
    for match in _END.finditer(text, start, end):
        if match.group() == "." and _ABBREVIATION.search(text, max(begin, match.start() - 8), match.end()):
            continue
        yield from _bounded(text, begin, match.end())
        begin = match.end()
    yield from _bounded(text, begin, end)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end - start > SENTENCE_LIMIT:
        cut = text.rfind(" ", start + 1, start + SENTENCE_LIMIT)
        cut = cut if cut > start else start + SENTENCE_LIMIT
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
