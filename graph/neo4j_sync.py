"""The ledger's graph into Neo4j: following the journal from a checkpoint that Neo4j itself keeps.

A first or full sync loads every unit, an ordinary one those touched since the checkpoint. Every batch
is one transaction, its checkpoint in it, so that a sync that is killed anywhere is completed by the
next. States of the checkpoint::

    clearing   a full sync is taking away what was there
    loading    every unit is being loaded; `sequence` is the journal's end when that began
    current    everything up to `sequence` is there
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, LiteralString, Protocol

from neo4j import ManagedTransaction

from graph.neo4j_batch import Written, write_parts
from graph.neo4j_connection import Connection
from graph.property_graph import LABELS, GraphPart
from ontology.error import ServerError

BATCH_ITEMS: Final = 5_000
"""Nodes and relationships in one transaction, unless a single unit has more."""
CHECKPOINT: Final = "urn:traslado:checkpoint"

_SCHEMA: Final = (
    "CREATE CONSTRAINT traslado_iri IF NOT EXISTS FOR (n:Traslado) REQUIRE n.iri IS UNIQUE",
    "CREATE INDEX traslado_unit IF NOT EXISTS FOR (n:Traslado) ON (n.unit)",
    "CREATE INDEX traslado_claim_fact IF NOT EXISTS FOR (n:Claim) ON (n.fact)",
    "CALL db.awaitIndexes(300)",
)
_READ_CHECKPOINT: Final = """
OPTIONAL MATCH (c:Traslado:TrasladoCheckpoint {iri: $checkpoint})
RETURN c.ledger AS ledger, c.sequence AS sequence, c.state AS state,
       EXISTS { MATCH (n:Traslado) WHERE NOT n:TrasladoCheckpoint } AS occupied"""
_TAKE_OVER: Final = """
MERGE (c:Traslado {iri: $checkpoint})
SET c:TrasladoCheckpoint, c.ledger = $ledger, c.sequence = $sequence, c.state = $state, c.run = $run"""
_ADVANCE: Final = """
MATCH (c:Traslado:TrasladoCheckpoint {iri: $checkpoint})
WHERE c.run = $run
SET c.sequence = $sequence, c.state = $state, c.updated = datetime()
RETURN c.run"""
_CLEAR: Final = """
MATCH (n:Traslado)
WHERE n.unit IS NOT NULL
WITH n LIMIT $limit
CALL (n) { MATCH (n)-[r]->() WHERE r.unit = n.unit DELETE r }
SET n = {iri: n.iri}
REMOVE n:$($labels)
RETURN count(*) AS cleared"""
_CLEAR_PLACEHOLDERS: Final = """
MATCH (n:Traslado)
WHERE n.unit IS NULL AND NOT n:TrasladoCheckpoint AND NOT EXISTS { (n)--() }
WITH n LIMIT $limit
DELETE n
RETURN count(*) AS cleared"""


class OtherGraphError(ServerError):
    """Neo4j holds the graph of another ledger, a newer state of this one, or one without a checkpoint."""


class SyncTakenOverError(ServerError):
    """Another sync started on the same Neo4j."""


class SyncSource(Protocol):
    """What the sync reads of a ledger. Units are named by the IRI of their entity or document."""

    @property
    def ledger_id(self) -> str:
        """Identity of the ledger, which the checkpoint remembers."""

    @property
    def sequence(self) -> int:
        """Of the journal's last entry; 0 where it is empty."""

    def touched_since(self, sequence: int) -> Iterable[tuple[str, int]]:
        """Units touched after a sequence, each once with its last entry's, in the order of these."""

    def all_units(self) -> Iterable[str]:
        """Every unit that has something in the graph."""

    def part(self, unit: str) -> GraphPart:
        """What belongs to a unit now; a part without nodes where it is no longer there."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        units: entities and documents that were compared.
        nodes: created or changed.
        relationships: created or changed.
        deleted: nodes and relationships that went.
        seconds: of the whole sync.
        sequence: of the journal, up to which Neo4j now has everything.
    """

    units: int
    nodes: int
    relationships: int
    deleted: int
    seconds: float
    sequence: int


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    sequence: int
    state: str


def sync(
    connection: Connection,
    source: SyncSource,
    *,
    full: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> SyncReport:
    """Bring Neo4j to the ledger's state; what does not carry the label `:Traslado` is not touched.

    Args:
        connection: to the database that gets the graph.
        source: the ledger's graph.
        full: take everything of ours away and load it anew, whatever ledger it came from.
        progress: gets how many units are done, and of how many, after every batch.

    Raises:
        OtherGraphError: what is there is not an earlier state of this ledger's graph.
        SyncTakenOverError: another sync started meanwhile; what this one committed stays.
        ServerError: Neo4j fails (`neo4j_connection`).
    """
    return _Sync(connection, source, progress).run(full=full)


class _Sync:
    """One run; its token in the checkpoint tells whether another run took over."""

    def __init__(self, connection: Connection, source: SyncSource, progress: Callable[[int, int], None] | None) -> None:
        self._connection = connection
        self._source = source
        self._progress = progress
        self._token = uuid.uuid4().hex
        self._units = 0
        self._written = Written()

    def run(self, *, full: bool) -> SyncReport:
        began = time.monotonic()
        for statement in _SCHEMA:
            self._connection.write(partial(_run_schema, statement=statement))
        checkpoint = self._connection.write(partial(self._take_over, full=full))
        if checkpoint.state == "clearing":
            checkpoint = self._clear()
        if checkpoint.state == "loading":
            checkpoint = self._load(checkpoint)
        sequence = self._follow(checkpoint)
        written = self._written
        return SyncReport(
            self._units,
            written.nodes,
            written.relationships,
            written.deleted,
            time.monotonic() - began,
            sequence,
        )

    def _take_over(self, transaction: ManagedTransaction, *, full: bool) -> _Checkpoint:
        found = transaction.run(_READ_CHECKPOINT, checkpoint=CHECKPOINT).data()[0]
        if full:
            checkpoint = _Checkpoint(self._source.sequence, "clearing")
        elif found["ledger"] is None and not found["occupied"]:
            checkpoint = _Checkpoint(self._source.sequence, "loading")
        else:
            self._refuse_other(found)
            checkpoint = _Checkpoint(found["sequence"], found["state"])
        transaction.run(
            _TAKE_OVER,
            checkpoint=CHECKPOINT,
            ledger=self._source.ledger_id,
            sequence=checkpoint.sequence,
            state=checkpoint.state,
            run=self._token,
        ).consume()
        return checkpoint

    def _refuse_other(self, found: dict[str, Any]) -> None:
        where = f"The database {self._connection.settings.database!r} at {self._connection.settings.uri}"
        remedy = "Use another database, or replace that graph with `traslado neo4j sync --full`."
        if found["ledger"] is None:
            raise OtherGraphError(f"{where} holds nodes with the label Traslado but no checkpoint of a sync. {remedy}")
        if found["ledger"] != self._source.ledger_id:
            raise OtherGraphError(
                f"{where} holds the graph of another ledger ({found['ledger']}; this one is "
                f"{self._source.ledger_id}). {remedy}"
            )
        if found["sequence"] > self._source.sequence:
            raise OtherGraphError(
                f"{where} is ahead of this ledger (at {found['sequence']} of the journal; the ledger ends at "
                f"{self._source.sequence}), as after restoring a backup of the ledger. {remedy}"
            )

    def _clear(self) -> _Checkpoint:
        before = _Checkpoint(self._source.sequence, "clearing")
        for statement in (_CLEAR, _CLEAR_PLACEHOLDERS):
            clear_batch = partial(self._clear_batch, statement=statement, checkpoint=before)
            while cleared := self._connection.write(clear_batch):
                if statement is _CLEAR:
                    self._written += Written(deleted=cleared)
        after = _Checkpoint(self._source.sequence, "loading")
        self._connection.write(partial(self._advance, checkpoint=after))
        return after

    def _clear_batch(self, transaction: ManagedTransaction, statement: LiteralString, checkpoint: _Checkpoint) -> int:
        self._advance(transaction, checkpoint)
        return int(transaction.run(statement, limit=BATCH_ITEMS, labels=sorted(LABELS)).data()[0]["cleared"])

    def _load(self, checkpoint: _Checkpoint) -> _Checkpoint:
        units = list(self._source.all_units())
        done = 0
        for parts in _batches(self._source.part(unit) for unit in units):
            done += len(parts)
            self._write(parts, checkpoint, done, len(units))
        after = _Checkpoint(checkpoint.sequence, "current")
        self._connection.write(partial(self._advance, checkpoint=after))
        return after

    def _follow(self, checkpoint: _Checkpoint) -> int:
        touched = list(self._source.touched_since(checkpoint.sequence))
        sequence, done = checkpoint.sequence, 0
        for parts in _batches(self._source.part(unit) for unit, _ in touched):
            done += len(parts)
            sequence = touched[done - 1][1]
            self._write(parts, _Checkpoint(sequence, "current"), done, len(touched))
        return sequence

    def _write(self, parts: Sequence[GraphPart], checkpoint: _Checkpoint, done: int, of: int) -> None:
        def work(transaction: ManagedTransaction) -> Written:
            self._advance(transaction, checkpoint)
            return write_parts(transaction, parts)

        self._written += self._connection.write(work)
        self._units += len(parts)
        if self._progress:
            self._progress(done, of)

    def _advance(self, transaction: ManagedTransaction, checkpoint: _Checkpoint) -> None:
        # First in its transaction: the lock on the checkpoint keeps the batches of two syncs apart.
        ours = transaction.run(
            _ADVANCE, checkpoint=CHECKPOINT, run=self._token, sequence=checkpoint.sequence, state=checkpoint.state
        ).data()
        if not ours:
            raise SyncTakenOverError(
                f"Another sync started on {self._connection.settings.uri}. Let it end, then run "
                "`traslado neo4j sync` again."
            )


def _run_schema(transaction: ManagedTransaction, statement: LiteralString) -> None:
    transaction.run(statement).consume()


def _batches(parts: Iterable[GraphPart]) -> Iterator[list[GraphPart]]:
    batch: list[GraphPart] = []
    size = 0
    for part in parts:
        batch.append(part)
        # One more, so that many empty parts do not make one endless batch.
        size += 1 + len(part.nodes) + len(part.relationships)
        if size >= BATCH_ITEMS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
