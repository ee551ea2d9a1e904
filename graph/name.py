"""Names of people: what of a name counts, how it sounds, and when one is a shorter form of another. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from rapidfuzz.distance import OSA

Name = tuple[str, ...]
"""The parts of a name as they sound, in the order in which they are said."""

_PARTICLES: Final = frozenset(
    ("de", "del", "la", "las", "los", "el", "y", "e", "da", "do", "dos", "das", "di", "von", "van", "der", "den")
)
_QUOTED: Final = re.compile(r"[\"“”«»‘’'][^\"“”«»‘’']*[\"“”«»‘’']|\([^)]*\)")
_QUOTED_N: Final = re.compile(r"[\"“«‘'(]\s*N\.?\s*[\"”»’')]")
_NO_WORD: Final = re.compile(r"[\W_]+")
_FIRST_COMBINING: Final = "\u0300"
_ARTICLES: Final = ("el ", "la ", "los ", "las ", "the ")
_ARTICLE: Final = re.compile(r"^((el|la|los|las|o|the|alias|don|doña|dona|comandante|tía|tío)\s+)+", re.IGNORECASE)
"""What stands before a name and is none of it: articles, and what polite or police call everybody."""
_WITHHELD: Final = "n"
"""“N” stands in Mexico for a surname that the law withholds, and is none."""
_MISHEARD: Final = 4
"""A part of a name must be longer than this for one letter's difference to be a slip of the pen."""

_GENERATIONS: Final = frozenset(("jr", "junior", "hijo", "sr", "padre", "ii", "iii"))
"""What tells a father from a son of the same name."""

_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu(?=[ei])|ck|c(?![eih])|q", "k"),
        (r"z|c(?=[ei])|ts", "s"),
        (r"v|w", "b"),
        (r"g(?=[ei])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"ll|y|i(?=[aeou])", "y"),
        (r"(?<![cs])h", ""),
        (r"^[jx]", "y"),
        (r"x", "s"),
        (r"([a-z])\1", r"\1"),
    )
)
"""Letters that Spanish writes either way, each for one sound: Bázquez, Vásquez; Gerardo, Jerardo."""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Case, accents, hyphens and punctuation folded away.

    >>> fold("José Ángel Canobbio-Inzunza")
    'jose angel canobbio inzunza'
    """
    plain = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        plain = "".join([c for c in decomposed if c < _FIRST_COMBINING or not unicodedata.combining(c)])
    return " ".join(_NO_WORD.sub(" ", plain.casefold()).split())


def name_parts(name: str) -> list[str]:
    """The folded parts of a name that count: particles and quoted nicknames left out, the surnames after a comma first.

    >>> name_parts("Ismael “El Mayo” Zambada de la García")
    ['ismael', 'zambada', 'garcia']
    >>> name_parts("Ruiz Soto, Ana")
    ['ana', 'ruiz', 'soto']
    """
    surnames, comma, given = _ARTICLE.sub("", _QUOTED.sub(" ", _QUOTED_N.sub(" N ", name)).strip()).partition(",")
    turned = f"{given} {surnames}" if comma and given.strip() else surnames
    return [part for part in fold(turned).split() if part not in _PARTICLES]


@lru_cache(maxsize=65_536)
def sound(part: str) -> str:
    """How a folded part of a name sounds, pet names as the name that they stand for.

    >>> sound("vasquez") == sound("bazques"), sound("toño") == sound("antonio"), sound("ruiz") == sound("luis")
    (True, True, False)
    """
    heard = _pet_names().get(fold(part), fold(part))
    for pattern, letter in _SOUNDS:
        heard = pattern.sub(letter, heard)
    return heard


def is_alias_form(name: str) -> bool:
    """Whether a form of a person's name is by its looks a nickname: an article first, or a digit in it."""
    return fold(name).startswith(_ARTICLES) or any(c.isdigit() for c in name)


def alias_key(alias: str) -> str:
    """A nickname without its article and its hyphens: what makes “Z-40”, “Z40” and “El Z 40” one.

    A diminutive stays what it is: a son is often called by that of his father's.

    >>> alias_key("El Z-40") == alias_key("Z40"), alias_key("El Güerito") == alias_key("Güero")
    (True, False)
    """
    return "".join(sound(part) for part in name_parts(alias))


def proper_names(forms: Iterable[str], aliases: Iterable[str]) -> list[Name]:
    """Of a person's forms those that are no nickname, as they sound; a withheld surname makes a name nobody's."""
    nicknames = {fold(alias) for alias in aliases}
    found = []
    for form in forms:
        parts = [] if fold(form) in nicknames or is_alias_form(form) else name_parts(form)
        if parts and _WITHHELD not in parts:
            found.append(tuple(part if part in _GENERATIONS else sound(part) for part in parts))
    return sorted(set(found), key=lambda name: (-len(name), name))


def person_identity(forms: Iterable[str], aliases: Iterable[str]) -> str:
    """How sure the names alone make an identity: a term of the scheme `identity`."""
    nicknames = {fold(alias) for alias in aliases}
    proper = [name_parts(form) for form in forms if fold(form) not in nicknames and not is_alias_form(form)]
    if any(len(parts) >= 2 and parts[-1] != _WITHHELD for parts in proper):
        return "full name"
    if any(proper):
        return "given name only"
    return "alias only" if any(forms) or nicknames else "described only"


def shortenings(name: Name) -> list[str]:
    """What a person of this name is called wherever he is known: a given name and the first surname, or both.

    >>> shortenings(("migel", "anjel", "trebino", "morales"))
    ['migel|trebino', 'anjel|trebino', 'migel|trebino|morales', 'anjel|trebino|morales']
    """
    name = _without_generation(name)
    if len(name) < 2:
        return []
    if len(name) == 2:
        return [f"{name[0]}|{name[1]}"]
    if len(name) == 3 and name[1] not in _frequent("given"):
        return [f"{name[0]}|{name[1]}", "|".join(name)]
    if len(name) == 3:
        return [f"{name[0]}|{name[2]}", f"{name[1]}|{name[2]}"]
    first, second = name[:2]
    surname, other = name[-2:]
    return [f"{first}|{surname}", f"{second}|{surname}", f"{first}|{surname}|{other}", f"{second}|{surname}|{other}"]


def rarer_shortenings(name: Name) -> list[str]:
    """What he may be called besides, where the setting leaves no doubt: by the last surname, or by the surnames alone.

    >>> rarer_shortenings(("dwayne", "marcus", "littlecastle"))
    ['dwayne|littlecastle', 'marcus|littlecastle']
    """
    name = _without_generation(name)
    return [f"{name[0]}|{name[-1]}", f"{name[-2]}|{name[-1]}"] if len(name) > 2 else []


def initialed(name: Name) -> list[str]:
    """What he is called by the first letter of his given name and the first surname."""
    return list(
        dict.fromkeys(f"{given[0]}|{surname}" for given, surname, *_ in (p.split("|") for p in shortenings(name)))
    )


def _without_generation(name: Name) -> Name:
    return tuple(part for part in name if part not in _GENERATIONS)


def is_frequent(shortened: str) -> bool:
    """Whether so many people are called so that an organization in common does not make them one."""
    given, _, surname = shortened.partition("|")
    return "|" not in surname and given in _frequent("given") and surname in _frequent("surnames")


def is_frequent_alias(alias: str) -> bool:
    """Whether a nickname, as `alias_key` gives it, is one that every town has."""
    return alias in _frequent_aliases()


def extends(fuller: Name, shorter: Name) -> bool:
    """Whether one name may be the other with parts left out or cut to an initial: what is left stands in its order.

    >>> extends(("migel", "anjel", "trebino", "morales"), ("migel", "trebino"))
    True
    >>> extends(("ana", "maria", "soto", "ruis"), ("ana", "ruis", "soto")), extends(("ana", "ruis"), ("a", "ruis"))
    (False, True)
    """
    if not 2 <= len(shorter) <= len(fuller) or fuller == shorter:
        return False
    rest = iter(fuller)
    for part in shorter:
        for whole in rest:
            if part == whole or (is_initial(part) and whole.startswith(part)):
                break
        else:
            return False
    return _GENERATIONS & set(fuller) == _GENERATIONS & set(shorter)


def is_initial(part: str) -> bool:
    """Whether a part of a name is cut to its first letter."""
    return len(part) == 1


def misspells(one: Name, other: Name) -> bool:
    """Whether two names of three parts or more differ by one letter in one long part: a slip of the pen."""
    if len(one) != len(other) or len(one) < 3:
        return False
    unlike = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and min(map(len, unlike[0])) > _MISHEARD and OSA.distance(*unlike[0]) == 1


@cache
def _word_lists() -> dict[str, object]:
    return tomllib.loads(files("graph").joinpath("names.toml").read_text("utf-8"))


@cache
def _frequent(kind: str) -> frozenset[str]:
    words = _word_lists()[kind]
    assert isinstance(words, str)  # noqa: S101  # of our own file
    return frozenset(sound(word) for word in words.split())


@cache
def _frequent_aliases() -> frozenset[str]:
    words = _word_lists()["aliases"]
    assert isinstance(words, str)  # noqa: S101  # of our own file
    return frozenset(alias_key(word) for word in words.split())


@cache
def _pet_names() -> dict[str, str]:
    table = _word_lists()["pet_names"]
    assert isinstance(table, dict)  # noqa: S101  # of our own file
    return {fold(pet): fold(name) for name, pets in table.items() for pet in pets.split()}
