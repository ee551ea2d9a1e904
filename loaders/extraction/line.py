"""A sentence as a line of words and of nodes that stand for what was recognised in it.

Rules rewrite the line: a phrase that was understood gives way to one node, so that what follows it stands
next to what it belongs to. Every node keeps its spans in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
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
        self._joined: str | None = None
        self._offsets: list[int] = []
        self._present: frozenset[str] | None = None

    def joined(self) -> str:
        """The line as one string: a space before and after every word."""
        if self._joined is None:
            offset, offsets = 1, []
            for word in self.words:
                offsets.append(offset)
                offset += len(word) + 1
            self._offsets = offsets
            self._joined = " " + " ".join(self.words) + " "
        return self._joined

    def present(self) -> frozenset[str]:
        """Its words, and the letters of its nodes."""
        if self._present is None:
            self._present = frozenset([w[0] if w[0].isupper() else w for w in self.words])
        return self._present

    def indices(self, match: re.Match[str], group: str | int = 0) -> tuple[int, int]:
        """Index of the first word of a match and one past the last."""
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
        self._joined = self._present = None

    def say(self, index: int, word: str) -> None:
        """Let a plain word stand in place of what is at an index."""
        self.words[index] = word
        self._joined = self._present = None

    def node(self, index: int) -> Node | None:
        """The node at an index, None for a word or outside."""
        return self.nodes.get(self.words[index]) if 0 <= index < len(self.words) else None

    def find(self, letter: str) -> list[int]:
        """Indices of the nodes of one kind."""
        return [i for i, word in enumerate(self.words) if word[0] == letter and word in self.nodes]
