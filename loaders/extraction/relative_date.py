"""Dates that are told by others: "last year", "that same month", "dos años después", "hace tres años"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from dateutil.relativedelta import relativedelta

from loaders.extraction.lexicon import LANGUAGES, lexicon
from loaders.extraction.text import LineFinder

_REACH: Final = 600
"""How many code points back the date may stand that another counts from."""
_SEASONS: Final = ("summer", "spring", "autumn", "winter", "fall", "verano", "otono", "invierno", "primavera")
SEASON: Final = re.compile("|".join(_SEASONS))
_UNITS: Final = {
    **dict.fromkeys(("year", "years", "ano", "anos"), "years"),
    **dict.fromkeys(("month", "months", "mes", "meses"), "months"),
    **dict.fromkeys(("day", "days", "dia", "dias"), "days"),
}
_SIZES: Final = {word: {"years": 4, "months": 7, "days": 10}[unit] for word, unit in _UNITS.items()}
"""How many characters a date has that is as precise as a unit."""


_LINES: Final = LineFinder(
    (
        *("last month", "last year", *(f"last {season}" for season in _SEASONS[:5]), "pasado", "ago", "hace "),
        *("same day", "same month", "same year", "mismo dia", "mismo mes", "mismo ano", "following", "siguiente"),
        *("next day", "next month", "next year", "later", "after that", "despues", "mas tarde"),
    )
)
"""The lines that may hold one."""


def find_relative_dates(
    folded: str, printed: list[tuple[int, int, str]], anchor: date | None
) -> Iterator[tuple[int, int, str]]:
    """Their places and values, where what they count from is known: the day of publication or the date before."""
    taken = 0
    ends = [end for _, end, _ in printed]
    pattern = _pattern()
    (lines,) = _LINES.find(folded)
    for match in (match for line in lines for match in pattern.finditer(folded, *line)):
        start, end = match.span()
        before = bisect_right(ends, start)
        if before < len(printed) and printed[before][0] < end:
            continue
        earlier = [value for _, _, value in printed[bisect_left(ends, start - _REACH) : before]]
        size = _SIZES.get(match["same"] or "", 0)
        alike = [
            value for value in earlier if len(value) == size
        ] or earlier  # "that same month" is one told as a month
        value = _resolve(match, anchor, alike[-1] if alike else None)
        if value is not None and start >= taken:
            yield start, end, value
            taken = end


def _resolve(match: re.Match[str], anchor: date | None, earlier: str | None) -> str | None:
    if match["past"] or match["pasado"]:
        return _back(anchor, 1, _UNITS[match["past"] or match["pasado"]])
    if match["season"]:
        return _back(anchor, 1, "years")
    if match["ago"] or match["hace"]:
        unit = _UNITS[match["ago_unit"] or match["hace_unit"]]
        return _back(anchor, _number(match["ago"] or match["hace"]), unit)
    if earlier is None or "/" in earlier:
        return None
    if match["same"]:
        size = _SIZES[match["same"]]
        return earlier[:size] if len(earlier) >= size else None
    if match["next"] or match["siguiente"]:
        return _on(earlier, 1, _UNITS[match["next"] or match["siguiente"]])
    return _on(earlier, _number(match["later"]), _UNITS[match["later_unit"]])


def _back(anchor: date | None, number: int | None, unit: str) -> str | None:
    """A time before the day of publication, no more precise than its unit."""
    if anchor is None or number is None or unit == "days":
        return None
    then = anchor - relativedelta(years=number if unit == "years" else 0, months=number if unit == "months" else 0)
    return f"{then.year:04d}" if unit == "years" else f"{then.year:04d}-{then.month:02d}"


def _on(earlier: str, number: int | None, unit: str) -> str | None:
    """A time after another, no more precise than its unit and than the other."""
    if number is None:
        return None
    if unit == "years":
        return f"{int(earlier[:4]) + number:04d}"
    if unit == "months" and len(earlier) >= 7:
        then = date(int(earlier[:4]), int(earlier[5:7]), 1) + relativedelta(months=number)
        return f"{then.year:04d}-{then.month:02d}"
    if unit == "days" and len(earlier) == 10:
        return (date.fromisoformat(earlier) + relativedelta(days=number)).isoformat()
    return None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return 1 if word in ("a", "an", "un", "una") else _numbers().get(word)


@cache
def _numbers() -> dict[str, int]:
    return {word: value for language in LANGUAGES for word, value in lexicon(language).tables["number"].items()}


@cache
def _pattern() -> re.Pattern[str]:
    number = rf"(?:\d{{1,2}}|a|an|un|una|{'|'.join(sorted(_numbers(), key=len, reverse=True))})"
    later = r"(?:later|after that|despues|mas tarde)"
    return re.compile(
        rf"""\b(?:
          last[ ](?P<past>month|year)
        | last[ ](?P<season>{"|".join(_SEASONS[:5])})
        | (?:el[ ])?(?:pasado[ ])?(?P<pasado>mes|ano)(?:[ ]pasado)
        | (?P<ago>{number})[ ](?P<ago_unit>years?|months?)[ ]ago
        | hace[ ](?P<hace>{number})[ ](?P<hace_unit>anos?|mes(?:es)?)
        | (?:that|the|ese|el|aquel)[ ](?:same|mismo)[ ](?P<same>day|month|year|dia|mes|ano)
        | (?:the[ ](?:following|next)[ ](?P<next>day|month|year)|al[ ](?P<siguiente>dia|mes|ano)[ ]siguiente)
        | (?P<later>{number})[ ](?P<later_unit>years?|months?|days?|anos?|mes(?:es)?|dias?)[ ]{later}
        )\b""",
        re.VERBOSE,
    )
