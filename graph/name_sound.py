"""How a part of a name sounds to who hears and writes it: Spanish, and what Spanish makes of other tongues. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NO_WORD: Final = re.compile(r"[\W_]+")
_FIRST_COMBINING: Final = "\u0300"

_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"sc?h", "s"),
        (r"^jh", "j"),
        (r"zh|dj", "y"),
        (r"kh", "j"),
        (r"tch", "ch"),
        (r"ch(?=[^aeiouy])", "k"),
        (r"^dm", "dim"),
        (r"^s(?=[kpt])", "es"),
        (r"qu(?=[ei])|ck|c(?![eih])|q", "k"),
        (r"ks|tz|ts|z|c(?=[ei])", "s"),
        (r"^(gu|hu|u)(?=a)|^hu(?=[ei])|v|w", "b"),
        (r"gu?(?=[ei])", "j"),
        (r"ou|oo", "u"),
        (r"ee|ie$", "i"),
        (r"^j[ei]?(?=[aou])|^j", "y"),
        (r"ll|y(?=[aeiou])|i(?=[aeou])", "y"),
        (r"(?<!^)y(?![aeiou])|^y(?![aeiou])", "i"),
        (r"(?<![c])h", ""),
        (r"x", "s"),
        (r"n(?=[bp])", "m"),
        (r"([a-z])\1", r"\1"),
    )
)
"""Letters that are written either way, each for one sound: Bázquez, Vásquez; Gerardo, Jerardo; Geovany, Giovanni."""

OPENINGS: Final = {
    "c": "ks",
    "g": "gyb",
    "h": "aeioub",
    "j": "y",
    "q": "k",
    "u": "ub",
    "v": "b",
    "w": "b",
    "x": "s",
    "y": "yi",
    "z": "s",
    "p": "pf",
    "s": "se",
    "k": "kj",
    "i": "iy",
}
"""An initial → how a name that it cuts may begin to sound, where that is not the letter itself."""


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


@lru_cache(maxsize=65_536)
def sound_of_word(word: str) -> str:
    """How a folded word sounds; an initial stays the letter that it is.

    >>> sound_of_word("vasquez") == sound_of_word("bazques"), sound_of_word("guenady") == sound_of_word("gennadi")
    (True, True)
    """
    if len(word) == 1:
        return word
    heard = word
    for pattern, letter in _SOUNDS:
        heard = pattern.sub(letter, heard)
    return heard
