"""Names of people: what of a name counts, and which forms are nicknames. Pure.

How a part sounds is in `graph.name_sound`, how one name is cut down in `graph.name_shortening`, and when two names may
be one's in `graph.name_likeness`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from graph.name_list import compound_surnames, frequent_given, frequent_nicknames, numbers, pets_of_several, same_names
from graph.name_sound import fold as fold
from graph.name_sound import sound_of_word

Name = tuple[str, ...]
"""The parts of a name as they sound, in the order in which they are said."""

_PARTICLES: Final = frozenset(
    word
    for tongue in (
        "de del dela la las los el y e",
        "da do dos das",
        "di della delle dello degli",
        "van vander der den ter ten te von dem zu zur",
        "al bin ibn ben",
    )
    for word in tongue.split()
)
_JOINED: Final = frozenset(("san", "santa", "santo", "mc", "mac", "saint"))
"""Before a surname these are printed apart and joined, and are never left out."""
_QUOTED: Final = re.compile(r"[\"“”«»‘’'][^\"“”«»‘’']*[\"“”«»‘’']|\([^)]*\)")
_QUOTED_N: Final = re.compile(r"[\"“«‘'(]\s*N\.?\s*[\"”»’')]")
_MISREAD: Final = re.compile(r"(?<=[a-záéíóúñü]{2})[01](?=[a-záéíóúñü])")
_ELIDED: Final = re.compile(r"(?<=\w)[’'](?=\w)")
_ARTICLES: Final = ("el ", "la ", "los ", "las ", "the ")
_ARTICLE: Final = re.compile(
    r"^((el|la|los|las|o|'o|u|'u|il|the|alias|aka|apodado|don|doña|dona|dom|comandante|cmdte|capitán|capitan|tía|tío"
    r"|licenciado|lic|mr|mrs|signor|señor|compa)\.?\s+)+",
    re.IGNORECASE,
)
"""What stands before a name and is none of it: articles, and what polite or police call everybody."""
_WITHHELD: Final = "n"
"""“N” stands in Mexico for a surname that the law withholds, and is none."""
_OF: Final = re.compile(r"\s(de|del|do|da|di|of)\s", re.IGNORECASE)
_MONOGRAM: Final = range(2, 6)

GENERATIONS: Final = frozenset(
    ("jr", "junior", "hijo", "filho", "figlio", "neto", "sobrinho", "sr", "senior", "padre", "ii", "iii")
)
"""What tells a father from a son of the same name."""


def name_parts(name: str) -> list[str]:
    """The folded parts of a name that count: particles and quoted nicknames left out, the surnames after a comma first.

    >>> name_parts("Ismael “El Mayo” Zambada de la García")
    ['ismael', 'zambada', 'garcia']
    >>> name_parts("Ruiz Soto, Ana"), name_parts("Ana San Martín O’Hara")
    (['ana', 'ruiz', 'soto'], ['ana', 'sanmartin', 'ohara'])
    >>> name_parts("Ana Ponce de León Ruiz"), name_parts("Hermi1o Soto")
    (['ana', 'poncedeleon', 'ruiz'], ['hermilo', 'soto'])
    """
    return [part for part in _join(_words(name), _JOINED) if part not in _PARTICLES]


def joined_parts(name: str) -> list[str]:
    """The same with each particle joined to what follows, as some print it.

    >>> joined_parts("Ana de la Cruz Soto"), joined_parts("Ana Cruz")
    (['ana', 'delacruz', 'soto'], ['ana', 'cruz'])
    """
    return [part for part in _join(_words(name), _JOINED | _PARTICLES) if part not in _PARTICLES]


def _words(name: str) -> list[str]:
    plain = _ELIDED.sub("", _read_right(name))
    surnames, comma, given = _ARTICLE.sub("", _QUOTED.sub(" ", _QUOTED_N.sub(" N ", plain)).strip()).partition(",")
    return _compounded(fold(f"{given} {surnames}" if comma and given.strip() else surnames).split())


def _read_right(name: str) -> str:
    """Without the digits for which a machine takes letters within a word: "Hermi1o"."""
    return _MISREAD.sub(lambda found: {"0": "o", "1": "l"}[found[0]], name)


def _compounded(words: list[str]) -> list[str]:
    """With each surname of several words as one."""
    for surname in compound_surnames():
        for start in range(1, len(words) - len(surname) + 1):
            if tuple(words[start : start + len(surname)]) == surname:
                words = [*words[:start], "".join(surname), *words[start + len(surname) :]]
    return words


def _join(words: list[str], prefixes: frozenset[str]) -> list[str]:
    found, held = words[:1], ""
    for word in words[1:]:
        if word in prefixes:
            held += word
        else:
            found.append(held + word)
            held = ""
    return found + ([held] if held else [])


@lru_cache(maxsize=65_536)
def sound(part: str) -> str:
    """How a folded part of a name sounds, pet names and foreign spellings as the name that they stand for.

    >>> sound("vasquez") == sound("bazques"), sound("toño") == sound("antonio"), sound("ruiz") == sound("luis")
    (True, True, False)
    """
    folded = fold(part)
    return sound_of_word(same_names().get(folded, folded))


def has_pet_name(name: str) -> bool:
    """Whether a form of a name says a pet name in place of a given one."""
    return any(part in same_names() or sound(part) in pets_of_several() for part in name_parts(name)[:-1])


def is_alias_form(name: str) -> bool:
    """Whether a form of a person's name is by its looks a nickname: an article first, a number in it, or initials."""
    name = _read_right(name)
    folded = fold(name)
    coded = any(c.isdigit() for c in name) or folded.rpartition(" ")[2] in numbers()
    return coded or folded.startswith(_ARTICLES) or is_monogram(name)


def is_withheld(name: str) -> bool:
    """Whether a form of a name says that the surname is withheld: “N”."""
    return _WITHHELD in name_parts(name)


def is_monogram(name: str) -> bool:
    """Whether a form is but the initials of a name.

    >>> is_monogram("RCQ"), is_monogram("R. C. Q."), is_monogram("Noé"), is_monogram("R. Caro")
    (True, True, False, False)
    """
    letters = fold(name).replace(" ", "")
    apart = len(fold(name).split()) == len(letters)
    return len(letters) in _MONOGRAM and letters.isalpha() and (apart or _is_unspeakable(name, letters))


def _is_unspeakable(name: str, letters: str) -> bool:
    return name.strip().isupper() and len(letters) > 2 and not set(letters) & set("aeiou")


def monogram(parts: Iterable[str]) -> str:
    """The initials of a name's folded parts."""
    return "".join(part[0] for part in parts)


@lru_cache(maxsize=65_536)
def alias_key(alias: str) -> str:
    """A nickname without its article and its hyphens: what makes “Z-40”, “Z40” and “El Z Cuarenta” one.

    A diminutive stays what it is: a son is often called by that of his father's.

    >>> alias_key("El Z-40") == alias_key("Z40") == alias_key("Z Cuarenta")
    True
    >>> alias_key("El Güerito") == alias_key("Güero")
    False
    """
    known = numbers()
    words = _join(_words(alias), _JOINED)
    parts = [word for word in words if word not in _PARTICLES or (word in known and word is words[-1])]
    said: list[str] = []
    for before, part in pairwise(["", *parts]):
        unit = known.get(part)
        tens = known.get(before)
        if unit and tens and tens >= 30 > 10 > unit:
            said[-1] = str(tens + unit)
        elif unit is not None and (len(parts) > 1 or unit > 1):
            said.append(str(unit))
        else:
            said.append(part)
    # A code is what it is to the letter; a word is what it sounds.
    coded = any(c.isdigit() for part in said for c in part)
    return "".join(said if coded else map(sound, said))


def proper_names(forms: Iterable[str], aliases: Iterable[str]) -> list[Name]:
    """Of a person's forms those that are no nickname, as they sound; a withheld surname makes a name nobody's.

    A name with particles is there twice, with them left out and joined.
    """
    nicknames = {fold(alias) for alias in aliases}
    found: set[Name] = set()
    for form in forms:
        if fold(form) in nicknames or is_alias_form(form):
            continue
        for parts in (name_parts(form), joined_parts(form)):
            if parts and _WITHHELD not in parts:
                found.add(tuple(_heard(number, part) for number, part in enumerate(parts)))
    return sorted(found, key=lambda name: (-len(name), name))


def _heard(number: int, part: str) -> str:
    return part if number and part in GENERATIONS else sound(part)


def person_identity(forms: Iterable[str], aliases: Iterable[str]) -> str:
    """How sure the names alone make an identity: a term of the scheme `identity`."""
    nicknames = {fold(alias) for alias in aliases}
    proper = [name_parts(form) for form in forms if fold(form) not in nicknames and not is_alias_form(form)]
    if any(len(parts) >= 2 and parts[-1] != _WITHHELD for parts in proper):
        return "full name"
    if any(proper):
        return "given name only"
    return "alias only" if any(forms) or nicknames else "described only"


def is_frequent_alias(alias: str) -> bool:
    """Whether a nickname, as `alias_key` gives it, is one that every town has."""
    return alias in _frequent_aliases()


def is_telling_alias(alias: str) -> bool:
    """Whether a nickname as printed is one that hardly two people bear: of two words or more, no numbers in it.

    >>> is_telling_alias("Cabeza de Mango"), is_telling_alias("El Panadero"), is_telling_alias("El Delta 1")
    (True, False, False)
    """
    parts = name_parts(alias)
    words = [part for part in parts if part.isalpha() and part not in numbers() and len(part) > 2]
    return len(words) == len(parts) > 1 and not _frequent_aliases() >= set(map(sound, words))


def reads_like_alias(name: str) -> bool:
    """Whether what is printed as a name is by its looks a telling nickname: something of something.

    >>> reads_like_alias("Cabeza de Mango"), reads_like_alias("Juan de Dios"), reads_like_alias("Ana Mango")
    (True, False, False)
    """
    parts = name_parts(name)
    return len(parts) == 2 and _OF.search(name) is not None and sound(parts[0]) not in frequent_given()


@cache
def _frequent_aliases() -> frozenset[str]:
    return frozenset(alias_key(word) for word in frequent_nicknames())
