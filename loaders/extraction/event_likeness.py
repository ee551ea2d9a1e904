"""What tells one handing over from another: dates, counts and ordinals, as far as a text prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from graph.claim import Span
from loaders.extraction.draft import DraftEntity
from loaders.extraction.line import Line, Node
from loaders.extraction.pattern import Rule

_SO_FAR: Final = re.compile(r" (?:so far|to date|until now|hasta ahora|hasta hoy|hasta la fecha|a la fecha) ")


@dataclass(eq=False, slots=True)
class Event:
    """One handing over, with what tells it from others.

    Attributes:
        country: where the receiving state is named; `givers` and `takers` the states that sentences about it name.
        people: who is known to have been in it.
        plural: whether the text speaks of people where it tells of it.
    """

    entity: DraftEntity
    dates: set[str] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)
    ordinals: set[int] = field(default_factory=set)
    country: tuple[Node, Span] | None = None
    givers: list[str] = field(default_factory=list)
    takers: list[str] = field(default_factory=list)
    plural: bool = False
    people: set[DraftEntity] = field(default_factory=set)

    def is_of_several(self) -> bool:
        """Whether the text counts more than one person in it, or speaks of people where it tells of it."""
        return self.plural or max(self.counts, default=0) > 1


class Act(NamedTuple):
    """Words of a sentence that tell of a handing over, with the transfer that they mean and the options of their rule.

    `of_noun` is whether they are no verb of it, `people` are those whom they name themselves.
    """

    span: Span
    event: Event
    options: frozenset[str]
    of_noun: bool
    people: frozenset[DraftEntity] = frozenset()


@dataclass(slots=True)
class Part:
    """What one match says of an event; a `year` only tells events apart, and is no claim.

    Attributes:
        state: the one that receives, by its name; `taker` the words for it.
        opens: it shows by itself that there was a handing over.
        adds: it only adds to an event of which the text speaks.
        giver: the state that hands over.
        people: whom the clause names as handed over.
        other: whether it is told to be another than the one spoken of: "another 29", "antes había enviado a".
        single: whether its words show that it was done to one person.
        unnamed: whether it is done to somebody whom its sentence only describes.
        again: whether it is told to be beside the one spoken of: "also", "junto con".
    """

    rule: Rule
    span: Span
    arguments: list[tuple[str, Any, Node | None, int | None]]
    state: str | None = None
    opens: bool = False
    adds: bool = False
    giver: str | None = None
    taker: Node | None = None
    people: frozenset[DraftEntity] = frozenset()
    other: bool = False
    again: bool = False
    unnamed: bool = False
    single: bool = False

    @property
    def alone(self) -> bool:
        """Whether it tells of an event by itself; a date whose count another part tells does not."""
        return "alone" in self.rule.options and any(name not in ("date", "year") for name, *_ in self.arguments)

    def values(self, predicate: str) -> set[Any]:
        """What it says under one predicate."""
        return {value for name, value, _, _ in self.arguments if name == predicate}


def without_dates_of_all(parts: list[Part], line: Line) -> list[Part]:
    """A sentence about the total so far dates no single transfer, nor counts it."""
    if _SO_FAR.search(line.joined()):
        dropped: tuple[str, ...] = ("date", "year", "peopleCount")
    elif any(p.values("cumulativeCount") for p in parts) and not any(p.values("peopleCount") for p in parts):
        dropped = ("date", "year")
    else:
        return parts
    for part in parts:
        if not part.alone:
            part.arguments = [argument for argument in part.arguments if argument[0] not in dropped]
    return [part for part in parts if part.arguments]


def is_vague(predicate: str, value: Any) -> bool:
    """Whether a date is only a year: too little to date an event by."""
    return predicate == "date" and len(value.value) < 7


def _same_day(ours: set[str], theirs: set[str]) -> bool:
    """Whether two sets of dates have one in common, as far as each is precise."""
    return any(a.startswith(b) or b.startswith(a) for a in ours for b in theirs)


_REMEMBERED: Final = 100
"""How many events back a date or a count is compared with."""


def choose_event(events: list[Event], current: Event | None, cluster: list[Part]) -> Event | None:
    """The event that parts of a sentence speak of, None where it is told of for the first time, or of none.

    Args:
        events: of the document so far.
        current: the one last spoken of.
        cluster: parts that may speak of one event.
    """
    dates = {d.value for p in cluster for d in (*p.values("date"), *p.values("year"))}
    counts = {c for p in cluster for c in p.values("peopleCount")}
    ordinals = {o for p in cluster for o in p.values("ordinal")}
    givers = {p.giver for p in cluster if p.giver}
    takers = {p.state for p in cluster if p.state}
    people = frozenset(person for p in cluster for person in p.people)
    best, score = None, 0
    again = any(p.again for p in cluster)
    recent = [
        e
        for e in events[-_REMEMBERED:]
        if not is_between_others(e, givers, takers) and (again or not is_of_others(e, people, dates))
    ]
    if any(p.other for p in cluster):
        recent = [e for e in recent if e is not current and e is not (events[0] if current is None else current)]
        current = None
    current = current if current in recent else None
    first = current or (recent[0] if recent else None)
    for event in recent:
        points = likeness(event, dates, counts, ordinals)
        if people & event.people and points >= 0:
            points += 2
        if points > score:
            best, score = event, points
    if best is None and not (dates or counts or ordinals):
        best = first
    if best is None and current is not None and may_be(current, dates, counts, ordinals):
        best = current
    if best is None:
        open_to_more = [e for e in recent if may_be(e, dates, counts, ordinals)]
        main = not (dates or counts)  # a rank alone is that of what the document is about
        best = (open_to_more[0] if main else open_to_more[-1]) if open_to_more else None
    if best is None and not (dates or ordinals) and not any(p.opens for p in cluster):
        best = first
    return best


def conflict(cluster: list[Part], part: Part) -> bool:
    """Whether a part tells another date, count or ordinal than those that are taken to speak of one event."""
    ours = {v.value for p in cluster for name in ("date", "year") for v in p.values(name)}
    theirs = {v.value for name in ("date", "year") for v in part.values(name)}
    if ours and theirs and not _same_day(ours, theirs):
        return True
    if part.people and any(is_apart(p, part) for p in cluster):
        return True
    for predicate in ("ordinal", "peopleCount"):
        said = {v for p in cluster for v in p.values(predicate)}
        if said and part.values(predicate) and not said & part.values(predicate):
            return True
    return False


def is_apart(one: Part, other: Part) -> bool:
    """Whether two parts of a sentence tell by whom and whom they name that they are of two handings over."""
    if not one.people or not other.people or one.people & other.people or other.again:
        return False
    if one.rule.form == other.rule.form == "handover" and one.opens and other.opens:
        return True
    states = ((one.giver, other.giver), (one.state, other.state))
    return any(a is not None and b is not None and a != b for a, b in states)


def is_of_others(event: Event, people: frozenset[DraftEntity], dates: set[str]) -> bool:
    """Whether an event is known as that of somebody else alone: not of these, and not of their day."""
    if not people or not event.people or people & event.people or event.is_of_several():
        return False
    return not (event.dates and dates and _same_day(event.dates, dates))


def likeness(event: Event, dates: set[str], counts: set[int], ordinals: set[int]) -> int:
    """How well these fit an event: positive where they are known of it, negative where it has others."""
    points = 0
    for ours, theirs in ((event.ordinals, ordinals), (event.counts, counts)):
        if ours and theirs:
            points += 3 if ours & theirs else -2
    if event.dates and dates:
        points += 4 if _same_day(event.dates, dates) else -4
    return points


def is_between_others(event: Event, givers: set[str], takers: set[str]) -> bool:
    """Whether an event is known to be of other states than those that hand over and receive here."""
    giver, taker = event.entity.from_state, event.entity.to_state
    if giver and taker and taker in givers and giver in takers:
        return True
    known = {giver, taker}
    return bool((giver and givers and not givers & known) or (taker and takers and not takers & known))


def may_be(event: Event, dates: set[str], counts: set[int], ordinals: set[int]) -> bool:
    """Whether an event lacks what these words tell, and contradicts none of it."""
    pairs: tuple[tuple[set[Any], set[Any]], ...] = (
        (event.dates, dates),
        (event.counts, counts),
        (event.ordinals, ordinals),
    )
    return not any(ours and theirs for ours, theirs in pairs)
