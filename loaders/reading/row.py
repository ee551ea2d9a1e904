"""The lines of a column, and the cells of those that are rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from loaders.reading.piece import Piece

_EDGE: Final = 3.0
"""Points by which cells that begin under each other may differ."""
_CELL: Final = 1.5
"""Heights of a letter that stay free between cells."""
_TOUCHING: Final = 0.12
"""Heights of a letter up to which pieces side by side are one word."""


def rows(column: list[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The lines of a column, from top to bottom, each as its cells: one where it is no row of a table."""
    parts = [_joined(row) for row in level(column)]
    made: list[list[Piece]] = []
    for index, row in enumerate(parts):
        around = [other for near in parts[max(index - 1, 0) : index + 2] if near is not row for other in near[1:]]
        cells = [row[0]]
        for piece in row[1:]:
            if any(abs(piece.left - other.left) <= _EDGE for other in around):
                cells.append(piece)
            else:
                cells[-1] = _side_by_side(cells[-1], piece)
        above = made[-1] if made else []
        if len(cells) == 1 and (place := next((i for i in range(1, len(above)) if _is_cell(above[i], cells[0])), 0)):
            above[place] = _one_over_other(above[place], cells[0])
            continue
        while len(above) == 1 and (place := next((i for i in range(1, len(cells)) if _is_cell(above[0], cells[i])), 0)):
            cells[place] = _one_over_other(above[0], cells[place])
            made.pop()
            above = made[-1] if made else []
        made.append(cells)
    for cells in made:
        yield tuple(cells)


def level(column: list[Piece]) -> list[list[Piece]]:
    """Pieces from top to bottom, as lines from left to right."""
    rows: list[list[Piece]] = []
    for piece in column:
        if rows and piece.beside(rows[-1][0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _is_cell(upper: Piece, lower: Piece) -> bool:
    """Whether a cell goes on in a second line; a capital may be the next row's, to which nothing may be given."""
    near = upper.bottom - lower.top < min(upper.height, lower.height)
    return near and abs(upper.left - lower.left) <= _EDGE and lower.text[:1].islower()


def _joined(row: list[Piece]) -> list[Piece]:
    """Pieces of one line, those put together between which no cell can end."""
    parts = [row[0]]
    for piece in row[1:]:
        if piece.left - parts[-1].right < _CELL * piece.height:
            parts[-1] = _side_by_side(parts[-1], piece)
        else:
            parts.append(piece)
    return parts


def _side_by_side(one: Piece, other: Piece) -> Piece:
    touching = other.left - one.right < _TOUCHING * other.height
    wider = max(one, other, key=lambda piece: piece.right - piece.left)
    words = one.text + ("" if touching else " ") + other.text
    return replace(one, text=words, right=max(one.right, other.right), bottom=wider.bottom, top=wider.top)


def _one_over_other(one: Piece, other: Piece) -> Piece:
    right = max(one.right, other.right)
    return replace(one, text=f"{one.text} {other.text}", right=right, bottom=other.bottom)
