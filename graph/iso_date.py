"""Dates as precise as they are known (ISO 8601), and spans of them (EDTF level 0 and open ends)."""

from __future__ import annotations

import re
from datetime import date

DATE_FORM = "write YYYY, YYYY-MM or YYYY-MM-DD"
WHEN_FORM = f"{DATE_FORM}, or a span of two of them such as 2024-09/2025-01, 2025/.. or ../2025"

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_date(text: str) -> bool:
    """Whether the text is a date that exists: `2025`, `2025-02` or `2025-02-27`."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def is_when(text: str) -> bool:
    """Whether the text is a date or a span of dates, an open end written `..`."""
    start, slash, end = text.partition("/")
    if not slash:
        return is_date(text)
    if ".." in (start, end):
        return start != end and is_date(end if start == ".." else start)
    return is_date(start) and is_date(end) and start < end
