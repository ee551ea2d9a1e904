"""An act of handing over, and what its clause says of it: when, from where, to where, how many.

A rule of form `handover` has patterns for the words of the act alone ("extradited", "fue entregado", "tras su
extradición"). What belongs to it is found by its kind and its preposition, in whatever order. An act that is only
wanted, planned, refused or asked for is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.extraction.act_done import PARTICIPLE, begin_of, is_done, is_of_cargo, is_suffered
from loaders.extraction.act_places import is_airport, places_end, read_opening_place, read_places
from loaders.extraction.cascade import matches
from loaders.extraction.date import DateMention
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.noun_act import day_before, day_of, is_told, year_before
from loaders.extraction.pattern import Rule
from loaders.extraction.state import Pointer, is_demonym, pointers, role_of, state_of_place

_REACH: Final = 30
_BEFORE: Final = 6
"""How many words before the act may say that it was none."""
_SUBJECT: Final = 8
"""How many words may stand between a state and what it does."""
_OPENING: Final = 5
_DATED: Final = 5
"""How many words before a date another act that it dates may stand: "arrested in X, in March 2024"."""
_COUNTED: Final = 9
"""How many words behind an act those may be counted whom it was done to."""
_SINCE: Final = 6
"""How many words back "since" may stand of what a date only tells the year of: "since the vote of 2024"."""
_FULL: Final = 10
"""Characters of a date that tells the day."""
_WHEN: Final = frozenset({"when", "cuando"})
_ENDS: Final = grammar("ends_clause") | grammar("dated_otherwise")
_UNDATED: Final = frozenset({"since", "desde", "until", "hasta", "before", "antes", "of", "for", "born", "through"})
_TELLS: Final = frozenset({"story", "report", "news"})
"""Whose own date is that of the paper: "our story yesterday about the extradition"."""
_ABOARD: Final = frozenset({"with", "con", "carrying", "llevando"})
_NOT_COUNTED: Final = frozenset({"of", "with", "con", "for", "por", "after", "among", "entre", "against"})
_OBJECTS: Final = frozenset({"lo", "la", "los", "las", "him", "her", "them"})
_SO_FAR: Final = re.compile(
    r" (?:this year|so far|to date|este ano|en lo que va|hasta ahora|hasta la fecha|a la fecha|since|desde) "
)

_OF_ALL: Final = re.compile(
    r" (?:has|have|had|ha|han) (?:[^ ]+ ){1,4}N\d+ (?:[^ ]+ ){1,8}"
    r"(?:this year|so far|to date|este ano|en lo que va|since|desde) "
)
"""A sentence that counts those of all handings over."""


@dataclass(slots=True)
class Handover:
    """What a clause says of a handing over.

    Attributes:
        rule: that read it.
        first: index of its first word; `last` one past its last.
        arguments: predicates, each with its value and node.
        giver: the state that hands over, where the clause tells it; `taker` the one that receives.
        taker_node: where the receiving state itself is named.
        subject: whether the giver stands as who does it.
        shown: whether the clause shows by a state or an authority that somebody was given to another state.
        in_custody: whether it shows that who travels is held.
        aboard: whether it is one by air.
        to_state: whether the receiving state is named itself, and not only a place in it.
        of_somebody: whether it is told of one who was spoken of before: "lo entregaron", "he was handed over".
    """

    rule: Rule
    first: int
    last: int
    arguments: list[tuple[str, Any, Node]] = field(default_factory=list)
    giver: str | None = None
    taker: str | None = None
    taker_node: Node | None = None
    subject: bool = False
    shown: bool = False
    in_custody: bool = False
    aboard: bool = False
    of_somebody: bool = False
    to_state: bool = False

    def is_between(self) -> bool:
        """Whether two states have a part in it."""
        return self.giver is not None and self.taker is not None and self.giver != self.taker

    def stays_inside(self) -> bool:
        """Whether it led from one place of a state to another."""
        ends = {name: state_of_place(place) for name, place, _ in self.arguments if name in ("origin", "destination")}
        return len(ends) > 1 and ends["origin"] is not None and ends["origin"] == ends["destination"]

    def is_sent_to_justice(self, line: Line, *, told: bool) -> bool:
        """Whether a state sends somebody to another, or somebody is sent to one, to be tried or held there."""
        judged = (told and "shown" in self.rule.options) or not grammar("to_justice").isdisjoint(line.words)
        return judged and (self.is_between() or (self.to_state and self.giver is None))


def read_handovers(line: Line, language: str) -> Iterator[Handover]:
    """The handings over of which a sentence tells as done."""
    found: dict[int, tuple[Rule, int]] = {}
    if _OF_ALL.search(line.joined()) is not None:
        return
    for rule, match in matches(line, language, "handover"):
        first, last = line.indices(match)
        told = is_told(line, first, last) if "bare" in rule.options else is_done(line, first, last)
        if last not in found and told and not is_of_cargo(line, first, last):
            found[last] = rule, first
    for last, (rule, first) in found.items():
        others = [(low, high) for high, (_, low) in found.items() if high != last]
        yield _read(line, rule, begin_of(line, first), first, last, others)


def share_states(acts: list[Handover]) -> None:
    """Acts of one sentence are of one handing over: "left Peru among the prisoners that it gave to Chile"."""
    giver = next((act.giver for act in acts if act.giver), None)
    taker = next((act.taker for act in acts if act.taker and act.taker != giver), None)
    for act in acts:
        act.giver = act.giver or (giver if giver != act.taker else None)
        act.taker = act.taker or (taker if taker != act.giver else None)


def _read(line: Line, rule: Rule, begin: int, first: int, last: int, others: list[tuple[int, int]]) -> Handover:
    act = Handover(rule, first, last)
    end = _end(line, last)
    read_places(line, act, range(last, places_end(line, last, end)), noun="noun" in rule.options)
    read_opening_place(line, act, begin)
    _states(line, act, begin, end)
    act.in_custody = not grammar("in_custody").isdisjoint(line.words) or _is_given(line, last, end)
    named = line.words[first - 1 : first][:1] and line.words[first - 1] in _OBJECTS | {"el"}
    participle = line.words[first].endswith(PARTICIPLE)
    act.aboard = not word_set("aircraft").isdisjoint(line.words) or any(
        is_airport(node) for _, _, node in act.arguments if node.key[0] == "L"
    )
    act.of_somebody = (not participle and not _OBJECTS.isdisjoint(line.words[max(0, first - 2) : last + 2])) or (
        not named and is_suffered(line, first)
    )
    day = _day(line, first if "noun" in rule.options else begin, first, last, end)
    if day is not None and _is_dated_by(line, day, first, last, others):
        day = None
    if "bare" in rule.options:
        day = day_of(line, last) or day_before(line, first)
    if day is not None:
        act.arguments.append(("date", day.refs[0], day))
    elif "noun" in rule.options and (year := year_before(line, first, last)) is not None:
        act.arguments.append(("date", DateMention(year.start, year.end, str(year.refs[0])), year))
    count = (
        None
        if _SO_FAR.search(line.joined())
        else _count(line, last, end, travels="journey" in rule.options) or _counted_subject(line, act, begin)
    )
    if count is not None:
        act.arguments.append(("peopleCount", count.refs[0], count))
    return act


def _end(line: Line, last: int) -> int:
    for index in range(last, min(len(line.words), last + _REACH)):
        if line.words[index] in _ENDS:
            return index
    return min(len(line.words), last + _REACH)


def only_day(line: Line) -> Node | None:
    """The day of a sentence that has but one, and does not only count from it."""
    days = line.find("T")
    if len(days) != 1 or not _UNDATED.isdisjoint(line.words[max(0, days[0] - 2) : days[0]]):
        return None
    node = line.nodes[line.words[days[0]]]
    return node if len(node.refs[0].value) == _FULL else None


def _states(line: Line, act: Handover, begin: int, end: int) -> None:
    """The states by what stands before them; who does it is the giver; else those that the places lie in."""
    suffered = is_suffered(line, act.first)
    for pointer in sorted(pointers(line), key=lambda p: p.index):
        if act.last <= pointer.index < end:
            role = role_of(line, pointer, act.last)
            if role == "to" or (role == "on" and "arrives" in act.rule.options):
                _take(act, pointer)
            elif role == "from" or (role == "by" and pointer.index - act.last < _BEFORE):
                act.giver = act.giver or pointer.state
            elif role == "subject" and pointer.index == act.last and not suffered:
                act.giver, act.subject = act.giver or pointer.state, True
        elif begin <= pointer.index < act.first:
            role = role_of(line, pointer, begin)
            if role == "to":
                _take(act, pointer)
            elif role == "from":
                act.giver = act.giver or pointer.state
            elif role == "subject" and not suffered and act.first - pointer.last < _SUBJECT:
                act.giver, act.subject = pointer.state, True
    for predicate, place, _ in act.arguments:
        if predicate == "origin":
            act.giver = act.giver or state_of_place(place)
        elif predicate == "destination":
            act.taker = act.taker or state_of_place(place)
    act.shown = act.giver is not None or act.taker is not None or _is_given(line, act.last, end)


def _take(act: Handover, pointer: Pointer) -> None:
    act.taker = act.taker or pointer.state
    act.to_state = act.to_state or act.taker == pointer.state
    if act.taker == pointer.state:
        act.taker_node = act.taker_node or pointer.node


def _is_given(line: Line, last: int, end: int) -> bool:
    """Whether the clause says that somebody was given to an authority, or taken by its agents."""
    for index in range(last, end):
        word = line.words[index]
        if (word in grammar("agents") or (word[0] == "U" and word in line.nodes)) and not {
            "to",
            "a",
            "al",
            "custody",
            "manos",
            "disposicion",
            "escorted",
            "custodia",
            "by",
            "por",
        }.isdisjoint(line.words[max(last, index - 5) : index]):
            return True
    return False


def _day(line: Line, begin: int, first: int, last: int, end: int) -> Node | None:
    days = line.find("T")
    for index in (
        *(i for i in days if (last if line.words[first] in _TELLS else first) <= i < end),
        *(i for i in reversed(days) if begin <= i < first),
    ):
        if _is_of_another_act(line, index, begin, last) or _is_aside(line, index):
            continue
        if index < first and ("-" in line.words[index:first] or line.words[index + 1] == "{"):
            continue
        opened = not _WHEN.isdisjoint(line.words[index + 1 : first])
        if index > first or index < begin + _OPENING or first - index < _OPENING or opened:
            return line.nodes[line.words[index]]
    return _only_day(line, days, first, last, end)


def _is_aside(line: Line, index: int) -> bool:
    """Whether a date stands between brackets, or tells no more than a season."""
    opened = [at for at in range(index) if line.words[at] in "{}"]
    return line.nodes[line.words[index]].refs[0].season or (bool(opened) and line.words[opened[-1]] == "{")


def _is_dated_by(line: Line, day: Node, first: int, last: int, others: list[tuple[int, int]]) -> bool:
    """Whether another act stands between an act and a day, so that the day is that one's."""
    at = line.words.index(day.key)
    return any(last <= low < at or high <= at < first for low, high in others)


def _is_of_another_act(line: Line, index: int, begin: int, last: int) -> bool:
    before = set(line.words[max(0, index - 2) : index])
    since = line.words[max(last, index - _SINCE) : index]
    counted = {"de", "of", "in", "en"}.intersection(since[-1:]) and {"desde", "since"}.intersection(since)
    return bool(before & _UNDATED or counted) or not grammar("dated_otherwise").isdisjoint(
        line.words[max(begin, index - _DATED) : index]
    )


def _only_day(line: Line, days: list[int], first: int, last: int, end: int) -> Node | None:
    """The only day of a sentence, where what stands between describes the people.

    As in "deported three men wanted over a string of killings on Tuesday".
    """
    if len(days) != 1 or not end <= days[0] < last + _REACH or line.words[end] not in grammar("describes_somebody"):
        return None
    node = line.nodes[line.words[days[0]]]
    between = line.words[end + 1 : days[0]]
    clause = grammar("ends_clause") | grammar("dated_otherwise") | _UNDATED - {"of", "for"}
    return node if len(node.refs[0].value) == _FULL and clause.isdisjoint(between) and first < last else None


def _count(line: Line, last: int, end: int, *, travels: bool) -> Node | None:
    """How many were handed over: a number with a noun for people as what the act is done to."""
    for index in line.find("N"):
        aboard = travels and line.words[index - 1] in _ABOARD
        reach = _REACH if aboard else _COUNTED
        if not last <= index < min(end, last + reach) or (line.words[index - 1] in _NOT_COUNTED and not aboard):
            continue
        after = line.words[index + 1 : index + 4]
        if _names_people(after) and grammar("agents").isdisjoint(after[:2]):
            return line.nodes[line.words[index]]
    return None


def _counted_subject(line: Line, act: Handover, begin: int) -> Node | None:
    """How many were handed over or travel, as the subject: "nineteen people landed", "dos hombres fueron enviados"."""
    if not (is_suffered(line, act.first) or {"arrives", "leaves", "boards"} & act.rule.options):
        return None
    for index in line.find("N"):
        if not begin <= index < act.first or line.words[index - 1] in _NOT_COUNTED | {"of", "de", "in", "en"}:
            continue
        if line.words[index + 1] in ("los", "las"):
            continue
        if _names_people(line.words[index + 1 : min(index + 4, act.first)]):
            return line.nodes[line.words[index]]
    return None


def _names_people(words: list[str]) -> bool:
    return any(word in word_set("people") or (word.endswith("s") and is_demonym(word)) for word in words)
