"""What stands at the head and the foot of most pages, which is no part of what a document says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.reading.piece import Piece

_DEPTH: Final = 3
"""Lines from the top, and from the bottom, among which a head or foot is looked for."""
_SHIFT: Final = 6.0
"""Points by which a head may stand higher or lower from page to page."""
_PAGE_NUMBER: Final = re.compile(
    r"[-–—\s]*(?:(?:page|página|pág\.?|p\.)\s*(?P<named>\d{1,4})|(?P<bare>\d{1,4}))"
    r"(?:\s*(?:of|de|/)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"(?:https?|file)://\S+")
_PRINTED: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d{2}(?: [ap]\.? ?m\.?)?", re.IGNORECASE)
"""When a browser printed the page."""
_NUMBERED: Final = 10
"""Numbers down a margin from which they number the lines, as pleadings do."""


def without_running_heads(pages: list[list[Piece]]) -> list[list[Piece]]:
    """The pages without page numbers, numbers of lines, and heads and feet repeated on at least half of the pages."""
    pages = [_without_line_numbers(page) for page in pages]
    edges = [[*_lines_from(page, top=True), *_lines_from(page, top=False)] for page in pages]
    places: dict[tuple[bool, str], list[tuple[int, float]]] = defaultdict(list)
    for number, found in enumerate(edges):
        for edge in found:
            for piece in edge.pieces:
                places[edge.top, _alike(piece)].append((number, piece.middle))
    enough = max(2, len(pages) / 2)

    def repeats(edge: _Edge) -> bool:
        return all(
            len({number for number, height in places[edge.top, _alike(piece)] if abs(height - piece.middle) <= _SHIFT})
            >= enough
            for piece in edge.pieces
        )

    kept = []
    for number, page in enumerate(pages):
        left_out: set[Piece] = set()
        for top in (True, False):
            # What stands further in than a line of the text is text.
            for edge in (edge for edge in edges[number] if edge.top == top):
                if not (repeats(edge) or _marks_page(edge, number + 1)):
                    break
                left_out.update(edge.pieces)
        kept.append([piece for piece in page if piece not in left_out])
    return kept


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line near the top or the bottom of a page."""

    top: bool
    pieces: tuple[Piece, ...]


def _lines_from(page: list[Piece], *, top: bool) -> Iterator[_Edge]:
    """The outermost lines, from the edge inwards."""
    rest = sorted(page, key=lambda piece: -piece.middle if top else piece.middle)
    for _ in range(_DEPTH):
        if not rest:
            return
        line = tuple(piece for piece in rest if piece.beside(rest[0]))
        yield _Edge(top, line)
        rest = [piece for piece in rest if piece not in line]


def _alike(piece: Piece) -> str:
    return re.sub(r"\d+", "#", piece.text.casefold())


def _marks_page(edge: _Edge, number: int) -> bool:
    """Whether a line holds nothing but a page's number and what a browser prints around it."""
    return any(_PRINTED.fullmatch(piece.text) for piece in edge.pieces) or all(
        _ADDRESS.fullmatch(piece.text) or _is_page_number(piece.text, number) for piece in edge.pieces
    )


def _is_page_number(text: str, number: int) -> bool:
    match = _PAGE_NUMBER.fullmatch(text)
    return match is not None and (match["named"] or match["bare"]) == str(number)


def _without_line_numbers(page: list[Piece]) -> list[Piece]:
    numbers = sorted((p for p in page if re.fullmatch(r"\d{1,2}", p.text)), key=lambda p: -p.middle)
    others = [p for p in page if not re.fullmatch(r"\d{1,2}", p.text)]
    margin = min((p.left for p in others), default=0.0)
    column = [p for p in numbers if p.right <= margin]
    if len(column) < _NUMBERED or [int(p.text) for p in column] != list(range(1, len(column) + 1)):
        return page
    return [p for p in page if p not in column]
