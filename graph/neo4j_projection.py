"""Views → nodes and relationships: one node an entity, one relationship a fact, with what a hover shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.disagreement import Disagreement, rules, stored_disagreement
from graph.fact import STANDS_PLAIN, Fact, fact_id, facts_of
from graph.ledger import Ledger, Unit
from graph.property_graph import GraphPart, Node, Property, Relationship, relationship_type
from graph.reply import ReplyView
from graph.view import ClaimView, DocumentView, EntityView, document_view, entity_view
from ontology.iri import claim_iri, disagreement_iri, document_iri, entity_iri, fact_iri, local_id, reply_iri
from ontology.reference import reference_by_slug
from ontology.terms import TR

_QUOTES: Final = 20


def project_entity_part(base: str, view: EntityView) -> GraphPart:
    """The node of a current entity, its facts as relationships, and the values that some of them end in."""
    unit = entity_iri(base, view.id)
    if view.state != "current":
        return GraphPart(unit)
    entry = reference_by_slug().get(view.id)
    kinds = (entry.kind,) if entry and entry.type == "Place" and entry.kind else ()
    nodes = [Node(unit, (view.type, *kinds), _entity_properties(view))]
    relationships = []
    if entry:
        for type_, slug in (("LOCATED_IN", entry.located_in), ("IN_COUNTRY", entry.country)):
            if slug:
                properties: dict[str, Property] = {"iri": f"{unit}#{type_}"}
                relationships.append(Relationship(type_, unit, entity_iri(base, slug), properties))
    for fact in facts_of(view.claims):
        if not fact.is_owned:
            continue
        iri = fact_iri(base, fact.id)
        if fact.object is None:
            nodes.append(Node(_value_iri(base, fact.id), ("Value",), _value_properties(fact.value)))
        relationships.append(
            Relationship(
                relationship_type(fact.predicate), unit, _end(base, fact, fact.id), _fact_properties(iri, fact)
            )
        )
    reply_nodes, to_replies = _replies(base, unit, view.replies)
    return GraphPart(unit, (*nodes, *reply_nodes), (*relationships, *to_replies))


def project_document_part(base: str, view: DocumentView) -> GraphPart:
    """The node of a current document and its claims, tied to what they are about."""
    unit = document_iri(base, view.id)
    if view.state != "current":
        return GraphPart(unit)
    document = _present(
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
    nodes = [Node(unit, ("Document",), document)]
    relationships = []
    for claim in view.claims:
        iri = claim_iri(base, claim.id)
        nodes.append(Node(iri, ("Claim",), _claim_properties(base, claim, view)))
        ends = [
            ("SUBJECT", entity_iri(base, claim.subject)),
            ("OBJECT", _end(base, claim, fact_id(claim))),
            ("QUOTED_FROM", unit),
        ]
        if claim.speaker:
            ends.append(("SPEAKER", entity_iri(base, claim.speaker)))
        if court := view.court_of(claim):
            ends.append(("COURT", entity_iri(base, court)))
        relationships += [Relationship(type_, iri, end, {"iri": f"{iri}#{type_}"}) for type_, end in ends]
    reply_nodes, to_replies = _replies(base, unit, view.replies)
    return GraphPart(unit, (*nodes, *reply_nodes), (*relationships, *to_replies))


def _replies(base: str, unit: str, replies: Iterable[ReplyView]) -> tuple[list[Node], list[Relationship]]:
    """Replies as nodes, tied to what they are beside and to the documents that they are."""
    nodes, relationships = [], []
    for reply in replies:
        iri = reply_iri(unit, reply.number)
        properties = _present(
            label=reply.title or reply.words or reply.url,
            words=reply.words,
            url=reply.url,
            publisher=reply.publisher,
            published=reply.published,
        )
        nodes.append(Node(iri, ("Reply",), properties))
        relationships.append(Relationship("REPLY", unit, iri, {"iri": f"{iri}#REPLY"}))
        if reply.document:
            end = document_iri(base, reply.document)
            relationships.append(Relationship("REPLY_DOCUMENT", iri, end, {"iri": f"{iri}#REPLY_DOCUMENT"}))
    return nodes, relationships


def project_disagreement_part(base: str, disagreement: Disagreement) -> GraphPart:
    """The node of a disagreement and of each of its sides, tied to what they are about and to their claims."""
    unit = disagreement_iri(base, disagreement.id)
    settle = rules()[disagreement.kind].settle
    properties = _present(
        label=disagreement.kind.replace("_", " "),
        kind=disagreement.kind,
        confirmed=disagreement.confirmed,
        expected=disagreement.expected,
        settled_by=settle.en,
        settled_by_es=settle.es,
    )
    nodes = [Node(unit, ("Disagreement",), properties)]
    ends = [(unit, "ABOUT", entity_iri(base, subject)) for subject in disagreement.subjects]
    for side in disagreement.sides:
        iri = f"{unit}#side-{side.key}"
        own = _present(
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
        nodes.append(Node(iri, ("Side",), own))
        ends.append((unit, "SIDE", iri))
        ends += [(iri, "SAYS", entity_iri(base, id_)) for id_ in side.objects]
        ends += [(iri, "SAID_BY", claim_iri(base, id_)) for id_ in side.claims]
    relationships = [
        Relationship(type_, start, end, {"iri": f"{start}#{type_}-{local_id(end)}"}) for start, type_, end in ends
    ]
    return GraphPart(unit, tuple(nodes), tuple(relationships))


class LedgerSource:
    """A ledger as the sync reads it: units by their IRIs."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @property
    def ledger_id(self) -> str:
        """Identity of the ledger."""
        return self.ledger.id

    @property
    def sequence(self) -> int:
        """Of the journal's last entry."""
        return self.ledger.sequence

    def touched_since(self, sequence: int) -> Iterable[tuple[str, int]]:
        """Units touched after a sequence, in the order of their last entries."""
        return [(self._iri(unit), unit.sequence) for unit in self.ledger.touched_since(sequence)]

    def all_units(self) -> Iterable[str]:
        """Every unit that has something in the graph."""
        return [self._iri(unit) for unit in self.ledger.units()]

    def part(self, unit: str) -> GraphPart:
        """What belongs to a unit now."""
        base, id_ = self.ledger.base, local_id(unit)
        if unit.startswith(f"{base}documents/"):
            document = document_view(self.ledger, id_)
            return project_document_part(base, document) if document else GraphPart(unit)
        if unit.startswith(f"{base}disagreements/"):
            disagreement = stored_disagreement(self.ledger, id_)
            return project_disagreement_part(base, disagreement) if disagreement else GraphPart(unit)
        entity = entity_view(self.ledger, id_)
        return project_entity_part(base, entity) if entity else GraphPart(unit)

    def _iri(self, unit: Unit) -> str:
        make = {"document": document_iri, "entity": entity_iri, "disagreement": disagreement_iri}[unit.kind]
        return make(self.ledger.base, unit.id)


def _entity_properties(view: EntityView) -> dict[str, Property]:
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
        reference=True if entry else None,
        organization_kind=entry.kind if entry and entry.type == "CriminalOrganization" else None,
        latitude=entry.latitude if entry else None,
        longitude=entry.longitude if entry else None,
    )


def _fact_properties(iri: str, fact: Fact) -> dict[str, Property]:
    published, where = fact.published, fact.whereabouts
    counts = sorted({c.count for c in fact.supporting if c.count is not None})
    return _present(
        iri=iri,
        predicate=TR + fact.predicate,
        strength=fact.strength,
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
        quotes=_quotes(fact.claims),
        sources=sorted({line for c in fact.claims if (line := _source_line(c))})[:_QUOTES],
    )


def _quotes(claims: Iterable[ClaimView]) -> list[str]:
    """Up to 20 quotes: the first of every origin before the second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for claim in sorted(claims, key=lambda c: (c.published or "", c.id)):
        seen[claim.origin] = seen.get(claim.origin, 0) + 1
        ranked.append((seen[claim.origin], claim.quote))
    ordered = [quote for _, quote in sorted(ranked, key=lambda pair: pair[0])]
    return list(dict.fromkeys(ordered))[:_QUOTES]


def _source_line(claim: ClaimView) -> str:
    """Publisher, title, date and address of a claim's document, as a hover shows them."""
    return " · ".join(part for part in (claim.publisher, claim.title, claim.published, claim.url) if part)


def _claim_properties(base: str, claim: ClaimView, document: DocumentView) -> dict[str, Property]:
    prefix, suffix = document.around(claim)
    return _present(
        label=claim.quote if len(claim.quote) <= 60 else claim.quote[:59] + "…",
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


def _end(base: str, statement: Fact | ClaimView, fact: str) -> str:
    return entity_iri(base, statement.object) if statement.object is not None else _value_iri(base, fact)


def _value_iri(base: str, fact: str) -> str:
    return f"{fact_iri(base, fact)}#value"


def _value_properties(value: str | int | None) -> dict[str, Property]:
    return _present(label=str(value), value=str(value), number=value if isinstance(value, int) else None)


def _present(**properties: Property | None) -> dict[str, Property]:
    """Only what is there: Neo4j keeps no nulls, and an empty list says nothing."""
    return {name: value for name, value in properties.items() if value is not None and value != []}
