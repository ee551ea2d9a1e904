"""Dates in print, English and Spanish, resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from loaders.extraction.date import anchor_of, find_dates
from loaders.extraction.text import fold

ANCHOR = date(2026, 1, 21)


@pytest.mark.parametrize(
    ("printed", "value", "weekday"),
    [
        ("on Monday, January 19, 2026", "2026-01-19", "Monday"),
        ("on Tuesday", "2026-01-20", "Tuesday"),
        ("este miércoles", "2026-01-21", "Wednesday"),
        ("el pasado jueves", "2026-01-15", "Thursday"),
        ("Feb. 27", "2025-02-27", None),
        ("12 de agosto de 2025", "2025-08-12", None),
        ("el 12 de agosto", "2025-08-12", None),
        ("13 ago", "2025-08-13", None),
        ("viernes 28 de febrero", "2025-02-28", "Friday"),
        ("in February 2025", "2025-02", None),
        ("en febrero de 2025", "2025-02", None),
        ("in September", "2025-09", None),
        ("yesterday", "2026-01-20", None),
        ("esta mañana", "2026-01-21", None),
        ("in 2013", "2013", None),
        ("desde 2008", "2008", None),
        ("2025-02-27", "2025-02-27", None),
        ("01/03/2025", "2025-03-01", None),
    ],
)
def test_a_printed_date_is_resolved(printed: str, value: str, weekday: str | None) -> None:
    (found,) = find_dates(fold(f"x {printed} x"), ANCHOR)
    assert (found.value, found.weekday) == (value, weekday)


@pytest.mark.parametrize("printed", ["37 prisoners", "he may go", "3,512 people", "Article 5", "Z-40", "room 2013"])
def test_what_is_no_date_is_none(printed: str) -> None:
    assert list(find_dates(fold(printed), ANCHOR)) == []


def test_without_an_anchor_only_full_dates_are_resolved() -> None:
    found = list(find_dates(fold("on Tuesday, Feb. 27 and January 19, 2026"), None))
    assert [d.value for d in found] == ["2026-01-19"]


def test_the_anchor_is_the_day_of_publication_else_the_first_full_date() -> None:
    assert anchor_of("2026-01-20", "") == date(2026, 1, 20)
    assert anchor_of(None, fold("Ciudad de México, a 20 de enero de 2026")) == date(2026, 1, 20)
    assert anchor_of("2026-01", "") == date(2026, 1, 31)
    assert anchor_of(None, "no date") is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in February and August 2025", ["2025-02", "2025-08"]),
        ("en febrero y agosto de 2025", ["2025-02", "2025-08"]),
        ("on February 27 and August 12, 2025", ["2025-02-27", "2025-08-12"]),
        ("el 27 de febrero y el 12 de agosto de 2025", ["2025-02-27", "2025-08-12"]),
    ],
)
def test_a_year_printed_once_is_that_of_all_dates_of_the_list(text: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(fold(text), date(2026, 11, 24))] == values
