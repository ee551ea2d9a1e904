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
_OPEN: Final = re.compile(
    r"(?:[,(-]|\b(?:a|al|con|de|del|e|el|en|la|las|los|o|para|por|que|se|sin|su|sus|un|una|y"
    r"|an|and|are|as|at|by|for|from|had|has|in|is|of|on|or|that|the|to|was|were|who|with))$"
)
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]+)-$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def paragraphs(lines: list[Line]) -> str:
    """The text of lines in reading order: a paragraph a line, a blank line between, rows of a table without one."""
    if not lines:
        return ""
    known = frozenset(word.casefold() for line in lines for word in _WORD.findall(line.text))
    spacing = _spacing(lines)
    parts = [lines[0].text]
    is_list = False
    for block in _blocks(lines, spacing):
        # Between two columns, what the first of them ended with counts.
        is_list = _is_list(block) if len(block) > 1 else is_list
        for one, other, after in block:
            if _goes_on(one, other, after, spacing, is_list=is_list):
                parts[-1] = _end(parts[-1], other.text, known)
            else:
                parts.append("\n" if one.is_row and other.is_row else "\n\n")
            parts.append(other.text)
    return "".join(parts)


_Neighbours = tuple[Line, Line, Line | None]
"""A line, the next, and the one after that."""


def _blocks(lines: list[Line], spacing: float) -> Iterator[list[_Neighbours]]:
    """Neighbouring lines, by the blocks that white space, size and columns make."""
    block: list[_Neighbours] = []
    for one, other, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        if _belong(one, other, spacing):
            block.append((one, other, after))
        else:
            yield block
            yield [(one, other, after)]
            block = []
    yield block


def _belong(one: Line, other: Line, spacing: float) -> bool:
    return _in_one_column(one, other) and not one.is_row and not other.is_row and _is_near(one, other, spacing)


def _in_one_column(one: Line, other: Line) -> bool:
    return (one.page, one.column) == (other.page, other.column)


def _is_near(one: Line, other: Line, spacing: float) -> bool:
    return _same_size(one, other) and 0 < one.bottom - other.bottom <= _APART * spacing * other.height


def _same_size(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= _SAME_SIZE * min(one.height, other.height)


def _spacing(lines: list[Line]) -> float:
    """From line to line within a paragraph, in heights of a letter."""
    steps = sorted(
        (one.bottom - other.bottom) / other.height
        for one, other in pairwise(lines)
        if _in_one_column(one, other) and _same_size(one, other) and one.bottom > other.bottom
    )
    return steps[len(steps) // 3] if steps else 1.0


def _is_list(block: list[_Neighbours]) -> bool:
    """Whether lines stand under each other for themselves, so that even the longest was not broken by the margin.

    They do where most end long before the margin, if it is one: lines that go on with a small letter show that. And
    they do where none goes on with a small letter, or ends in a word or a mark that something must follow. Lines that
    end exactly at the margin were set to do so.
    """
    if len(block) < _LIST - 1:
        return False
    full = [other for one, other, _ in block if _is_full(one, other)]
    wrapped = sum(other.text[:1].islower() for other in full)
    closed = not any(other.text[:1].islower() or _OPEN.search(one.text) for one, other, _ in block)
    justified = sum(abs(one.right - one.margins[1]) < 1 for one, _, _ in block) > 0.5 * len(block)
    return (closed and not justified) or (len(full) < 0.4 * len(block) and wrapped < 2)


def _is_full(one: Line, other: Line) -> bool:
    """Whether the first word of the next line had no room on this one."""
    left, right = one.margins
    room = right - one.right
    if min(one.left, other.left) - left > one.height and abs(one.left - other.left) > _EDGE:
        centred = abs(one.left + one.right - other.left - other.right) <= _EDGE
        flush_right = abs(one.right - other.right) <= _EDGE
        room += one.left - left if centred or flush_right else 0
    return other.cells[0].first_word + _SPACE * one.height > room


def _goes_on(one: Line, other: Line, after: Line | None, spacing: float, *, is_list: bool) -> bool:
    """Whether a paragraph goes on over the end of a line."""
    if one.is_row or other.is_row or not _same_size(one, other) or _ITEM.match(other.text):
        return False
    small = other.text[:1].islower()
    ended = bool(_ENDED.search(one.text))
    if not _in_one_column(one, other):
        may_go_on = not is_list and _is_full(one, other) and not _DASHED.match(other.text)
        return not ended and (small or one.text.endswith("-") or may_go_on)
    if not _is_near(one, other, spacing) or (ended and _DASHED.match(other.text)):
        return False
    if small or _BROKEN_WORD.search(one.text):
        return True
    return not is_list and not _is_first(one, other, after, ended=ended) and _is_full(one, other)


def _is_first(one: Line, other: Line, after: Line | None, *, ended: bool) -> bool:
    """Whether a line is the first of a paragraph, by standing further in than the one before and the one after it."""
    if other.left - one.left <= 0.8 * other.height or _ITEM.match(one.text) or _DASHED.match(one.text):
        return False
    return ended or (after is not None and _in_one_column(other, after) and other.left - after.left > _EDGE)


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
