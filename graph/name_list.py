"""Words about names in general, read from `names.toml`: what is frequent, what a pet name may stand for. Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from graph.name_sound import fold, sound_of_word


@cache
def frequent_given() -> frozenset[str]:
    """Given names, as they sound, that thousands bear."""
    return frozenset(sound_of_word(word) for word in _words("given"))


@cache
def frequent_surnames() -> frozenset[str]:
    """Surnames, as they sound, that thousands bear."""
    return frozenset(sound_of_word(word) for word in _words("surnames"))


@cache
def commonest_surnames() -> frozenset[str]:
    """Those of them, as they sound, of which even two in one name say little."""
    return frozenset(sound_of_word(word) for word in _words("commonest_surnames"))


@cache
def compound_surnames() -> tuple[tuple[str, ...], ...]:
    """Surnames of several words, folded."""
    raw = _lists()["compound_surnames"]
    assert isinstance(raw, str)  # noqa: S101  # of our own file
    return tuple(tuple(surname.split("-")) for surname in raw.split())


@cache
def frequent_nicknames() -> tuple[str, ...]:
    """Nicknames of every town, folded."""
    return tuple(_words("aliases"))


@cache
def same_names() -> dict[str, str]:
    """Folded pet name or foreign spelling → the folded name that it stands for, where that is one."""
    found: dict[str, str] = {}
    for table in ("pet_names", "spellings"):
        found |= {word: fold(name) for name, words in _table(table).items() for word in fold(words).split()}
    return found


@cache
def pets_of_several() -> dict[str, frozenset[str]]:
    """A pet name, as it sounds → the names that it may stand for, as they sound."""
    return {
        sound_of_word(fold(pet)): frozenset(sound_of_word(name) for name in fold(names).split())
        for pet, names in _table("pets_of_several").items()
    }


@cache
def translations() -> frozenset[frozenset[str]]:
    """Pairs of names, as they sound, that one language's press writes for the other's."""
    return frozenset(
        frozenset((sound_of_word(fold(name)), sound_of_word(other)))
        for name, others in _table("translations").items()
        for other in fold(others).split()
    )


@cache
def numbers() -> dict[str, int]:
    """Folded words for numbers, which code names are spelled with."""
    return {word: int(number) for number, words in _table("numbers").items() for word in fold(words).split()}


@cache
def _lists() -> dict[str, object]:
    return tomllib.loads(files("graph").joinpath("names.toml").read_text("utf-8"))


def _words(kind: str) -> list[str]:
    words = _lists()[kind]
    assert isinstance(words, str)  # noqa: S101  # of our own file
    return fold(words).split()


def _table(kind: str) -> dict[str, str]:
    table = _lists()[kind]
    assert isinstance(table, dict)  # noqa: S101  # of our own file
    return table
