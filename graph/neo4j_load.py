"""The whole graph into a database that has nothing of ours: created, never looked for, by several writers at once.

A transaction creates the nodes of some units, gets the numbers by which Neo4j finds them without an index, and creates
their relationships with them: each node is written once, and no constraint is kept up meanwhile. What leads to a node
whose number is not known (yet, or any longer) waits in a file, so that memory stays flat, and is found by its IRI
when all nodes are there and the constraint and the indexes have been made of them at once. Killed, what is there is
compared by the next sync (`neo4j_sync`), which creates the rest.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import IO, Any, Final, TypeVar

from neo4j import ManagedTransaction

from graph import neo4j_batch
from graph.neo4j_batch import Row, Tally, batches, label_of, node_row, relationship_row
from graph.neo4j_checkpoint import LANES, Run, ensure_schema
from graph.neo4j_connection import Connection
from graph.property_graph import MARK, GraphPart, Relationship

WRITERS: Final = 2
"""Beside each other; more of them only wait for each other's locks (docs/benchmarks.md)."""
_KNOWN: Final = 200_000
"""Nodes whose numbers are kept, the first ones; about 50 MB."""

_CREATE_NODES: Final = """
UNWIND $rows AS row
CREATE (n:Traslado:$($labels))
SET n = row
RETURN collect(id(n)) AS numbers"""
# Numbers of nodes that are deleted are given to others: no relationship may lead to another node than was meant.
_COUNT_KNOWN: Final = """
UNWIND $ends AS end
MATCH (n) WHERE id(n) = end[0] AND n.iri = end[1]
RETURN count(n) AS found"""
_FIND_ENDS: Final = """
UNWIND $rows AS row
MATCH (start) WHERE id(start) = row[0]
MATCH (end) WHERE id(end) = row[1]"""
_CREATE_FACTS: Final = f"{_FIND_ENDS} CREATE (start)-[r:$(row[2])]->(end) SET r = row[3]"
# Most relationships only tie nodes; without a map each costs a seventh less.
_CREATE_TIES: Final = f"{_FIND_ENDS} CREATE (start)-[:$(row[2]) {{{MARK}: true}}]->(end)"
# Each node is found once in a batch, and named by its place among them.
_CREATE_RELATIONSHIPS_BY_IRI: Final = """
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
"""Parameters of `_CREATE_RELATIONSHIPS_BY_IRI`."""
_Statements = Callable[[ManagedTransaction], Any]
_Transact = Callable[[_Statements], Any]
"""Runs statements in a transaction of a writer's own, and returns what they return."""
_T = TypeVar("_T")


class _EndMissingError(Exception):
    """A relationship leads to a node that is not there."""


@dataclass(frozen=True, slots=True)
class _Units:
    """What some units have: rows of nodes by their labels, and relationships."""

    nodes: Mapping[tuple[str, ...], list[Row]]
    relationships: Sequence[Relationship]

    @classmethod
    def of(cls, parts: Iterable[GraphPart]) -> _Units:
        nodes: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        relationships: list[Relationship] = []
        for part in parts:
            for node in part.nodes:
                row = node_row(node, part.unit)
                nodes[tuple(row["labels"])].append(row["properties"])
            relationships += part.relationships
        return cls(nodes, relationships)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Relationships between nodes by their numbers.

    Attributes:
        ties: rows of `_CREATE_TIES`.
        facts: rows of `_CREATE_FACTS`.
        ends: IRIs of the nodes that other transactions made, by number.
        waiting: relationships to nodes whose number is not known.
    """

    ties: list[list[Any]] = field(default_factory=list)
    facts: list[list[Any]] = field(default_factory=list)
    ends: dict[int, str] = field(default_factory=dict)
    waiting: list[Relationship] = field(default_factory=list)


def create_all(connection: Connection, run: Run, parts: Iterable[GraphPart], total: int, progress: Progress) -> Tally:
    """Create all nodes and relationships of parts, then the constraint and the indexes.

    Args:
        connection: to a database without anything of ours.
        run: that has taken over.
        parts: of every unit; those to which many relationships lead had better come first.
        total: number of units.
        progress: told (stage, done, all).

    Raises:
        SyncTakenOverError: another run took over.
        ServerError: Neo4j fails.
    """
    tally: Tally = Counter()
    known: dict[str, int] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file, _Writers(connection, run) as writers:
        waiting = _Waiting(file)
        done = 0
        for batch in batches(parts):
            units = _Units.of(batch)
            writers.give(partial(_create_units, units=units, known=known), waiting.add)
            tally.update(("created", label_of(node.labels)) for part in batch for node in part.nodes)
            tally.update(("created", each.type) for each in units.relationships)
            done += len(batch)
            progress("creating", done, total)
        writers.settle()
        known.clear()
        ensure_schema(connection)
        created = 0
        for relationships in waiting.batches():
            writers.give(partial(_create_by_iri, batch=relationships), lambda _: None)
            created += len(relationships["rows"])
            progress("relationships", created, waiting.count)
        writers.settle()
    return tally


class _Waiting:
    """Relationships in a file, until all nodes are there."""

    def __init__(self, file: IO[str]) -> None:
        self.count = 0
        self._file = file
        self._next: list[Relationship] = []

    def add(self, relationships: Sequence[Relationship]) -> None:
        """Keep some more."""
        self.count += len(relationships)
        self._next += relationships
        if len(self._next) >= neo4j_batch.BATCH_WEIGHT:
            self._write()

    def batches(self) -> Iterator[Batch]:
        """All of them, by the transaction."""
        self._write()
        self._file.seek(0)
        return map(json.loads, self._file)

    def _write(self) -> None:
        if self._next:
            self._file.write(f"{json.dumps(_by_place(self._next))}\n")
            self._next = []


def _by_place(relationships: Iterable[Relationship]) -> Batch:
    """Rows whose start and end are places in a list of IRIs."""
    places: dict[str, int] = {}
    rows = [relationship_row(each) for each in relationships]
    for row in rows:
        for end in ("start", "end"):
            row[end] = places.setdefault(row[end], len(places))
    return {"iris": list(places), "rows": rows}


class _Writers:
    """Threads that write batches, each under a lane of its own; what fails in one is raised by a later call."""

    def __init__(self, connection: Connection, run: Run) -> None:
        self._connection = connection
        self._run = run
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="neo4j-writer")
        self._lanes = deque(LANES[:WRITERS])
        self._given: deque[tuple[Future[Any], Callable[[Any], None]]] = deque()

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def give(self, work: Callable[[_Transact], _T], then: Callable[[_T], None]) -> None:
        """Have something written; waits where two batches a writer are under way, so that memory stays flat.

        Args:
            work: gets what runs a transaction.
            then: gets what `work` returns, in the thread that calls `give` and `settle`.
        """
        if len(self._given) >= 2 * WRITERS:
            self._take()
        self._given.append((self._threads.submit(self._write, work), then))

    def settle(self) -> None:
        """Wait until everything is written."""
        while self._given:
            self._take()

    def _take(self) -> None:
        future, then = self._given.popleft()
        then(future.result())

    def _write(self, work: Callable[[_Transact], _T]) -> _T:
        lane = self._lanes.popleft()

        def transact(statements: _Statements) -> Any:
            def held(transaction: ManagedTransaction) -> Any:
                self._run.hold(transaction, lane)
                return statements(transaction)

            return self._connection.write(held)

        try:
            return work(transact)
        finally:
            self._lanes.append(lane)


def _create_units(transact: _Transact, units: _Units, known: dict[str, int]) -> list[Relationship]:
    """Those relationships that have to wait."""

    def work(transaction: ManagedTransaction) -> tuple[dict[str, int], list[Relationship]]:
        numbers: dict[str, int] = {}
        for labels, nodes in units.nodes.items():
            (created,) = transaction.run(_CREATE_NODES, rows=nodes, labels=labels).data()
            numbers.update(zip((node["iri"] for node in nodes), created["numbers"], strict=True))
        numbered = _numbered(units.relationships, numbers, known)
        if numbered.ends:
            (found,) = transaction.run(_COUNT_KNOWN, ends=list(numbered.ends.items())).data()
            if found["found"] < len(numbered.ends):
                numbered = _numbered(units.relationships, numbers, {})
        for statement, rows in ((_CREATE_TIES, numbered.ties), (_CREATE_FACTS, numbered.facts)):
            if rows:
                # In one order, so that two writers do not wait for each other.
                transaction.run(statement, rows=sorted(rows, key=itemgetter(1))).consume()
        return numbers, numbered.waiting

    numbers: dict[str, int]
    waiting: list[Relationship]
    numbers, waiting = transact(work)
    if len(known) < _KNOWN:
        known.update(numbers)
    return waiting


def _numbered(relationships: Iterable[Relationship], own: Mapping[str, int], known: Mapping[str, int]) -> _Numbered:
    numbered = _Numbered()
    for each in relationships:
        end = own.get(each.end)
        if end is None:
            end = known.get(each.end)
            if end is None:
                numbered.waiting.append(each)
                continue
            numbered.ends[end] = each.end
        if each.properties:
            row = relationship_row(each)
            numbered.facts.append([own[each.start], end, each.type, row["properties"]])
        else:
            numbered.ties.append([own[each.start], end, each.type])
    return numbered


def _create_by_iri(transact: _Transact, batch: Batch) -> None:
    def work(transaction: ManagedTransaction) -> None:
        (found,) = transaction.run(_CREATE_RELATIONSHIPS_BY_IRI, batch).data()
        if found["created"] < len(batch["rows"]):
            raise _EndMissingError

    def ends(transaction: ManagedTransaction) -> None:
        # In one order, so that two writers do not wait for each other.
        transaction.run(_CREATE_ENDS, iris=sorted(batch["iris"])).consume()

    try:
        transact(work)
    except _EndMissingError:
        transact(ends)
        transact(work)
