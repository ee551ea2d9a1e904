"""The tree of a page made ready to be read: what trafilatura would lose or run together is put in its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_LONGEST_SPAN: Final = 100
"""Rows over which a cell may go; a page may claim any number."""
_MOST_COPIES: Final = 5_000
"""Cells of a table that are copies of cells above."""
_PARTS_OF_A_CELL: Final = frozenset({"p", "li", "div", "br"})
_LONGEST_CELL: Final = 500
"""Code points over which a cell is a part of the page's layout rather than of a table."""
_MARKS: Final = ".,;:!?"


def prepare(tree: Any) -> None:
    """Change a tree in place, so that captions, cells over several rows and lines within a cell are read.

    A caption becomes a paragraph after its figure; a cell over several rows is repeated in each; the parts of a
    cell are kept apart by semicolons.
    """
    for caption in tree.xpath("//figcaption | //*[contains(@class, 'wp-caption-text')]"):
        _free(caption)
    for table in tree.xpath("//table"):
        _fill(table)
    for cell in tree.xpath("//td | //th"):
        if len(cell.text_content()) <= _LONGEST_CELL:
            _part(cell)


def _free(caption: Any) -> None:
    figure = next(iter(caption.xpath("ancestor::figure | ancestor::*[contains(@class, 'wp-caption')]")), caption)
    words = " ".join(caption.text_content().split())
    if not words:
        return
    paragraph = caption.makeelement("p")
    paragraph.text = words
    if caption is not figure:
        caption.drop_tree()
    # What stood after the figure stays after the paragraph.
    paragraph.tail, figure.tail = figure.tail, None
    figure.addnext(paragraph)
    if caption is figure:
        caption.drop_tree()


def _fill(table: Any) -> None:
    rows = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    copies = 0
    for number, row in enumerate(rows):
        for place, cell in enumerate(row.xpath("./td | ./th")):
            span = cell.get("rowspan", "")
            words = cell.text_content()
            if not span.isdecimal() or len(words) > _LONGEST_CELL:
                continue
            del cell.attrib["rowspan"]
            for below in rows[number + 1 : number + min(int(span), _LONGEST_SPAN)]:
                if copies == _MOST_COPIES:
                    return
                copies += 1
                copy = below.makeelement(cell.tag)
                copy.text = words
                below.insert(min(place, len(below)), copy)


def _part(cell: Any) -> None:
    """End a part of a cell with a semicolon where another follows, and it does not end in a mark of its own."""
    last: tuple[Any, str] | None = None
    parted = False
    for node, place in _texts(cell):
        parted = parted or (node is not cell and node.tag in _PARTS_OF_A_CELL)
        if not (getattr(node, place) or "").strip():
            continue
        if parted and last and (before := getattr(*last).rstrip())[-1] not in _MARKS:
            setattr(*last, f"{before};")
        last, parted = (node, place), False


def _texts(node: Any) -> Iterator[tuple[Any, str]]:
    """Where the text of an element stands, in order: in an element, or after it."""
    yield node, "text"
    for child in node:
        yield from _texts(child)
        yield child, "tail"
