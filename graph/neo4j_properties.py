"""What a hover shows of a node or relationship in Neo4j: its properties and its caption. Pure.

A caption never says more than its strength: what is only alleged, attributed, denied is called so in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from graph.claim_view import ClaimView
from graph.disagreement import Disagreement, Side, rules
from graph.fact import STANDS_PLAIN, Fact, claim_strength, fact_id
from graph.property_graph import Property, relationship_type
from graph.reply import ReplyView
from graph.view import DocumentView, EntityView
from ontology.iri import fact_iri
from ontology.reference import reference_by_slug
from ontology.terms import STRENGTHS, TR

_CAPTION: Final = 60
"""Characters of a quote that a caption shows."""


def entity_properties(view: EntityView) -> dict[str, Property]:
    """Of the node of an entity; strengths are those of the claims of which it is the subject."""
    entry = reference_by_slug().get(view.id)
    known = {entry.label_en, entry.label_es, *entry.aliases} if entry else set()
    stated = {str(fact.value) for fact in view.facts if fact.predicate == "alias" and fact.claims > fact.denials}
    strengths: Counter[str] = Counter()
    for fact in view.facts:
        strengths.update(fact.strengths)
    coverage = view.coverage
    return _present(
        label=view.label,
        label_es=entry.label_es if entry else None,
        names=[*view.names, *sorted(known - set(view.names))],
        aliases=sorted(stated),
        part=view.part,
        identity=view.identity,
        description=None if view.names else view.description,
        from_state=view.from_state,
        to_state=view.to_state,
        origins=coverage.origins,
        documents=coverage.documents,
        first_published=coverage.first,
        last_published=coverage.last,
        disputed=any(fact.disputed for fact in view.facts),
        strengths=_strengths(strengths),
        reference=True if entry else None,
        organization_kind=entry.kind if entry and entry.type == "CriminalOrganization" else None,
        latitude=entry.latitude if entry else None,
        longitude=entry.longitude if entry else None,
    )


def fact_properties(iri: str, fact: Fact) -> dict[str, Property]:
    """Of the relationship of a fact, or of what it ends in."""
    where = fact.whereabouts
    return _present(
        iri=iri,
        caption=_caption(fact),
        predicate=TR + fact.predicate,
        strength=fact.strength,
        strengths=_strengths(fact.strengths),
        alleged=fact.strength not in STANDS_PLAIN,
        status=fact.status,
        aspect=fact.aspect,
        origins=fact.origins,
        documents=fact.documents,
        speakers=fact.speakers,
        claims=fact.claims,
        denials=fact.denials,
        disputed=fact.disputed,
        basis=where.basis if where else None,
        to_state=where.state if where else None,
        city=reference_by_slug()[where.city].label_en if where and where.city else None,
        first_published=fact.first_published,
        last_published=fact.last_published,
        when=list(fact.when),
        counts=[str(count) for count in fact.counts],
        quotes=list(fact.quotes),
        sources=list(fact.sources),
    )


def _caption(fact: Fact) -> str:
    """What the relationship says in words, after its strength where that is not a plain report.

    Browser cuts captions short at their end: the strength must not be what falls away.
    """
    words = relationship_type(fact.predicate).replace("_", " ").lower()
    if fact.status == "former":
        words = f"formerly {words}"
    return words if fact.strength == "reported" else f"{fact.strength.replace('_', ' ')}: {words}"


def _strengths(counted: Mapping[str, int]) -> list[str]:
    """How many claims have which strength: `["reported 2", "alleged 5"]`."""
    return [f"{strength} {counted[strength]}" for strength in STRENGTHS if strength in counted]


def claim_properties(base: str, claim: ClaimView, document: DocumentView) -> dict[str, Property]:
    """Of the node of a claim."""
    prefix, suffix = document.around(claim)
    strength = claim_strength(claim)
    return _present(
        label=claim.quote if len(claim.quote) <= _CAPTION else claim.quote[: _CAPTION - 1] + "…",
        strength=strength,
        alleged=strength not in STANDS_PLAIN,
        predicate=TR + claim.predicate,
        fact=fact_iri(base, fact_id(claim)),
        modality=claim.modality,
        status=claim.status,
        when=claim.when,
        case=claim.case,
        count=claim.count,
        weekday=claim.weekday,
        aspect=claim.aspect,
        via=list(claim.via),
        sources=list(claim.sources),
        cites=list(claim.cites),
        quote=claim.quote,
        prefix=prefix,
        suffix=suffix,
        start=claim.start,
        end=claim.end,
        rule=claim.rule,
        confirmed=True if claim.verdict == "confirmed" else None,
        extractor=f"{document.extractor} {document.extractor_version}",
    )


def value_properties(value: str | int | None) -> dict[str, Property]:
    """Of the node of what a fact ends in that is no entity."""
    return _present(label=str(value), value=str(value), number=value if isinstance(value, int) else None)


def document_properties(view: DocumentView) -> dict[str, Property]:
    """Of the node of a document."""
    return _present(
        label=view.title or view.label,
        title=view.title,
        publisher=view.publisher,
        published=view.published,
        language=view.language,
        url=view.url,
        kind=view.kind,
        dataset=view.dataset,
        origin=view.origin,
        text=view.text,
        correction=view.correction,
        changed=view.changed_at,
        sequence=view.sequence,
    )


def withdrawal_properties(document: str, view: DocumentView) -> dict[str, Property]:
    """Of the node that tells that a document no longer counts."""
    return _present(label="a withdrawn document", withdrawn=document, changed=view.changed_at, sequence=view.sequence)


def reply_properties(reply: ReplyView) -> dict[str, Property]:
    """Of the node of a reply."""
    return _present(
        label=reply.title or reply.words or reply.url,
        words=reply.words,
        url=reply.url,
        publisher=reply.publisher,
        published=reply.published,
    )


def disagreement_properties(disagreement: Disagreement) -> dict[str, Property]:
    """Of the node of a disagreement."""
    settle = rules()[disagreement.kind].settle
    return _present(
        label=disagreement.kind.replace("_", " "),
        kind=disagreement.kind,
        confirmed=disagreement.confirmed,
        expected=disagreement.expected,
        settled_by=settle.en,
        settled_by_es=settle.es,
    )


def side_properties(base: str, side: Side) -> dict[str, Property]:
    """Of the node of one side of a disagreement."""
    return _present(
        value=side.value,
        concerns=list(side.about),
        strength=side.strength,
        documents=side.documents,
        origins=side.origins,
        speakers=side.speakers,
        claims=len(side.claims),
        publishers=list(side.publishers),
        superseded=side.superseded,
        facts=[fact_iri(base, id_) for id_ in side.facts],
    )


def _present(**properties: Property | None) -> dict[str, Property]:
    """Only what is there: Neo4j keeps no nulls, and an empty list says nothing."""
    return {name: value for name, value in properties.items() if value is not None and value != []}
