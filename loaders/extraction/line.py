"""A sentence as a line of words and of nodes that stand for what was recognised in it.

Rules rewrite the line: a phrase that was understood gives way to one node, so that what follows it stands
next to what it belongs to. Every node keeps its spans in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from graph.claim import Span
from loaders.extraction.draft import DraftEntity
from loaders.extraction.pattern import Rule


@dataclass(slots=True)
class Finding:
    """A claim in the making.

    Attributes:
        predicate: as in the contract.
        object: entities, or values.
        rule: what found it.
        span: the words that say it.
        subject: entities; None while the person is still to be found.
    """

    predicate: str
    object: tuple[Any, ...]
    rule: Rule
    span: Span
    modality: str = "reported"
    status: str | None = None
    when: str | None = None
    subject: tuple[DraftEntity, ...] | None = None
    inverse: bool = False
    speaker: DraftEntity | None = None
    count: int | None = None


@dataclass(slots=True)
class Node:
    """Something recognised.

    Attributes:
        key: its letter and number in the line.
        start: first code point of its own words; `end` one past the last.
        refs: the entities, or the values, that it stands for.
        left: first code point with all that was said about it there; `right` one past the last.
        findings: for a phrase, what it says of the person still to be found.
        form: for a phrase, the form of its rule.
        plural: for a phrase, whether it speaks of several; `words`: its words; `options`: of its rule.
        pronoun: for a person, whether only a pronoun stands there.
        singles: for a list, the nodes that it was made of.
    """

    key: str
    start: int
    end: int
    refs: tuple[Any, ...] = ()
    left: int = -1
    right: int = -1
    findings: list[Finding] = field(default_factory=list)
    form: str = ""
    plural: bool = False
    words: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()
    pronoun: bool = False
    singles: tuple[Node, ...] = ()

    def __post_init__(self) -> None:
        if self.left < 0:
            self.left, self.right = self.start, self.end


class Line:
    """Words and nodes of a sentence, with their spans in the text."""

    def __init__(self, words: list[str], spans: list[Span], nodes: dict[str, Node], start: int, end: int) -> None:
        self.words = words
        self.spans = spans
        self.nodes = nodes
        self.start = start
        self.end = end
        self._counter = len(nodes)
        self._changed()

    def _changed(self) -> None:
        """Forget what was derived from the words: it is derived again when it is asked for."""
        self._joined: str | None = None
        self._offsets: list[int] | None = None
        self._present: frozenset[str] | None = None
        self._places: dict[str, list[int]] | None = None

    def copy(self) -> Line:
        """The line as it is now, for one who reads it after it was changed."""
        copied = Line(list(self.words), list(self.spans), dict(self.nodes), self.start, self.end)
        copied._counter = self._counter
        return copied

    def joined(self) -> str:
        """The line as one string: a space before and after every word."""
        if self._joined is None:
            self._joined = f" {' '.join(self.words)} "
        return self._joined

    def present(self) -> frozenset[str]:
        """Its words, and the letters of its nodes."""
        if self._present is None:
            words = frozenset(self.words)
            keys = words.intersection(self.nodes)
            self._present = words.difference(keys).union([key[0] for key in keys])
        return self._present

    def indices(self, match: re.Match[str], group: str | int = 0) -> tuple[int, int]:
        """Index of the first word of a match and one past the last."""
        if self._offsets is None:
            self._offsets = list(accumulate((len(word) + 1 for word in self.words), initial=1))[:-1]
        start, end = match.span(group)
        first = bisect_right(self._offsets, start) - 1
        last = bisect_right(self._offsets, max(start, end - 1)) - 1
        return first, last + 1 if end > start else first

    def span(self, first: int, last: int) -> Span:
        """The text's span from the word at `first` to the one before `last`."""
        return self.spans[first][0], max(span[1] for span in self.spans[first:last])

    def new_key(self, letter: str) -> str:
        """A key that no node of the line has."""
        self._counter += 1
        return f"{letter}{self._counter}"

    def put(self, first: int, last: int, node: Node | None) -> None:
        """Replace words by one node, or by nothing."""
        if node is None:
            self.words[first:last] = []
            self.spans[first:last] = []
        else:
            self.nodes[node.key] = node
            self.words[first:last] = [node.key]
            self.spans[first:last] = [(node.left, node.right)]
        self._changed()

    def insert(self, index: int, what: str | Node, span: Span) -> None:
        """Let a word or a node stand before what is at an index, as if it were printed at a span."""
        if isinstance(what, Node):
            self.nodes[what.key] = what
        self.words.insert(index, what if isinstance(what, str) else what.key)
        self.spans.insert(index, span)
        self._changed()

    def say(self, index: int, word: str) -> None:
        """Let a plain word stand in place of what is at an index."""
        self.words[index] = word
        self._changed()

    def node(self, index: int) -> Node | None:
        """The node at an index, None for a word or outside."""
        return self.nodes.get(self.words[index]) if 0 <= index < len(self.words) else None

    def find(self, letter: str) -> list[int]:
        """Indices of the nodes of one kind."""
        places = self._places
        if places is None:
            places = self._find_nodes()
        return places.get(letter, [])

    def node_indices(self) -> list[int]:
        """Indices of all nodes, in order."""
        return sorted(at for found in self._find_nodes().values() for at in found)

    def _find_nodes(self) -> dict[str, list[int]]:
        if self._places is None:
            places: dict[str, list[int]] = {}
            nodes = self.nodes
            for at, word in enumerate(self.words):
                if word in nodes:
                    places.setdefault(word[0], []).append(at)
            self._places = places
        return self._places
