"""Views → quads: the default graph says what stands now, a document's graph says what it says. Pure.

A unit (entity or document) owns the subjects that its quads have, so that a step can delete and
write them anew: an entity owns itself and its facts; a document itself, its claims with their
evidence, and the graph of its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.fact import Fact, claim_strength, fact_id, facts_of, standing, standing_triples
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
_TYPE: Final = NamedNode(_RDF + "type")
_DEFAULT: Final = DefaultGraph()
_DATE_TYPES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}

Node = NamedNode | Literal


def project_entity(base: str, view: EntityView) -> list[Quad]:
    """All quads of the default graph whose subject is the entity or one of its facts."""
    subject = NamedNode(entity_iri(base, view.id))
    if view.state in ("replaced", "retired"):
        replaced_by = NamedNode(_DCTERMS + "isReplacedBy")
        return [Quad(subject, replaced_by, NamedNode(entity_iri(base, s)), _DEFAULT) for s in view.successors]
    if view.state != "current":
        return []
    quads = [Quad(subject, p, o, _DEFAULT) for p, o in _describe_entity(base, view)]
    facts = facts_of(view.claims)
    for fact in facts:
        quads += _describe_fact(base, fact)
    for alleged, name, fact in standing_triples(facts):
        quads.append(Quad(subject, _term(alleged, name), _object(base, fact), _DEFAULT))
    return quads


def project_document(base: str, view: DocumentView) -> list[Quad]:
    """The document and its claims in the default graph, and its direct triples in the graph of its name."""
    if view.state != "current":
        return []
    document = NamedNode(document_iri(base, view.id))
    quads = [Quad(document, p, o, _DEFAULT) for p, o in _describe_document(view)]
    direct: dict[tuple[NamedNode, NamedNode, Node], None] = {}
    for claim in view.claims:
        quads += _describe_claim(base, claim, view)
        if form := standing(PREDICATES[claim.predicate], claim.status, claim_strength(claim)):
            subject = NamedNode(entity_iri(base, claim.subject))
            direct[subject, _term(*form), _object(base, claim)] = None
    quads += [Quad(s, p, o, document) for s, p, o in direct]
    return quads


def _describe_entity(base: str, view: EntityView) -> Iterator[tuple[NamedNode, Node]]:
    yield _TYPE, NamedNode(TR + view.type)
    yield NamedNode(_RDFS + "label"), Literal(view.label)
    for name in view.names:
        yield NamedNode(TR + "name"), Literal(name)
    if view.part:
        yield NamedNode(TR + "part"), _concept("part", view.part)
    if view.identity:
        yield NamedNode(TR + "identity"), _concept("identity", view.identity)
    if view.description and not view.names:
        yield NamedNode(TR + "description"), Literal(view.description)
    if view.from_state:
        yield NamedNode(TR + "fromState"), Literal(view.from_state)
    if view.to_state:
        yield NamedNode(TR + "toState"), Literal(view.to_state)
    entry = reference_by_slug().get(view.id)
    if entry is None:
        return
    yield NamedNode(TR + "reference"), Literal(True)
    yield NamedNode(_SKOS + "prefLabel"), Literal(entry.label_en, language="en")
    yield NamedNode(_SKOS + "prefLabel"), Literal(entry.label_es, language="es")
    for name in {entry.label_en, entry.label_es, *entry.aliases} - set(view.names):
        yield NamedNode(TR + "name"), Literal(name)
    if entry.type == "Place" and entry.kind:
        yield _TYPE, NamedNode(TR + entry.kind)
    if entry.type == "CriminalOrganization" and entry.kind:
        yield NamedNode(TR + "organizationKind"), _concept("organization-kind", entry.kind)
    if entry.located_in:
        yield NamedNode(TR + "locatedIn"), NamedNode(entity_iri(base, entry.located_in))
    if entry.country:
        yield NamedNode(TR + "country"), NamedNode(entity_iri(base, entry.country))
    if entry.latitude is not None and entry.longitude is not None:
        yield NamedNode(_GEO + "lat"), _decimal(entry.latitude)
        yield NamedNode(_GEO + "long"), _decimal(entry.longitude)


def _describe_fact(base: str, fact: Fact) -> Iterator[Quad]:
    node = NamedNode(fact_iri(base, fact.id))
    published = fact.published
    yield Quad(node, _TYPE, NamedNode(TR + "Fact"), _DEFAULT)
    yield Quad(node, NamedNode(_RDF + "subject"), NamedNode(entity_iri(base, fact.subject)), _DEFAULT)
    yield Quad(node, NamedNode(_RDF + "predicate"), NamedNode(TR + fact.predicate), _DEFAULT)
    yield Quad(node, NamedNode(_RDF + "object"), _object(base, fact), _DEFAULT)
    if fact.status:
        yield Quad(node, NamedNode(TR + "status"), _concept("status", fact.status), _DEFAULT)
    if fact.aspect:
        yield Quad(node, NamedNode(TR + "aspect"), Literal(fact.aspect), _DEFAULT)
    yield Quad(node, NamedNode(TR + "strength"), _concept("strength", fact.strength), _DEFAULT)
    numbers = {
        "origins": len(fact.origins),
        "documents": len(fact.documents),
        "speakers": len(fact.speakers),
        "claims": len(fact.claims),
        "denials": fact.denials,
    }
    for name, number in numbers.items():
        yield Quad(node, NamedNode(TR + name), Literal(number), _DEFAULT)
    yield Quad(node, NamedNode(TR + "disputed"), Literal(fact.disputed), _DEFAULT)
    if where := fact.whereabouts:
        yield Quad(node, NamedNode(TR + "basis"), _concept("basis", where.basis), _DEFAULT)
        yield Quad(node, NamedNode(TR + "toState"), Literal(where.state), _DEFAULT)
        if where.city:
            yield Quad(node, NamedNode(TR + "city"), NamedNode(entity_iri(base, where.city)), _DEFAULT)
    if published:
        yield Quad(node, NamedNode(TR + "firstPublished"), _date(published[0]), _DEFAULT)
        yield Quad(node, NamedNode(TR + "lastPublished"), _date(published[-1]), _DEFAULT)


def _describe_document(view: DocumentView) -> Iterator[tuple[NamedNode, Node]]:
    yield _TYPE, NamedNode(TR + "Document")
    yield NamedNode(_RDFS + "label"), Literal(view.title or view.label)
    if view.title:
        yield NamedNode(_DCTERMS + "title"), Literal(view.title)
    if view.publisher:
        yield NamedNode(_DCTERMS + "publisher"), Literal(view.publisher)
    if view.published:
        yield NamedNode(_DCTERMS + "issued"), _date(view.published)
    if view.language:
        yield NamedNode(_DCTERMS + "language"), Literal(view.language)
    if view.url:
        yield NamedNode(_SCHEMA + "url"), NamedNode(view.url)
    if view.dataset:
        yield NamedNode(TR + "dataset"), Literal(view.dataset)
    yield NamedNode(TR + "kind"), _concept("kind", view.kind)
    yield NamedNode(TR + "text"), NamedNode(text_iri(view.text))
    yield NamedNode(TR + "originKey"), Literal(view.origin)


def _describe_claim(base: str, claim: ClaimView, document: DocumentView) -> Iterator[Quad]:
    iri = claim_iri(base, claim.id)
    node = NamedNode(iri)
    evidence, position, quote = (NamedNode(f"{iri}#{part}") for part in ("evidence", "position", "quote"))

    def say(subject: NamedNode, predicate: str, target: Node) -> Quad:
        return Quad(subject, NamedNode(predicate), target, _DEFAULT)

    yield say(node, _RDF + "type", NamedNode(TR + "Claim"))
    yield say(node, _RDF + "subject", NamedNode(entity_iri(base, claim.subject)))
    yield say(node, _RDF + "predicate", NamedNode(TR + claim.predicate))
    yield say(node, _RDF + "object", _object(base, claim))
    yield say(node, TR + "fact", NamedNode(fact_iri(base, fact_id(claim))))
    yield say(node, TR + "subjectMention", Literal(claim.subject_mention))
    if claim.object_mention:
        yield say(node, TR + "objectMention", Literal(claim.object_mention))
    yield say(node, TR + "modality", _concept("modality", claim.modality))
    if claim.speaker:
        yield say(node, TR + "speaker", NamedNode(entity_iri(base, claim.speaker)))
    if claim.status:
        yield say(node, TR + "status", _concept("status", claim.status))
    if claim.count is not None:
        yield say(node, TR + "count", Literal(claim.count))
    texts = {"when": claim.when, "case": claim.case, "weekday": claim.weekday, "aspect": claim.aspect}
    for name, value in texts.items():
        if value:
            yield say(node, TR + name, Literal(value))
    for via in claim.via:
        yield say(node, TR + "via", Literal(via))
    for source in claim.sources:
        yield say(node, _DCTERMS + "source", NamedNode(source))
    for cited in claim.cites:
        yield say(node, TR + "cites", NamedNode(cited))
    yield say(node, _PROV + "wasQuotedFrom", NamedNode(document_iri(base, claim.document)))
    yield say(node, TR + "extractor", Literal(document.extractor))
    yield say(node, TR + "extractorVersion", Literal(document.extractor_version))
    yield say(node, TR + "rule", Literal(claim.rule))
    yield say(node, TR + "evidence", evidence)
    yield say(evidence, _RDF + "type", NamedNode(_OA + "SpecificResource"))
    yield say(evidence, _OA + "hasSource", NamedNode(text_iri(document.text)))
    yield say(evidence, _OA + "hasSelector", position)
    yield say(evidence, _OA + "hasSelector", quote)
    yield say(position, _RDF + "type", NamedNode(_OA + "TextPositionSelector"))
    yield say(position, _OA + "start", _natural(claim.start))
    yield say(position, _OA + "end", _natural(claim.end))
    yield say(quote, _RDF + "type", NamedNode(_OA + "TextQuoteSelector"))
    yield say(quote, _OA + "exact", Literal(claim.quote))
    prefix, suffix = document.around(claim)
    yield say(quote, _OA + "prefix", Literal(prefix))
    yield say(quote, _OA + "suffix", Literal(suffix))
    for start, end in claim.context:
        yield say(node, TR + "context", Literal(document.content[start:end]))


def _term(alleged: bool, name: str) -> NamedNode:
    return NamedNode((ALLEGED if alleged else TR) + name)


def _object(base: str, statement: Fact | ClaimView) -> Node:
    if statement.object is not None:
        return NamedNode(entity_iri(base, statement.object))
    predicate = PREDICATES[statement.predicate]
    if predicate.scheme:
        return _concept(predicate.scheme, str(statement.value))
    if predicate.kind == "date":
        return _date(str(statement.value))
    return Literal(int(statement.value)) if isinstance(statement.value, int) else Literal(str(statement.value))


def _concept(scheme: str, notation: str) -> NamedNode:
    return NamedNode(TAXONOMY + concept_name(scheme, notation))


def _date(iso: str) -> Literal:
    return Literal(iso, datatype=NamedNode(_XSD + _DATE_TYPES[len(iso)]))


def _decimal(number: float) -> Literal:
    return Literal(str(number), datatype=NamedNode(_XSD + "decimal"))


def _natural(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(_XSD + "nonNegativeInteger"))
