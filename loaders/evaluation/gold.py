"""The annotations of one document: entities and claims in the shape of `docs/claims.md`, some of them optional."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.claim import Claim, Entity, Source, Value, sha256
from loaders.reader import NO_OVERRIDES, Overrides, read
from ontology.error import InputError


class GoldError(InputError):
    """An annotation that cannot be used: the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What annotators read in one document.

    Attributes:
        source: the document, with the metadata that its annotation gives.
        entities: all of them.
        required: claims that must be found, in the order of the file.
        optional: claims that two careful annotators could give differently: neither missed nor invented.
        optional_entities: local ids of entities that need not be found.
    """

    source: Source
    entities: tuple[Entity, ...]
    required: tuple[Claim, ...]
    optional: tuple[Claim, ...]
    optional_entities: frozenset[str]


class _Document(BaseModel):
    id: str
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    kind: str | None = None
    title: str | None = None
    url: str | None = None
    sha256: str | None = None


class _Entity(BaseModel):
    id: str
    type: str
    names: tuple[str, ...] = ()
    part: str | None = None
    description: str | None = None
    from_state: str | None = Field(None, alias="from")
    to_state: str | None = Field(None, alias="to")
    optional: bool = False


class _Value(BaseModel):
    model_config = ConfigDict(strict=True)

    value: str | int


class _Claim(BaseModel):
    subject: str
    predicate: str
    object: str | _Value
    modality: str
    speaker: str | None = None
    quote: str
    start: int
    end: int
    status: str | None = None
    count: int | None = None
    when: str | None = None
    optional: bool = False

    def claim(self) -> Claim:
        target = self.object if isinstance(self.object, str) else Value(self.object.value)
        return Claim(
            subject=self.subject,
            predicate=self.predicate,
            object=target,
            modality=self.modality,
            start=self.start,
            end=self.end,
            quote=self.quote,
            speaker=self.speaker,
            status=self.status,
            count=self.count,
            when=self.when,
        )


class _Annotation(BaseModel):
    document: _Document
    entities: tuple[_Entity, ...]
    claims: tuple[_Claim, ...]


def read_gold(path: Path, text: str | Path, given: Overrides = NO_OVERRIDES) -> Gold:
    """Read an annotation and the text that it is about.

    Args:
        path: the annotation, a JSON file.
        text: the text's file or address, or the folder that holds it as `ID.txt`, by the document's id.
        given: metadata that stand over those of the annotation.

    Raises:
        GoldError: it is no annotation, or one of another text.
        DocumentError: the text cannot be read.
    """
    annotation = _parse(path)
    document = annotation.document
    location = Path(text) / f"{document.id}.txt" if Path(text).is_dir() else text
    source = read(location, _metadata(document, given))
    if document.sha256 is not None and document.sha256 != sha256(source.text):
        raise GoldError(f"{path}: annotates another text than {location}; give the text whose SHA-256 it names")
    known = {entity.id for entity in annotation.entities}
    for number, claim in enumerate(annotation.claims):
        named = {
            claim.subject,
            claim.speaker or claim.subject,
            *([claim.object] if isinstance(claim.object, str) else []),
        }
        if unknown := sorted(named - known):
            raise GoldError(f"{path}: claims.{number}: there is no entity {unknown[0]!r}; add it to entities")
    return Gold(
        source=source,
        entities=tuple(_entity(entity) for entity in annotation.entities),
        required=tuple(claim.claim() for claim in annotation.claims if not claim.optional),
        optional=tuple(claim.claim() for claim in annotation.claims if claim.optional),
        optional_entities=frozenset(entity.id for entity in annotation.entities if entity.optional),
    )


def _parse(path: Path) -> _Annotation:
    try:
        return _Annotation.model_validate_json(path.read_bytes())
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); check the name and its permissions") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise GoldError(f"{path}: {field}: {first['msg']}; docs/claims.md has the shape of an annotation") from error


def _metadata(document: _Document, given: Overrides) -> Overrides:
    """What is given, else what the annotation says; an empty text says nothing."""
    return Overrides(
        published=given.published or document.published or None,
        publisher=given.publisher or document.publisher or None,
        language=given.language or document.language or None,
        kind=given.kind or document.kind or None,
        title=given.title or document.title or None,
        url=given.url or document.url or None,
    )


def _entity(entity: _Entity) -> Entity:
    return Entity(
        id=entity.id,
        type=entity.type,
        names=entity.names,
        part=entity.part,
        description=entity.description,
        from_state=entity.from_state,
        to_state=entity.to_state,
    )
