"""How the columns of an answer are put together for people, on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WITHIN: Final = {
    "roleStatus": ("role",),
    "roleStrength": ("role",),
    "status": ("relation",),
    "strength": ("basis", "relation"),
}
"""Columns that stand behind another, in the same cell: the first of these that there is."""
NUMBERS: Final = ("documents", "origins", "speakers")
"""Three numbers that stand as one column, the first's, parted by strokes."""


def hosts(names: Sequence[str]) -> dict[str, str]:
    """Behind which column each stands that does not stand alone."""
    found = {name: next((host for host in WITHIN.get(name, ()) if host in names), None) for name in names}
    return {name: host for name, host in found.items() if host}


def standing_alone(names: Sequence[str]) -> list[str]:
    """The columns that have a place of their own, in their order."""
    hosted = hosts(names)
    return [name for name in names if name not in hosted and name not in NUMBERS[1:]]
