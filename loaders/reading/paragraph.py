"""From the lines of a PDF to paragraphs: what the margin broke is joined, what the writer broke stays apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from loaders.reading.column import Line

_APART: Final = 1.35
"""How much further apart than the lines of a paragraph two paragraphs are."""
_EDGE: Final = 3.0
"""Points by which lines that are set alike may differ."""
_SPACE: Final = 0.2
"""Heights of a letter between words."""
_SAME_SIZE: Final = 1.2
_LIST: Final = 4
"""Lines from which a block may be a list."""
_ITEM: Final = re.compile(r"[•●▪◦■□➢✓]")
_DASHED: Final = re.compile(r"[-–]\s|\(?\w{1,3}[.)]\s")
_ENDED: Final = re.compile(r"[.!?:;][\"'”’»)\]]*$")
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]+)-$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def paragraphs(lines: list[Line]) -> str:
    """The text of lines in reading order: a paragraph a line, a blank line between, rows of a table without one."""
    if not lines:
        return ""
    known = frozenset(word.casefold() for line in lines for word in _WORD.findall(line.text))
    spacing = _spacing(lines)
    parts = [lines[0].text]
    for block in _blocks(lines, spacing):
        is_list = _is_list(block)
        for one, other in block:
            if _goes_on(one, other, spacing, is_list=is_list):
                parts[-1] = _end(parts[-1], other.text, known)
            else:
                parts.append("\n" if one.is_row and other.is_row else "\n\n")
            parts.append(other.text)
    return "".join(parts)


_Pair = tuple[Line, Line]


def _blocks(lines: list[Line], spacing: float) -> Iterator[list[_Pair]]:
    """Neighbouring lines, by the blocks that white space, size and columns make."""
    block: list[_Pair] = []
    for pair in pairwise(lines):
        if not _belong(*pair, spacing):
            yield block
            yield [pair]
            block = []
        else:
            block.append(pair)
    yield block


def _belong(one: Line, other: Line, spacing: float) -> bool:
    same_column = (one.page, one.column) == (other.page, other.column)
    return same_column and not one.is_row and not other.is_row and _is_near(one, other, spacing)


def _is_near(one: Line, other: Line, spacing: float) -> bool:
    return _same_size(one, other) and 0 < one.bottom - other.bottom <= _APART * spacing * other.height


def _same_size(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= _SAME_SIZE * min(one.height, other.height)


def _spacing(lines: list[Line]) -> float:
    """From line to line within a paragraph, in heights of a letter."""
    steps = sorted(
        (one.bottom - other.bottom) / other.height
        for one, other in pairwise(lines)
        if (one.page, one.column) == (other.page, other.column) and _same_size(one, other) and one.bottom > other.bottom
    )
    return steps[len(steps) // 3] if steps else 1.0


def _is_list(block: list[_Pair]) -> bool:
    """Whether most lines end long before the margin, so that the longest of them was not broken by it, either."""
    if len(block) < _LIST - 1:
        return False
    broken = sum(_is_full(one, other) or other.text[:1].islower() for one, other in block)
    return broken < 0.4 * len(block)


def _is_full(one: Line, other: Line) -> bool:
    """Whether the first word of the next line had no room on this one."""
    left, right = one.margins
    room = right - one.right
    if min(one.left, other.left) - left > one.height and abs(one.left - other.left) > _EDGE:
        centred = abs(one.left + one.right - other.left - other.right) <= _EDGE
        flush_right = abs(one.right - other.right) <= _EDGE
        room += one.left - left if centred or flush_right else 0
    return other.cells[0].first_word + _SPACE * one.height > room


def _goes_on(one: Line, other: Line, spacing: float, *, is_list: bool) -> bool:
    """Whether a paragraph goes on over the end of a line."""
    if one.is_row or other.is_row or not _same_size(one, other) or _ITEM.match(other.text):
        return False
    small = other.text[:1].islower()
    ended = bool(_ENDED.search(one.text))
    if (one.page, one.column) != (other.page, other.column):
        return not ended and (
            small or one.text.endswith("-") or (_is_full(one, other) and not _DASHED.match(other.text))
        )
    if not _is_near(one, other, spacing) or (ended and _DASHED.match(other.text)):
        return False
    if small or _BROKEN_WORD.search(one.text):
        return True
    indented = other.left - one.left > 0.8 * other.height and not (_ITEM.match(one.text) or _DASHED.match(one.text))
    return not is_list and not (ended and indented) and _is_full(one, other)


def _end(line: str, following: str, known: frozenset[str]) -> str:
    """The line before one that goes on: with a space, or without the hyphen that only the line's end asked for.

    A hyphen stays before a capital or a figure, and in a word that the document elsewhere writes only with one.
    """
    if line.endswith("\u00ad"):
        return line[:-1]
    broken = _BROKEN_WORD.search(line)
    rest = _WORD.match(following)
    if broken and rest and following[0].islower():
        start, end = broken[1].casefold(), rest.group().casefold()
        with_hyphen = f"{start}-{end}" in known and start + end not in known
        return line if with_hyphen else line[:-1]
    return line if re.search(r"\w-$", line) and re.match(r"\w", following) else f"{line} "
