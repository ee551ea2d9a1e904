"""The graph as Neo4j keeps it: nodes, relationships, and what belongs to one unit of the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ontology.terms import CLASSES, PREDICATES

Property = str | int | float | bool | list[str]

BASE_LABEL: Final = "Traslado"
"""On every node of ours: what does not carry it is somebody else's and never touched."""


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
    )
)


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
    """A relationship between two nodes, given by their IRIs; its own is `properties["iri"]`.

    Attributes:
        type: of `RELATIONSHIP_TYPES`.
    """

    type: str
    start: str
    end: str
    properties: dict[str, Property]

    @property
    def iri(self) -> str:
        """Its identity, unique among all relationships of ours."""
        return str(self.properties["iri"])


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

    def __post_init__(self) -> None:
        own = {node.iri for node in self.nodes}
        if len(own) < len(self.nodes):
            raise ValueError(f"{self.unit}: two nodes have one IRI")
        if len({relationship.iri for relationship in self.relationships}) < len(self.relationships):
            raise ValueError(f"{self.unit}: two relationships have one IRI")
        if unknown := {label for node in self.nodes for label in node.labels} - LABELS - {BASE_LABEL}:
            raise ValueError(f"{self.unit}: labels {sorted(unknown)} are not in LABELS")
        if unknown := {relationship.type for relationship in self.relationships} - RELATIONSHIP_TYPES:
            raise ValueError(f"{self.unit}: types {sorted(unknown)} are not in RELATIONSHIP_TYPES")
        if strays := {relationship.start for relationship in self.relationships} - own:
            raise ValueError(f"{self.unit}: relationships start at {sorted(strays)}, which the unit does not own")
