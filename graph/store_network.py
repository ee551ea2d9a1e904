"""The network of `graph.network` over an Oxigraph store that does not change: a generation.

The ties of an entity are read at once, and kept: a page of a hub, or a path by way of it, reads them once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from pyoxigraph import Store

from graph.network import RELATIONS, Lens, Member, Neighbour, Path, Step, TooWideError
from graph.sparql_select import collection_text, select

_Item = TypeVar("_Item")
_AT_ONCE: Final = 500
"""Entities whose ties are read by one query."""
_WALKED_AT_ONCE: Final = 50
"""Fewer where one path may be all that is asked for."""
_KEPT_TIES: Final = 400_000
"""Ties that are kept, about 150 MB; beyond it the memory starts anew."""
_MOST_TIES: Final = 200_000
"""Ties that one search for paths may look at: a second or two."""


class _Tie(NamedTuple):
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


class StoreNetwork:
    """A `graph.network.Network` of a generation."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ties: dict[str, list[_Tie]] = {}
        self._kept = 0

    def neighbours(self, entity: str, lens: Lens, *, after: str = "", limit: int) -> list[Neighbour]:
        """Up to `limit` neighbours in the order of the IRIs of their facts, of which each comes after `after`."""
        if self._is_victim(entity):
            return []
        ties = self._read([entity])[entity]
        later = islice(ties, bisect_right(ties, after, key=lambda tie: tie.fact), None)
        page = list(islice((tie for tie in later if tie.seen_through(lens, frozenset())), limit))
        members = self.members(tie.other for tie in page)
        steps = self.steps(tie.fact for tie in page)
        return [Neighbour(steps[tie.fact], members[tie.other]) for tie in page if tie.other in members]

    def count(self, entity: str, lens: Lens) -> int:
        """How many neighbours there are in all."""
        if self._is_victim(entity):
            return 0
        return sum(tie.seen_through(lens, frozenset()) for tie in self._read([entity])[entity])

    def paths(self, start: str, end: str, lens: Lens, *, longest: int, limit: int) -> list[Path]:
        """The first `limit` paths, in their `order`, of at most `longest` steps from `start` to another entity.

        Raises:
            TooWideError: more lies between the two than one search may look at.
        """
        if start == end or self._is_victim(start) or self._is_victim(end):
            return []
        found = list(islice(_Search(self, start, end, lens).paths(longest), limit))
        members = self.members({start, end, *(tie.other for path in found for tie in path)})
        steps = self.steps({tie.fact for path in found for tie in path})
        return [
            Path(
                (members[start], *(members[tie.other] for tie in path)),
                tuple(steps[tie.fact] for tie in path),
            )
            for path in found
        ]

    def members(self, entities: Iterable[str]) -> dict[str, Member]:
        """The entities of a graph, by IRI."""
        found: dict[str, Member] = {}
        for some in _batches(sorted(set(entities))):
            for row in select(self._store, collection_text("members"), {"entity": some}):
                found[row["entity"]] = Member(
                    row["entity"], row["label"], row["type"], row.get("part"), row.get("identity")
                )
        return found

    def ties(self, entities: Iterable[str], lens: Lens, ends: frozenset[str]) -> dict[str, list[_Tie]]:
        """The ties of entities that a lens shows, in the order of their facts."""
        return {
            entity: [tie for tie in ties if tie.seen_through(lens, ends)]
            for entity, ties in self._read(entities).items()
        }

    def _read(self, entities: Iterable[str]) -> dict[str, list[_Tie]]:
        wanted = set(entities)
        if self._kept > _KEPT_TIES:
            self._ties, self._kept = {}, 0
        known = self._ties
        for some in _batches(sorted(wanted - known.keys())):
            read: dict[str, list[_Tie]] = {entity: [] for entity in some}
            for row in select(self._store, collection_text("ties"), {"entity": some}):
                if row["relation"] in RELATIONS:
                    tie = _Tie(row["fact"], row["relation"], row["other"], row["strength"], row.get("part"))
                    read[row["entity"]].append(tie)
            for ties in read.values():
                ties.sort()
                self._kept += len(ties)
            known.update(read)
        return {entity: known[entity] for entity in wanted}

    def steps(self, facts: Iterable[str]) -> dict[str, Step]:
        """What facts say, and how strongly, by IRI."""
        return {
            row["fact"]: Step(
                fact=row["fact"],
                relation=row["relation"],
                subject=row["subject"],
                object=row.get("object", ""),  # a text may be empty
                status=row.get("status"),
                strength=row["strength"],
                documents=int(row["documents"]),
                origins=int(row["origins"]),
                speakers=int(row["speakers"]),
                denials=int(row["denials"]),
                disputed=row["disputed"] == "true",
            )
            for some in _batches(sorted(set(facts)))
            for row in select(self._store, collection_text("steps"), {"fact": some})
        }

    def _is_victim(self, entity: str) -> bool:
        found = self.members([entity]).get(entity)
        return found is not None and found.part == "victim"


class _Search:
    """Paths between two entities, the shorter first, those of one length in the order of their facts.

    How far an entity is from the end is known up to half the length of a path; the other half is walked from the
    start, and no step is taken from which the end cannot be reached in time.
    """

    def __init__(self, network: StoreNetwork, start: str, end: str, lens: Lens) -> None:
        self._network, self._start, self._end, self._lens = network, start, end, lens
        self._ends = frozenset((start, end))
        self._distance = {end: 0}
        self._outermost = [end]
        self._depth = 0
        self._seen: dict[str, list[_Tie]] = {}
        self._looked_at = 0

    def paths(self, longest: int) -> Iterator[tuple[_Tie, ...]]:
        """Every path of at most `longest` steps."""
        for length in range(1, longest + 1):
            while self._depth < length // 2 and self._outermost:
                self._widen()
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

    def _walk(self, at: str, steps: int, passed: set[str]) -> Iterator[tuple[_Tie, ...]]:
        """The paths of just so many steps from here to the end."""
        self._look([at])
        onward = [tie for tie in self._seen[at] if tie.other not in passed and self._reaches(tie.other, steps - 1)]
        if steps == 1:
            yield from ((tie,) for tie in onward)
            return
        for some in _batches([tie for tie in onward if tie.other != self._end], _WALKED_AT_ONCE):
            self._look(tie.other for tie in some)
            for tie in some:
                for rest in self._walk(tie.other, steps - 1, {*passed, tie.other}):
                    yield (tie, *rest)

    def _reaches(self, entity: str, steps: int) -> bool:
        return self._distance.get(entity, self._depth + 1) <= steps

    def _look(self, entities: Iterable[str]) -> None:
        new = list(dict.fromkeys(entity for entity in entities if entity not in self._seen))
        for some in _batches(new):
            read = self._network.ties(some, self._lens, self._ends)
            self._looked_at += sum(map(len, read.values()))
            if self._looked_at > _MOST_TIES:
                raise TooWideError(f"More than {_MOST_TIES:,} facts lie between these two.")
            self._seen |= read


def _batches(items: Sequence[_Item], size: int = _AT_ONCE) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
