"""Whose relative somebody is, wherever the owner and the relative stand beside the word for it."""

from __future__ import annotations

from typing import Any, Final

from loaders.extraction.clause import Bearer
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node

KINSHIP: Final = ("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf")
_QUALIFIES: Final = grammar("qualifies_kin")
_OF: Final = frozenset({"of", "de", "del"})
_TO_NAME: Final = grammar("leads_to_relative") | grammar("determiner")
_HIS_OWN: Final = frozenset({"suyo", "suya", "suyos", "suyas"})
_INDEFINITE: Final = frozenset({"a", "an", "another", "un", "una", "otro", "otra"})
_THIS_ONE: Final = (["este"], ["esta"], ["aquel"], ["aquella"])
_OPENS: Final = frozenset({"and", "y", "e", "-"})
_ENDS: Final = (
    grammar("copula")
    | grammar("auxiliary")
    | grammar("preposition")
    | {"and", "y", "e", "who", "que", "in", "en", "at"}
)
_STEPS: Final = 5
_KINDS: Final = ("brother", "child", "parent", "spouse", "inlaw", "relative", "associate")


def relative_of(line: Line, first: int, last: int, topic: tuple[Any, ...]) -> tuple[Bearer, Node] | None:
    """The relative and whose he is, of the word for it between two indices; None where one cannot be told."""
    start = first
    while start and (line.words[start - 1] in _QUALIFIES):
        start -= 1
    before = line.node(start - 1)
    if before is not None and before.key[0] == "H":
        return _pair(line, before, start - 1, last)
    if start > 1 and line.words[start - 1] in ("'s", "'") and (owner := _person(line, start - 2)) is not None:
        return _pair(line, owner, start - 2, last)
    stop = last
    while line.words[stop : stop + 1] and line.words[stop] in _QUALIFIES:
        stop += 1
    if len(topic) == 1 and line.words[stop : stop + 1] and line.words[stop] in _HIS_OWN:  # "un primo suyo, P"
        return _pair(line, Node("P", *line.span(first, last), topic), start, stop + 1)
    if line.words[stop : stop + 1] and line.words[stop] in _OF and line.words[stop + 1 : stop + 2] in _THIS_ONE:
        named = [at for at in line.find("P") if at < start and not line.nodes[line.words[at]].pronoun]
        if not named:
            return None
        return _pair(line, line.nodes[line.words[named[-1]]], named[-1] + 1, stop + 2)  # "el padre de esta, P"
    if line.words[stop : stop + 1] and line.words[stop] in _OF:
        at = _next_person(line, stop + 1)
        return None if at is None else _pair(line, line.nodes[line.words[at]], start, at + 1)
    opening = [word for word in line.words[:start] if word not in _OPENS]
    if len(topic) == 1 and (not opening or (len(opening) == 1 and opening[0] in _INDEFINITE)):
        at = _next_person(line, stop)  # "Middle son P", "A cousin, P, …"
        if at is not None and at - stop <= 1:
            return _pair(line, Node("P", *line.span(first, last), topic), start, stop)
    return None


def _pair(line: Line, owner: Node, start: int, stop: int) -> tuple[Bearer, Node] | None:
    """The owner, and the relative named behind the phrase or before it."""
    at = _next_person(line, stop)
    if at is None or set(line.nodes[line.words[at]].refs) & set(owner.refs):
        at = _person_before(line, start)
    if at is None or len(owner.refs) != 1:
        return None
    node = line.nodes[line.words[at]]
    if set(node.refs) & set(owner.refs) or not (len(node.refs) == 1 or _is_plural(line.words[start:stop])):
        return None
    return Bearer(node.refs, (node.start, node.end), at), owner


def _is_plural(words: list[str]) -> bool:
    """Whether a phrase speaks of several relatives: "his brothers", "sus dos hijos"."""
    return any(word in word_set(kind) for word in words for kind in _KINDS if word.endswith("s"))


def _person(line: Line, at: int) -> Node | None:
    node = line.node(at)
    return node if node is not None and node.key[0] == "P" else None


def _next_person(line: Line, at: int) -> int | None:
    """Somebody named next, behind a comma, an article, plain words for a trade."""
    for index in range(at, min(len(line.words), at + _STEPS)):
        if _person(line, index) is not None:
            owned = line.words[index + 1 : index + 2] in (["'s"], ["'"])
            return None if owned and index > at else index
        word = line.words[index]
        plain = word in _TO_NAME or word in word_set("title") or (index > at and word.isalpha() and word.islower())
        if word in line.nodes or not plain or word in _ENDS or (word == "," and index > at):
            return None
    return None


def _person_before(line: Line, start: int) -> int | None:
    for index in reversed(range(max(0, start - _STEPS), start)):
        if _person(line, index) is not None:
            return index
        word = line.words[index]
        kin = any(word in word_set(kind) for kind in _KINDS)  # "P, su esposa e hija del capo"
        owner = word[0] == "H" and word in line.nodes
        if word not in _TO_NAME and not kin and word not in ("e", "y", "and") and not owner:
            return None
    return None
