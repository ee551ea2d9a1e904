"""IRIs of what the graph holds: the path below the base is the HTTP path of the service.

Hashes never contain the base, so that a ledger of another base has the same ids.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/traslado/"
_ID_LENGTH: Final = 24  # 96 bits: no collision in any collection of news


def hash_id(*parts: object) -> str:
    """24 hexadecimal digits of the SHA-256 of the parts; None and the empty text differ."""
    joined = "\x1f".join(["\x00" if part is None else str(part) for part in parts])
    return hashlib.sha256(joined.encode()).hexdigest()[:_ID_LENGTH]


def document_iri(base: str, document: str) -> str:
    """Of a document; also the name of the graph of its direct triples."""
    return f"{base}documents/{document}"


def entity_iri(base: str, entity: str) -> str:
    """Of a resolved entity: opaque, or a slug of the reference data."""
    return f"{base}entities/{entity}"


def claim_iri(base: str, claim: str) -> str:
    """Of a claim."""
    return f"{base}claims/{claim}"


def evidence_iri(base: str, document: str, start: int, end: int) -> str:
    """Of the words of a document from one code point to another, on which any number of its claims rest."""
    return f"{document_iri(base, document)}#evidence-{start}-{end}"


def fact_iri(base: str, fact: str) -> str:
    """Of a fact: what the current claims of one subject, predicate, status and object say together."""
    return f"{base}facts/{fact}"


def disagreement_iri(base: str, disagreement: str) -> str:
    """Of what sources say differently; its sides are fragments of it."""
    return f"{base}disagreements/{disagreement}"


def reply_iri(unit: str, number: int) -> str:
    """Of a reply, by the IRI of the document or entity that it is beside, and the number of the judgement."""
    return f"{unit}#reply-{number}"


def text_iri(sha256: str) -> str:
    """Of a text, by the hash of its UTF-8 bytes."""
    return f"urn:sha256:{sha256}"


def local_id(iri: str) -> str:
    """Last segment of an IRI of ours.

    >>> local_id("https://w3id.org/traslado/claims/ab12")
    'ab12'
    """
    return re.split(r"[/#]", iri)[-1]
