"""Identity of documents, mentions and claims: hashes of what they are, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable

from graph.claim import Claim, Entity, Source, sha256
from ontology.iri import hash_id


def document_id(source: Source) -> str:
    """Identity of a document: its canonical URL and its text, or its text alone; later metadata never change it."""
    digest = sha256(source.text)
    return hash_id(source.url, digest) if source.url else hash_id(digest)


def series_of(source: Source) -> str:
    """What binds the versions of one publication."""
    if source.url:
        return source.url
    return f"table:{source.publisher}/{source.label}" if source.dataset else sha256(source.text)


def mention_ids(document: str, entities: Iterable[Entity]) -> dict[str, str]:
    """Local id → identity of the mention: document, type, first span, and its number on that span; or its key."""
    ids: dict[str, str] = {}
    seen: dict[tuple[object, ...], int] = {}
    for entity in entities:
        place = (entity.key,) if entity.key else entity.mentions[:1]
        number = seen.get((entity.type, place), 0)
        seen[entity.type, place] = number + 1
        ids[entity.id] = hash_id(document, entity.type, *place, number)
    return ids


def claim_id(document: str, claim: Claim, mentions: dict[str, str]) -> str:
    """Identity of a claim: document, mentions, predicate, qualifiers and spans; never who extracted it."""
    target = mentions[claim.object] if isinstance(claim.object, str) else ("value", claim.object.value)
    qualifiers = (claim.modality, claim.status, claim.count, claim.when, claim.case, claim.weekday, claim.aspect)
    speaker = mentions[claim.speaker] if claim.speaker else None
    spans = (claim.start, claim.end, claim.context)
    return hash_id(document, mentions[claim.subject], claim.predicate, target, speaker, *qualifiers, claim.via, spans)
