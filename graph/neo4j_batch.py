"""One step of the sync: make what Neo4j holds of some units equal to what the ledger says of them.

Written for one transaction and safe to run again. What a unit holds is read, compared, and only the
difference is written. A node that others still point to, and whose unit is not (yet, or any longer)
there, stays as a bare placeholder `(:Traslado {iri})`, so that the order of units does not matter;
one that nothing points to goes. Relationships that somebody else drew to our nodes are never deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from neo4j import ManagedTransaction

from graph.property_graph import BASE_LABEL, LABELS, MARK, GraphPart, Node, Property, Relationship, relationship_key

BATCH_WEIGHT: Final = 5_000
"""Nodes and relationships in one transaction, unless a single unit has more."""

Row = dict[str, Any]
Key = tuple[Property, ...]
Tally = Counter[tuple[str, str]]
"""How many were `created`, `changed` or `deleted`, by (that, label of the nodes or type of the relationships)."""

# Labels and types are parameters, too, never put into the text of a statement.
_READ_NODES: Final = """
UNWIND $units AS unit
MATCH (n:Traslado {unit: unit})
RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS properties"""
_READ_RELATIONSHIPS: Final = """
UNWIND $units AS unit
MATCH (n:Traslado {unit: unit})-[r {traslado: true}]->(end)
RETURN elementId(r) AS id, type(r) AS type, n.iri AS start, end.iri AS end, unit, properties(r) AS properties"""
_DELETE_RELATIONSHIPS: Final = """
MATCH ()-[r]->() WHERE elementId(r) IN $ids
DELETE r"""
_WRITE_NODES: Final = """
UNWIND $rows AS row
MERGE (n:Traslado {iri: row.iri})
SET n = row.properties
REMOVE n:$(row.obsolete)
SET n:$(row.labels)"""
_STRIP_NODES: Final = """
UNWIND $iris AS iri
MATCH (n:Traslado {iri: iri})
SET n = {iri: iri}
REMOVE n:$($labels)"""
_CREATE_RELATIONSHIPS: Final = """
UNWIND $rows AS row
MATCH (start:Traslado {iri: row.start})
MERGE (end:Traslado {iri: row.end})
CREATE (start)-[r:$(row.type)]->(end)
SET r = row.properties"""
_DELETE_PLACEHOLDERS: Final = """
UNWIND $iris AS iri
MATCH (n:Traslado {iri: iri})
WHERE n.unit IS NULL AND NOT n:TrasladoCheckpoint AND NOT EXISTS { (n)--() }
DELETE n"""


@dataclass(frozen=True, slots=True)
class Held:
    """What Neo4j holds of some units: rows of `_READ_NODES` and `_READ_RELATIONSHIPS`."""

    nodes: list[Row] = field(default_factory=list)
    relationships: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """What makes the units held equal to their parts.

    Attributes:
        nodes: rows to be written.
        stripped: IRIs of nodes that their unit has no longer.
        relationships: rows to be created.
        dropped: element ids of relationships that go, or are created anew.
        loose: IRIs of nodes that nothing may point to any more.
        tally: what all this amounts to.
    """

    nodes: list[Row] = field(default_factory=list)
    stripped: list[str] = field(default_factory=list)
    relationships: list[Row] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    loose: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Counter)


def batches(parts: Iterable[GraphPart]) -> Iterator[list[GraphPart]]:
    """Parts by the transaction."""
    batch: list[GraphPart] = []
    weight = 0
    for part in parts:
        batch.append(part)
        # One more, so that many empty parts do not make one endless batch.
        weight += 1 + part.weight
        if weight >= BATCH_WEIGHT:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def read_units(transaction: ManagedTransaction, units: Collection[str]) -> Held:
    """What Neo4j holds of some units."""
    if not units:
        return Held()
    asked = list(units)
    nodes = transaction.run(_READ_NODES, units=asked).data()
    return Held(nodes, transaction.run(_READ_RELATIONSHIPS, units=asked).data())


def compare(held: Held, parts: Iterable[GraphPart]) -> Change:
    """What has to be done to what is held of the units of some parts."""
    parts, change = list(parts), Change()
    _compare_nodes(held.nodes, parts, change)
    _compare_relationships(held.relationships, parts, change)
    change.loose.update(change.stripped)
    return change


def apply(transaction: ManagedTransaction, change: Change) -> None:
    """Do it, in a transaction that the caller commits."""
    if change.dropped:
        transaction.run(_DELETE_RELATIONSHIPS, ids=change.dropped).consume()
    if change.stripped:
        transaction.run(_STRIP_NODES, iris=change.stripped, labels=sorted(LABELS)).consume()
    if change.nodes:
        transaction.run(_WRITE_NODES, rows=change.nodes).consume()
    if change.relationships:
        transaction.run(_CREATE_RELATIONSHIPS, rows=change.relationships).consume()
    if change.loose:
        transaction.run(_DELETE_PLACEHOLDERS, iris=sorted(change.loose)).consume()


def write_parts(
    transaction: ManagedTransaction, parts: Sequence[GraphPart], new: Collection[str] = frozenset()
) -> Tally:
    """Write parts, in a transaction that the caller commits; of the units that are `new` nothing is looked for."""
    change = compare(read_units(transaction, [part.unit for part in parts if part.unit not in new]), parts)
    apply(transaction, change)
    return change.tally


def node_row(node: Node, unit: str) -> Row:
    """What stands in Neo4j of a node."""
    return {
        "iri": node.iri,
        "labels": [label for label in node.labels if label != BASE_LABEL],
        "properties": {**node.properties, "iri": node.iri, "unit": unit},
    }


def relationship_row(relationship: Relationship) -> Row:
    """What stands in Neo4j of a relationship."""
    return {
        "type": relationship.type,
        "start": relationship.start,
        "end": relationship.end,
        "properties": {**relationship.properties, MARK: True},
    }


def same(one: dict[str, Property], other: dict[str, Property]) -> bool:
    """Equal, and of equal types: to Python 1, 1.0 and True are the same, to a reader they are not."""
    return one == other and all(type(value) is type(other[key]) for key, value in one.items())


def label_of(labels: Iterable[str]) -> str:
    """The one of ours that says what a node is, of a place that it is one."""
    found = sorted(LABELS & set(labels))
    return "Place" if "Place" in found else found[0] if found else BASE_LABEL


def _compare_nodes(held: list[Row], parts: Iterable[GraphPart], change: Change) -> None:
    rows = {row["iri"]: row for row in held}
    for part in parts:
        for node in part.nodes:
            row, want = rows.pop(node.iri, None), node_row(node, part.unit)
            want["obsolete"] = sorted(LABELS & set(row["labels"]) - set(node.labels)) if row else []
            if (
                row is None
                or want["obsolete"]
                or not set(want["labels"]) <= set(row["labels"])
                or not same(row["properties"], want["properties"])
            ):
                change.nodes.append(want)
                change.tally["changed" if row else "created", label_of(node.labels)] += 1
    for iri, row in rows.items():
        change.stripped.append(iri)
        change.tally["deleted", label_of(row["labels"])] += 1


def _compare_relationships(held: list[Row], parts: Iterable[GraphPart], change: Change) -> None:
    wanted = {each.key: relationship_row(each) for part in parts for each in part.relationships}
    left, replaced = dict(wanted), set[Key]()
    for row in held:
        key = relationship_key(row["type"], row["start"], row["end"], row["properties"])
        if key in left and _same_relationship(row, left[key]):
            del left[key]
            continue
        change.dropped.append(row["id"])
        change.loose.add(row["end"])
        if key in wanted:
            replaced.add(key)
        else:
            change.tally["deleted", row["type"]] += 1
    for key, row in left.items():
        change.relationships.append(row)
        change.tally["changed" if key in replaced else "created", row["type"]] += 1


def _same_relationship(row: Row, want: Row) -> bool:
    return all(row[name] == want[name] for name in ("type", "start", "end")) and same(
        row["properties"], want["properties"]
    )
