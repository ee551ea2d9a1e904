"""What a Neo4j holds of ours, and what it should hold, in one comparable form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph import generation
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from graph.property_graph import GraphPart, relationship_key


@contextmanager
def in_both_stores(home: Path, settings: Neo4jSettings) -> Iterator[tuple[Store, Connection]]:
    """What is published in a home, in memory, and a Neo4j that holds the same and nothing else."""
    with connect(settings) as connection, Ledger(ledger_path(home)) as ledger:
        sync(connection, LedgerSource(ledger), full=True)
        published = Store()
        published.bulk_extend(Store.read_only(str(generation.current(home).path)))
        yield published, connection


def empty(connection: Connection) -> None:
    """Delete everything, a few thousand nodes at a time, and what the sync made of constraints and indexes."""
    statement = "MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS deleted"
    while connection.write(lambda tx: tx.run(statement).data())[0]["deleted"]:
        pass
    drop_schema(connection)


def drop_schema(connection: Connection) -> None:
    """Drop the constraints and indexes that the sync made."""
    for shown, kind in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
        for row in connection.read(f"SHOW {shown} YIELD name WHERE name STARTS WITH 'traslado_' RETURN name"):
            drop = f"DROP {kind} {row['name']}"
            connection.write(lambda tx, drop=drop: tx.run(drop).consume())


def graph_of(connection: Connection) -> tuple[dict[str, Any], dict[Any, Any]]:
    """All nodes and relationships of ours that Neo4j holds, by IRI."""
    nodes = connection.read(
        "MATCH (n:Traslado) WHERE NOT n:TrasladoCheckpoint RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS p"
    )
    found = connection.read(
        """MATCH (s:Traslado)-[r]->(e:Traslado)
           RETURN type(r) AS type, s.iri AS s, e.iri AS e, properties(r) AS p"""
    )
    relationships = [(row["type"], row["s"], row["e"], row["p"]) for row in found]
    keyed = {relationship_key(*each): each for each in relationships}
    assert len(keyed) == len(relationships)
    return {row["iri"]: (sorted(row["labels"]), row["p"]) for row in nodes}, keyed


def graph_meant(parts: Iterable[GraphPart]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """The same of what a ledger says: all parts together, and placeholders where no unit has the end."""
    parts = list(parts)
    nodes: dict[str, Any] = {}
    relationships: dict[Any, Any] = {}
    for part in parts:
        for relationship in part.relationships:
            nodes.setdefault(relationship.end, (["Traslado"], {"iri": relationship.end}))
            properties = {**relationship.properties, "traslado": True}
            relationships[relationship.key] = (relationship.type, relationship.start, relationship.end, properties)
    for part in parts:
        for node in part.nodes:
            nodes[node.iri] = (
                sorted((*node.labels, "Traslado")),
                {**node.properties, "iri": node.iri, "unit": part.unit},
            )
    return nodes, relationships
