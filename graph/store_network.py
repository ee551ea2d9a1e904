"""The network of `graph.network` over an Oxigraph store that does not change: a generation.

The ties of an entity are read at once, and kept: a page of a hub, or a path by way of it, reads them once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice
from typing import Final

from pyoxigraph import Store

from graph.network import RELATIONS, Lens, Member, Neighbour, Path, Step
from graph.path_search import PathSearch, Tie, batched
from graph.sparql_select import collection_text, select

_AT_ONCE: Final = 500
"""Entities whose ties are read by one query."""
_KEPT_TIES: Final = 400_000
"""Ties that are kept, about 150 MB; beyond it the memory starts anew."""
_MOST_TIES: Final = 200_000
"""Ties that one search for paths may look at: a second or two."""


class StoreNetwork:
    """A `graph.network.Network` of a generation."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ties: dict[str, list[Tie]] = {}
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
        found = list(islice(PathSearch(self, start, end, lens, most=_MOST_TIES).paths(longest), limit))
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
        for some in batched(sorted(set(entities)), _AT_ONCE):
            for row in select(self._store, collection_text("members"), {"entity": some}):
                found[row["entity"]] = Member(
                    row["entity"], row["label"], row["type"], row.get("part"), row.get("identity")
                )
        return found

    def ties(self, entities: Iterable[str], lens: Lens, ends: frozenset[str]) -> dict[str, list[Tie]]:
        """The ties of entities that a lens shows, in the order of their facts."""
        return {
            entity: [tie for tie in ties if tie.seen_through(lens, ends)]
            for entity, ties in self._read(entities).items()
        }

    def _read(self, entities: Iterable[str]) -> dict[str, list[Tie]]:
        wanted = set(entities)
        if self._kept > _KEPT_TIES:
            self._ties, self._kept = {}, 0
        known = self._ties
        for some in batched(sorted(wanted - known.keys()), _AT_ONCE):
            read: dict[str, list[Tie]] = {entity: [] for entity in some}
            for row in select(self._store, collection_text("ties"), {"entity": some}):
                if row["relation"] in RELATIONS:
                    tie = Tie(row["fact"], row["relation"], row["other"], row["strength"], row.get("part"))
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
            for some in batched(sorted(set(facts)), _AT_ONCE)
            for row in select(self._store, collection_text("steps"), {"fact": some})
        }

    def _is_victim(self, entity: str) -> bool:
        found = self.members([entity]).get(entity)
        return found is not None and found.part == "victim"
