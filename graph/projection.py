"""Views → N-Quads: the default graph says what stands now, a document's graph says what it says. Pure.

A unit (entity or document) owns the subjects that its quads have, so that a step can delete and
write them anew: an entity owns itself and its facts; a document itself, its claims with their
evidence, and the graph of its name. Quads are lines of N-Quads (decision 12): every store reads them,
and writing them costs a fifth of making objects of an RDF library (measured in docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.fact import Fact, claim_strength, fact_id, facts_of, standing
from graph.view import ClaimView, DocumentView, EntityView
from ontology.iri import claim_iri, document_iri, entity_iri, fact_iri, text_iri
from ontology.reference import reference_by_slug
from ontology.terms import ALLEGED, PREDICATES, TAXONOMY, TR, concept_name

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_OA: Final = "http://www.w3.org/ns/oa#"
_PROV: Final = "http://www.w3.org/ns/prov#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_SCHEMA: Final = "https://schema.org/"
_GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DATE_TYPES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})

VERSION: Final = "1"
"""Of the quads: stores of another version are projected anew."""


def project_entity(base: str, view: EntityView) -> list[str]:
    """All quads of the default graph whose subject is the entity or one of its facts."""
    subject = _iri(entity_iri(base, view.id))
    if view.state in ("replaced", "retired"):
        return [f"{subject} <{_DCTERMS}isReplacedBy> {_iri(entity_iri(base, s))} .\n" for s in view.successors]
    if view.state != "current":
        return []
    lines = [f"{subject} <{predicate}> {target} .\n" for predicate, target in _describe_entity(base, view)]
    facts = facts_of(view.claims)
    for fact in facts:
        if not fact.is_owned:
            continue
        node = _iri(fact_iri(base, fact.id))
        lines += [f"{node} <{predicate}> {target} .\n" for predicate, target in _describe_fact(base, fact)]
    for fact in facts:
        if form := standing(PREDICATES[fact.predicate], fact.status, fact.strength):
            lines.append(f"{subject} {_term(*form)} {_object(base, fact)} .\n")
    return lines


def project_document(base: str, view: DocumentView) -> list[str]:
    """The document and its claims in the default graph, and its direct triples in the graph of its name."""
    if view.state != "current":
        return []
    document = _iri(document_iri(base, view.id))
    lines = [f"{document} <{predicate}> {target} .\n" for predicate, target in _describe_document(view)]
    direct: dict[str, None] = {}
    for claim in view.claims:
        lines += _describe_claim(base, claim, view)
        if form := standing(PREDICATES[claim.predicate], claim.status, claim_strength(claim)):
            subject = _iri(entity_iri(base, claim.subject))
            direct[f"{subject} {_term(*form)} {_object(base, claim)} {document} .\n"] = None
    return [*lines, *direct]


def _describe_entity(base: str, view: EntityView) -> Iterator[tuple[str, str]]:
    yield _RDF + "type", _iri(TR + view.type)
    yield _RDFS + "label", _literal(view.label)
    for name in view.names:
        yield TR + "name", _literal(name)
    if view.part:
        yield TR + "part", _concept("part", view.part)
    if view.identity:
        yield TR + "identity", _concept("identity", view.identity)
    if view.description and not view.names:
        yield TR + "description", _literal(view.description)
    if view.from_state:
        yield TR + "fromState", _literal(view.from_state)
    if view.to_state:
        yield TR + "toState", _literal(view.to_state)
    entry = reference_by_slug().get(view.id)
    if entry is None:
        return
    yield TR + "reference", _typed("true", "boolean")
    yield _SKOS + "prefLabel", f"{_literal(entry.label_en)}@en"
    yield _SKOS + "prefLabel", f"{_literal(entry.label_es)}@es"
    for name in sorted({entry.label_en, entry.label_es, *entry.aliases} - set(view.names)):
        yield TR + "name", _literal(name)
    if entry.type == "Place" and entry.kind:
        yield _RDF + "type", _iri(TR + entry.kind)
    if entry.type == "CriminalOrganization" and entry.kind:
        yield TR + "organizationKind", _concept("organization-kind", entry.kind)
    if entry.located_in:
        yield TR + "locatedIn", _iri(entity_iri(base, entry.located_in))
    if entry.country:
        yield TR + "country", _iri(entity_iri(base, entry.country))
    if entry.latitude is not None and entry.longitude is not None:
        yield _GEO + "lat", _typed(str(entry.latitude), "decimal")
        yield _GEO + "long", _typed(str(entry.longitude), "decimal")


def _describe_fact(base: str, fact: Fact) -> Iterator[tuple[str, str]]:
    yield _RDF + "type", _iri(TR + "Fact")
    yield _RDF + "subject", _iri(entity_iri(base, fact.subject))
    yield _RDF + "predicate", _iri(TR + fact.predicate)
    yield _RDF + "object", _object(base, fact)
    if fact.status:
        yield TR + "status", _concept("status", fact.status)
    if fact.aspect:
        yield TR + "aspect", _literal(fact.aspect)
    yield TR + "strength", _concept("strength", fact.strength)
    yield TR + "origins", _integer(len(fact.origins))
    for origin in fact.origins:
        yield TR + "originKey", _literal(origin)
    yield TR + "documents", _integer(len(fact.documents))
    yield TR + "speakers", _integer(len(fact.speakers))
    yield TR + "claims", _integer(len(fact.claims))
    yield TR + "denials", _integer(fact.denials)
    yield TR + "disputed", _typed("true" if fact.disputed else "false", "boolean")
    if where := fact.whereabouts:
        yield TR + "basis", _concept("basis", where.basis)
        yield TR + "toState", _literal(where.state)
        if where.city:
            yield TR + "city", _iri(entity_iri(base, where.city))
    if published := fact.published:
        yield TR + "firstPublished", _date(published[0])
        yield TR + "lastPublished", _date(published[-1])


def _describe_document(view: DocumentView) -> Iterator[tuple[str, str]]:
    yield _RDF + "type", _iri(TR + "Document")
    yield _RDFS + "label", _literal(view.title or view.label)
    if view.title:
        yield _DCTERMS + "title", _literal(view.title)
    if view.publisher:
        yield _DCTERMS + "publisher", _literal(view.publisher)
    if view.published:
        yield _DCTERMS + "issued", _date(view.published)
    if view.language:
        yield _DCTERMS + "language", _literal(view.language)
    if view.url:
        yield _SCHEMA + "url", _iri(view.url)
    if view.dataset:
        yield TR + "dataset", _literal(view.dataset)
    yield TR + "kind", _concept("kind", view.kind)
    yield TR + "text", _iri(text_iri(view.text))
    yield TR + "originKey", _literal(view.origin)


def _describe_claim(base: str, claim: ClaimView, document: DocumentView) -> list[str]:
    iri = claim_iri(base, claim.id)
    prefix, suffix = document.around(claim)
    parts = (
        (iri, _claim_triples(base, claim, document)),
        (
            f"{iri}#evidence",
            [
                (_RDF + "type", _iri(_OA + "SpecificResource")),
                (_OA + "hasSource", _iri(text_iri(document.text))),
                (_OA + "hasSelector", f"<{iri}#position>"),
                (_OA + "hasSelector", f"<{iri}#quote>"),
            ],
        ),
        (
            f"{iri}#position",
            [
                (_RDF + "type", _iri(_OA + "TextPositionSelector")),
                (_OA + "start", _typed(str(claim.start), "nonNegativeInteger")),
                (_OA + "end", _typed(str(claim.end), "nonNegativeInteger")),
            ],
        ),
        (
            f"{iri}#quote",
            [
                (_RDF + "type", _iri(_OA + "TextQuoteSelector")),
                (_OA + "exact", _literal(claim.quote)),
                (_OA + "prefix", _literal(prefix)),
                (_OA + "suffix", _literal(suffix)),
            ],
        ),
    )
    return [f"<{node}> <{predicate}> {target} .\n" for node, triples in parts for predicate, target in triples]


def _claim_triples(base: str, claim: ClaimView, document: DocumentView) -> Iterator[tuple[str, str]]:
    yield _RDF + "type", _iri(TR + "Claim")
    yield _RDF + "subject", _iri(entity_iri(base, claim.subject))
    yield _RDF + "predicate", _iri(TR + claim.predicate)
    yield _RDF + "object", _object(base, claim)
    yield TR + "fact", _iri(fact_iri(base, fact_id(claim)))
    yield TR + "subjectMention", _literal(claim.subject_mention)
    if claim.object_mention:
        yield TR + "objectMention", _literal(claim.object_mention)
    yield TR + "modality", _concept("modality", claim.modality)
    if claim.speaker:
        yield TR + "speaker", _iri(entity_iri(base, claim.speaker))
    if claim.status:
        yield TR + "status", _concept("status", claim.status)
    if claim.count is not None:
        yield TR + "count", _integer(claim.count)
    for name, value in (
        ("when", claim.when),
        ("case", claim.case),
        ("weekday", claim.weekday),
        ("aspect", claim.aspect),
    ):
        if value:
            yield TR + name, _literal(value)
    for via in claim.via:
        yield TR + "via", _literal(via)
    for source in claim.sources:
        yield _DCTERMS + "source", _iri(source)
    for cited in claim.cites:
        yield TR + "cites", _iri(cited)
    yield _PROV + "wasQuotedFrom", _iri(document_iri(base, claim.document))
    yield TR + "extractor", _literal(document.extractor)
    yield TR + "extractorVersion", _literal(document.extractor_version)
    yield TR + "rule", _literal(claim.rule)
    yield TR + "evidence", f"<{claim_iri(base, claim.id)}#evidence>"
    for start, end in claim.context:
        yield TR + "context", _literal(document.content[start:end])


def _term(alleged: bool, name: str) -> str:
    return f"<{ALLEGED if alleged else TR}{name}>"


def _object(base: str, statement: Fact | ClaimView) -> str:
    if statement.object is not None:
        return _iri(entity_iri(base, statement.object))
    predicate = PREDICATES[statement.predicate]
    if predicate.scheme:
        return _concept(predicate.scheme, str(statement.value))
    if predicate.kind == "date":
        return _date(str(statement.value))
    return _integer(statement.value) if isinstance(statement.value, int) else _literal(str(statement.value))


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _literal(text: str) -> str:
    """A string in N-Quads: only these four characters may not stand in it as they are (RDF 1.1 N-Triples, 7)."""
    return f'"{text.translate(_ESCAPES)}"'


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{_XSD}{datatype}>'


def _integer(number: int) -> str:
    return _typed(str(number), "integer")


def _date(iso: str) -> str:
    return _typed(iso, _DATE_TYPES[len(iso)])


def _concept(scheme: str, notation: str) -> str:
    return f"<{TAXONOMY}{concept_name(scheme, notation)}>"
