"""The whole graph into a database that has nothing of ours: created, never looked for, by several writers at once.

First all nodes, then all relationships, which wait in a file meanwhile, so that memory stays flat. Killed, what is
there is compared by the next sync (`neo4j_sync`), which creates the rest.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Final

from neo4j import ManagedTransaction

from graph.neo4j_batch import Row, Tally, batches, label_of, node_row, relationship_row
from graph.neo4j_checkpoint import LANES, Run
from graph.neo4j_connection import Connection
from graph.property_graph import GraphPart, Relationship

WRITERS: Final = 2
"""Beside each other; more of them only wait for each other's locks (docs/benchmarks.md)."""

_CREATE_NODES: Final = """
UNWIND $rows AS row
CREATE (n:Traslado)
SET n = row.properties
SET n:$(row.labels)"""
# By where they start: finding their ends is half of the work, and this nearly halves it.
_CREATE_RELATIONSHIPS: Final = """
UNWIND $rows AS row
MATCH (start:Traslado {iri: row.start})
UNWIND row.relationships AS each
MATCH (end:Traslado {iri: each.end})
CREATE (start)-[r:$(each.type)]->(end)
SET r = each.properties
RETURN count(r) AS created"""
# Of a unit that went while the load ran: a bare node takes its place, as in every sync.
_CREATE_ENDS: Final = """
UNWIND $iris AS iri
MERGE (:Traslado {iri: iri})"""

Progress = Callable[[str, int, int], None]


class _EndMissingError(Exception):
    """A relationship leads to a node that is not there."""


def create_all(
    connection: Connection, run: Run, parts: Iterable[Sequence[GraphPart]], total: int, progress: Progress
) -> Tally:
    """Create all nodes and relationships of parts.

    Args:
        connection: to a database without anything of ours.
        run: that has taken over.
        parts: of every unit, some at a time.
        total: number of units.
        progress: told (stage, done, all).

    Raises:
        SyncTakenOverError: another run took over.
        ServerError: Neo4j fails.
    """
    tally: Tally = Counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file, _Writers(connection, run) as writers:
        done = waiting = 0
        for batch in batches(part for some in parts for part in some):
            writers.give(_create_nodes, [node_row(node, part.unit) for part in batch for node in part.nodes])
            tally.update(("created", label_of(node.labels)) for part in batch for node in part.nodes)
            rows = _by_start(each for part in batch for each in part.relationships)
            file.write(json.dumps(rows))
            file.write("\n")
            tally.update(("created", each.type) for part in batch for each in part.relationships)
            done, waiting = done + len(batch), waiting + _count(rows)
            progress("nodes", done, total)
        writers.settle()
        created = 0
        for rows in _spooled(file):
            writers.give(_create_relationships, rows)
            created += _count(rows)
            progress("relationships", created, waiting)
        writers.settle()
    return tally


def _by_start(relationships: Iterable[Relationship]) -> list[Row]:
    starting: dict[str, list[Row]] = defaultdict(list)
    for each in relationships:
        row = relationship_row(each)
        starting[row.pop("start")].append(row)
    return [{"start": start, "relationships": rows} for start, rows in starting.items()]


def _count(rows: list[Row]) -> int:
    return sum(len(row["relationships"]) for row in rows)


def _spooled(file: IO[str]) -> Iterator[list[Row]]:
    file.seek(0)
    return map(json.loads, file)


class _Writers:
    """Threads that write batches, each under a lane of its own; what fails in one is raised by the next call."""

    def __init__(self, connection: Connection, run: Run) -> None:
        self._connection = connection
        self._run = run
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="neo4j-writer")
        self._lanes = deque(LANES[:WRITERS])
        self._given: deque[Future[None]] = deque()

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def give(self, work: Callable[[ManagedTransaction, list[Row]], None], rows: list[Row]) -> None:
        """Have rows written; waits where two batches a writer are under way, so that memory stays flat."""
        if len(self._given) >= 2 * WRITERS:
            self._given.popleft().result()
        if rows:
            self._given.append(self._threads.submit(self._write, work, rows))

    def settle(self) -> None:
        """Wait until everything is written."""
        while self._given:
            self._given.popleft().result()

    def _write(self, work: Callable[[ManagedTransaction, list[Row]], None], rows: list[Row]) -> None:
        lane = self._lanes.popleft()

        def held(transaction: ManagedTransaction) -> None:
            self._run.hold(transaction, lane)
            work(transaction, rows)

        try:
            self._connection.write(held)
        except _EndMissingError:
            # In one order, so that two writers do not wait for each other.
            ends = sorted({each["end"] for row in rows for each in row["relationships"]})
            self._connection.write(lambda transaction: transaction.run(_CREATE_ENDS, iris=ends).consume())
            self._connection.write(held)
        finally:
            self._lanes.append(lane)


def _create_nodes(transaction: ManagedTransaction, rows: list[Row]) -> None:
    transaction.run(_CREATE_NODES, rows=rows).consume()


def _create_relationships(transaction: ManagedTransaction, rows: list[Row]) -> None:
    (found,) = transaction.run(_CREATE_RELATIONSHIPS, rows=rows).data()
    if found["created"] < _count(rows):
        raise _EndMissingError
