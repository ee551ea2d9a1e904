"""The whole graph into a database that has nothing of ours: created, never looked for, by several writers at once.

First all nodes, then all relationships, which wait in a file meanwhile, so that memory stays flat. Killed, what is
there is compared by the next sync (`neo4j_sync`), which creates the rest.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import IO, Any, Final

from neo4j import ManagedTransaction

from graph.neo4j_batch import Tally, batches, label_of, node_row, relationship_row
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
# Finding the nodes is most of the work: each is found once in a batch, and named by its place among them.
_CREATE_RELATIONSHIPS: Final = """
UNWIND $iris AS iri
MATCH (n:Traslado {iri: iri})
WITH collect(n) AS ends
WHERE [n IN ends | n.iri] = $iris
UNWIND $rows AS row
WITH ends[row.start] AS start, ends[row.end] AS end, row
CREATE (start)-[r:$(row.type)]->(end)
SET r = row.properties
RETURN count(r) AS created"""
# Of a unit that went while the load ran: a bare node takes its place, as in every sync.
_CREATE_ENDS: Final = """
UNWIND $iris AS iri
MERGE (:Traslado {iri: iri})"""

Progress = Callable[[str, int, int], None]
Batch = dict[str, Any]
"""Parameters of a statement: `rows`, and the `iris` among which they name their ends."""


class _EndMissingError(Exception):
    """A relationship leads to a node that is not there."""


def create_all(connection: Connection, run: Run, parts: Iterable[GraphPart], total: int, progress: Progress) -> Tally:
    """Create all nodes and relationships of parts.

    Args:
        connection: to a database without anything of ours.
        run: that has taken over.
        parts: of every unit.
        total: number of units.
        progress: told (stage, done, all).

    Raises:
        SyncTakenOverError: another run took over.
        ServerError: Neo4j fails.
    """
    tally: Tally = Counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file, _Writers(connection, run) as writers:
        done = waiting = 0
        for batch in batches(parts):
            nodes = [node_row(node, part.unit) for part in batch for node in part.nodes]
            writers.give(_create_nodes, {"rows": nodes})
            tally.update(("created", label_of(node.labels)) for part in batch for node in part.nodes)
            relationships = _by_place(each for part in batch for each in part.relationships)
            tally.update(("created", row["type"]) for row in relationships["rows"])
            file.write(json.dumps(relationships))
            file.write("\n")
            done, waiting = done + len(batch), waiting + len(relationships["rows"])
            progress("nodes", done, total)
        writers.settle()
        created = 0
        for relationships in _spooled(file):
            writers.give(_create_relationships, relationships)
            created += len(relationships["rows"])
            progress("relationships", created, waiting)
        writers.settle()
    return tally


def _by_place(relationships: Iterable[Relationship]) -> Batch:
    """Rows whose start and end are places in a list of IRIs."""
    places: dict[str, int] = {}
    rows = [relationship_row(each) for each in relationships]
    for row in rows:
        for end in ("start", "end"):
            row[end] = places.setdefault(row[end], len(places))
    return {"iris": list(places), "rows": rows}


def _spooled(file: IO[str]) -> Iterator[Batch]:
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

    def give(self, work: Callable[[ManagedTransaction, Batch], None], batch: Batch) -> None:
        """Have rows written; waits where two batches a writer are under way, so that memory stays flat."""
        if len(self._given) >= 2 * WRITERS:
            self._given.popleft().result()
        if batch["rows"]:
            self._given.append(self._threads.submit(self._write, work, batch))

    def settle(self) -> None:
        """Wait until everything is written."""
        while self._given:
            self._given.popleft().result()

    def _write(self, work: Callable[[ManagedTransaction, Batch], None], batch: Batch) -> None:
        lane = self._lanes.popleft()

        def held(transaction: ManagedTransaction) -> None:
            self._run.hold(transaction, lane)
            work(transaction, batch)

        try:
            self._connection.write(held)
        except _EndMissingError:
            self._connection.write(partial(_create_ends, batch=batch))
            self._connection.write(held)
        finally:
            self._lanes.append(lane)


def _create_nodes(transaction: ManagedTransaction, batch: Batch) -> None:
    transaction.run(_CREATE_NODES, batch).consume()


def _create_relationships(transaction: ManagedTransaction, batch: Batch) -> None:
    (found,) = transaction.run(_CREATE_RELATIONSHIPS, batch).data()
    if found["created"] < len(batch["rows"]):
        raise _EndMissingError


def _create_ends(transaction: ManagedTransaction, batch: Batch) -> None:
    # In one order, so that two writers do not wait for each other.
    transaction.run(_CREATE_ENDS, iris=sorted(batch["iris"])).consume()
