"""Whole numbers in figures and in words, English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.extraction.lexicon import LANGUAGES, lexicon


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed."""

    start: int
    end: int
    value: int


@cache
def _values() -> dict[str, int]:
    values: dict[str, int] = {}
    for language in LANGUAGES:
        values |= lexicon(language).tables["number"]
    return values


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted((w for w, v in _values().items() if v > 1), key=len, reverse=True)
    tens = sorted((w for w, v in _values().items() if v >= 20 and v % 10 == 0), key=len, reverse=True)
    units = sorted((w for w, v in _values().items() if 1 <= v <= 9), key=len, reverse=True)
    return re.compile(
        rf"(?<![\w$€-])(?<!\d[.,])(?<!number )(?<!numero )(?<!no\. )"
        rf"(?:(?P<figures>\d{{1,3}}(?:,\d{{3}}){{0,4}}(?!,\d)|\d{{1,4}})(?![\w%°]|[.,:-]\d)"
        rf"|(?P<tens>{'|'.join(tens)})(?:-| y | )(?P<units>{'|'.join(units)})\b|(?P<word>{'|'.join(words)})\b)"
        r"(?!-years?-old)"
    )


def find_numbers(folded: str) -> Iterator[Number]:
    """Numbers of a folded text, in order; "one" and "un" are articles as often and are left out."""
    values = _values()
    for match in _pattern().finditer(folded):
        if match["figures"]:
            value = int(match["figures"].replace(",", ""))
        elif match["tens"]:
            value = values[match["tens"]] + values[match["units"]]
        else:
            value = values[match["word"]]
        yield Number(match.start(), match.end(), value)
