"""Proof that Neo4j holds exactly the projection, item by item; and its repair.

Both sides are read whole and independently: the ledger unit by unit, Neo4j by its units and by what belongs to none.
What is counted in Neo4j is counted by scanning labels and types, not by the index that finds the units. Hashes are of
contents alone, and sums of them (modulo 2²⁵⁶) of sets, so that two graphs of one hash hold the same, in whatever order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from neo4j import ManagedTransaction

from graph.neo4j_batch import (
    Held,
    Key,
    Row,
    Tally,
    batches,
    label_of,
    node_row,
    read_units,
    relationship_row,
    write_parts,
)
from graph.neo4j_checkpoint import Checkpoint, Run, alone, read_standing
from graph.neo4j_connection import Connection
from graph.neo4j_load import Progress
from graph.neo4j_source import SyncSource
from graph.neo4j_sync import AT_ONCE, parts_of
from graph.property_graph import LABELS, GraphPart, relationship_key
from ontology.error import ServerError

_MODULUS: Final = 2**256
_COUNT_NODES: Final = """
MATCH (n:Traslado) WHERE n.unit IS NOT NULL
RETURN labels(n) AS labels, count(*) AS count"""
_COUNT_RELATIONSHIPS: Final = """
MATCH (:Traslado)-[r {traslado: true}]->()
RETURN type(r) AS type, count(*) AS count"""
_UNITS: Final = "MATCH (n:Traslado) WHERE n.unit IS NOT NULL RETURN DISTINCT n.unit AS unit"
# What belongs to no unit: a bare node is right where a relationship leads to it, ours or somebody else's.
_STRAY_NODES: Final = """
MATCH (n:Traslado)
WHERE n.unit IS NULL AND NOT n:TrasladoCheckpoint
  AND (size(keys(n)) > 1 OR any(label IN labels(n) WHERE label IN $labels) OR NOT EXISTS { (n)--() })
RETURN n.iri AS iri, labels(n) AS labels"""
_STRAY_RELATIONSHIPS: Final = """
MATCH (n:Traslado)-[r {traslado: true}]->(end)
WHERE n.unit IS NULL
RETURN elementId(r) AS id, type(r) AS type, n.iri AS start, end.iri AS end, properties(r) AS properties"""
_DELETE_STRAY_RELATIONSHIPS: Final = """
MATCH ()-[r]->() WHERE elementId(r) IN $ids
DELETE r"""
_STRIP_STRAY_NODES: Final = """
UNWIND $iris AS iri
MATCH (n:Traslado {iri: iri})
SET n = {iri: iri}
REMOVE n:$($labels)
WITH n WHERE NOT EXISTS { (n)--() }
DELETE n"""


class NotSyncedError(ServerError):
    """Neo4j is not where the ledger is, so that there is nothing to compare."""


@dataclass(slots=True)
class Contents:
    """How many items one side has of a label or type, and the sum of their hashes."""

    count: int = 0
    total: int = 0

    def add(self, digest: int) -> None:
        """One item more."""
        self.count += 1
        self.total = (self.total + digest) % _MODULUS

    @property
    def hash(self) -> str:
        """The sum of the hashes, its first 12 hexadecimal digits."""
        return f"{self.total:064x}"[:12]


@dataclass(frozen=True, slots=True)
class Difference:
    """An item in which the two sides differ.

    Attributes:
        what: `missing` in Neo4j, `extra` in it, or `different`.
        name: label or type.
        item: its IRI, or what the relationship ties.
        properties: names of those that differ, where it is different.
    """

    what: str
    name: str
    item: str
    properties: tuple[str, ...] = ()


@dataclass(slots=True)
class Parity:
    """What a comparison found.

    Attributes:
        sequence: of the journal, at which both sides stand.
        ledger: what the ledger has, by label or type; `neo4j` what Neo4j has.
        scanned: how many items of a label or type Neo4j counts when it scans them.
        first: the first differences.
        differing: how many there are.
        units: those that differ, by IRI.
    """

    sequence: int
    ledger: dict[str, Contents] = field(default_factory=dict)
    neo4j: dict[str, Contents] = field(default_factory=dict)
    scanned: dict[str, int] = field(default_factory=dict)
    first: list[Difference] = field(default_factory=list)
    differing: int = 0
    units: dict[str, None] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether both sides are the same."""
        counts = {name: contents.count for name, contents in self.ledger.items()}
        return self.differing == 0 and self.ledger == self.neo4j and self.scanned == counts

    def note(self, difference: Difference, show: int) -> None:
        """Count a difference, and keep it where it is one of the first."""
        self.differing += 1
        if len(self.first) < show:
            self.first.append(difference)


def verify(
    connection: Connection, source: SyncSource, *, show: int = 10, progress: Progress = lambda *_: None
) -> Parity:
    """Compare everything that Neo4j holds of ours with everything that the ledger says.

    Args:
        connection: to the database.
        source: the ledger's graph.
        show: how many differences to keep.
        progress: told (stage, done, all).

    Raises:
        NotSyncedError: Neo4j is at another point of the journal, or has the graph of something else.
        ServerError: Neo4j fails (`neo4j_connection`).
    """
    with source.frozen():
        _expect_synced(connection, source)
        sequence, listed = source.listing()
        parity = Parity(sequence)
        known = set(listed)
        extra = sorted(row["unit"] for row in connection.read(_UNITS) if row["unit"] not in known)
        units = [*listed, *extra]
        for at in range(0, len(units), AT_ONCE):
            some = units[at : at + AT_ONCE]
            held = connection.read_with(partial(read_units, units=some))
            _compare(source.parts(some), held, parity, show)
            progress("verifying", min(at + AT_ONCE, len(units)), len(units))
        for row in connection.read(_STRAY_NODES, {"labels": sorted(LABELS)}):
            parity.note(Difference("extra", label_of(row["labels"]), row["iri"]), show)
        for row in connection.read(_STRAY_RELATIONSHIPS):
            parity.note(Difference("extra", row["type"], _name(_key(row))), show)
        parity.scanned = _scan(connection)
    return parity


def repair(connection: Connection, source: SyncSource, parity: Parity) -> Tally:
    """Make what differs equal; what was written and deleted.

    Raises:
        NotSyncedError: Neo4j is at another point of the journal by now.
        SyncRunningError: a sync is running.
        ServerError: Neo4j fails (`neo4j_connection`).
    """
    run, tally = Run(connection), Tally()
    with alone(connection), source.frozen():
        _expect_synced(connection, source)
        checkpoint = Checkpoint(source.sequence, "current")
        run.take_over(source.ledger_id, source.projection, checkpoint)

        def work(transaction: ManagedTransaction, parts: Sequence[GraphPart]) -> Tally:
            run.advance(transaction, checkpoint)
            return write_parts(transaction, parts)

        def sweep(transaction: ManagedTransaction) -> None:
            run.advance(transaction, checkpoint)
            strays = [row["id"] for row in transaction.run(_STRAY_RELATIONSHIPS).data()]
            transaction.run(_DELETE_STRAY_RELATIONSHIPS, ids=strays).consume()
            labels = sorted(LABELS)
            nodes = [row["iri"] for row in transaction.run(_STRAY_NODES, labels=labels).data()]
            transaction.run(_STRIP_STRAY_NODES, iris=nodes, labels=labels).consume()

        for parts in batches(parts_of(source, list(parity.units))):
            tally += connection.write(partial(work, parts=parts))
        connection.write(sweep)
    return tally


def _expect_synced(connection: Connection, source: SyncSource) -> None:
    standing = read_standing(connection)
    where = f"The database {connection.settings.database!r} at {connection.settings.uri}"
    if standing.ledger != source.ledger_id:
        raise NotSyncedError(f"{where} does not hold the graph of this ledger. Run `traslado neo4j sync` first.")
    if standing.state != "current" or standing.projection != source.projection:
        raise NotSyncedError(f"{where} holds a graph that is not complete. Run `traslado neo4j sync` first.")
    if standing.sequence != source.sequence:
        raise NotSyncedError(
            f"{where} is at {standing.sequence} of the journal, and the ledger at {source.sequence}. Run "
            "`traslado neo4j sync` first."
        )


def _compare(parts: Sequence[GraphPart], held: Held, parity: Parity, show: int) -> None:
    for unit, name, key, want, found in _pairs(parts, held):
        digests = [None if item is None else _digest(item) for item in (want, found)]
        for side, digest in zip((parity.ledger, parity.neo4j), digests, strict=True):
            if digest is not None:
                side.setdefault(name, Contents()).add(digest)
        if digests[0] != digests[1]:
            parity.units[unit] = None
            what = "missing" if found is None else "extra" if want is None else "different"
            parity.note(Difference(what, name, _name(key), _differing(want, found)), show)


def _pairs(parts: Sequence[GraphPart], held: Held) -> Iterator[tuple[str, str, Key, Row | None, Row | None]]:
    """(unit, label or type, key, what the ledger says, what Neo4j holds) of every node and relationship."""
    nodes = {(row["iri"], row["properties"]["unit"]): row for row in held.nodes}
    for part in parts:
        for node in part.nodes:
            row = nodes.pop((node.iri, part.unit), None)
            found = None if row is None else _content_of_node(row)
            yield part.unit, label_of(node.labels), (node.iri,), _content_of_node(node_row(node, part.unit)), found
    for (iri, unit), row in nodes.items():
        yield unit, label_of(row["labels"]), (iri,), None, _content_of_node(row)
    left = [(_key(row), row) for row in held.relationships]
    relationships = dict(left)
    doubled = [(key, row) for key, row in left if relationships[key] is not row]
    for part in parts:
        for each in part.relationships:
            found = relationships.pop(each.key, None)
            yield (
                *(part.unit, each.type, each.key, _content_of_relationship(relationship_row(each))),
                None if found is None else _content_of_relationship(found),
            )
    for key, row in (*relationships.items(), *doubled):
        yield row["unit"], row["type"], key, None, _content_of_relationship(row)


def _content_of_node(row: Row) -> Row:
    # Other labels are somebody else's.
    return {"labels": sorted(LABELS & set(row["labels"])), "properties": row["properties"]}


def _content_of_relationship(row: Row) -> Row:
    return {name: row[name] for name in ("type", "start", "end", "properties")}


def _digest(content: Row) -> int:
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(written.encode()).digest(), "big")


def _differing(want: Row | None, found: Row | None) -> tuple[str, ...]:
    if want is None or found is None:
        return ()
    whole = [name for name in want if name != "properties" and want[name] != found[name]]
    ours, theirs = want["properties"], found["properties"]
    names = [
        name
        for name in sorted(ours.keys() | theirs.keys())
        if json.dumps(ours.get(name)) != json.dumps(theirs.get(name))
    ]
    return (*whole, *names)


def _key(row: Row) -> Key:
    return relationship_key(row["type"], row["start"], row["end"], row["properties"])


def _name(key: Key) -> str:
    return " → ".join(map(str, key[1:])) if len(key) > 1 else str(key[0])


def _scan(connection: Connection) -> dict[str, int]:
    found: dict[str, int] = {}
    rows: Iterable[tuple[str, int]] = [
        *((label_of(row["labels"]), row["count"]) for row in connection.read(_COUNT_NODES)),
        *((row["type"], row["count"]) for row in connection.read(_COUNT_RELATIONSHIPS)),
    ]
    for name, count in rows:
        found[name] = found.get(name, 0) + count
    return found
