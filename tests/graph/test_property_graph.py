from __future__ import annotations

import pytest

from graph.property_graph import RELATIONSHIP_TYPES, GraphPart, Node, Relationship, relationship_type
from ontology.terms import PREDICATES

U = "https://example.org/entities/u"


def node(iri: str = U, *labels: str) -> Node:
    return Node(iri, labels or ("Person",), {})


def relationship(type_: str = "LEADER_OF", start: str = U, iri: str = f"{U}/fact") -> Relationship:
    return Relationship(type_, start, f"{U}2", {"iri": iri})


@pytest.mark.parametrize(
    ("predicate", "type_"), [("alias", "ALIAS"), ("inLawOf", "IN_LAW_OF"), ("deathPenaltyCount", "DEATH_PENALTY_COUNT")]
)
def test_type_is_the_predicate_in_capitals(predicate: str, type_: str) -> None:
    assert relationship_type(predicate) == type_


def test_predicates_have_types_of_their_own() -> None:
    types = {relationship_type(predicate) for predicate in PREDICATES}
    assert len(types) == len(PREDICATES)
    assert types < RELATIONSHIP_TYPES


@pytest.mark.parametrize(
    ("nodes", "relationships", "message"),
    [
        ((node(), node()), (), "two nodes"),
        ((node(),), (relationship(), relationship("MEMBER_OF")), "two relationships"),
        ((node(U, "Person`) DETACH DELETE (n"),), (), "labels"),
        ((node(),), (relationship("KNOWS"),), "types"),
        ((node(),), (relationship(start=f"{U}3"),), "start at"),
    ],
)
def test_part_that_breaks_the_rules_cannot_be_made(
    nodes: tuple[Node, ...], relationships: tuple[Relationship, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        GraphPart(U, nodes, relationships)
