"""Whether the words beside a name say that somebody is under age. Pure."""

from __future__ import annotations

import re

from graph.claim import Span

_YEARS = r"(?:1[0-7]|[1-9])"
_REACH = 40
_BEFORE = re.compile(
    rf"(?:\b{_YEARS}[- ]year[- ]old|\bunder-?age|\b(?:a|the) minor|\bmenor(?: de edad)?|\bniñ[oa]"
    rf"|\b(?:niñ[oa]|adolescente|joven|menor) de {_YEARS} años)(?: (?:boy|girl|child|student|teenager))?,? $",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^,? (?:(?:an?|the|una?|el|la) )?(?:{_YEARS}[- ]year[- ]old\b|(?:menor|adolescente|niñ[oa])(?: de edad)?\b)"
    rf"|^,? (?:aged |de )?{_YEARS}(?: años(?: de edad)?)?(?: years old)?,|^ \({_YEARS}\)",
    re.IGNORECASE,
)


def is_minor(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether a text gives an age below 18, or says "minor", right beside one of the spans.

    >>> is_minor("Iris Paz, a 15-year-old student, was found.", ((0, 8),))
    True
    >>> is_minor("Iris Paz, 45, was found.", ((0, 8),))
    False
    """
    return any(
        _BEFORE.search(text[max(0, start - _REACH) : start]) or _AFTER.search(text[end : end + _REACH])
        for start, end in spans
    )
