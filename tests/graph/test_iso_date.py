from __future__ import annotations

import pytest

from graph.iso_date import is_date, is_when


@pytest.mark.parametrize("text", ["2025", "2025-02", "2024-02-29"])
def test_dates_are_as_precise_as_known(text: str) -> None:
    assert is_date(text)
    assert is_when(text)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-13", "2025-02-29", "2025-2-1", "27/02/2025", "2025-02-27T10:00", "２０２５"]
)
def test_other_forms_are_no_dates(text: str) -> None:
    assert not is_date(text)
    assert not is_when(text)


@pytest.mark.parametrize("text", ["2007/2008", "2008/..", "../2025-07-20", "2024-10-28/2024-10-29"])
def test_spans_may_be_open(text: str) -> None:
    assert is_when(text)
    assert not is_date(text)


@pytest.mark.parametrize("text", ["../..", "2008/2007", "2008/", "/2008", "2008/2008", "2008/2009/2010"])
def test_other_spans_are_none(text: str) -> None:
    assert not is_when(text)
