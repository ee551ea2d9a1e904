"""The ledger's graph into Neo4j: following the journal from a checkpoint that Neo4j itself keeps.

A first or full sync loads every unit, an ordinary one those touched since the checkpoint; where another code or
other reference data make another graph, every unit is compared. Every batch is one transaction that holds the
checkpoint, so that a sync that is killed anywhere is completed by the next (`neo4j_checkpoint` has the states).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, LiteralString

from neo4j import ManagedTransaction

from graph.neo4j_batch import BATCH_WEIGHT, Tally, batches, compare, read_units, write_parts
from graph.neo4j_checkpoint import (
    Checkpoint,
    Run,
    Standing,
    alone,
    check_schema,
    ensure_indexes,
    ensure_schema,
    read_standing,
)
from graph.neo4j_connection import Connection
from graph.neo4j_load import Progress, create_all
from graph.neo4j_source import SyncSource
from graph.property_graph import LABELS, RELATIONSHIP_TYPES, GraphPart
from ontology.error import ServerError

AT_ONCE: Final = 250
"""Units whose rows are read from the ledger together."""

# Early versions marked relationships by their unit.
_CLEAR: Final = """
MATCH (n:Traslado)
WHERE n.unit IS NOT NULL
WITH n LIMIT $limit
CALL (n) { MATCH (n)-[r]->() WHERE r.traslado OR r.unit = n.unit DELETE r }
SET n = {iri: n.iri}
REMOVE n:$($labels)
RETURN count(*) AS cleared"""
_CLEAR_PLACEHOLDERS: Final = """
MATCH (n:Traslado)
WHERE n.unit IS NULL AND NOT n:TrasladoCheckpoint AND NOT EXISTS { (n)--() }
WITH n LIMIT $limit
DELETE n
RETURN count(*) AS cleared"""
_OCCUPIED: Final = "RETURN EXISTS { MATCH (n:Traslado) WHERE NOT n:TrasladoCheckpoint } AS occupied"
_UNITS: Final = "MATCH (n:Traslado) WHERE n.unit IS NOT NULL RETURN DISTINCT n.unit AS unit"


class OtherGraphError(ServerError):
    """Neo4j holds the graph of another ledger, a newer state of this one, or one without a checkpoint."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, or would do.

    Attributes:
        units: entities, documents and disagreements that were compared.
        tally: how many nodes of a label and relationships of a type were created, changed, deleted.
        seconds: of the whole sync.
        sequence: of the journal, up to which Neo4j now has everything.
    """

    units: int
    tally: Tally
    seconds: float
    sequence: int

    @property
    def nodes(self) -> int:
        """Nodes that were created or changed."""
        return self._count(written=True, types=False)

    @property
    def relationships(self) -> int:
        """Relationships that were created or changed."""
        return self._count(written=True, types=True)

    @property
    def deleted(self) -> int:
        """Nodes and relationships that went."""
        return self._count(written=False, types=False) + self._count(written=False, types=True)

    def _count(self, *, written: bool, types: bool) -> int:
        return sum(
            count
            for (what, name), count in self.tally.items()
            if (what != "deleted") is written and (name in RELATIONSHIP_TYPES) is types
        )


def sync(
    connection: Connection,
    source: SyncSource,
    *,
    full: bool = False,
    progress: Progress = lambda *_: None,
) -> SyncReport:
    """Bring Neo4j to the ledger's state; what does not carry the label `:Traslado` is not touched.

    Args:
        connection: to the database that gets the graph.
        source: the ledger's graph.
        full: take everything of ours away and load it anew, whatever ledger it came from.
        progress: told (stage, done, all) after every batch.

    Raises:
        OtherGraphError: what is there is not an earlier state of this ledger's graph.
        SyncRunningError: another sync is running.
        SyncTakenOverError: another sync started meanwhile; what this one committed stays.
        ServerError: Neo4j fails (`neo4j_connection`).
    """
    began = time.monotonic()
    check_schema(connection)
    with alone(connection):
        job = _Sync(connection, source, progress)
        sequence = job.run(full=full)
    return SyncReport(job.units, job.tally, time.monotonic() - began, sequence)


def preview(
    connection: Connection, source: SyncSource, *, full: bool = False, progress: Progress = lambda *_: None
) -> SyncReport:
    """What `sync` would do now; writes nothing.

    Raises:
        OtherGraphError: what is there is not an earlier state of this ledger's graph.
        ServerError: Neo4j fails (`neo4j_connection`).
    """
    began = time.monotonic()
    standing = read_standing(connection)
    with source.frozen():
        start = starting_point(connection, source, standing, full=full)
        if start.state == "current":
            units = [touched.iri for touched in source.touched_since(start.sequence)]
            gone: list[str] = []
        else:
            _, listed = source.listing()
            units, gone = list(listed), _gone(connection, listed)
        tally: Tally = Counter()
        done = 0
        for batch in batches(parts_of(source, [*units, *gone])):
            held = connection.read_with(partial(read_units, units=[part.unit for part in batch]))
            tally += compare(held, batch).tally
            done += len(batch)
            progress("comparing", done, len(units) + len(gone))
        return SyncReport(len(units) + len(gone), tally, time.monotonic() - began, source.sequence)


def starting_point(connection: Connection, source: SyncSource, standing: Standing, *, full: bool) -> Checkpoint:
    """From where a sync goes on, and what it does to what stands there.

    Raises:
        OtherGraphError: what stands there is not an earlier state of this ledger's graph.
    """
    empty = standing.ledger is None and not standing.occupied
    if not full and not empty:
        _refuse_other(connection, source, standing)
    if empty:
        return Checkpoint(source.sequence, "creating")
    if full or standing.projection is None or standing.state == "clearing":
        return Checkpoint(source.sequence, "clearing")
    if standing.state != "current" or standing.projection != source.projection:
        return Checkpoint(source.sequence, "loading")
    return Checkpoint(standing.sequence, "current")


def parts_of(source: SyncSource, units: Sequence[str]) -> Iterator[GraphPart]:
    """What belongs to each of some units, read a few at a time."""
    for start in range(0, len(units), AT_ONCE):
        yield from source.parts(units[start : start + AT_ONCE])


class _Sync:
    """One run."""

    def __init__(self, connection: Connection, source: SyncSource, progress: Progress) -> None:
        self.units = 0
        self.tally: Tally = Counter()
        self._connection = connection
        self._source = source
        self._progress = progress
        self._run = Run(connection)

    def run(self, *, full: bool) -> int:
        """The sequence up to which Neo4j has everything."""
        standing = read_standing(self._connection)
        checkpoint = starting_point(self._connection, self._source, standing, full=full)
        if checkpoint.state == "current":
            ensure_schema(self._connection)
        self._take_over(checkpoint)
        if checkpoint.state == "clearing":
            ensure_indexes(self._connection)
            checkpoint = self._clear()
        if checkpoint.state in ("creating", "loading"):
            # Each as of one moment, so that Neo4j never shows more than its checkpoint says; then what came meanwhile.
            with self._source.frozen():
                checkpoint = self._load(checkpoint.state)
        with self._source.frozen():
            return self._follow(checkpoint)

    def _take_over(self, checkpoint: Checkpoint) -> None:
        self._run.take_over(self._source.ledger_id, self._source.projection, checkpoint)

    def _clear(self) -> Checkpoint:
        before = Checkpoint(self._source.sequence, "clearing")
        self._take_away(_CLEAR, before, tell=True)
        self._take_away(_CLEAR_PLACEHOLDERS, before)
        # What others tied to ours keeps a bare node, which may not be created again.
        (found,) = self._connection.read(_OCCUPIED)
        return Checkpoint(self._source.sequence, "loading" if found["occupied"] else "creating")

    def _load(self, state: str) -> Checkpoint:
        sequence, units = self._source.listing()
        self._take_over(Checkpoint(sequence, state))
        if state == "creating":
            parts = parts_of(self._source, units)
            self.tally += create_all(self._connection, self._run, parts, len(units), self._progress)
            self.units += len(units)
        else:
            # Only now: nobody else writes any longer.
            ensure_schema(self._connection)
            gone = _gone(self._connection, units)
            self._compare([*units, *gone], Checkpoint(sequence, state))
            self._take_away(_CLEAR_PLACEHOLDERS, Checkpoint(sequence, state))
        after = Checkpoint(sequence, "current")
        self._run.finish(after)
        return after

    def _follow(self, checkpoint: Checkpoint) -> int:
        reached = self._source.sequence
        touched = self._source.touched_since(checkpoint.sequence)
        new = {unit.iri for unit in touched if unit.is_new}
        at = {unit.iri: Checkpoint(unit.sequence, "current") for unit in touched}
        done = 0
        for parts in batches(parts_of(self._source, [unit.iri for unit in touched])):
            done += len(parts)
            self._write(parts, at[parts[-1].unit], new)
            self._progress("syncing", done, len(touched))
        written = touched[-1].sequence if touched else checkpoint.sequence
        if written < reached:  # what a slim graph leaves out is in the journal, too
            self._connection.write(partial(self._run.advance, checkpoint=Checkpoint(reached, "current")))
        return max(written, reached)

    def _compare(self, units: Sequence[str], checkpoint: Checkpoint) -> None:
        done = 0
        for parts in batches(parts_of(self._source, units)):
            done += len(parts)
            self._write(parts, checkpoint)
            self._progress("comparing", done, len(units))

    def _write(self, parts: Sequence[GraphPart], checkpoint: Checkpoint, new: Collection[str] = frozenset()) -> None:
        def work(transaction: ManagedTransaction) -> Tally:
            self._run.advance(transaction, checkpoint)
            return write_parts(transaction, parts, new)

        self.tally += self._connection.write(work)
        self.units += len(parts)

    def _take_away(self, statement: LiteralString, checkpoint: Checkpoint, *, tell: bool = False) -> None:
        def work(transaction: ManagedTransaction) -> int:
            self._run.advance(transaction, checkpoint)
            return int(transaction.run(statement, limit=BATCH_WEIGHT, labels=sorted(LABELS)).data()[0]["cleared"])

        while cleared := self._connection.write(work):
            if tell:
                self.tally["deleted", "node"] += cleared


def _gone(connection: Connection, units: Collection[str]) -> list[str]:
    """Units that Neo4j holds and the ledger no longer has."""
    listed = set(units)
    return sorted(row["unit"] for row in connection.read(_UNITS) if row["unit"] not in listed)


def _refuse_other(connection: Connection, source: SyncSource, standing: Standing) -> None:
    where = f"The database {connection.settings.database!r} at {connection.settings.uri}"
    remedy = "Use another database, or replace that graph with `traslado neo4j sync --full`."
    if standing.ledger is None:
        raise OtherGraphError(f"{where} holds nodes with the label Traslado but no checkpoint of a sync. {remedy}")
    if standing.ledger != source.ledger_id:
        raise OtherGraphError(
            f"{where} holds the graph of another ledger ({standing.ledger}; this one is {source.ledger_id}). {remedy}"
        )
    if standing.sequence > source.sequence:
        raise OtherGraphError(
            f"{where} is ahead of this ledger (at {standing.sequence} of the journal; the ledger ends at "
            f"{source.sequence}), as after restoring a backup of the ledger. {remedy}"
        )
