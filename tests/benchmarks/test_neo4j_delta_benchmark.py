"""What bringing one more document into Neo4j costs as the graph grows, with hubs as coverage has (docs/benchmarks.md).

What Neo4j costs, and apart from it what the ledger costs. TRASLADO_DELTA lists sizes, in relationships.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from benchmarks.test_resolution_growth import document, people
from large_graph import BASE, LargeGraph

from graph.entry import Entry
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_parity import verify
from graph.neo4j_source import LedgerSource, TouchedUnit
from graph.neo4j_sync import sync
from graph.property_graph import GraphPart

SIZES = [int(size) for size in os.environ.get("TRASLADO_DELTA", "10000 100000").split()]
ROUNDS = 9

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.neo4j, pytest.mark.timeout(0)]


class WithMore(LargeGraph):
    """A large graph, and some documents more: whom they speak of, hubs among them, has a claim more."""

    def __init__(self, relationships: int, more: int) -> None:
        super().__init__(relationships)
        first = super().sequence
        self._new = {f"{BASE}documents/{first + number}": number for number in range(more)}
        self._spoken_of: dict[str, int] = {}
        for unit, number in self._new.items():
            for each in self.part(unit).relationships:
                if each.end != unit:
                    self._spoken_of[each.end] = number

    @property
    def sequence(self) -> int:
        return super().sequence + len(self._new)

    def touched_since(self, sequence: int) -> list[TouchedUnit]:
        at = super().sequence + 1
        touched = [TouchedUnit(unit, at + number, is_new=True) for unit, number in self._new.items()]
        touched += [TouchedUnit(unit, at + number) for unit, number in self._spoken_of.items()]
        return sorted((unit for unit in touched if unit.sequence > sequence), key=lambda unit: unit.sequence)

    def listing(self) -> tuple[int, list[str]]:
        _, units = super().listing()
        return self.sequence, [*units, *self._new]

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        return [self._told(self.part(unit)) for unit in units]

    def _told(self, part: GraphPart) -> GraphPart:
        number = self._spoken_of.get(part.unit)
        if number is None:
            return part
        facts = [
            replace(each, properties={**each.properties, "claims": 1_000_000 + number}) for each in part.relationships
        ]
        return GraphPart(part.unit, part.nodes, tuple(facts))


@pytest.mark.parametrize("size", SIZES)
def test_one_more_document_in_neo4j(neo4j: Connection, size: int) -> None:
    graph = WithMore(size, 0)
    began = time.monotonic()
    sync(neo4j, graph)
    loaded = time.monotonic() - began
    times = []
    for more in range(1, ROUNDS + 1):
        graph = WithMore(size, more)
        report = sync(neo4j, graph)
        times.append(report.seconds)
    assert report.relationships > 120
    if size <= 100_000:
        assert verify(neo4j, graph).holds
    _tell(f"{size} relationships, loaded in {loaded:.0f} s: a document more (of {report.units} units)", times)


def test_one_more_document_of_the_ledger(tmp_path: Path) -> None:
    dice = random.Random(7)
    source = people(dice)
    known = [next(source) for _ in range(max(SIZES) // 20)]
    numbers = count()
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        for size in SIZES:
            reached = next(numbers)
            with ledger.transaction():
                for number in range(reached, size // 23):
                    ledger.add(Entry.of(document(number, known, dice).extraction))
            numbers = count(size // 23)
            graph, times = LedgerSource(ledger), []
            for _ in range(ROUNDS):
                before = ledger.sequence
                with ledger.transaction():
                    ledger.add(Entry.of(document(next(numbers), known, dice).extraction))
                times.append(_seconds(lambda: graph.parts([unit.iri for unit in graph.touched_since(before)])))  # noqa: B023
            (claims,) = ledger.connection.execute(
                """SELECT count(*) FROM claim JOIN resolution ON mention = subject GROUP BY entity
                   ORDER BY 1 DESC LIMIT 1"""
            ).fetchone()
            _tell(f"ledger of about {size} relationships, the best known with {claims} claims", times)


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _tell(what: str, times: list[float]) -> None:
    sys.stdout.write(f"{what}: median {statistics.median(times):.3f} s, {min(times):.3f} to {max(times):.3f}\n")
    sys.stdout.flush()
