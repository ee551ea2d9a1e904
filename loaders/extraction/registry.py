"""The persons of a document, by the words of their names, and when two names are one person's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import combinations, pairwise
from typing import Final

from loaders.extraction.lexicon import name_set

CONNECTORS: Final = frozenset(
    {"de", "del", "la", "las", "los", "van", "von", "der", "den", "bin", "al", "da", "do", "dos", "di", "e"}
)


@dataclass(slots=True)
class Name:
    """A person as named in one document: every form, and where."""

    tokens: tuple[str, ...]
    forms: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    printed_at: list[int] = field(default_factory=list)

    def last_before(self, position: int) -> int:
        """Where the person was last named in full before here, -1 where nowhere."""
        at = bisect_right(self.printed_at, position)
        return self.printed_at[at - 1] if at else -1


class Registry:
    """The persons found so far, by the words of their names.

    A text may name thousands who share a few words: what is asked for a name must not take the longer the more of
    them there are. So names are found by two words at once, and answers are given one by one, the oldest first.
    """

    def __init__(self) -> None:
        self.names: list[Name] = []
        self._by_word: dict[str, list[int]] = {}
        self._by_name: dict[tuple[str, ...], list[int]] = {}
        self._beside: dict[tuple[str, str], list[int]] = {}
        self._in_order: dict[tuple[str, str], dict[int, list[int]]] = {}
        self._first_words: set[str] = set()

    def add(self, name: Name) -> Name:
        """Take in a person."""
        number, tokens = len(self.names), name.tokens
        parts = parts_of(tokens)
        self.names.append(name)
        self._by_name.setdefault(tokens, []).append(number)
        self._first_words.add(tokens[0])
        for word in {*tokens, *parts}:
            self._by_word.setdefault(word, []).append(number)
        for pair in {*pairwise(tokens), *pairwise(parts)}:
            self._beside.setdefault(pair, []).append(number)
        for pair in set(combinations(tokens, 2)):
            self._in_order.setdefault(pair, {}).setdefault(len(tokens), []).append(number)
        return name

    def begins_with(self, word: str) -> bool:
        """Whether somebody's name begins with this word."""
        return word in self._first_words

    def with_run(self, words: tuple[str, ...]) -> Iterator[Name]:
        """Persons whose names have these words side by side."""
        if len(words) == 1:
            found = self._by_word.get(words[0], [])
        else:
            found = min((self._beside.get(pair, []) for pair in pairwise(words)), key=len)
        for name in map(self.names.__getitem__, found):
            if is_run(name.tokens, words) or is_run(parts_of(name.tokens), words):
                yield name

    def with_one(self, words: tuple[str, ...]) -> Iterator[Name]:
        """Persons whose names have one of these words: those with the first of them, then the others."""
        numbers = (number for word in words for number in self._by_word.get(word, []))
        seen: set[int] = set()
        for number in numbers:
            if number not in seen:
                seen.add(number)
                yield self.names[number]

    def of_name(self, tokens: tuple[str, ...]) -> list[Name]:
        """Persons of exactly this name."""
        return [self.names[number] for number in self._by_name.get(tokens, [])]

    def of_form(self, tokens: tuple[str, ...]) -> Iterator[Name]:
        """Persons of whose longer names this is a form (see `same_person`), or of exactly this name."""
        by_size = min((self._in_order.get(pair, {}) for pair in pairwise(tokens)), key=_count, default={})
        longer = (numbers for size, numbers in by_size.items() if size > len(tokens))
        for number in merge(self._by_name.get(tokens, []), *longer):
            if same_person(self.names[number].tokens, tokens):
                yield self.names[number]


def _count(by_size: dict[int, list[int]]) -> int:
    return sum(map(len, by_size.values()))


def same_person(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether the shorter of two names is a form of the longer.

    Its words must stand in the longer one in order, and begin with the same given name or be a run of surnames.
    """
    if full == short:
        return True
    if len(short) > len(full):
        full, short = short, full
    if full[-1] == "n" or short[-1] == "n" or len(short) < 2:
        return False
    remaining = iter(full)
    if not all(token in remaining for token in short):
        return False
    given = name_set("given_names")
    if short == surnames_of(full):
        return True
    if short[0] != full[0]:
        return is_run(full, short) and short[0] not in given
    return not is_run(full, short) or short[-1] not in given


def is_run(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether the words of a short name stand side by side in a full one."""
    return any(full[i : i + len(short)] == short for i in range(len(full) - len(short) + 1))


def parts_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name with double surnames taken apart: Polman-Oosterwijk."""
    return tuple(part for token in tokens for part in token.split("-"))


def surnames_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The last two of three words or more, the last of two: how Spanish and English names end."""
    bare = tuple(t for t in tokens if t not in CONNECTORS)
    return bare[-2:] if len(bare) >= 3 else bare[-1:]
