"""What one document says: the value objects that everything else is built from.

The shapes follow the contract in `docs/claims.md`; `Extraction.to_json` prints it. Local ids
(`p1`, `t1`) live within one document only.

>>> Entity("p1", "Person", ("Ana Ruiz",), mentions=((0, 8),)).names[0]
'Ana Ruiz'
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]
"""Start and end in Unicode code points of the document's text, end excluded."""

QUOTE_LIMIT = 300
"""The longest quote, in code points."""


def sha256(text: str) -> str:
    """Hexadecimal SHA-256 of a text's UTF-8 bytes: the identity of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """A document as read, before its text is understood.

    Attributes:
        label: the file's name without its extension, or the address.
        text: decoded, without BOM, line ends as LF, and nothing else changed.
        url: canonical address, where there is one.
        published: ISO date, as precise as it is known.
        language: `en`, `es` or None where it is to be detected.
        kind: one of `terms.KINDS`.
        origins: where each field came from: `option`, `sidecar`, or what of the document says it (`docs/loading.md`).
        dataset: identifier of the dataset that the table belongs to.
        origin: for a retelling, the dataset or the text's hash that it retells: together they are one origin.
        reader: name and version of the reader that made the text.
        sha256_of_bytes: of what was read, before decoding.
    """

    label: str
    text: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    kind: str = "other"
    origins: dict[str, str] = field(default_factory=dict)
    dataset: str | None = None
    reader: str = ""
    sha256_of_bytes: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """The object of a claim that is no entity: a text, a number or a date."""

    value: str | int

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that one document speaks of.

    Attributes:
        id: local to the document.
        type: one of `terms.ENTITY_TYPES`.
        names: every form that the document uses, the fullest first; empty where only described.
        mentions: where the document speaks of it, the first one first.
        part: for a Person, one of `terms.PARTS`.
        description: for an entity without a name, the words that describe it.
        from_state: for a Transfer, English name of the state that hands over.
        to_state: for a Transfer, English name of the state that receives.
        key: for an entity of a dataset, what joins its rows across tables.
        identity: one of `terms.IDENTITIES`, where the document itself says how sure the identity is.
    """

    id: str
    type: str
    names: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    part: str | None = None
    description: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    key: str | None = None
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement that one document makes, with the words that make it.

    Attributes:
        subject: local id of an entity.
        predicate: one of `terms.PREDICATES`.
        object: local id of an entity, or a value.
        modality: one of `terms.MODALITIES`: the strength that the document gives.
        start: code point where the quote starts; `end` where it ends; `text[start:end]` is the quote.
        speaker: local id of the Person or Authority to whom the sentence attributes it.
        status: `current`, `former` or None.
        count: number that the text gives for this object.
        when: date or span (EDTF) that the text gives this claim.
        case: docket number as printed.
        via: media or documents through which the words came, as printed.
        context: further spans without which the quote is not understood.
        weekday: as printed, on a `date`.
        aspect: on a `competingValue`, what of the subject the value is about.
        sources: addresses that support the document's statement as a whole (`dcterms:source`).
        cites: addresses that the document cites for this very statement.
        rule: id of the rule that made the claim.
    """

    subject: str
    predicate: str
    object: str | Value
    modality: str
    start: int
    end: int
    quote: str
    speaker: str | None = None
    status: str | None = None
    count: int | None = None
    when: str | None = None
    case: str | None = None
    via: tuple[str, ...] = ()
    context: tuple[Span, ...] = ()
    weekday: str | None = None
    aspect: str | None = None
    sources: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says, and by which extractor it was read."""

    source: Source
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    extractor: str
    version: str

    def to_json(self) -> dict[str, Any]:
        """The document, its entities and its claims in the shape of the contract, empty fields left out."""
        source = self.source
        document = {
            "id": source.label,
            "language": source.language,
            "published": source.published,
            "publisher": source.publisher,
            "kind": source.kind,
            "url": source.url,
            "title": source.title,
            "sha256": sha256(source.text),
        }
        return {
            "document": {name: value for name, value in document.items() if value is not None},
            "entities": [_entity_json(entity) for entity in self.entities],
            "claims": [_claim_json(claim) for claim in self.claims],
            "extractor": {"name": self.extractor, "version": self.version},
        }


def _entity_json(entity: Entity) -> dict[str, Any]:
    optional = {
        "part": entity.part,
        "description": entity.description,
        "from": entity.from_state,
        "to": entity.to_state,
        "key": entity.key,
        "identity": entity.identity,
        "mentions": [list(span) for span in entity.mentions],
    }
    return {
        "id": entity.id,
        "type": entity.type,
        "names": list(entity.names),
        **{name: value for name, value in optional.items() if value},
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    optional = {
        "status": claim.status,
        "count": claim.count,
        "when": claim.when,
        "case": claim.case,
        "weekday": claim.weekday,
        "aspect": claim.aspect,
        "via": list(claim.via),
        "context": [{"start": start, "end": end} for start, end in claim.context],
        "sources": list(claim.sources),
        "cites": list(claim.cites),
        "rule": claim.rule,
    }
    return {
        "subject": claim.subject,
        "predicate": claim.predicate,
        "object": {"value": claim.object.value} if isinstance(claim.object, Value) else claim.object,
        "modality": claim.modality,
        "speaker": claim.speaker,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        **{name: value for name, value in optional.items() if value is not None and value != []},
    }
