"""The text as it is read, whatever the form in which it is written, and where its words stand in the text itself.

Marks that stand beside their letter become one letter with it (NFC), what cannot be seen goes (soft hyphens, zero-width
marks), every space of a line is a plain one, and UTF-8 that somebody read as Windows-1252 is put right: "PÃ©rez".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from graph.claim import QUOTE_LIMIT, Claim, Entity, Span

_ALIKE: Final = {
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2010\u2011", "-"),
}
"""Written otherwise and as long."""
_INVISIBLE: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LEAD: Final = "ÂÃÄÅâ"
"""What the first bytes of the misread are read as."""
_ODD: Final = re.compile(rf"[{_LEAD}]|[\u0300-\u036f]+|[{_INVISIBLE}]+")
_MISREAD: Final = (*map(chr, (*range(0xA0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x180))), *"–—‘’‚“”„•…€™")
_MAY_FOLLOW: Final = frozenset("’”…–—›»\u00a0")
"""After a capital Ã these may be what they look like: "IRMÃ”"."""


@cache
def _misread() -> dict[str, str]:
    """What a letter or mark looks like that was written in UTF-8 and read as a code page, and what it is."""
    table: dict[str, str] = {}
    for character in _MISREAD:
        raw = character.encode()
        table[raw.decode("latin-1")] = character
        table["".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw)] = character
    return table | {"â€": "”"}  # whose last byte Windows-1252 does not have, so that it is often lost


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a part of the text is written otherwise than it is read."""

    start: int
    end: int
    read: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text as it is read.

    Attributes:
        original: the text itself.
        text: as it is read.
    """

    original: str
    text: str
    _read: tuple[Span, ...]
    _written: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Where words that are read between two offsets stand in the text itself."""
        return (self._start(start), self._end(end)) if self._read else (start, end)

    def _start(self, at: int) -> int:
        number = bisect_right(self._read, at, key=lambda span: span[0]) - 1
        if number < 0:
            return at
        return self._written[number][0] if at < self._read[number][1] else self._behind(number, at)

    def _end(self, at: int) -> int:
        number = bisect_right(self._read, at - 1, key=lambda span: span[0]) - 1
        if number < 0:
            return at
        return self._written[number][1] if at <= self._read[number][1] else self._behind(number, at)

    def _behind(self, number: int, at: int) -> int:
        return at - self._read[number][1] + self._written[number][1]

    def entities(self, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
        """With mentions as they stand in the text itself."""
        if not self._read:
            return entities
        return tuple(replace(e, mentions=tuple(self.span(*mention) for mention in e.mentions)) for e in entities)

    def claims(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """With quotes as they stand in the text itself."""
        return claims if self.text == self.original else tuple(map(self._claim, claims))

    def _claim(self, claim: Claim) -> Claim:
        start, end = self.span(claim.start, claim.end)
        quote = self.original[start : min(end, start + QUOTE_LIMIT)].rstrip()
        context = tuple(self.span(*span) for span in claim.context)
        return replace(claim, start=start, end=start + len(quote), quote=quote, context=context)


def normalize(text: str) -> Normalized:
    """The text as it is read; what is found in it is to be carried back by `entities` and `claims`."""
    pieces = [] if text.isascii() else _pieces(text)
    parts: list[str] = []
    read: list[Span] = []
    last = length = 0
    for piece in pieces:
        parts += (text[last : piece.start], piece.read)
        length += piece.start - last
        read.append((length, length + len(piece.read)))
        length += len(piece.read)
        last = piece.end
    parts.append(text[last:])
    joined = "".join(parts)
    for character, alike in _ALIKE.items():
        joined = joined.replace(character, alike)
    return Normalized(text, joined, tuple(read), tuple((piece.start, piece.end) for piece in pieces))


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    doubtful: list[_Piece] = []
    last = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        if start < last:
            continue
        if text[start] in _LEAD:
            slices = (text[start : start + size] for size in (3, 2))
            written = next((each for each in slices if each in _misread()), "")
            if not written:
                continue
            piece = _Piece(start, start + len(written), _misread()[written])
            if text[start] in "ÄÅ" or (text[start] == "Ã" and text[start + 1] in _MAY_FOLLOW):
                doubtful.append(piece)
                continue
        elif unicodedata.combining(text[start]):
            piece = _composed(text, max(last, start - 1), end)
        else:
            piece = _Piece(start, end, "")
        found.append(piece)
        last = piece.end
    sure = any(len(piece.read) == 1 and text[piece.start] in _LEAD for piece in found)
    return sorted([*found, *doubtful], key=lambda piece: piece.start) if sure and doubtful else found


def _composed(text: str, start: int, end: int) -> _Piece:
    return _Piece(start, end, unicodedata.normalize("NFC", text[start:end]))
