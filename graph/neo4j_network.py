"""The network of `graph.network` over a Neo4j that the sync has filled: Neo4j walks, and sends what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

from graph.neo4j_question import Reader
from graph.network import RELATIONS, Lens, Member, Neighbour, Path, Step
from graph.path_search import PathSearch, Tie
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
_TIES_OF: Final = """
UNWIND $entities AS iri
MATCH (entity:Traslado {iri: iri})-[fact:TYPES]-(member:Traslado)
WHERE fact.strength IN $strengths AND (member.part IS NULL OR member.part IN $parts OR member.iri IN $ends)
  AND member.unit IS NOT NULL
RETURN iri, fact.iri, type(fact), member.iri, fact.strength, member.part, id(fact)
LIMIT $most"""
_STEPS: Final = f"""
MATCH ()-[fact]->() WHERE id(fact) IN $facts
RETURN {_STEP} AS step"""
_MEMBERS: Final = f"""
UNWIND $members AS iri
MATCH (member:Traslado {{iri: iri}})
WHERE member.unit IS NOT NULL
RETURN {_MEMBER} AS member"""
_MOST_TIES: Final = 50_000
"""Ties that one search for paths may look at: about a second."""


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
            TooWideError: more lies between the two than one search may look at.
        """
        members = self._members((start, end))
        if start == end or len(members) < 2 or "victim" in {member.part for member in members.values()}:
            return []
        ties = _Ties(self._read)
        found = list(islice(PathSearch(ties, start, end, lens, most=_MOST_TIES).paths(longest), limit))
        members |= self._members({tie.other for path in found for tie in path})
        rows = self._read(_STEPS, lens, facts=[ties.number[tie.fact] for path in found for tie in path])
        steps = {row["step"]["fact"]: _step(row["step"]) for row in rows}
        return [
            Path(
                (members[start], *(members[tie.other] for tie in path)),
                tuple(steps[tie.fact] for tie in path),
            )
            for path in found
        ]

    def _members(self, entities: Iterable[str]) -> dict[str, Member]:
        rows = self._reader.read(_MEMBERS, {"members": sorted(set(entities))})
        return {row["member"]["iri"]: _member(row["member"]) for row in rows}

    def _read(self, query: str, lens: Lens, **parameters: object) -> list[dict[str, Any]]:
        types = "|".join(sorted(relationship_type(relation) for relation in lens.relations & RELATIONS))
        if not types:
            return []
        seen = {"strengths": sorted(lens.strengths), "parts": sorted(lens.parts)}
        return self._reader.read(query.replace("TYPES", types), {**seen, **parameters})


class _Ties:
    """A `path_search.TieReader` of what Neo4j holds.

    Attributes:
        number: by which Neo4j finds a fact that was read, which no index does.
    """

    def __init__(self, read: Callable[..., list[dict[str, Any]]]) -> None:
        self.number: dict[str, int] = {}
        self._read = read

    def ties(self, entities: Iterable[str], lens: Lens, ends: frozenset[str]) -> dict[str, list[Tie]]:
        """The ties of entities that a lens shows, in the order of their facts; one more than may be looked at."""
        found: dict[str, list[Tie]] = {entity: [] for entity in entities}
        for row in self._read(_TIES_OF, lens, entities=list(found), ends=sorted(ends), most=_MOST_TIES + 1):
            entity, fact, type_, other, strength, part, number = row.values()
            found[entity].append(Tie(fact, _RELATION[type_], other, strength, part))
            self.number[fact] = number
        for ties in found.values():
            ties.sort()
        return found


def _step(row: Mapping[str, Any]) -> Step:
    type_ = row["type"]
    return Step(relation=_RELATION[type_], **{name: value for name, value in row.items() if name != "type"})


def _member(row: Mapping[str, Any]) -> Member:
    (type_,) = set(row["labels"]) & set(ENTITY_TYPES)
    return Member(row["iri"], row["label"], type_, row["part"], row["identity"])
