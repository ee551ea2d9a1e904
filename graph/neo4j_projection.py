"""Views → nodes and relationships: one node an entity, one relationship a fact, with what a hover shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from graph.claim_view import ClaimView
from graph.disagreement import Disagreement
from graph.fact import Fact, fact_id
from graph.neo4j_properties import (
    claim_properties,
    disagreement_properties,
    document_properties,
    entity_properties,
    fact_properties,
    reply_properties,
    side_properties,
    value_properties,
    withdrawal_properties,
)
from graph.property_graph import GraphPart, Node, Relationship, relationship_type
from graph.reply import ReplyView
from graph.view import DocumentView, EntityView
from graph.withdrawal import withdrawal_iri
from ontology.iri import claim_iri, disagreement_iri, document_iri, entity_iri, fact_iri, reply_iri
from ontology.reference import reference_by_slug


def project_entity_part(base: str, view: EntityView) -> GraphPart:
    """The node of a current entity, its facts as relationships, and the values that some of them end in."""
    unit = entity_iri(base, view.id)
    if view.state != "current":
        return GraphPart(unit)
    entry = reference_by_slug().get(view.id)
    kinds = (entry.kind,) if entry and entry.type == "Place" and entry.kind else ()
    nodes = [Node(unit, (view.type, *kinds), entity_properties(view))]
    relationships = []
    if entry:
        for type_, slug in (("LOCATED_IN", entry.located_in), ("IN_COUNTRY", entry.country)):
            if slug:
                relationships.append(Relationship(type_, unit, entity_iri(base, slug)))
    for fact in view.facts:
        if not fact.is_owned:
            continue
        iri = fact_iri(base, fact.id)
        if fact.object is None:
            nodes.append(Node(_value_iri(base, fact.id), ("Value",), value_properties(fact.value)))
        type_, end = relationship_type(fact.predicate), _end(base, fact, fact.id)
        relationships.append(Relationship(type_, unit, end, fact_properties(iri, fact)))
    reply_nodes, to_replies = _replies(base, unit, view.replies)
    relationships += [Relationship("WITHDRAWAL", unit, withdrawal_iri(base, gone)) for gone in view.withdrawals]
    return GraphPart(unit, (*nodes, *reply_nodes), (*relationships, *to_replies))


def project_document_part(base: str, view: DocumentView) -> GraphPart:
    """The node of a current document and its claims, tied to what they are about; of a withdrawn one that it is."""
    unit = document_iri(base, view.id)
    if view.state == "withdrawn":
        properties = withdrawal_properties(unit, view)
        return GraphPart(unit, (Node(withdrawal_iri(base, view.id), ("Withdrawal",), properties),))
    if view.state != "current":
        return GraphPart(unit)
    nodes = [Node(unit, ("Document",), document_properties(view))]
    relationships = []
    for claim in view.claims:
        iri = claim_iri(base, claim.id)
        nodes.append(Node(iri, ("Claim",), claim_properties(base, claim, view)))
        ends = [
            ("SUBJECT", entity_iri(base, claim.subject)),
            ("OBJECT", _end(base, claim, fact_id(claim))),
            ("QUOTED_FROM", unit),
        ]
        if claim.speaker:
            ends.append(("SPEAKER", entity_iri(base, claim.speaker)))
        if court := view.court_of(claim):
            ends.append(("COURT", entity_iri(base, court)))
        relationships += [Relationship(type_, iri, end) for type_, end in ends]
    reply_nodes, to_replies = _replies(base, unit, view.replies)
    return GraphPart(unit, (*nodes, *reply_nodes), (*relationships, *to_replies))


def project_disagreement_part(base: str, disagreement: Disagreement) -> GraphPart:
    """The node of a disagreement and of each of its sides, tied to what they are about and to their claims."""
    unit = disagreement_iri(base, disagreement.id)
    nodes = [Node(unit, ("Disagreement",), disagreement_properties(disagreement))]
    ends = [(unit, "ABOUT", entity_iri(base, subject)) for subject in disagreement.subjects]
    for side in disagreement.sides:
        iri = f"{unit}#side-{side.key}"
        nodes.append(Node(iri, ("Side",), side_properties(base, side)))
        ends.append((unit, "SIDE", iri))
        ends += [(iri, "SAYS", entity_iri(base, id_)) for id_ in side.objects]
        ends += [(iri, "SAID_BY", claim_iri(base, id_)) for id_ in side.claims]
    return GraphPart(unit, tuple(nodes), tuple(Relationship(type_, start, end) for start, type_, end in ends))


def _replies(base: str, unit: str, replies: Iterable[ReplyView]) -> tuple[list[Node], list[Relationship]]:
    """Replies as nodes, tied to what they are beside and to the documents that they are."""
    nodes, relationships = [], []
    for reply in replies:
        iri = reply_iri(unit, reply.number)
        nodes.append(Node(iri, ("Reply",), reply_properties(reply)))
        relationships.append(Relationship("REPLY", unit, iri))
        if reply.document:
            relationships.append(Relationship("REPLY_DOCUMENT", iri, document_iri(base, reply.document)))
    return nodes, relationships


def _end(base: str, statement: Fact | ClaimView, fact: str) -> str:
    return entity_iri(base, statement.object) if statement.object is not None else _value_iri(base, fact)


def _value_iri(base: str, fact: str) -> str:
    return f"{fact_iri(base, fact)}#value"
