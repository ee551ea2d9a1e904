"""When what a claim says was so: the date in its own clause, with the words that make a date a beginning or an end.

The date of the article is none, nor is that of another verb. A chronology dates its entries at their head.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from graph.claim import Span
from loaders.extraction.draft import DraftClaim
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.pattern import TOKEN, rules
from loaders.extraction.reader import Reader
from loaders.extraction.text import paragraphs, sentences

_POINTS: Final = frozenset(
    ("arrestedIn", "appearedIn", "sentencedTo", "designatedAs", "accusedOf", "founderOf", "successorOf", "flownTo")
)
"""What happened at a time."""
_STATES: Final = frozenset(("heldAt", "memberOf", "leaderOf", "rivalOf", "alliedWith", "partOf"))
"""What was so from one time to another."""
_VERBAL: Final = frozenset(("arrestedIn", "designatedAs", "rivalOf", "alliedWith", "sentencedTo", "heldAt", "flownTo"))
"""What is said by verbs, behind which more of the clause may stand before its date."""
_UNDATED: Final = frozenset(("wanted", "denied", "possible", "reported"))
"""Stages of an accusation that no day is known for."""
_DONE: Final = frozenset(("pleaded_guilty", "pleaded_not_guilty", "convicted", "sentenced", "acquitted", "dismissed"))
"""Stages whose date may stand behind the charges; behind those that are only alleged stands the date of the crime."""
_SINCE: Final = re.compile(
    r"(?:\b(?:since|desde|from|a partir del?)(?: (?:el|la|about|mid|early|late|at least))*[ -])$"
)
_UNTIL: Final = re.compile(r"\b(?:until|till|hasta|through)(?: (?:el|la|his|its))*[ -]$")
_BEGINS_RANGE: Final = re.compile(r"\b(?:between|entre|from|desde|de)(?: (?:el|about))? $")
_JOINS_RANGE: Final = re.compile(r"(?: (?:and|y|to|until|hasta|a)(?: el)? |-)")
_HEAD: Final = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\s?-\s?(?P<last>(?:19|20)\d\d))?\s?[.:|]")
_NEAR: Final = 6
"""How many words may stand between an act and the date behind it."""
_SINCE_WHAT: Final = 14
"""How many words may tell since what somebody is held, before the date of that."""
_BEFORE: Final = 9
"""How many words may stand between a date and the act after it."""
_ARTICLE: Final = 3
"""Code points of an article before a date."""
_OPENING: Final = 2
"""How many words may stand before a date that opens a sentence."""
_BETWEEN: Final = grammar("before_date")
_CLAUSES: Final = frozenset(
    ("and", "but", "while", "when", "before", "after", "y", "e", "pero", "mientras", "cuando", "antes", "tras")
)
"""Words with which another clause may begin."""


class _Time(NamedTuple):
    """A date with its place; `since` and `until` where words make it a beginning or an end."""

    start: int
    end: int
    value: str
    since: bool = False
    until: bool = False


def read_when(reader: Reader) -> None:
    """Give the claims of a document the dates of their clauses."""
    waiting = sorted((c for c in reader.draft.claims.values() if _may_be_dated(c)), key=lambda claim: claim.act)
    if not waiting:
        return
    times = list(_times(reader))
    starts = [time.start for time in times]
    at = 0
    for paragraph in paragraphs(reader.text):
        begin = paragraph.start + paragraph.bullet
        opening = times[bisect_left(starts, begin) : bisect_left(starts, begin + _ARTICLE + 1)]
        head = _head(reader, opening, begin)
        for low, high in sentences(reader.text, begin, paragraph.end):
            inside = times[bisect_left(starts, low) : bisect_left(starts, high)]
            while at < len(waiting) and waiting[at].act[0] < low:
                at += 1
            while at < len(waiting) and waiting[at].act[0] < high:
                claim = waiting[at]
                chosen = _choose(reader, claim, inside, (low, high))
                if chosen is None and head is not None and claim.predicate in _POINTS | _STATES:
                    chosen = head if not inside or head in inside else None
                    # Who is told of at a place of detention under a date was brought there then.
                    if chosen is not None and claim.predicate == "heldAt":
                        chosen = chosen._replace(since=True)
                if chosen is not None:
                    claim.when = _value(claim, chosen)
                at += 1


def _may_be_dated(claim: DraftClaim) -> bool:
    if claim.when is not None or "undated" in _options(claim.rule):
        return False
    if claim.predicate == "accusedOf":
        return claim.modality not in _UNDATED
    return claim.modality != "denied" and claim.predicate in _POINTS | _STATES


@cache
def _by_id() -> dict[str, frozenset[str]]:
    return {rule.id: rule.options for rule in rules()}


def _options(rule: str) -> frozenset[str]:
    return _by_id().get(rule, frozenset())


def _value(claim: DraftClaim, time: _Time) -> str | None:
    """The date as a claim says it: a day for what happened, a span for what was so."""
    if "/" in time.value:
        return time.value if claim.predicate in _STATES else None
    if claim.predicate in _POINTS:
        return None if time.since or time.until else time.value
    options = _options(claim.rule)
    if time.until or "leaves" in options:
        return f"../{time.value}"
    if time.since or "enters" in options:
        return f"{time.value}/.."
    return None


def _choose(reader: Reader, claim: DraftClaim, times: list[_Time], sentence: Span) -> _Time | None:
    low, high = claim.act
    fits = [time for time in times if low <= time.start < high]
    fits = fits or [time for time in times if time.start >= high and _follows(reader, claim, time)]
    fits = fits or [time._replace(since=True) for time in times if time.start >= high and _since(reader, claim, time)]
    fits = fits or [time for time in reversed(times) if time.end <= low and _leads(reader, claim, time, sentence)]
    return next((time for time in fits if not _is_of_speaking(reader, time, claim)), None)


def _follows(reader: Reader, claim: DraftClaim, time: _Time) -> bool:
    """Whether a date stands behind an act with nothing between that it could belong to."""
    if claim.predicate == "accusedOf" and claim.modality not in _DONE:
        return False
    between = _words(reader, claim.act[1], time.start)
    if len(between) <= _NEAR and all(word in _BETWEEN or kind in "LRCU" for word, kind in between):
        return True
    # What else it was done for or by, in the same clause.
    return (
        claim.predicate in _VERBAL
        and len(between) <= _BEFORE
        and not any(
            kind == "P" or not word[0].isalnum() or word in _not_between() or word in _CLAUSES for word, kind in between
        )
    )


def _since(reader: Reader, claim: DraftClaim, time: _Time) -> bool:
    """Whether somebody is held since what is told with its date: "since police arrested him in May 2024"."""
    if claim.predicate != "heldAt":
        return False
    between = [word for word, _ in _words(reader, claim.act[1], time.start)]
    begins = next((index for index, word in enumerate(between) if word in ("since", "desde")), len(between))
    return begins <= 1 and len(between) <= _SINCE_WHAT and ";" not in between


def _leads(reader: Reader, claim: DraftClaim, time: _Time, sentence: Span) -> bool:
    """Whether a date stands before an act in its clause: at the beginning of the sentence or right before the act."""
    between = _words(reader, time.end, claim.act[0])
    opening = _words(reader, sentence[0], time.start)
    if len(between) > _BEFORE or any(word in _not_between() for word, _ in between):
        return False
    beside = len(between) <= 1 and (claim.predicate != "accusedOf" or claim.modality in _DONE)
    return len(opening) <= _OPENING or beside


def _is_of_speaking(reader: Reader, time: _Time, claim: DraftClaim) -> bool:
    """Whether a date is that of somebody's saying it: "prosecutors said on Thursday", "informó este jueves"."""
    if claim.act[0] <= time.start < claim.act[1] and claim.predicate == "accusedOf" and claim.modality != "alleged":
        return False
    before = [word for word, _ in _words(reader, max(0, time.start - 30), time.start)][-4:]
    after = [word for word, _ in _words(reader, time.end, min(len(reader.text), time.end + 24))][:3]
    said = word_set("said")
    return any(word in said for word in before) or any(word in said for word in after[:1])


@cache
def _not_between() -> frozenset[str]:
    return grammar("other_act") - {"lo", "le", "se", "he", "she", "it", "they"} | {";", ":", "who", "que", "which"}


def _words(reader: Reader, start: int, end: int) -> list[tuple[str, str]]:
    """Words between two places with the kind of what they name, its words as one."""
    out: list[tuple[str, str]] = []
    named = _named_between(reader, start, end)
    for match in TOKEN.finditer(reader.folded, start, end):
        kind = next((letter for low, high, letter in named if low <= match.start() < high), "-")
        if not (out and kind != "-" and out[-1][1] == kind):
            out.append((match.group(), kind))
    return out


def _named_between(reader: Reader, start: int, end: int) -> list[tuple[int, int, Any]]:
    return [(i.start, i.end, i.letter) for i in reader.items_between(start, end) if i.letter in "PLRCUOK"]


def _times(reader: Reader) -> Iterator[_Time]:
    """All dates of a document, printed or told by others, in order; two that make a span as one."""
    found = [(i.start, i.end, i.what.value) for i in reader.items if i.letter == "T"]
    index = 0
    while index < len(found):
        start, end, value = found[index]
        before = reader.folded[max(0, start - 24) : start]
        following = found[index + 1] if index + 1 < len(found) else None
        if following and _BEGINS_RANGE.search(before) and _JOINS_RANGE.fullmatch(reader.folded, end, following[0]):
            yield _Time(start, following[1], f"{value}/{following[2]}")
            index += 2
            continue
        yield _Time(start, end, value, bool(_SINCE.search(before)), bool(_UNTIL.search(before)))
        index += 1


def _head(reader: Reader, opening: list[_Time], begin: int) -> _Time | None:
    """The date at the head of an entry of a chronology: "14 de febrero de 2023. Ingresa a …", "2003-2009. X es …"."""
    if match := _HEAD.match(reader.folded, begin):
        first, last = match["first"], match["last"]
        return _Time(*match.span(), f"{first}/{last}" if last else first)
    for time in opening:
        if reader.text[time.end : time.end + 2].strip(" ")[:1] in (".", ":", "|"):
            return time
    return None
