"""Rows of a result, counted in the bytes that the engine writes.

To turn each into an object would take four times as long as to write it. Even so, where rows are looked for by a
pattern it is a tenth of the whole; it is left out where the limit of bytes is reached first.
"""

from __future__ import annotations

import re
from typing import Final

_BETWEEN_ROWS: Final = {
    # In a string each quotation mark has a backslash before it, and what follows its end is no name of a variable.
    "application/sparql-results+json": re.compile(rb'\}\},\{"[^"\\{},:]+":\{"type":"'),
    "application/sparql-results+xml": re.compile(rb"<result>"),
    "text/tab-separated-values": re.compile(rb"\n"),
    "text/csv": re.compile(rb"\n"),
}
_LONGEST_MARK: Final = 512
_SHORTEST_MARK: Final = {
    "application/sparql-results+json": len('}},{"v":{"type":"'),
    "application/sparql-results+xml": len("<result>"),
    "text/tab-separated-values": 1,
    "text/csv": 1,
}


def can_reach(rows: int, media_type: str, *, within: int) -> bool:
    """Whether so many bytes can hold so many rows as `RowCounter` counts them.

    >>> can_reach(1_000_000, "text/csv", within=16 * 1024 * 1024)
    True
    """
    return rows * _SHORTEST_MARK[media_type] <= within


class RowCounter:
    """Told each piece of a result, wherever it is cut, it knows in `rows` how many rows were begun or ended so far.

    Rows without any value do not count in JSON.
    """

    def __init__(self, media_type: str) -> None:
        self.rows = 0
        self._mark = _BETWEEN_ROWS[media_type]
        self._has_quotes = media_type == "text/csv"
        self._quoted = False
        self._end = b""

    def see(self, piece: bytes) -> None:
        """Take note of the next piece."""
        if self._has_quotes:
            piece = self._outside_quotes(piece)
        piece = self._end + piece
        after = 0
        for match in self._mark.finditer(piece):
            self.rows += 1
            after = match.end()
        self._end = piece[max(after, len(piece) - _LONGEST_MARK) :]

    def _outside_quotes(self, piece: bytes) -> bytes:
        """What stands outside quotation marks, of which those within a value are two (RFC 4180)."""
        parts = piece.split(b'"')
        outside = b"".join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return outside
