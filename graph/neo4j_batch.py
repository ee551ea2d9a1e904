"""One step of the sync: make what Neo4j holds of some units equal to what the ledger says of them.

Written for one transaction and safe to run again. What a unit holds is read, compared, and only the
difference is written. A node that others still point to, and whose unit is not (yet, or any longer)
there, stays as a bare placeholder `(:Traslado {iri})`, so that the order of units does not matter;
one that nothing points to goes. Relationships that somebody else drew to our nodes are never deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from neo4j import ManagedTransaction

from graph.property_graph import BASE_LABEL, LABELS, GraphPart, Node, Property, Relationship

# Labels and types are parameters, too, never put into the text of a statement.
_READ_NODES: Final = """
UNWIND $units AS unit
MATCH (n:Traslado {unit: unit})
RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS properties"""
_READ_RELATIONSHIPS: Final = """
UNWIND $units AS unit
MATCH (n:Traslado {unit: unit})-[r {unit: unit}]->(end)
RETURN elementId(r) AS id, type(r) AS type, n.iri AS start, end.iri AS end, properties(r) AS properties"""
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
class Written:
    """What a step wrote: nodes and relationships created or changed, and those of both that went."""

    nodes: int = 0
    relationships: int = 0
    deleted: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.nodes + other.nodes, self.relationships + other.relationships, self.deleted + other.deleted)


@dataclass(frozen=True, slots=True)
class _Difference:
    """What to do to the nodes or relationships of some units.

    Attributes:
        write: rows for the statement that writes them.
        drop: IRIs of nodes, element ids of relationships.
        gone: how many of the dropped are not written anew.
        ends: IRIs of the nodes to which dropped relationships led.
    """

    write: list[dict[str, Any]]
    drop: list[str]
    gone: int
    ends: frozenset[str] = frozenset()


def write_parts(transaction: ManagedTransaction, parts: Sequence[GraphPart]) -> Written:
    """Write parts, in a transaction that the caller commits."""
    units = [part.unit for part in parts]
    relationships = _compare_relationships(transaction.run(_READ_RELATIONSHIPS, units=units).data(), parts)
    nodes = _compare_nodes(transaction.run(_READ_NODES, units=units).data(), parts)
    if relationships.drop:
        transaction.run(_DELETE_RELATIONSHIPS, ids=relationships.drop).consume()
    if nodes.drop:
        transaction.run(_STRIP_NODES, iris=nodes.drop, labels=sorted(LABELS)).consume()
    if nodes.write:
        transaction.run(_WRITE_NODES, rows=nodes.write).consume()
    if relationships.write:
        transaction.run(_CREATE_RELATIONSHIPS, rows=relationships.write).consume()
    if loose := [*nodes.drop, *relationships.ends]:
        transaction.run(_DELETE_PLACEHOLDERS, iris=loose).consume()
    return Written(len(nodes.write), len(relationships.write), nodes.gone + relationships.gone)


def _compare_nodes(held: list[dict[str, Any]], parts: Sequence[GraphPart]) -> _Difference:
    rows = {row["iri"]: row for row in held}
    write = []
    wanted = set()
    for part in parts:
        for node in part.nodes:
            wanted.add(node.iri)
            row = rows.get(node.iri)
            properties = _properties(node, part.unit)
            obsolete = sorted(LABELS & set(row["labels"]) - set(node.labels)) if row else []
            if not (
                row and not obsolete and set(node.labels) <= set(row["labels"]) and _same(row["properties"], properties)
            ):
                labels = [label for label in node.labels if label != BASE_LABEL]
                write.append({"iri": node.iri, "labels": labels, "obsolete": obsolete, "properties": properties})
    drop = [iri for iri in rows if iri not in wanted]
    return _Difference(write, drop, len(drop))


def _compare_relationships(held: list[dict[str, Any]], parts: Sequence[GraphPart]) -> _Difference:
    wanted = {
        relationship.iri: {
            "type": relationship.type,
            "start": relationship.start,
            "end": relationship.end,
            "properties": _properties(relationship, part.unit),
        }
        for part in parts
        for relationship in part.relationships
    }
    drop, ends, gone = [], set(), 0
    kept = set()
    for row in held:
        iri = row["properties"].get("iri")
        want = wanted.get(iri)
        if want is not None and iri not in kept and _same_relationship(row, want):
            kept.add(iri)
        else:
            drop.append(row["id"])
            ends.add(row["end"])
            gone += want is None
    write = [row for iri, row in wanted.items() if iri not in kept]
    return _Difference(write, drop, gone, frozenset(ends))


def _properties(item: Node | Relationship, unit: str) -> dict[str, Property]:
    return {**item.properties, "iri": item.iri, "unit": unit}


def _same_relationship(row: dict[str, Any], want: dict[str, Any]) -> bool:
    return all(row[key] == want[key] for key in ("type", "start", "end")) and _same(
        row["properties"], want["properties"]
    )


def _same(one: dict[str, Property], other: dict[str, Property]) -> bool:
    """Equal, and of equal types: to Python 1, 1.0 and True are the same, to a reader they are not."""
    return one == other and all(type(value) is type(other[key]) for key, value in one.items())
