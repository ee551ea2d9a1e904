"""What a hover shows of a node or relationship in Neo4j: its properties and its caption. Pure.

A caption never says more than its strength: what is only alleged, attributed, denied is called so in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.disagreement import Disagreement, Side, rules
from graph.fact import STANDS_PLAIN, Fact, claim_strength, fact_id
from graph.property_graph import Property, relationship_type
from graph.reply import ReplyView
from graph.view import ClaimView, DocumentView, EntityView
from ontology.iri import fact_iri
from ontology.reference import reference_by_slug
from ontology.terms import STRENGTHS, TR

_QUOTES: Final = 20
_CAPTION: Final = 60
"""Characters of a quote that a caption shows."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who speaks of an entity, whatever they say.

    Attributes:
        documents: current ones that mention it.
        origins: independent ones among these.
        first: when the first was published, where a date is known; `last` when the last was.
    """

    documents: int = 0
    origins: int = 0
    first: str | None = None
    last: str | None = None


def entity_properties(view: EntityView, facts: Iterable[Fact], coverage: Coverage) -> dict[str, Property]:
    """Of the node of an entity; strengths are those of the claims of which it is the subject."""
    entry = reference_by_slug().get(view.id)
    known = {entry.label_en, entry.label_es, *entry.aliases} if entry else set()
    aliases = sorted({str(c.value) for c in view.claims if c.predicate == "alias" and c.modality != "denied"})
    return _present(
        label=view.label,
        label_es=entry.label_es if entry else None,
        names=[*view.names, *sorted(known - set(view.names))],
        aliases=aliases,
        part=view.part,
        identity=view.identity,
        description=None if view.names else view.description,
        from_state=view.from_state,
        to_state=view.to_state,
        origins=coverage.origins,
        documents=coverage.documents,
        first_published=coverage.first,
        last_published=coverage.last,
        disputed=any(fact.disputed for fact in facts),
        strengths=_strengths(view.claims),
        reference=True if entry else None,
        organization_kind=entry.kind if entry and entry.type == "CriminalOrganization" else None,
        latitude=entry.latitude if entry else None,
        longitude=entry.longitude if entry else None,
    )


def fact_properties(iri: str, fact: Fact) -> dict[str, Property]:
    """Of the relationship of a fact, or of what it ends in."""
    published, where = fact.published, fact.whereabouts
    counts = sorted({c.count for c in fact.supporting if c.count is not None})
    ranked = _by_origin(fact.claims)
    return _present(
        iri=iri,
        caption=_caption(fact),
        predicate=TR + fact.predicate,
        strength=fact.strength,
        strengths=_strengths(fact.claims),
        alleged=fact.strength not in STANDS_PLAIN,
        status=fact.status,
        aspect=fact.aspect,
        origins=len(fact.origins),
        documents=len(fact.documents),
        speakers=len(fact.speakers),
        claims=len(fact.claims),
        denials=fact.denials,
        disputed=fact.disputed,
        basis=where.basis if where else None,
        to_state=where.state if where else None,
        city=reference_by_slug()[where.city].label_en if where and where.city else None,
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        when=sorted({c.when for c in fact.supporting if c.when}),
        counts=[str(count) for count in counts],
        quotes=_first_of(claim.quote for claim in ranked),
        sources=_first_of(_source_line(claim) for claim in ranked),
    )


def _caption(fact: Fact) -> str:
    """What the relationship says in words, after its strength where that is not a plain report.

    Browser cuts captions short at their end: the strength must not be what falls away.
    """
    words = relationship_type(fact.predicate).replace("_", " ").lower()
    if fact.status == "former":
        words = f"formerly {words}"
    return words if fact.strength == "reported" else f"{fact.strength.replace('_', ' ')}: {words}"


def _strengths(claims: Iterable[ClaimView]) -> list[str]:
    """How many claims have which strength: `["reported 2", "alleged 5"]`."""
    counted = Counter(claim_strength(claim) for claim in claims)
    return [f"{strength} {counted[strength]}" for strength in STRENGTHS if strength in counted]


def _by_origin(claims: Iterable[ClaimView]) -> list[ClaimView]:
    """The first of every origin before the second of any."""
    seen: Counter[str] = Counter()
    ranked = []
    for claim in sorted(claims, key=lambda c: (c.published or "", c.id)):
        seen[claim.origin] += 1
        ranked.append((seen[claim.origin], claim))
    return [claim for _, claim in sorted(ranked, key=lambda pair: pair[0])]


def _first_of(lines: Iterable[str]) -> list[str]:
    """Up to 20, each once."""
    return [line for line in dict.fromkeys(lines) if line][:_QUOTES]


def _source_line(claim: ClaimView) -> str:
    """Publisher, title, date and address of a claim's document, as a hover shows them."""
    return " · ".join(part for part in (claim.publisher, claim.title, claim.published, claim.url) if part)


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
