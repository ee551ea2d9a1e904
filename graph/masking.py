"""Names out of sight: every form of them in a text gives way to as many block characters. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from graph.claim import Span, sha256
from graph.name import fold, is_alias_form, name_parts

BLOCK = "█"
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_LAST_NAME = re.compile(r"[ -](?:(?:de|del|la|las|los|y) )*[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ]{2,}")
_LEAST_PART = 3


class Names:
    """Forms of names as they may stand in a text: folded, with whatever stands between their words.

    >>> Names(["Ana Ruiz Soto"]).mask("Ána Ruiz-Soto was held.")
    '█████████████ was held.'
    """

    def __init__(self, forms: Iterable[str], *, anywhere: bool = False) -> None:
        """Compile them.

        Args:
            forms: of the names.
            anywhere: the text need not speak of whom they name, so that "Ana Ruiz" is not in "Ana Ruiz Soto".
        """
        # The longest first, so that what a longer one says is not broken by a shorter.
        folded = sorted({fold(form) for form in forms} - {""}, key=lambda form: (-len(form), form))
        alternatives = "|".join(r"[\W_]*".join(map(re.escape, form.split())) for form in folded)
        self._anywhere = anywhere
        self._pattern = re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W\d_])") if folded else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def spans(self, text: str) -> list[Span]:
        """Where the names stand in a text."""
        if self._pattern is None:
            return []
        flat, places = flatten(text)
        found = [match.span() for match in self._pattern.finditer(flat)]
        spans = found if places is None else [(places[start], places[end - 1] + 1) for start, end in found]
        return [span for span in spans if not (self._anywhere and _goes_on(text, span))]

    def mask(self, text: str) -> str:
        """The text without the names, as long as before."""
        return overwrite(text, self.spans(text))

    def mask_address(self, address: str) -> str:
        """An address without the names, also where they are percent-encoded."""
        plain = unquote(address)
        if plain != address and (decoded := self.mask(plain)) != plain:
            return _NOT_IN_IRI.sub(lambda match: f"%{ord(match[0]):02X}", decoded)
        return self.mask(address)


def _goes_on(text: str, span: Span) -> bool:
    """Whether a name of two words is only the beginning of somebody else's of three."""
    return len(fold(text[slice(*span)]).split()) == 2 and _LAST_NAME.match(text, span[1]) is not None


def overwrite(text: str, spans: Iterable[Span]) -> str:
    """The text with blocks in place of the code points of these spans; line ends stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = [c if c == "\n" else BLOCK for c in characters[start:end]]
    return "".join(characters)


def full_forms(forms: Iterable[str]) -> list[str]:
    """The forms that name somebody wherever they stand: the names of three parts or more, else those of two."""
    parts = {form: len(name_parts(form)) for form in forms if not is_alias_form(form)}
    least = 3 if any(count >= 3 for count in parts.values()) else 2
    return [form for form, count in parts.items() if count >= least]


def name_hash(form: str) -> str:
    """By which a name is known again that may not be kept."""
    return sha256(fold(form))


def every_form(forms: Iterable[str]) -> list[str]:
    """The forms, and each of their words that counts: what names somebody where a document speaks of him."""
    given = list(forms)
    parts = {part for form in given for part in name_parts(form) if len(part) >= _LEAST_PART}
    return [*given, *sorted(parts)]


def parts_of_full(forms: Iterable[str]) -> list[str]:
    """Each two words of a full name that follow each other: what he is called where his full name stands nearby.

    >>> parts_of_full(["Ana Ruiz Soto", "La Uno"])
    ['Ana Ruiz', 'Ruiz Soto']
    """
    words = [form.split() for form in full_forms(forms)]
    return [" ".join(pair) for name in words if len(name) > 2 for pair in pairwise(name)]


def flatten(text: str) -> tuple[str, list[int] | None]:
    """Case and accents folded away, and for each code point its place in the text; None where nothing moved."""
    if text.isascii():
        return text.lower(), None
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in _flat(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _flat(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
