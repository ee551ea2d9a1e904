"""Where the words of one version of a text stand in another. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from graph.claim import Span

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Alignment:
    """Two versions of a text, laid side by side word by word.

    >>> Alignment("Ana Ruiz was held.", "On Monday, Ana Ruiz was held.").images((0, 8))
    [(11, 14), (15, 19)]
    """

    def __init__(self, old: str, new: str) -> None:
        self._same = old == new
        if self._same:
            return
        self._old = [match.span() for match in _TOKEN.finditer(old)]
        self._new = [match.span() for match in _TOKEN.finditer(new)]
        left = [old[start:end] for start, end in self._old]
        right = [new[start:end] for start, end in self._new]
        shared = min(len(left), len(right))
        # Nearly all of two versions is alike at both ends, and the matcher is quadratic.
        head = next((i for i in range(shared) if left[i] != right[i]), shared)
        tail = next((i for i in range(shared - head) if left[-1 - i] != right[-1 - i]), shared - head)
        middle = SequenceMatcher(None, left[head : len(left) - tail], right[head : len(right) - tail])
        self._image = {i: i for i in range(head)}
        for block in middle.get_matching_blocks():
            for i in range(block.size):
                self._image[head + block.a + i] = head + block.b + i
        for i in range(1, tail + 1):
            self._image[len(left) - i] = len(right) - i

    def images(self, span: Span) -> list[Span]:
        """Where the words of a span of the old text stand in the new one; those that are gone are left out."""
        if self._same:
            return [span]
        inside = (i for i, (start, end) in enumerate(self._old) if start < span[1] and span[0] < end)
        return [self._new[self._image[i]] for i in inside if i in self._image]

    def keeps(self, span: Span) -> bool:
        """Whether all the words of a span are still there."""
        if self._same:
            return True
        return all(i in self._image for i, (start, end) in enumerate(self._old) if start < span[1] and span[0] < end)


def overlap(one: Span, other: Span) -> int:
    """How many code points two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
