"""Views → N-Quads: the default graph says what stands now, a document's graph says what it says. Pure.

A unit (entity or document) owns the subjects that its quads have, so that a step can delete and
write them anew: an entity owns itself and its facts; a document itself, its claims, the evidence that
they share, and the graph of its name. Quads are lines of N-Quads (decision 12): every store reads them,
and writing them costs a fifth of making objects of an RDF library. Claims and facts, of which a document
brings a hundred, are written line by line from templates (measured in docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Final

from graph.claim_view import ClaimView
from graph.disagreement import Disagreement, Side, known_codes, rules
from graph.fact import Fact, claim_strength, fact_id, standing
from graph.name import alias_key, is_alias_form
from graph.reply import ReplyView
from graph.view import DocumentView, EntityView
from graph.withdrawal import withdrawal_iri
from ontology.iri import (
    claim_iri,
    disagreement_iri,
    document_iri,
    entity_iri,
    evidence_iri,
    fact_iri,
    reply_iri,
    text_iri,
)
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

_UNNAMED_ES: Final = {"minor": "un menor, sin nombre", "victim": "una víctima, sin nombre"}

VERSION: Final = "4"
"""Of the quads: stores of another version are projected anew."""


def project_entity(base: str, view: EntityView, origins: Mapping[str, Sequence[str]]) -> str:
    """All quads of the default graph whose subject is the entity or one of its facts, as lines.

    Args:
        base: of the addresses.
        view: of the entity.
        origins: by the id of a fact, of those that belong to the entity.
    """
    subject = _iri(entity_iri(base, view.id))
    if view.state in ("replaced", "retired"):
        successors = (_iri(entity_iri(base, successor)) for successor in view.successors)
        return "".join([f"{subject} <{_DCTERMS}isReplacedBy> {successor} .\n" for successor in successors])
    if view.state != "current":
        return ""
    lines = [f"{subject} <{predicate}> {target} .\n" for predicate, target in _describe_entity(base, view)]
    lines += _describe_replies(base, entity_iri(base, view.id), view.replies)
    lines += [f"{subject} <{TR}withdrawal> <{withdrawal_iri(base, gone)}> .\n" for gone in view.withdrawals]
    for fact in view.facts:
        target = _object(base, fact)
        if fact.is_owned:
            lines.append(_describe_fact(base, fact, target, origins[fact.id]))
        if form := standing(PREDICATES[fact.predicate], fact.status, fact.strength):
            lines.append(f"{subject} {_term(*form)} {target} .\n")
    return "".join(lines)


def project_document(base: str, view: DocumentView) -> str:
    """The document and its claims in the default graph, and its direct triples in the graph of its name, as lines."""
    if view.state == "withdrawn":
        return _describe_withdrawal(base, view)
    if view.state != "current":
        return ""
    document = _iri(document_iri(base, view.id))
    lines = [f"{document} <{predicate}> {target} .\n" for predicate, target in _describe_document(view)]
    lines += _describe_replies(base, document_iri(base, view.id), view.replies)
    direct: dict[str, None] = {}
    evidence: dict[tuple[int, int], str] = {}
    for claim in view.claims:
        if (span := (claim.start, claim.end)) not in evidence:
            evidence[span] = evidence_iri(base, view.id, *span)
            lines.append(_describe_evidence(evidence[span], claim, view))
        subject, target = _iri(entity_iri(base, claim.subject)), _object(base, claim)
        lines.append(_describe_claim(base, claim, subject, target, document, evidence[span]))
        lines += [f"<{claim_iri(base, claim.id)}> <{p}> {o} .\n" for p, o in _qualify_claim(base, claim, view)]
        if form := standing(PREDICATES[claim.predicate], claim.status, claim_strength(claim)):
            direct[f"{subject} {_term(*form)} {target} {document} .\n"] = None
    return "".join([*lines, *direct])


def project_disagreement(base: str, disagreement: Disagreement) -> str:
    """The disagreement and its sides, as lines."""
    iri = disagreement_iri(base, disagreement.id)
    settle = rules()[disagreement.kind].settle
    lines = (
        f"<{iri}> <{_RDF}type> <{TR}Disagreement> .\n"
        f"<{iri}> <{TR}disagreementKind> {_concept('disagreement', disagreement.kind)} .\n"
        f"<{iri}> <{TR}agrees> {_typed('true' if disagreement.confirmed else 'false', 'boolean')} .\n"
        f"<{iri}> <{TR}settledBy> {_literal(settle.en)}@en .\n"
        f"<{iri}> <{TR}settledBy> {_literal(settle.es)}@es .\n"
    )
    if disagreement.expected is not None:
        lines += f"<{iri}> <{TR}expected> {_literal(disagreement.expected)} .\n"
    for subject in disagreement.subjects:
        lines += f"<{iri}> <{TR}about> <{entity_iri(base, subject)}> .\n"
    return lines + "".join([_describe_side(base, iri, side) for side in disagreement.sides])


def _describe_side(base: str, disagreement: str, side: Side) -> str:
    node = f"<{disagreement}#side-{side.key}>"
    lines = (
        f"<{disagreement}> <{TR}side> {node} .\n"
        f"{node} <{_RDF}type> <{TR}Side> .\n"
        f"{node} <{TR}documents> {_integer(side.documents)} .\n"
        f"{node} <{TR}origins> {_integer(side.origins)} .\n"
        f"{node} <{TR}speakers> {_integer(side.speakers)} .\n"
        f"{node} <{TR}claims> {_integer(len(side.claims))} .\n"
        f"{node} <{TR}superseded> {_typed('true' if side.superseded else 'false', 'boolean')} .\n"
    )
    if side.strength:
        lines += f"{node} <{TR}strength> {_concept('strength', side.strength)} .\n"
    if side.value is not None:
        lines += f"{node} <{TR}sideValue> {_literal(side.value)} .\n"
    lines += "".join([f"{node} <{TR}sideEntity> <{entity_iri(base, id_)}> .\n" for id_ in side.objects])
    lines += "".join([f"{node} <{TR}saidBy> <{claim_iri(base, id_)}> .\n" for id_ in side.claims])
    lines += "".join([f"{node} <{TR}restsOn> <{fact_iri(base, id_)}> .\n" for id_ in side.facts])
    lines += "".join([f"{node} <{TR}concerns> {_literal(name)} .\n" for name in side.about])
    return lines + "".join([f"{node} <{_DCTERMS}publisher> {_literal(name)} .\n" for name in side.publishers])


def _describe_entity(base: str, view: EntityView) -> Iterator[tuple[str, str]]:
    yield _RDF + "type", _iri(TR + view.type)
    yield _RDFS + "label", _literal(view.label)
    if view.unnamed:
        yield _SKOS + "prefLabel", f"{_literal(view.label)}@en"
        yield _SKOS + "prefLabel", f"{_literal(_UNNAMED_ES[view.unnamed])}@es"
    for name in view.names:
        yield TR + "name", _literal(name)
    if view.type == "Person":
        nicknames = set(view.aliases)
        forms = {(name, name in nicknames or is_alias_form(name)) for name in view.names}
        for property_, is_alias in (("nameKey", False), ("aliasKey", True)):
            keys = {alias_key(name) for name, alias in forms if alias == is_alias}
            if is_alias:
                keys |= {code for name, _ in forms for code in known_codes().get(alias_key(name), ())}
            for key in sorted(keys):
                yield TR + property_, _literal(key)
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


def _describe_fact(base: str, fact: Fact, target: str, origins: Iterable[str]) -> str:
    node = _iri(fact_iri(base, fact.id))
    lines = (
        f"{node} <{_RDF}type> <{TR}Fact> .\n"
        f"{node} <{_RDF}subject> <{entity_iri(base, fact.subject)}> .\n"
        f"{node} <{_RDF}predicate> <{TR}{fact.predicate}> .\n"
        f"{node} <{_RDF}object> {target} .\n"
        f"{node} <{TR}factSubject> <{entity_iri(base, fact.subject)}> .\n"
        f"{node} <{TR}strength> {_concept('strength', fact.strength)} .\n"
        f"{node} <{TR}origins> {_integer(fact.origins)} .\n"
        f"{node} <{TR}documents> {_integer(fact.documents)} .\n"
        f"{node} <{TR}speakers> {_integer(fact.speakers)} .\n"
        f"{node} <{TR}claims> {_integer(fact.claims)} .\n"
        f"{node} <{TR}denials> {_integer(fact.denials)} .\n"
        f"{node} <{TR}disputed> {_typed('true' if fact.disputed else 'false', 'boolean')} .\n"
    )
    if PREDICATES[fact.predicate].kind == "entity":
        lines += f"{node} <{TR}factObject> {target} .\n"
    for origin in origins:
        lines += f"{node} <{TR}originKey> {_literal(origin)} .\n"
    if fact.status:
        lines += f"{node} <{TR}status> {_concept('status', fact.status)} .\n"
    if fact.aspect:
        lines += f"{node} <{TR}aspect> {_literal(fact.aspect)} .\n"
    if where := fact.whereabouts:
        lines += f"{node} <{TR}basis> {_concept('basis', where.basis)} .\n"
        lines += f"{node} <{TR}toState> {_literal(where.state)} .\n"
        if where.city:
            lines += f"{node} <{TR}city> {_iri(entity_iri(base, where.city))} .\n"
    if fact.first_published and fact.last_published:
        lines += f"{node} <{TR}firstPublished> {_date(fact.first_published)} .\n"
        lines += f"{node} <{TR}lastPublished> {_date(fact.last_published)} .\n"
    return lines


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
    yield TR + "extractor", _literal(view.extractor)
    yield TR + "extractorVersion", _literal(view.extractor_version)
    if view.correction:
        yield TR + "correction", _literal(view.correction)
    yield TR + "changed", _typed(view.changed_at, "dateTime")
    yield TR + "sequence", _integer(view.sequence)


def _describe_withdrawal(base: str, view: DocumentView) -> str:
    node = f"<{withdrawal_iri(base, view.id)}>"
    return (
        f"{node} <{_RDF}type> <{TR}Withdrawal> .\n"
        f"{node} <{TR}withdrawn> <{document_iri(base, view.id)}> .\n"
        f"{node} <{TR}changed> {_typed(view.changed_at, 'dateTime')} .\n"
        f"{node} <{TR}sequence> {_integer(view.sequence)} .\n"
    )


def _describe_replies(base: str, unit: str, replies: Iterable[ReplyView]) -> Iterator[str]:
    for reply in replies:
        node = _iri(reply_iri(unit, reply.number))
        yield f"<{unit}> <{TR}reply> {node} .\n{node} <{_RDF}type> <{TR}Reply> .\n"
        if reply.title or reply.words or reply.url:
            yield f"{node} <{_RDFS}label> {_literal(reply.title or reply.words or reply.url or '')} .\n"
        if reply.words:
            yield f"{node} <{TR}words> {_literal(reply.words)} .\n"
        if reply.url:
            yield f"{node} <{_SCHEMA}url> {_iri(reply.url)} .\n"
        if reply.document:
            yield f"{node} <{TR}replyDocument> <{document_iri(base, reply.document)}> .\n"
        if reply.publisher:
            yield f"{node} <{_DCTERMS}publisher> {_literal(reply.publisher)} .\n"
        if reply.published:
            yield f"{node} <{_DCTERMS}issued> {_date(reply.published)} .\n"


def _describe_evidence(iri: str, claim: ClaimView, document: DocumentView) -> str:
    """The words of a claim where they stand: once, however many claims of the document rest on them."""
    position, quote = f"<{iri}-position>", f"<{iri}-quote>"
    before, after = document.around(claim)
    return (
        f"<{iri}> <{_RDF}type> <{_OA}SpecificResource> .\n"
        f"<{iri}> <{_OA}hasSource> <{text_iri(document.text)}> .\n"
        f"<{iri}> <{_OA}hasSelector> {position} .\n"
        f"<{iri}> <{_OA}hasSelector> {quote} .\n"
        f"{position} <{_RDF}type> <{_OA}TextPositionSelector> .\n"
        f"{position} <{_OA}start> {_typed(str(claim.start), 'nonNegativeInteger')} .\n"
        f"{position} <{_OA}end> {_typed(str(claim.end), 'nonNegativeInteger')} .\n"
        f"{quote} <{_RDF}type> <{_OA}TextQuoteSelector> .\n"
        f"{quote} <{_OA}exact> {_literal(claim.quote)} .\n"
        f"{quote} <{_OA}prefix> {_literal(before)} .\n"
        f"{quote} <{_OA}suffix> {_literal(after)} .\n"
    )


def _describe_claim(base: str, claim: ClaimView, subject: str, target: str, document: str, evidence: str) -> str:
    """What every claim has."""
    node = _iri(claim_iri(base, claim.id))
    return (
        f"{node} <{_RDF}type> <{TR}Claim> .\n"
        f"{node} <{_RDF}subject> {subject} .\n"
        f"{node} <{_RDF}predicate> <{TR}{claim.predicate}> .\n"
        f"{node} <{_RDF}object> {target} .\n"
        f"{node} <{TR}fact> <{fact_iri(base, fact_id(claim))}> .\n"
        f"{node} <{TR}subjectMention> {_literal(claim.subject_mention)} .\n"
        f"{node} <{TR}modality> {_concept('modality', claim.modality)} .\n"
        f"{node} <{_PROV}wasQuotedFrom> {document} .\n"
        f"{node} <{TR}rule> {_literal(claim.rule)} .\n"
        f"{node} <{TR}evidence> <{evidence}> .\n"
    )


def _qualify_claim(base: str, claim: ClaimView, document: DocumentView) -> Iterator[tuple[str, str]]:
    """What some claims have."""
    if claim.object_mention:
        yield TR + "objectMention", _literal(claim.object_mention)
    if claim.speaker:
        yield TR + "speaker", _iri(entity_iri(base, claim.speaker))
    if court := document.court_of(claim):
        yield TR + "court", _iri(entity_iri(base, court))
    if claim.status:
        yield TR + "status", _concept("status", claim.status)
    if claim.verdict == "confirmed":
        yield TR + "confirmed", _typed("true", "boolean")
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
    """A string in N-Quads: what JSON escapes in a string, and how, N-Quads reads alike (RDF 1.1 N-Triples, 2.4)."""
    return encode_basestring(text)


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{_XSD}{datatype}>'


def _integer(number: int) -> str:
    return _typed(str(number), "integer")


def _date(iso: str) -> str:
    return _typed(iso, _DATE_TYPES[len(iso)])


def _concept(scheme: str, notation: str) -> str:
    return f"<{TAXONOMY}{concept_name(scheme, notation)}>"
