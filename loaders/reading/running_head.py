"""What stands at the head and the foot of most pages, which is no part of what a document says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
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
_NUMBERED: Final = 10
"""Numbers down a margin from which they number the lines, as pleadings do."""


def without_running_heads(pages: list[list[Piece]]) -> list[list[Piece]]:
    """The pages without page numbers, numbers of lines, and heads and feet repeated on at least half of the pages."""
    pages = [_without_line_numbers(page) for page in pages]
    places: dict[tuple[str, str], list[tuple[int, Piece]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for edge, piece in _edges(page):
            places[edge, re.sub(r"\d+", "#", piece.text.casefold())].append((number, piece))
    left_out: set[tuple[int, Piece]] = set()
    for found in places.values():
        for number, piece in found:
            alike = {other for other, twin in found if abs(twin.middle - piece.middle) <= _SHIFT}
            if len(alike) >= max(2, len(pages) / 2):
                left_out.add((number, piece))
    for number, page in enumerate(pages):
        left_out.update((number, piece) for piece in _page_numbers(page, number + 1))
    return [[piece for piece in page if (number, piece) not in left_out] for number, page in enumerate(pages)]


def _edges(page: list[Piece]) -> Iterator[tuple[str, Piece]]:
    for edge, ordered in (
        ("head", sorted(page, key=lambda piece: -piece.middle)),
        ("foot", sorted(page, key=lambda piece: piece.middle)),
    ):
        depth, line = 0, None
        for piece in ordered:
            if line is None or not piece.beside(line):
                depth, line = depth + 1, piece
            if depth > _DEPTH:
                break
            yield edge, piece


def _page_numbers(page: list[Piece], number: int) -> Iterator[Piece]:
    """The first and the last line where they are nothing but the page's number."""
    for piece in (max(page, key=lambda p: p.middle), min(page, key=lambda p: p.middle)) if page else ():
        match = _PAGE_NUMBER.fullmatch(piece.text)
        alone = match and not any(piece.beside(other) for other in page if other is not piece)
        if match and alone and (match["named"] or int(match["bare"]) == number):
            yield piece


def _without_line_numbers(page: list[Piece]) -> list[Piece]:
    numbers = sorted((p for p in page if re.fullmatch(r"\d{1,2}", p.text)), key=lambda p: -p.middle)
    others = [p for p in page if not re.fullmatch(r"\d{1,2}", p.text)]
    margin = min((p.left for p in others), default=0.0)
    column = [p for p in numbers if p.right <= margin]
    if len(column) < _NUMBERED or [int(p.text) for p in column] != list(range(1, len(column) + 1)):
        return page
    return [p for p in page if p not in column]
