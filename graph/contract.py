"""The gate of the ledger: an extraction keeps the contract of a claim, or is refused whole."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from graph.claim import QUOTE_LIMIT, Claim, Extraction, Value
from ontology.error import TrasladoError
from ontology.terms import ENTITY_TYPES, KINDS, MODALITIES, PREDICATES, SCHEMES, STATUSES

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class ContractError(TrasladoError):
    """An extractor broke the contract of a claim: its document is refused whole."""


def check(extraction: Extraction) -> None:
    """Hold an extraction to the contract of a claim.

    Raises:
        ContractError: naming the document and the claim that breaks it.
    """
    text = extraction.source.text
    types = {entity.id: entity.type for entity in extraction.entities}

    def fail(claim: Claim, why: str) -> None:
        raise ContractError(
            f"{extraction.source.label}: claim {claim.predicate} at {claim.start}-{claim.end} "
            f"(rule {claim.rule or 'unnamed'}): {why}. This is a fault of the extractor: please report it."
        )

    if extraction.source.kind not in KINDS:
        raise ContractError(f"{extraction.source.label}: unknown kind of document {extraction.source.kind!r}")
    if extraction.source.url is not None and not _is_iri(extraction.source.url):
        raise ContractError(f"{extraction.source.label}: url: {extraction.source.url!r} is no address")
    for entity in extraction.entities:
        if entity.type not in ENTITY_TYPES:
            raise ContractError(f"{extraction.source.label}: entity {entity.id}: unknown type {entity.type}")
    for claim in extraction.claims:
        predicate = PREDICATES.get(claim.predicate)
        if predicate is None:
            fail(claim, "no such predicate")
            continue
        if not claim.quote or text[claim.start : claim.end] != claim.quote or len(claim.quote) > QUOTE_LIMIT:
            fail(claim, "its quote does not stand in the text, or is longer than 300 characters")
        if types.get(claim.subject) not in predicate.subjects:
            fail(claim, f"its subject is {types.get(claim.subject)}")
        if isinstance(claim.object, Value) != (not predicate.objects):
            fail(claim, "its object is of the wrong kind")
        if isinstance(claim.object, str) and types.get(claim.object) not in predicate.objects:
            fail(claim, f"its object is {types.get(claim.object)}")
        if isinstance(claim.object, Value) and isinstance(claim.object.value, int) != (predicate.kind == "integer"):
            fail(claim, f"its value {claim.object.value!r} is of the wrong kind")
        if predicate.scheme and str(claim.object) not in SCHEMES[predicate.scheme]:
            fail(claim, f"its value {str(claim.object)!r} is not in the scheme {predicate.scheme}")
        if predicate.kind == "date" and not _DATE.fullmatch(str(claim.object)):
            fail(claim, f"its value {str(claim.object)!r} is no ISO date")
        for url in (*claim.sources, *claim.cites):
            if not _is_iri(url):
                fail(claim, f"it cites {url!r}, which is no address")
        if claim.speaker is not None and types.get(claim.speaker) not in ("Person", "Authority"):
            fail(claim, "its speaker is neither person nor authority")
        if claim.modality not in MODALITIES or (claim.status is not None and claim.status not in STATUSES):
            fail(claim, f"modality {claim.modality!r} or status {claim.status!r} is unknown")


def _is_iri(text: str) -> bool:
    """Whether the stores will take it: an absolute IRI (RFC 3987)."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
