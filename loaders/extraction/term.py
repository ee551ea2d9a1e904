"""Terms of sentences as a line prints them: years, months, life, death."""

from __future__ import annotations

from typing import Final, NamedTuple

from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Line

_UNITS: Final = {
    **dict.fromkeys(("year", "years", "ano", "anos"), "years"),
    **dict.fromkeys(("month", "months", "mes", "meses"), "months"),
}
_FOR_LIFE: Final[tuple[tuple[str, ...], ...]] = (
    ("life",),
    ("whole-life",),
    ("cadena", "perpetua"),
    ("prision", "perpetua"),
    ("perpetua",),
)
_DEATH: Final[tuple[tuple[str, ...], ...]] = (
    ("to", "death"),
    ("death", "sentence"),
    ("pena", "de", "muerte"),
    ("a", "muerte"),
    ("pena", "capital"),
)
_OWNED: Final = frozenset({"his", "her", "their", "the", "double", "private", "of", "new", "normal"})
"""Before "life": somebody's life, not a sentence."""
_NO_TERM_AFTER: Final = grammar("no_term_after")
_NO_TERM_BEFORE: Final = grammar("no_term_before")
_NO_TERM_NEAR: Final = grammar("no_term_near")


class Term(NamedTuple):
    """A term: index of its first word, one past the last, and how a claim says it."""

    first: int
    last: int
    value: str


def find_term(line: Line, where: range) -> Term | None:
    """The first term in a stretch of a line; not an age, a maximum, or how long ago something was."""
    for index in where:
        if (found := _at(line, index)) is not None and found.last <= where.stop:
            before = line.words[max(0, index - 2) : index]
            after = line.words[found.last : found.last + 1]
            counted = _NO_TERM_BEFORE.intersection(before[-1:]) or _NO_TERM_NEAR.intersection(before)
            owned = after == ["'"] and line.words[found.last + 1 : found.last + 2] in (
                ["worth"],
                ["experience"],
                ["work"],
            )
            if not counted and not owned and _NO_TERM_AFTER.isdisjoint(after):
                return found
    return None


def _at(line: Line, index: int) -> Term | None:
    words = line.words
    node = line.node(index)
    if node is not None:
        last = index + 2 if words[index + 1 : index + 2] == ["-"] else index + 1
        unit = _UNITS.get(words[last]) if node.key[0] == "N" and last < len(words) else None
        return Term(index, _with_months(line, last + 1), f"{node.refs[0]} {unit}") if unit else None
    for phrase in _FOR_LIFE:
        if tuple(words[index : index + len(phrase)]) == phrase:
            owned = phrase == ("life",) and words[index - 1] in _OWNED
            return None if owned else Term(index, index + len(phrase), "life")
    for phrase in _DEATH:
        if tuple(words[index : index + len(phrase)]) == phrase:
            return Term(index, index + len(phrase), "death")
    return None


def _with_months(line: Line, at: int) -> int:
    """Past "and six months": the years say the term, as annotated."""
    words = line.words
    number = line.node(at + 1)
    if words[at : at + 1] in (["and"], ["y"], [","]) and number is not None and number.key[0] == "N":
        return at + 3 if _UNITS.get(words[at + 2] if at + 2 < len(words) else "") == "months" else at
    return at
