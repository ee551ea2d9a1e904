"""What a Neo4j holds of ours, and what it should hold, in one comparable form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.neo4j_connection import Connection
from graph.property_graph import GraphPart


def graph_of(connection: Connection) -> tuple[dict[str, Any], dict[str, Any]]:
    """All nodes and relationships of ours that Neo4j holds, by IRI."""
    nodes = connection.read(
        "MATCH (n:Traslado) WHERE NOT n:TrasladoCheckpoint RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS p"
    )
    relationships = connection.read(
        """MATCH (s:Traslado)-[r]->(e:Traslado)
           RETURN r.iri AS iri, type(r) AS type, s.iri AS s, e.iri AS e, properties(r) AS p"""
    )
    assert len({row["iri"] for row in relationships}) == len(relationships)
    return (
        {row["iri"]: (sorted(row["labels"]), row["p"]) for row in nodes},
        {row["iri"]: (row["type"], row["s"], row["e"], row["p"]) for row in relationships},
    )


def graph_meant(parts: Iterable[GraphPart]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same of what a ledger says: all parts together, and placeholders where no unit has the end."""
    parts = list(parts)
    nodes: dict[str, Any] = {}
    relationships: dict[str, Any] = {}
    for part in parts:
        for relationship in part.relationships:
            nodes.setdefault(relationship.end, (["Traslado"], {"iri": relationship.end}))
            properties = {**relationship.properties, "unit": part.unit}
            relationships[relationship.iri] = (relationship.type, relationship.start, relationship.end, properties)
    for part in parts:
        for node in part.nodes:
            nodes[node.iri] = (
                sorted((*node.labels, "Traslado")),
                {**node.properties, "iri": node.iri, "unit": part.unit},
            )
    return nodes, relationships
