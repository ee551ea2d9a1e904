"""What speaks for and against two being one: how well a key tells them, what contradicts, what is odd. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from graph.name_likeness import extends, misspells, overlaps, stands_alone_for
from graph.sketch import SHARED, Sketch

RANKS: Final = {
    "alias": 0,
    "case": 0,
    "transfer": 0,
    "person": 0,
    "kin": 1,
    "organization": 2,
    "ordinal": 2,
    "stem": 2,
    "surnames": 3,
    "nickname": 4,
    "year": 4,
}
"""How well a setting tells one from another: what it leads to first is tried first."""
WEAK: Final = 2
"""From this rank on whoever is known by other kin or cases is somebody else."""
LIKE: Final = frozenset((0, 4))
"""Ranks of settings in which a name with a slip of the pen is the same."""
_FRAMED: Final = f"{SHARED}Person:+"
"""A given name and one surname of two: elsewhere a slip of the pen in the other is all that may differ."""
_DAYS_APART: Final = 3
"""Sources that name the same people differ by as many days, and mean one transfer."""


def rank(key: str) -> int:
    """How well a shared key tells one from another, 0 best.

    >>> rank("with:Person:ana|ruis@organization:x"), rank("with:Transfer:A>B:2026-01-20")
    (2, 1)
    """
    setting = key.rpartition("@")[2] if "@" in key else key.split(":", 3)[3]
    return RANKS.get(setting.partition(":")[0], 1)


def allows_slips(key: str) -> bool:
    """Whether two names that differ by a slip of the pen are one person's by this shared key."""
    return rank(key) in LIKE or key.startswith(_FRAMED)


def agree(shorter: Iterable[Sketch], fuller: Iterable[Sketch]) -> bool:
    """Whether nothing that is known of two groups contradicts, the first knowing less."""
    return _agree(_together(shorter), _together(fuller))


def may_be_one(one: Sketch, other: Sketch, *, slips: bool) -> bool:
    """Whether two mentions that share a key could end as one by it; `slips` where the key allows a slip of the pen."""
    if one.length == other.length > 2:
        # Whole names of as many parts: neither is a short form or a nickname of the other.
        if any(len(name) == one.length and name in other.names for name in one.names):
            return True
    elif _agree(one, other) or _agree(other, one):
        return True
    named = ((a, b) for a in one.names for b in other.names)
    return slips and any(misspells(a, b, same_nickname=True) or overlaps(a, b) for a, b in named)


def _agree(one: Sketch, other: Sketch) -> bool:
    if one.days or other.days or one.counts or other.counts or one.people or other.people:
        return _agree_on_event(one, other)
    if one.seen and other.died and not any(day >= min(one.seen)[: len(day)] for day in other.died):
        return False
    if not one.names:
        return True
    length = len(one.names[0])
    mine = [name for name in one.names if len(name) == length]
    if other.nicknames and any("".join(name) in other.nicknames for name in mine):
        return True
    if length == 1 and any(stands_alone_for(theirs, name) for theirs in other.names for name in mine):
        return True
    return any(theirs == name or extends(theirs, name) for theirs in other.names for name in mine)


def _together(sketches: Iterable[Sketch]) -> Sketch:
    found = list(sketches)
    if len(found) == 1:
        return found[0]
    names = {name for sketch in found for name in sketch.names}
    return Sketch(
        tuple(sorted(names, key=lambda name: (-len(name), name))),
        tuple(sorted({day for sketch in found for day in sketch.days})),
        tuple(sorted({count for sketch in found for count in sketch.counts})),
        tuple(sorted({person for sketch in found for person in sketch.people})),
        tuple(sorted({nickname for sketch in found for nickname in sketch.nicknames})),
        tuple(sorted({day for sketch in found for day in sketch.died})),
        tuple(sorted({day for sketch in found for day in sketch.seen})),
    )


def _agree_on_event(one: Sketch, other: Sketch) -> bool:
    """Two transfers of the same states: a person in both outweighs a differing number, several outweigh some days."""
    shared = set(one.people) & set(other.people)
    known = bool(shared)
    near = len(shared) > 1
    if one.days and other.days and not any(_same_day(a, b, near) for a in one.days for b in other.days):
        return False
    if one.counts and other.counts and not set(one.counts) & set(other.counts) and not known:
        return False
    # Of one man handed over alone it must be said that he was among them.
    return known or len(one.people) != 1 or bool(one.counts)


def _same_day(one: str, other: str, near: bool) -> bool:
    if one.startswith(other) or other.startswith(one):
        return True
    if not near or len(one) < 10 or len(other) < 10:
        return False
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= _DAYS_APART


def at_odds(one: Iterable[str], other: Iterable[str], level: int) -> bool:
    """Whether two that meet by a key of this rank are known by what tells them apart.

    Where the setting says little, kin or cases of which none is the other's speak for two; where there is none but a
    nickname, organizations do so, too. A given name and both surnames say enough.

    Args:
        one: keys.
        other: keys.
        level: rank of the key by which they meet.
    """
    if level < WEAK or level == RANKS["surnames"]:
        return False
    kinds = [("kin",), ("case",)] + ([("organization",)] if level == RANKS["nickname"] else [])
    mine = _settings(one)
    if not any(setting in mine for kind in kinds for setting in kind):
        return False
    theirs = _settings(other)
    return any(_apart(mine, theirs, kind) for kind in kinds)


def _settings(keys: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        setting = key.rpartition("@")[2]
        found[setting.partition(":")[0]].add(setting)
    return found


def _apart(mine: dict[str, set[str]], theirs: dict[str, set[str]], kinds: tuple[str, ...]) -> bool:
    one, other = (set().union(*(known.get(kind, set()) for kind in kinds)) for known in (mine, theirs))
    # "Los Fantasmas" are the Fantasmas of the Pacific.
    return bool(one and other and not any(a.startswith(b) or b.startswith(a) for a in one for b in other))
