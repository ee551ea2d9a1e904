"""Paths between two entities, from whatever store gives the ties of some entities at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from graph.network import Lens, TooWideError

_Item = TypeVar("_Item")
_AT_ONCE: Final = 500
"""Entities whose ties are read together."""
_WALKED_AT_ONCE: Final = 50
"""Fewer where one path may be all that is asked for."""
_WALKS: Final = 20
"""How often a tie that may be looked at may be walked, on average: hubs behind hubs are walked over and over."""


class Tie(NamedTuple):
    """A fact, from one of its ends."""

    fact: str
    relation: str
    other: str
    strength: str
    part: str | None

    def seen_through(self, lens: Lens, ends: frozenset[str]) -> bool:
        """Whether it may be walked; those asked about are there whatever their part, but for victims."""
        return (
            self.relation in lens.relations
            and self.strength in lens.strengths
            and (self.part is None or self.part in lens.parts or (self.other in ends and self.part != "victim"))
        )


class TieReader(Protocol):
    """A store as the search sees it."""

    def ties(self, entities: Iterable[str], lens: Lens, ends: frozenset[str]) -> Mapping[str, Sequence[Tie]]:
        """The ties of each of some entities that a lens shows, in the order of their facts."""
        ...


class PathSearch:
    """Paths between two entities, the shorter first, those of one length in the order of their facts.

    How far an entity is from the end is known up to half the length of a path; the other half is walked from the
    start, and no step is taken from which the end cannot be reached in time.

    Args:
        reader: of what is walked.
        start: neither it nor `end` is a victim.
        end: another entity.
        lens: what may be walked.
        most: ties that may be looked at; where more lie between the two, `TooWideError` is raised.
    """

    def __init__(self, reader: TieReader, start: str, end: str, lens: Lens, *, most: int) -> None:
        self._reader, self._start, self._end, self._lens, self._most = reader, start, end, lens, most
        self._ends = frozenset((start, end))
        self._distance = {end: 0}
        self._outermost = [end]
        self._depth = 0
        self._seen: dict[str, Sequence[Tie]] = {}
        self._looked_at = self._walked = 0

    def paths(self, longest: int) -> Iterator[tuple[Tie, ...]]:
        """Every path of at most `longest` steps.

        Raises:
            TooWideError: more lies between the two than may be looked at.
        """
        for length in range(1, longest + 1):
            while self._depth < length // 2 and self._outermost:
                self._widen()
            if not self._outermost and self._start not in self._distance:
                return  # All that is tied to the end is known.
            yield from self._walk(self._start, length, {self._start})

    def _widen(self) -> None:
        """Know what is one step further from the end."""
        self._look(self._outermost)
        further: dict[str, None] = {}
        for entity in self._outermost:
            further |= {tie.other: None for tie in self._seen[entity] if tie.other not in self._distance}
        self._depth += 1
        self._distance |= dict.fromkeys(further, self._depth)
        self._outermost = list(further)

    def _walk(self, at: str, steps: int, passed: set[str]) -> Iterator[tuple[Tie, ...]]:
        """The paths of just so many steps from here to the end."""
        self._look([at])
        self._walked += len(self._seen[at])
        if self._walked > _WALKS * self._most:
            raise TooWideError(f"More than {_WALKS * self._most:,} steps were tried between these two.")
        onward = [tie for tie in self._seen[at] if tie.other not in passed and self._reaches(tie.other, steps - 1)]
        if steps == 1:
            yield from ((tie,) for tie in onward)
            return
        for some in batched([tie for tie in onward if tie.other != self._end], _WALKED_AT_ONCE):
            self._look(tie.other for tie in some)
            for tie in some:
                for rest in self._walk(tie.other, steps - 1, {*passed, tie.other}):
                    yield (tie, *rest)

    def _reaches(self, entity: str, steps: int) -> bool:
        return self._distance.get(entity, self._depth + 1) <= steps

    def _look(self, entities: Iterable[str]) -> None:
        new = list(dict.fromkeys(entity for entity in entities if entity not in self._seen))
        for some in batched(new, _AT_ONCE):
            read = self._reader.ties(some, self._lens, self._ends)
            self._looked_at += sum(map(len, read.values()))
            if self._looked_at > self._most:
                raise TooWideError(f"More than {self._most:,} facts lie between these two.")
            self._seen |= read


def batched(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """Items by so many."""
    return (items[start : start + size] for start in range(0, len(items), size))
