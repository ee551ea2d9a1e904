"""The graph as Neo4j keeps it: nodes, relationships, and what belongs to one unit of the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ontology.terms import CLASSES, PREDICATES

Property = str | int | float | bool | list[str]

BASE_LABEL: Final = "Traslado"
"""On every node of ours: what does not carry it is somebody else's and never touched."""
MARK: Final = "traslado"
"""True on every relationship of ours: one between our nodes that lacks it was drawn by somebody else."""


def relationship_type(predicate: str) -> str:
    """The type of the relationships of a predicate.

    >>> relationship_type("leaderOf")
    'LEADER_OF'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", predicate).upper()


LABELS: Final = frozenset((*CLASSES, "Value"))
"""Every label beside `BASE_LABEL` that a node may have."""
RELATIONSHIP_TYPES: Final = frozenset(
    (
        *(relationship_type(predicate) for predicate in PREDICATES),
        # of a claim
        *("SUBJECT", "OBJECT", "QUOTED_FROM", "SPEAKER", "COURT"),
        # of a disagreement and its sides
        *("ABOUT", "SIDE", "SAYS", "SAID_BY"),
        # of an entity
        *("LOCATED_IN", "IN_COUNTRY", "REPLACED_BY"),
        # to a reply, and to the document that it is
        *("REPLY", "REPLY_DOCUMENT"),
        # to what is known of a document that spoke of it and is gone
        "WITHDRAWAL",
    )
)


_TEXT: Final = 10_000
"""Characters that weigh as much as a node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node; its IRI is its identity.

    Attributes:
        labels: of `LABELS`; every node has `BASE_LABEL` besides.
    """

    iri: str
    labels: tuple[str, ...]
    properties: dict[str, Property]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two nodes, given by their IRIs.

    Attributes:
        type: of `RELATIONSHIP_TYPES`.
        properties: beside `MARK`; of a fact with its `iri`, of one that only ties nodes none.
    """

    type: str
    start: str
    end: str
    properties: dict[str, Property] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Property, ...]:
        """Its identity, unique among all relationships of ours."""
        return relationship_key(self.type, self.start, self.end, self.properties)


def relationship_key(type_: str, start: str, end: str, properties: Mapping[str, Property]) -> tuple[Property, ...]:
    """What tells a relationship from all others: the IRI of its fact, else what it ties."""
    iri = properties.get("iri")
    return (type_, start, end) if iri is None else (iri,)


@dataclass(frozen=True, slots=True)
class GraphPart:
    """All that belongs to one unit: an entity with its value nodes and facts, or a document with its claims.

    Attributes:
        unit: IRI of the entity or document.
        nodes: the unit's own; none where the unit is no longer there.
        relationships: out of the unit's own nodes, to nodes of any unit.

    Raises:
        ValueError: a label or type is not of the closed list, an IRI stands twice, or a relationship
            starts outside the unit. A fault of the projection, never of the data.
    """

    unit: str
    nodes: tuple[Node, ...] = ()
    relationships: tuple[Relationship, ...] = ()

    @property
    def weight(self) -> int:
        """How much of a transaction it takes: nodes and relationships, long texts as several of them."""
        items: tuple[Node | Relationship, ...] = (*self.nodes, *self.relationships)
        texts = (
            sum(map(len, value)) if isinstance(value, list) else len(value)
            for item in items
            for value in item.properties.values()
            if isinstance(value, str | list)
        )
        return len(items) + sum(texts) // _TEXT

    def __post_init__(self) -> None:
        own = {node.iri for node in self.nodes}
        if len(own) < len(self.nodes):
            raise ValueError(f"{self.unit}: two nodes have one IRI")
        if len({relationship.key for relationship in self.relationships}) < len(self.relationships):
            raise ValueError(f"{self.unit}: two relationships are one and the same")
        if unknown := {label for node in self.nodes for label in node.labels} - LABELS - {BASE_LABEL}:
            raise ValueError(f"{self.unit}: labels {sorted(unknown)} are not in LABELS")
        if unknown := {relationship.type for relationship in self.relationships} - RELATIONSHIP_TYPES:
            raise ValueError(f"{self.unit}: types {sorted(unknown)} are not in RELATIONSHIP_TYPES")
        if strays := {relationship.start for relationship in self.relationships} - own:
            raise ValueError(f"{self.unit}: relationships start at {sorted(strays)}, which the unit does not own")
