"""How far Neo4j has followed which ledger, kept in Neo4j itself; and that one sync runs at a time.

States of the checkpoint::

    clearing   a full sync is taking away what was there
    creating   every unit is being created in a database that had none of ours
    loading    every unit is being compared with what is there
    current    everything up to `sequence` is there

No clock is asked, so that no skew matters: who runs is known by a lock that the server gives up when the
connection ends, and who writes by a token that every transaction looks at behind a lock of its own.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, LiteralString

from neo4j import ManagedTransaction

from graph.neo4j_connection import Connection, Neo4jLockedError, Neo4jSchemaError
from ontology.error import ServerError

CHECKPOINT: Final = "urn:traslado:checkpoint"
LANES: Final = tuple(f"{CHECKPOINT}/lane-{number}" for number in range(4))
"""Stand in for the checkpoint where several writers work at once: a lock for each, taken over together."""

_WAIT_SECONDS: Final = 2.0
_OF_CHECKPOINT: Final = "traslado_checkpoint"
_OF_NODES: Final = "traslado_iri"
_SCHEMA: Final[dict[str, tuple[LiteralString, tuple[str, str, str]]]] = {
    # Of its own: a first load does without the constraint of the nodes, which is made at once when all are there.
    _OF_CHECKPOINT: (
        "CREATE CONSTRAINT traslado_checkpoint IF NOT EXISTS FOR (c:TrasladoCheckpoint) REQUIRE c.iri IS UNIQUE",
        ("RANGE", "TrasladoCheckpoint", "iri"),
    ),
    _OF_NODES: (
        "CREATE CONSTRAINT traslado_iri IF NOT EXISTS FOR (n:Traslado) REQUIRE n.iri IS UNIQUE",
        ("RANGE", "Traslado", "iri"),
    ),
    "traslado_unit": (
        "CREATE INDEX traslado_unit IF NOT EXISTS FOR (n:Traslado) ON (n.unit)",
        ("RANGE", "Traslado", "unit"),
    ),
    "traslado_claim_fact": (
        "CREATE INDEX traslado_claim_fact IF NOT EXISTS FOR (n:Claim) ON (n.fact)",
        ("RANGE", "Claim", "fact"),
    ),
}
_SHOW_SCHEMA: Final = """
SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, state
WHERE name IN $names
RETURN name, type, labelsOrTypes AS labels, properties, owningConstraint AS constraint, state"""
_AWAIT: Final = "CALL db.awaitIndexes(3600)"
# Never committed: the lock on the entry in the index of the constraint is all that is wanted.
_LOCK: Final = "CREATE (:TrasladoCheckpoint {iri: 'urn:traslado:sync'})"
_READ: Final = """
OPTIONAL MATCH (c:TrasladoCheckpoint {iri: $checkpoint})
RETURN c.ledger AS ledger, c.sequence AS sequence, c.state AS state, c.projection AS projection, c.by AS by,
       EXISTS { MATCH (n:Traslado) WHERE NOT n:TrasladoCheckpoint } AS occupied"""
_TAKE_OVER: Final = """
MERGE (c:TrasladoCheckpoint {iri: $checkpoint})
SET c:Traslado, c.ledger = $ledger, c.sequence = $sequence, c.state = $state, c.projection = $projection,
    c.run = $run, c.by = $by, c.updated = datetime()
WITH c
MATCH (lane:TrasladoCheckpoint) WHERE lane <> c
SET lane.run = $run"""
_OPEN_LANES: Final = """
UNWIND $lanes AS iri
MERGE (lane:TrasladoCheckpoint {iri: iri})
SET lane:Traslado, lane.run = $run"""
_CLOSE_LANES: Final = """
MATCH (lane:TrasladoCheckpoint) WHERE lane.iri IN $lanes
DELETE lane"""
# Set first: the lock that it takes is what keeps the transactions of two runs apart.
_ADVANCE: Final = """
MATCH (c:TrasladoCheckpoint {iri: $checkpoint})
SET c.sequence = $sequence, c.state = $state, c.updated = datetime()
WITH c WHERE c.run = $run
RETURN c.run"""
_HOLD_LANE: Final = """
MATCH (c:TrasladoCheckpoint {iri: $lane})
SET c.updated = datetime()
WITH c WHERE c.run = $run
RETURN c.run"""


class SyncRunningError(ServerError):
    """Another sync into the same database is running."""


class SyncTakenOverError(ServerError):
    """Another sync started on the same database meanwhile."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Up to where Neo4j has everything, and what is being done to it."""

    sequence: int
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a database.

    Attributes:
        ledger: whose graph it is; None where there is no checkpoint.
        projection: what made it (`SyncSource.projection`); None where an early version of Traslado did.
        occupied: whether there are nodes of ours.
    """

    ledger: str | None
    sequence: int
    state: str
    projection: str | None
    occupied: bool

    @property
    def is_slim(self) -> bool:
        """Whether it was made without claims, documents and disagreements."""
        return (self.projection or "").startswith("slim-")


def read_standing(connection: Connection) -> Standing:
    """What stands in the database, as its leader knows it."""
    return connection.write(standing_in)


def ensure_indexes(connection: Connection) -> None:
    """Make the indexes that are missing, which no contents can be in the way of.

    Raises:
        Neo4jSchemaError: something else has the name of one, or of a constraint of ours, or is in its way.
    """
    check_schema(connection)
    _ensure(connection, [name for name in _SCHEMA if name not in (_OF_CHECKPOINT, _OF_NODES)])


def ensure_schema(connection: Connection) -> None:
    """Make the constraints and the indexes that are missing.

    Raises:
        Neo4jSchemaError: something else has the name of one, or is in its way.
    """
    _ensure(connection, list(_SCHEMA))


def check_schema(connection: Connection) -> dict[str, str]:
    """The state of each constraint and index of ours that is there, by its name.

    Raises:
        Neo4jSchemaError: something else has the name of one.
    """
    states = {}
    for row in connection.read(_SHOW_SCHEMA, {"names": list(_SCHEMA)}):
        name = row["name"]
        statement, wanted = _SCHEMA[name]
        if (row["type"], *row["labels"], *row["properties"]) != wanted or (
            statement.startswith("CREATE CONSTRAINT") and row["constraint"] is None
        ):
            raise Neo4jSchemaError(
                f"The database {connection.settings.database!r} at {connection.settings.uri} has another index named "
                f"{name} (of {row['labels']}, {row['properties']}). Drop it (DROP INDEX {name}), or use another "
                "database."
            )
        states[name] = row["state"]
    return states


def _ensure(connection: Connection, names: Sequence[str]) -> None:
    # Looked for first: making one, even in vain, waits for every transaction that writes to its label.
    states = check_schema(connection)
    for name in names:
        if name not in states:
            connection.write(partial(_run, statement=_SCHEMA[name][0]))
    if any(states.get(name) != "ONLINE" for name in names):
        connection.read(_AWAIT)


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Keep other syncs out of the database; killed, the server lets the next one in as soon as it notices.

    Raises:
        SyncRunningError: another one is running.
        Neo4jSchemaError: something else has the name of a constraint or an index of ours.
    """
    _ensure(connection, [_OF_CHECKPOINT])
    try:
        with connection.held(_LOCK, wait=_WAIT_SECONDS, name="sync"):
            yield
    except Neo4jLockedError as error:
        by = connection.read(_READ, {"checkpoint": CHECKPOINT})[0]["by"]
        raise SyncRunningError(
            f"Another sync into the database {connection.settings.database!r} at {connection.settings.uri} is running"
            f"{f' ({by})' if by else ''}. Nothing was changed. Let it end, then run this again."
        ) from error


class Run:
    """One run of the sync: its token in the checkpoint tells whether another one took over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._token = uuid.uuid4().hex

    def take_over(self, ledger: str, projection: str, checkpoint: Checkpoint) -> None:
        """Write a checkpoint of this run; a transaction of another one that is under way fails or has ended."""

        def work(transaction: ManagedTransaction) -> None:
            transaction.run(
                _TAKE_OVER,
                checkpoint=CHECKPOINT,
                ledger=ledger,
                projection=projection,
                sequence=checkpoint.sequence,
                state=checkpoint.state,
                run=self._token,
                by=f"process {os.getpid()} on {socket.gethostname()}",
            ).consume()
            if checkpoint.state == "creating":
                transaction.run(_OPEN_LANES, lanes=list(LANES), run=self._token).consume()

        self._connection.write(work)

    def finish(self, checkpoint: Checkpoint) -> None:
        """Say that everything up to the checkpoint is there, and that nobody writes beside others any longer."""

        def work(transaction: ManagedTransaction) -> None:
            self.advance(transaction, checkpoint)
            transaction.run(_CLOSE_LANES, lanes=list(LANES)).consume()

        self._connection.write(work)

    def advance(self, transaction: ManagedTransaction, checkpoint: Checkpoint) -> None:
        """Move the checkpoint with what the transaction writes.

        Raises:
            SyncTakenOverError: another run took over.
        """
        self._expect(
            transaction.run(
                _ADVANCE,
                checkpoint=CHECKPOINT,
                run=self._token,
                sequence=checkpoint.sequence,
                state=checkpoint.state,
            ).data()
        )

    def hold(self, transaction: ManagedTransaction, lane: str) -> None:
        """As `advance`, for a writer beside others: the checkpoint stays where it is.

        Raises:
            SyncTakenOverError: another run took over.
        """
        self._expect(transaction.run(_HOLD_LANE, lane=lane, run=self._token).data())

    def _expect(self, found: list[dict[str, Any]]) -> None:
        if not found:
            raise SyncTakenOverError(
                f"Another sync started on {self._connection.settings.uri}. Let it end, then run "
                "`traslado neo4j sync` again."
            )


def _run(transaction: ManagedTransaction, statement: LiteralString) -> None:
    transaction.run(statement).consume()


def standing_in(transaction: ManagedTransaction) -> Standing:
    """What stands in the database, as this transaction sees it."""
    row = transaction.run(_READ, checkpoint=CHECKPOINT).data()[0]
    return Standing(row["ledger"], row["sequence"] or 0, row["state"] or "", row["projection"], row["occupied"])
