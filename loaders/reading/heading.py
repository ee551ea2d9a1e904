"""What the first lines of a text say of the document: its title, the day of its dateline, and what kind it is.

Only what stands where nothing else can stand is believed; the rest stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from loaders.extraction.date import find_dates
from loaders.extraction.language import detect
from loaders.extraction.text import fold
from loaders.reading.metadata import Metadata, Origin

_HEAD: Final = 5_000
"""Code points that are looked at."""
_LINES: Final = 12
"""Lines of them that are looked at, blank ones left out."""
_BODY: Final = 160
"""Code points from which a line is the first of the text proper, and the last that is looked at."""
_TITLE: Final = 200
_FEWEST_WORDS: Final = 3
_INITIALS: Final = re.compile(r"\b(?:[A-Z]\.){2,}$")
_SOME_DAY: Final = date(2000, 12, 31)
"""Resolves a date without a year, where only its form counts."""

_RELEASE: Final = re.compile(
    r"(?:for immediate release|press release|news release|para publicación inmediata|nota de prensa"
    r"|(?:comunicado|bolet[ií]n)(?: de prensa| oficial| conjunto| informativo)?)"
    r"[\s:]*(?:(?:no|núm|n)\.?\s?[°º.]?\s*)?(?:[A-Z]{2,8}[ /-])?(?:\d[\d/-]*)?",
    re.IGNORECASE,
)
_NEWSWIRE: Final = re.compile(r".{0,80}(?:/PRNewswire[\w-]*/|\((?:GLOBE NEWSWIRE|BUSINESS WIRE)\))")
_COURT: Final = re.compile(r"(?:IN THE )?UNITED STATES DISTRICT COURT(?:,? (?:FOR THE )?[A-Z ]*DISTRICT OF [A-Z ]+)?")
_AGENCIES: Final = (
    r"AP|Associated Press|Reuters|EFE|AFP|UPI|DPA|dpa|ANSA|Xinhua|TASS|Notimex|NTX|Europa Press|Prensa Latina|PTI|IANS"
)
_WIRE: Final = re.compile(
    rf"(?:.{{0,80}}\((?:{_AGENCIES})\)|(?:.{{0,60}}[,.] )?(?:EFE|AFP|Reuters|REUTERS))\s?\.?\s?[-–—]"
)

_PARTS: Final = re.compile(r"\s+[|/·•]\s+")
_LABEL: Final = re.compile(
    r"(?:published|posted|released|date|fecha(?: de publicación)?|publicad[oa])(?: on| el)?:?\s+", re.IGNORECASE
)
_SMALL_WORDS: Final = frozenset({"de", "del", "la", "las", "los", "el", "y", "of", "the", "and", "a"})
_LONGEST_PLACE: Final = 8
_ENDS: Final = re.compile(r"\.?\s*(?:$|,?\s*\(?\d{1,2}:\d{2}\b)")
_TEXT_FOLLOWS: Final = re.compile(r"\s*(?:\([^)]{2,40}\)|/PRNewswire[\w-]*/)?\s?[.:]?\s?[-–—]")
_AMBIGUOUS: Final = 12
"""Days up to which 02/03/2031 is one day in one country and another elsewhere."""


def read_heading(text: str) -> list[tuple[Origin, Metadata]]:
    """What the first lines say, by where it stands."""
    lines = list(_first_lines(text))
    found: list[tuple[Origin, Metadata]] = []
    if kind := next(filter(None, (_kind(line) for line, _ in lines)), None):
        found.append(("heading", Metadata(kind=kind)))
    if any(_WIRE.match(line) for line, _ in lines):
        found.append(("dateline", Metadata(kind="wire")))
    if day := _day(text, [line for line, _ in lines]):
        found.append(("dateline", Metadata(published=day)))
    if title := _title(lines):
        found.append(("heading", Metadata(title=title)))
    return found


def _first_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Lines that are not blank, each with whether a blank one follows."""
    lines = [line.strip() for line in text[:_HEAD].split("\n")]
    printed = [(line, not after) for line, after in zip(lines, [*lines[1:], "-"], strict=True) if line]
    for line, parted in printed[:_LINES]:
        yield line, parted
        if len(line) > _BODY:
            return


def _kind(line: str) -> str | None:
    if _RELEASE.fullmatch(line) or _NEWSWIRE.match(line):
        return "press release"
    return "court record" if _COURT.fullmatch(line) else None


def _title(lines: list[tuple[str, bool]]) -> str | None:
    """The first line, marks of a release and dates passed over, where a blank line parts it from the text."""
    for line, parted in lines[:-1]:
        if _kind(line) or _day_of_line(line, _SOME_DAY):
            continue
        ended = line[-1] in ".,:;" and not _INITIALS.search(line)
        return line if parted and not ended and len(line) <= _TITLE and len(line.split()) >= _FEWEST_WORDS else None
    return None


def _day(text: str, lines: list[str]) -> str | None:
    for line in lines:
        found = _day_of_line(line)
        if found is None:
            continue
        day, where, bare = found
        ambiguous = "/" in where and int(day[-2:]) <= _AMBIGUOUS
        if ambiguous and detect(fold(text)) != "es":
            continue
        return None if bare and _is_chronicle(text) else day
    return None


def _is_chronicle(text: str) -> bool:
    """Whether days stand as headings over what happened on them."""
    short = (line.strip() for line in text.splitlines() if line.strip() and len(line) < _BODY)
    return len({found[0] for line in short if (found := _day_of_line(line)) and found[2]}) > 1


def _day_of_line(line: str, anchor: date | None = None) -> tuple[str, str, bool] | None:
    """The full date of a dateline, its words, and whether it stands there without label or place.

    With an anchor, a date without a year counts, too.
    """
    for part in _PARTS.split(line.strip()):
        for found in find_dates(fold(part), anchor):
            before, after = part[: found.start], part[found.end :]
            named = bool(_LABEL.fullmatch(before)) or _is_place(before)
            if len(found.value) == 10 and (
                ((named or not before) and _ENDS.match(after)) or (named and _TEXT_FOLLOWS.match(after))
            ):
                return found.value, part[found.start : found.end], not before
            break
    return None


def _is_place(before: str) -> bool:
    """Whether words are the place of a dateline: "MIAMI, ", "Ciudad de México, a "."""
    place = re.fullmatch(r"(.+?),(?: a)?\s+", before)
    if not place:
        return False
    words = re.findall(r"\w[\w.’'-]*", place[1])
    proper = [word[0].isupper() for word in words if word not in _SMALL_WORDS]
    return 0 < len(words) <= _LONGEST_PLACE and any(proper) and all(proper)
