"""An extraction as the rows that the ledger takes: held to the contract, hashed and ready. Pure.

Made where the document was read, so that the process that writes has only to write (docs/benchmarks.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from graph.age import is_minor
from graph.claim import Claim, Entity, Extraction, Source, Value, sha256
from graph.contract import check
from graph.identity import claim_id, document_id, mention_ids, series_of
from graph.masking import full_forms, name_hash
from graph.matching import match_keys
from graph.near_duplicate import signature

Row = tuple[Any, ...]
_JSON = json.JSONEncoder(ensure_ascii=False)
"""One for all: `json.dumps` makes a new one for each call with options."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the shape of `schema/`.

    Attributes:
        id: of the document.
        content: of its text, whose hash is `document["text"]`.
        document: columns of `document` that the extraction decides, by name.
        mentions: rows of `mention`.
        keys: rows of `mention_key`.
        claims: rows of `claim`.
        minors: mentions of whom the text says that they are under age.
        names: hashes of the full names of people, by which a name that was erased is known.
        signature: of the text, by which its copies are found; None for a table, or a text too short for it.
    """

    id: str
    content: str
    document: dict[str, Any]
    mentions: list[Row]
    keys: list[Row]
    claims: list[Row]
    minors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    signature: bytes | None = None

    @classmethod
    def of(cls, extraction: Extraction) -> Entry:
        """The rows of an extraction.

        Raises:
            ContractError: its claims break the contract.
        """
        check(extraction)
        source = extraction.source
        id_ = document_id(source)
        ids = mention_ids(id_, extraction.entities)
        keys = match_keys(extraction.entities, extraction.claims, source.dataset, source.published)
        # Two claims of one id say the same by two rules: the later stands.
        claims = {row[0]: row for row in (_claim(id_, claim, ids) for claim in extraction.claims)}
        return cls(
            id_,
            source.text,
            _document(id_, extraction),
            [_mention(id_, entity, ids) for entity in extraction.entities],
            [(key, ids[local]) for local, own in keys.items() for key in sorted(own)],
            list(claims.values()),
            tuple(
                ids[entity.id]
                for entity in extraction.entities
                if entity.type == "Person" and is_minor(source.text, entity.mentions)
            ),
            tuple(
                sorted({name_hash(n) for e in extraction.entities if e.type == "Person" for n in full_forms(e.names)})
            ),
            None if source.dataset else signature(source.text),
        )


def origin_of(source: Source) -> str:
    """What counts once: what a retelling retells, a dataset with all its tables, or the text."""
    return source.origin or source.dataset or sha256(source.text)


def _document(id_: str, extraction: Extraction) -> dict[str, Any]:
    source = extraction.source
    return {
        "id": id_,
        "text": sha256(source.text),
        "series": series_of(source),
        "origin": origin_of(source),
        "label": source.label,
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "language": source.language,
        "kind": source.kind,
        "dataset": source.dataset,
        "field_origins": json.dumps(source.origins, ensure_ascii=False, sort_keys=True),
        "reader": source.reader,
        "sha256_of_bytes": source.sha256_of_bytes,
        "extractor": extraction.extractor,
        "extractor_version": extraction.version,
    }


def _mention(document: str, entity: Entity, ids: dict[str, str]) -> Row:
    return (
        *(ids[entity.id], document, entity.type, _json(entity.names), _json(entity.mentions), entity.part),
        *(entity.description, entity.from_state, entity.to_state, entity.key, entity.identity, entity.id),
    )


def _claim(document: str, claim: Claim, ids: dict[str, str]) -> Row:
    value = _JSON.encode(claim.object.value) if isinstance(claim.object, Value) else None
    return (
        *(claim_id(document, claim, ids), document, ids[claim.subject], claim.predicate),
        *(ids[claim.object] if isinstance(claim.object, str) else None, value, claim.modality),
        *(ids[claim.speaker] if claim.speaker else None, claim.status, claim.count, claim.when, claim.case),
        *(_json(claim.via), _json(claim.context), claim.weekday, claim.aspect),
        *(_json(claim.sources), _json(claim.cites), claim.start, claim.end, claim.quote, claim.rule),
    )


def _json(value: Row) -> str:
    return _JSON.encode(value) if value else "[]"
