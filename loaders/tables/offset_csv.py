"""A CSV reader (RFC 4180, lines ended by LF) that keeps where each cell stands in the text.

The standard library's reader gives values without their places, and a quote needs its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BARE = re.compile(r'[^,"\n]*')
_INSIDE_QUOTES = re.compile(r'(?:[^"]|"")*')


class CsvError(ValueError):
    """A line that is no CSV; `line` counts from 1, as an editor does."""

    def __init__(self, line: int, what: str) -> None:
        """Say what is wrong in which line."""
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell or a part of one: its value, and where it stands in the text, without quotation marks around it."""

    value: str
    start: int
    end: int

    def stripped(self) -> Piece:
        """The piece without the white space around it."""
        before = len(self.value) - len(self.value.lstrip())
        return self.part(before, before + len(self.value.strip()))

    def items(self, separator: str = "|") -> list[Piece]:
        """The items of a list, without the white space around them; empty ones are kept."""
        pieces, start = [], 0
        for item in self.value.split(separator):
            pieces.append(self.part(start, start + len(item)).stripped())
            start += len(item) + len(separator)
        return pieces

    def part(self, start: int, end: int) -> Piece:
        """The part between two positions of the value."""
        return Piece(self.value[start:end], self._place(start), self._place(end))

    def suffix(self, length: int) -> Piece:
        """The last characters of the value."""
        return self.part(len(self.value) - length, len(self.value))

    def _place(self, position: int) -> int:
        # Only a doubled quotation mark is longer in the text than in the value.
        doubled = self.end - self.start > len(self.value)
        return self.start + position + (self.value.count('"', 0, position) if doubled else 0)


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the line that it starts in, counted from 1, and its cells."""

    line: int
    cells: tuple[Piece, ...]


def parse_csv(text: str) -> list[Record]:
    """All records of a text, empty lines left out.

    Raises:
        CsvError: a quotation mark where none can be, or one that is never closed.
    """
    records: list[Record] = []
    at, line, size = 0, 1, len(text)
    while at < size:
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        first, cells = line, []
        while True:
            cell, at = _cell(text, at, line)
            cells.append(cell)
            line += text.count("\n", cell.start, cell.end)
            if at >= size or text[at] == "\n":
                break
            at += 1
        records.append(Record(first, tuple(cells)))
        at, line = at + 1, line + 1
    return records


def _cell(text: str, at: int, line: int) -> tuple[Piece, int]:
    """The cell that starts at a position, and the position of the comma or line end behind it."""
    if text[at : at + 1] != '"':
        match = _BARE.match(text, at)
        end = match.end() if match else at
        if text[end : end + 1] == '"':
            raise CsvError(
                line, "a quotation mark inside a cell that does not begin with one; double it and quote the cell"
            )
        return Piece(text[at:end], at, end), end
    inside = _INSIDE_QUOTES.match(text, at + 1)
    end = inside.end() if inside else at + 1
    if end >= len(text):
        raise CsvError(line, "a cell begins with a quotation mark that is never closed; close it or double it")
    after = text[end + 1 : end + 2]
    if after not in (",", "\n", ""):
        raise CsvError(
            line + text.count("\n", at, end),
            f"{after!r} behind a closing quotation mark; double the marks inside the cell",
        )
    return Piece(text[at + 1 : end].replace('""', '"'), at + 1, end), end + 1
