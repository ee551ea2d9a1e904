"""Names out of sight: every form of them in a text gives way to as many block characters. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from graph.claim import Span, sha256
from graph.name import fold, name_parts

BLOCK = "█"
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_LEAST_PART = 3


class Names:
    """Forms of names as they may stand in a text: folded, with whatever stands between their words.

    >>> Names(["Ana Ruiz Soto"]).mask("Ána Ruiz-Soto was held.")
    '█████████████ was held.'
    """

    def __init__(self, forms: Iterable[str]) -> None:
        # The longest first, so that what a longer one says is not broken by a shorter.
        folded = sorted({fold(form) for form in forms} - {""}, key=lambda form: (-len(form), form))
        alternatives = "|".join(r"[\W_]*".join(map(re.escape, form.split())) for form in folded)
        self._pattern = re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W\d_])") if folded else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def spans(self, text: str) -> list[Span]:
        """Where the names stand in a text."""
        if self._pattern is None:
            return []
        flat, places = flatten(text)
        found = [match.span() for match in self._pattern.finditer(flat)]
        return found if places is None else [(places[start], places[end - 1] + 1) for start, end in found]

    def mask(self, text: str) -> str:
        """The text without the names, as long as before."""
        return overwrite(text, self.spans(text))

    def mask_address(self, address: str) -> str:
        """An address without the names, also where they are percent-encoded."""
        masked = self.mask(address)
        plain = unquote(address)
        if masked == address and plain != address and (decoded := self.mask(plain)) != plain:
            return _NOT_IN_IRI.sub(lambda match: f"%{ord(match[0]):02X}", decoded)
        return masked


def overwrite(text: str, spans: Iterable[Span]) -> str:
    """The text with blocks in place of the code points of these spans; line ends stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = [c if c == "\n" else BLOCK for c in characters[start:end]]
    return "".join(characters)


def full_forms(forms: Iterable[str]) -> list[str]:
    """The forms that name somebody wherever they stand: two words or more that count."""
    return [form for form in forms if len(name_parts(form)) > 1 or len(fold(form).split()) > 2]


def name_hash(form: str) -> str:
    """By which a name is known again that may not be kept."""
    return sha256(fold(form))


def every_form(forms: Iterable[str]) -> list[str]:
    """The forms, and each of their words that counts: what names somebody where a document speaks of him."""
    given = list(forms)
    parts = {part for form in given for part in name_parts(form) if len(part) >= _LEAST_PART}
    return [*given, *sorted(parts)]


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
