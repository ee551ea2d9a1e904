"""The dates that a text prints, English and Spanish, resolved against the day it was published.

A day and a month without a year is the last such day up to the anchor (a week ahead is allowed); a bare
weekday the latest one up to the anchor; a bare month the latest one that has begun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from dateutil.relativedelta import relativedelta

from loaders.extraction.lexicon import LANGUAGES, lexicon

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AHEAD: Final = timedelta(days=7)
_MONTHS_BACK: Final = 2
"""How many months back a weekday with the day of a month may lie."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as printed.

    Attributes:
        start: first code point; `end` one past the last.
        value: ISO date, as precise as the text.
        season: whether only a season is told, of which the value has the year.
        weekday: English name of the weekday that is printed with it or instead of it.
    """

    start: int
    end: int
    value: str
    weekday: str | None = None
    season: bool = False


def anchor_of(published: str | None, folded: str) -> date | None:
    """The day that relative dates count from: the day of publication, else the first full date near the top."""
    if published and len(published) >= 10:
        return date.fromisoformat(published[:10])
    for found in find_dates(folded[:500], None):
        if len(found.value) == 10:
            return date.fromisoformat(found.value)
    if published:
        numbers = [int(part) for part in published.split("-")]
        last = date(numbers[0], numbers[1] if len(numbers) > 1 else 12, 1)
        return last + relativedelta(months=1, days=-1)
    return None


def find_dates(folded: str, anchor: date | None) -> Iterator[DateMention]:
    """Dates of a folded passage, in order, with offsets into it; those that cannot be resolved are left out."""
    for match in _pattern().finditer(folded):
        found = _resolve(match, anchor, _shared_year(folded, match))
        if found is not None:
            value, weekday = found
            start = match.start()
            for name in ("lead", "lead2"):
                if match.group(name):
                    start = match.end(name)
            yield DateMention(start, match.end(), value, weekday)


@cache
def _tables() -> tuple[dict[str, int], dict[str, int]]:
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for language in LANGUAGES:
        months |= lexicon(language).tables["month"]
        weekdays |= lexicon(language).tables["weekday"]
    return months, weekdays


@cache
def _pattern() -> re.Pattern[str]:
    months, weekdays = _tables()
    month = "|".join(sorted(months, key=len, reverse=True))
    weekday = "|".join(sorted(weekdays, key=len, reverse=True))
    dia = "|".join(lexicon("es").tables["weekday"])
    told = "ano[ ]pasado|pasado[ ]ano|este[ ]ano|presente[ ]ano|ano[ ]en[ ]curso"
    return re.compile(
        rf"""(?<![\w-])(?:
          (?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)
        | (?P<dmy>[0-3]?\d/[01]?\d/(?:19|20)\d\d)(?!\d)
        | (?:(?P<w1>{weekday})s?,?[ ])?(?:(?P<m1>{month})\.?[ ](?P<d1>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:,]\d)
            (?:,?[ ](?P<y1>(?:19|20)\d\d)|,?[ ](?:of[ ])?(?P<o1>last|this)[ ]year\b)?(?!\d))
        | (?:(?P<w2>{weekday})s?,?[ ](?:el[ ])?)?(?P<d2>[0-3]?\d)(?:[ ]de|[ ]of)?[ ](?P<m2>{month})\b\.?
            (?:,?(?:[ ]de|[ ]del)?[ ](?P<y2>(?:19|20)\d\d)(?!\d)
              |,?[ ](?:of[ ])?(?P<o2>last|this)[ ]year\b|[ ]del?[ ](?P<o3>{told})\b)?
        | (?P<m6>{month})\b\.?[ ](?:(?:of[ ])?(?P<o4>last|this)[ ]year|del?[ ](?P<o5>{told}))\b
        | (?P<w6>{dia})[ ](?P<d6>[12]?\d|3[01])(?=[,.;:)]?$|[,.;:)][ \n]
            |[ ](?:a|al|en|por|desde|cuando|y|fue|se|el|la|con|tras)[ ])
        | (?P<m3>{month})\b\.?(?:[ ]de|[ ]del|[ ]of|,)?[ ](?P<y3>(?:19|20)\d\d)(?!\d)
        | (?P<lead>(?:in|since|last|early|late|mid|until|by|en|de|desde|hasta|the|pasado|before)[ -])(?P<m4>{month})\b
            (?!\.?[ ]\d)(?!(?:[ ]de|[ ]del|[ ]of|,)?[ ](?:19|20)\d\d)
        | (?P<w5>{weekday})\b
        | (?P<rel>yesterday|today|tonight|this[ ](?:morning|afternoon|evening)|ayer|hoy
            |esta[ ](?:manana|tarde|noche|madrugada))\b
        | (?P<lead2>(?:in|since|by|until|before|from|during|and|of|en|de|desde
            |hasta|del|ano|y|between|entre|late|early)[ ])
            (?P<y6>(?:19[6-9]|20[0-4])\d)(?![\w,.-]\d|\w)
        )""",
        re.VERBOSE,
    )


def _shared_year(folded: str, match: re.Match[str]) -> int | None:
    """The year that the last of several dates prints for all: "in February and August 2025".

    Only where they stand in the order of one year: "on February 27 and January 19, 2026" are of two.
    """
    following = _list_pattern().match(folded, match.end())
    if following is None:
        return None
    months, _ = _tables()
    order = [months[name] for name in _month_pattern().findall(folded, match.start(), following.end())]
    return int(following.group(1)) if order == sorted(order) else None


@cache
def _month_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_tables()[0], key=len, reverse=True))})\b")


@cache
def _list_pattern() -> re.Pattern[str]:
    month = _month_pattern().pattern
    day = rf"(?:{month}\.?(?: [0-3]?\d)?|(?:el )?[0-3]?\d de {month})"
    last = rf",? (?:and|or|y|e|o)(?: in| on| en)? {day},?(?: de| del)? ((?:19|20)\d\d)\b"
    return re.compile(rf"(?:, (?:en )?{day}){{0,6}}{last}")


def _resolve(match: re.Match[str], anchor: date | None, shared: int | None) -> tuple[str, str | None] | None:
    months, weekdays = _tables()
    group = match.groupdict()
    if group["iso"]:
        return _full(*(int(part) for part in group["iso"].split("-"))), None
    if group["dmy"]:
        day, month, year = (int(part) for part in group["dmy"].split("/"))
        return _checked(year, month, day, None)
    for suffix in ("1", "2"):
        if group[f"d{suffix}"]:
            weekday = group[f"w{suffix}"]
            name = WEEKDAYS[weekdays[weekday]] if weekday else None
            month, day = months[group[f"m{suffix}"]], int(group[f"d{suffix}"])
            told = _told_year(group["o1"] if suffix == "1" else group["o2"] or group["o3"], anchor)
            printed = group[f"y{suffix}"] or told or shared
            return _checked(int(printed), month, day, name) if printed else _latest(month, day, name, anchor)
    if group["m6"]:
        of_year = _told_year(group["o4"] or group["o5"], anchor)
        return (f"{of_year:04d}-{months[group['m6']]:02d}", None) if of_year else None
    if group["w6"]:
        return _latest_weekday(weekdays[group["w6"]], int(group["d6"]), anchor) if anchor else None
    if group["m3"]:
        return f"{group['y3']}-{months[group['m3']]:02d}", None
    if group["m4"]:
        if shared:
            return f"{shared:04d}-{months[group['m4']]:02d}", None
        return _latest_month(months[group["m4"]], anchor)
    if group["y6"]:
        return group["y6"], None
    if anchor is None:
        return None
    if group["w5"]:
        index = weekdays[group["w5"]]
        return (anchor - timedelta(days=(anchor.weekday() - index) % 7)).isoformat(), WEEKDAYS[index]
    back = 1 if group["rel"] in ("yesterday", "ayer") else 0
    return (anchor - timedelta(days=back)).isoformat(), None


def _told_year(words: str | None, anchor: date | None) -> int | None:
    """The year that "last year", "de este año" mean."""
    if words is None or anchor is None:
        return None
    return anchor.year - 1 if words in ("last", "ano pasado", "pasado ano") else anchor.year


def _latest_weekday(weekday: int, day: int, anchor: date) -> tuple[str, str | None]:
    """The last such day of a month that fell on the weekday: "el viernes 4"; else the last such weekday."""
    for months in range(_MONTHS_BACK):
        then = date(anchor.year, anchor.month, 1) - relativedelta(months=months)
        found = _checked(then.year, then.month, day, WEEKDAYS[weekday])
        if (
            found is not None
            and then.replace(day=day).weekday() == weekday
            and then.replace(day=day) <= anchor + _AHEAD
        ):
            return found
    return (anchor - timedelta(days=(anchor.weekday() - weekday) % 7)).isoformat(), WEEKDAYS[weekday]


def _full(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}"


def _checked(year: int, month: int, day: int, weekday: str | None) -> tuple[str, str | None] | None:
    try:
        return date(year, month, day).isoformat(), weekday
    except ValueError:
        return None


def _latest(month: int, day: int, weekday: str | None, anchor: date | None) -> tuple[str, str | None] | None:
    if anchor is None:
        return None
    for year in (anchor.year, anchor.year - 1):
        found = _checked(year, month, day, weekday)
        if found and date.fromisoformat(found[0]) <= anchor + _AHEAD:
            return found
    if month == 2 and day == 29:
        return _latest_month(month, anchor)
    return None


def _latest_month(month: int, anchor: date | None) -> tuple[str, str | None] | None:
    if anchor is None:
        return None
    year = anchor.year if month <= anchor.month else anchor.year - 1
    return f"{year:04d}-{month:02d}", None
