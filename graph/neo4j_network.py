"""The network of `graph.network` over a Neo4j that the sync has filled: Neo4j walks, and sends what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.neo4j_connection import Neo4jTimeoutError
from graph.neo4j_question import Reader
from graph.network import RELATIONS, Lens, Member, Neighbour, Path, Step, TooWideError
from graph.property_graph import relationship_type
from ontology.terms import ENTITY_TYPES

_RELATION: Final = {relationship_type(relation): relation for relation in RELATIONS}
_STEP: Final = """{
         fact: fact.iri, type: type(fact), subject: startNode(fact).iri, object: endNode(fact).iri,
         status: fact.status, strength: fact.strength, documents: fact.documents, origins: fact.origins,
         speakers: fact.speakers, denials: fact.denials, disputed: fact.disputed
       }"""
_MEMBER: Final = """{
         iri: member.iri, label: member.label, labels: labels(member), part: member.part, identity: member.identity
       }"""
# TYPES and LENGTH are of closed lists: Neo4j takes neither as a parameter of a pattern.
_TIES: Final = """
MATCH (entity:Traslado {iri: $entity})-[fact:TYPES]-(member:Traslado)
WHERE coalesce(entity.part, '') <> 'victim' AND fact.strength IN $strengths
  AND (member.part IS NULL OR member.part IN $parts)"""
_NEIGHBOURS: Final = f"""{_TIES} AND fact.iri > $after
WITH fact, member
ORDER BY fact.iri
LIMIT $limit
RETURN {_STEP} AS step, {_MEMBER} AS member"""
_COUNT: Final = f"{_TIES} RETURN count(fact) AS neighbours"
_PATHS: Final = f"""
MATCH (start:Traslado {{iri: $start}}), (end:Traslado {{iri: $end}})
WHERE start <> end AND coalesce(start.part, '') <> 'victim' AND coalesce(end.part, '') <> 'victim'
// Of a fixed length, all are the shortest: found from both sides, without walking what leads nowhere.
MATCH path = ALL SHORTEST (start)(
  (:Traslado)-[tie:TYPES]-(met:Traslado)
  WHERE tie.strength IN $strengths AND (met.part IS NULL OR met.part IN $parts OR met IN [start, end])
){{LENGTH}}(end)
WHERE all(one IN nodes(path) WHERE single(other IN nodes(path) WHERE other = one))
WITH path, [fact IN relationships(path) | fact.iri] AS facts
ORDER BY facts
LIMIT $limit
RETURN [fact IN relationships(path) | {_STEP}] AS steps, [member IN nodes(path) | {_MEMBER}] AS members
ORDER BY facts"""


class Neo4jNetwork:
    """A `graph.network.Network` of what Neo4j holds.

    Raises:
        ServerError: Neo4j does not answer, refuses or fails (`neo4j_connection`).
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def neighbours(self, entity: str, lens: Lens, *, after: str = "", limit: int) -> list[Neighbour]:
        """Up to `limit` neighbours in the order of the IRIs of their facts, of which each comes after `after`."""
        rows = self._read(_NEIGHBOURS, lens, entity=entity, after=after, limit=limit)
        return [Neighbour(_step(row["step"]), _member(row["member"])) for row in rows]

    def count(self, entity: str, lens: Lens) -> int:
        """How many neighbours there are in all."""
        return sum(row["neighbours"] for row in self._read(_COUNT, lens, entity=entity))

    def paths(self, start: str, end: str, lens: Lens, *, longest: int, limit: int) -> list[Path]:
        """The first `limit` paths, in their `order`, of at most `longest` steps from `start` to another entity.

        Raises:
            TooWideError: Neo4j does not find them in time.
        """
        found: list[Path] = []
        for length in range(1, longest + 1):
            query = _PATHS.replace("LENGTH", str(length))
            try:
                rows = self._read(query, lens, start=start, end=end, limit=limit - len(found))
            except Neo4jTimeoutError as error:
                raise TooWideError(f"Neo4j did not find all paths of {length} steps in time.") from error
            found += [Path(tuple(map(_member, row["members"])), tuple(map(_step, row["steps"]))) for row in rows]
            if len(found) == limit:
                break
        return found

    def _read(self, query: str, lens: Lens, **parameters: object) -> list[dict[str, Any]]:
        types = "|".join(sorted(relationship_type(relation) for relation in lens.relations & RELATIONS))
        if not types:
            return []
        seen = {"strengths": sorted(lens.strengths), "parts": sorted(lens.parts)}
        return self._reader.read(query.replace("TYPES", types), {**seen, **parameters})


def _step(row: Mapping[str, Any]) -> Step:
    type_ = row["type"]
    return Step(relation=_RELATION[type_], **{name: value for name, value in row.items() if name != "type"})


def _member(row: Mapping[str, Any]) -> Member:
    (type_,) = set(row["labels"]) & set(ENTITY_TYPES)
    return Member(row["iri"], row["label"], type_, row["part"], row["identity"])
