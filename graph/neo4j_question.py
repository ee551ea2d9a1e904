"""Questions over Neo4j: NAME.cypher answers what NAME.rq answers, row for row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from graph.name import fold
from graph.property_graph import LABELS
from graph.question import Evidence, query_text

_BY_NAME: Final = """
MATCH (n:Traslado)
WHERE $name IN n.names AND ($label IS NULL OR $label IN labels(n))
RETURN n.iri AS iri ORDER BY iri"""
_NAMES: Final = """
MATCH (n:Traslado)
WHERE n.names IS NOT NULL AND ($label IS NULL OR $label IN labels(n))
RETURN n.iri AS iri, n.names AS names ORDER BY iri"""
_BY_DAY: Final = """
MATCH (n:Traslado:Transfer)-[:DATE]->(:Traslado:Value {value: $day})
RETURN DISTINCT n.iri AS iri ORDER BY iri"""
_WITHIN: Final = """
MATCH (n:Traslado)-[:LOCATED_IN*0..]->(around:Traslado)
WHERE around.iri IN $places
RETURN DISTINCT n.iri AS iri ORDER BY iri"""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PARAMETER: Final = re.compile(r"\$(\w+)")


def parameters_of(query: str, bindings: Mapping[str, list[str]]) -> dict[str, list[str] | None]:
    """The parameters of a query, all of which must be given: null where nothing is bound to one."""
    # Comments name parameters, too; what is given in vain does no harm.
    return {**dict.fromkeys(_PARAMETER.findall(query)), **bindings}


class Reader(Protocol):
    """Whatever answers queries from Neo4j: a connection, or one that first looks how far Neo4j is."""

    def read(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a query that only reads (`neo4j_connection.Connection.read`)."""
        ...


class Neo4jBackend:
    """Questions over a Neo4j that the sync has filled.

    Raises:
        ServerError: Neo4j does not answer, refuses or fails (`neo4j_connection`).
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def evidence(self) -> dict[str, list[Evidence]]:
        """Nothing is kept: the next sync may change it."""
        return {}

    def rows(self, name: str, bindings: Mapping[str, list[str]]) -> Iterable[Mapping[str, object]]:
        """Run `NAME.cypher`; its parameters are the variables of the question, null where they are not bound."""
        query = query_text(name, "cypher")
        return self._reader.read(query, parameters_of(query, bindings))

    def resolve(self, type_: str, text: str) -> list[str]:
        """By address, by name (exact first, then folded), a transfer by its day; a place with all that lies in it."""
        if text.startswith(("http://", "https://", "urn:")):
            return [text]
        called = self._called(type_, text)
        return self._iris(_WITHIN, places=called) if type_ == "Place" and called else called

    def _called(self, type_: str, text: str) -> list[str]:
        if type_ in ("Transfer", "entity") and _DAY.fullmatch(text) and (found := self._iris(_BY_DAY, day=text)):
            return found
        if type_ != "entity" and type_ not in LABELS:
            return []
        label = None if type_ == "entity" else type_
        if found := self._iris(_BY_NAME, name=text, label=label):
            return found
        folded = fold(text)
        named = self._reader.read(_NAMES, {"label": label})
        return [row["iri"] for row in named if folded in {fold(name) for name in row["names"]}]

    def _iris(self, query: str, **parameters: object) -> list[str]:
        return [row["iri"] for row in self._reader.read(query, parameters)]
