"""The persons of a document, by the words of their names, and when two names are one person's."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
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
    """The persons found so far, by the words of their names."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        self._by_word: dict[str, list[Name]] = {}

    def add(self, name: Name) -> Name:
        """Take in a person."""
        self.names.append(name)
        for word in dict.fromkeys((*name.tokens, *parts_of(name.tokens))):
            self._by_word.setdefault(word, []).append(name)
        return name

    def with_all(self, words: tuple[str, ...]) -> list[Name]:
        """Persons whose names may have all these words: those with the rarest of them."""
        return min((self._by_word.get(word, []) for word in words), key=len, default=[])

    def with_one(self, words: tuple[str, ...]) -> list[Name]:
        """Persons whose names have one of these words."""
        return list({id(n): n for word in words for n in self._by_word.get(word, [])}.values())

    def known_as(self, tokens: tuple[str, ...]) -> Name | None:
        """The latest person of exactly this name."""
        return next((n for n in reversed(self.with_all(tokens)) if n.tokens == tokens), None)


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
