"""The lines of a page in the order in which they are read: columns one after the other, rows of a table kept whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from statistics import median
from typing import Final

from loaders.reading.piece import Piece
from loaders.reading.row import level, rows

_EDGE: Final = 3.0
"""Points by which lines that begin under each other may differ."""
_GUTTER: Final = 0.7
"""Heights of a letter that stay free between columns."""
_MOST_EDGES: Final = 50
_DEEPEST: Final = 20
"""Times that columns are looked for within columns."""
_SHORTEST: Final = 3
"""Lines of a column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, or a row of a table.

    Attributes:
        cells: in their order; one where it is no row.
        margins: left and right end of its column, in points.
        page: index of its page.
        column: index of its column on the page, in reading order.
    """

    cells: tuple[Piece, ...]
    margins: tuple[float, float]
    page: int
    column: int

    @property
    def text(self) -> str:
        """The words; cells are kept apart by `|`, as in pages of the web."""
        return " | ".join(cell.text for cell in self.cells)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return len(self.cells) > 1

    @property
    def left(self) -> float:
        """Where it begins, in points."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where it ends, in points."""
        return self.cells[-1].right

    @property
    def height(self) -> float:
        """Of its letters, in points."""
        return max(cell.height for cell in self.cells)

    @property
    def bottom(self) -> float:
        """Of its letters, in points."""
        return min(cell.bottom for cell in self.cells)


def lines(page: list[Piece], number: int) -> Iterator[Line]:
    """The lines of a page, column by column where a gutter is clear."""
    for index, column in enumerate(_columns(page)):
        margins = min(piece.left for piece in column), max(piece.right for piece in column)
        for cells in rows(column):
            yield Line(cells, margins, number, index)


def _columns(page: list[Piece], depth: int = 0) -> Iterator[list[Piece]]:
    page = _from_the_top(page)
    best: list[_Band] = []
    most = 0
    for edge in _edges(page) if depth < _DEEPEST else ():
        bands = list(_bands(page, edge))
        parted = sum(len(band.pieces) for band in bands if band.parted)
        if parted > most:
            best, most = bands, parted
    if not best:
        if page:
            yield page
        return
    whole: list[Piece] = []
    for band in best:
        if band.parted:
            yield from _columns(whole, depth + 1)
            whole = []
            for side in _sides(band.pieces, band.edge):
                yield from _columns(side, depth + 1)
        else:
            whole += band.pieces
    yield from _columns(whole, depth + 1)


def _edges(page: list[Piece]) -> list[float]:
    """Where pieces begin under each other, right of others; the most frequent places, on a page of very many."""
    begun: list[list[float]] = []
    for left in sorted(piece.left for piece in page):
        if begun and left - begun[-1][0] <= _EDGE:
            begun[-1].append(left)
        else:
            begun.append([left])
    return [lefts[0] for lefts in sorted(begun[1:], key=len, reverse=True)[:_MOST_EDGES]]


@dataclass(frozen=True, slots=True)
class _Band:
    """Part of a page between lines that go across."""

    pieces: list[Piece]
    edge: float
    parted: bool


def _bands(page: list[Piece], edge: float) -> Iterator[_Band]:
    free = edge - _GUTTER * median(piece.height for piece in page)
    band: list[Piece] = []
    for piece in page:
        if piece.left < edge - _EDGE / 10 and piece.right > free:
            yield from _band(band, edge)
            yield _Band([piece], edge, parted=False)
            band = []
        else:
            band.append(piece)
    yield from _band(band, edge)


def _band(pieces: list[Piece], edge: float) -> Iterator[_Band]:
    if not pieces:
        return
    parts = list(_parts(pieces, edge))
    in_turn = [_are_written_in_turn(*_sides(part, edge)) for part in parts]
    if any(in_turn):
        for part, parted in zip(parts, in_turn, strict=True):
            yield _Band(part, edge, parted)
    else:
        yield _Band(pieces, edge, parted=_are_columns(*_sides(pieces, edge)))


def _parts(pieces: list[Piece], edge: float) -> Iterator[list[Piece]]:
    """The pieces from top to bottom, parted where the file returns from the right to the left below all before it."""
    written = sorted(pieces, key=lambda piece: piece.number)
    highest_to_come = [*accumulate((piece.middle for piece in reversed(written)), max)][::-1]
    part: list[Piece] = []
    lowest, was_right = inf, False
    for piece, highest in zip(written, highest_to_come, strict=True):
        if was_right and piece.right <= edge and highest < lowest:
            yield _from_the_top(part)
            part, lowest = [], inf
        part.append(piece)
        lowest, was_right = min(lowest, piece.bottom), piece.right > edge
    yield _from_the_top(part)


def _from_the_top(pieces: list[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (-piece.middle, piece.left))


def _sides(pieces: list[Piece], edge: float) -> tuple[list[Piece], list[Piece]]:
    return [piece for piece in pieces if piece.right <= edge], [piece for piece in pieces if piece.right > edge]


def _are_written_in_turn(left: list[Piece], right: list[Piece]) -> bool:
    """Whether the file writes two sides one after the other, as columns are written; a table is written row by row."""
    if not left or not right or max(piece.number for piece in left) > min(piece.number for piece in right):
        return False
    return len(level(left)) >= _SHORTEST and (len(level(right)) >= _SHORTEST or right[0].beside(left[0]))


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Whether two sides are read one after the other in whatever order the file writes them.

    Lines of running text begin with a small letter more often than not, cells hardly ever; and a box beside running
    text does not keep to its lines.
    """
    if not left or not right or min(len(level(left)), len(level(right))) < _SHORTEST:
        return False
    prose = [_is_prose(side) for side in (left, right)]
    return all(prose) or (any(prose) and not _are_aligned(left, right))


def _is_prose(side: list[Piece]) -> bool:
    rows = level(side)
    small = sum(row[0].text[:1].islower() for row in rows) / len(rows)
    width = max(piece.right for piece in side) - min(piece.left for piece in side)
    full = sum(row[-1].right - row[0].left >= 0.8 * width for row in rows) / len(rows)
    many_words = median(sum(len(piece.text.split()) for piece in row) for row in rows) >= 3
    return many_words and (small >= 0.3 or (small >= 0.1 and full >= 0.5))


def _are_aligned(left: list[Piece], right: list[Piece]) -> bool:
    fewer, more = sorted((left, right), key=len)
    level = sum(any(abs(piece.bottom - other.bottom) <= _EDGE / 2 for other in more) for piece in fewer)
    return level >= 0.5 * len(fewer)
