"""The shapes of what `/v1` lists and describes, as its OpenAPI tells them; `api.description` has the same fields."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.answer import EvidenceModel, ReplyModel

Item = TypeVar("Item")


class ThingModel(BaseModel):
    """Something with a name, or a value."""

    model_config = ConfigDict(from_attributes=True)

    label: str = Field(description="In the language asked for, where it has one.", examples=["Sinaloa Cartel"])
    href: str | None = Field(description="Where this service shows it.", examples=["/entities/cartel-de-sinaloa"])
    type: str | None = Field(description="Its class; none of a value.", examples=["CriminalOrganization"])
    iri: str | None = Field(
        description="None of a value.", examples=["https://w3id.org/traslado/entities/cartel-de-sinaloa"]
    )


class TermModel(BaseModel):
    """A concept of the taxonomy."""

    model_config = ConfigDict(from_attributes=True)

    notation: str = Field(description="For machines, the same in every language.", examples=["alleged"])
    label: str = Field(examples=["alleged"])


class StatementModel(BaseModel):
    """A fact, or one claim."""

    model_config = ConfigDict(from_attributes=True)

    iri: str = Field(description="Of the fact or claim.", examples=["https://w3id.org/traslado/facts/ab12"])
    relation: str = Field(description="The property, as the vocabulary calls it.", examples=["leaderOf"])
    subject: ThingModel
    predicate: str = Field(description="It in words that are no stronger than `strength`.", examples=["alleged leader"])
    object: ThingModel
    status: TermModel | None = Field(description="`former` where it is said to be over.")
    strength: TermModel | None = Field(description="How strongly it is said: never more than the sources say.")
    disputed: bool = Field(description="Somebody denies it, or something else is said in its place.")
    denials: int = Field(description="Claims that deny it.")
    origins: int = Field(description="Independent origins that say it: copies of one text are one.")
    evidence: list[EvidenceModel] = Field(description="The claims that it rests on.")


class EntitySummary(BaseModel):
    """An entity in a list."""

    iri: str = Field(examples=["https://w3id.org/traslado/entities/cartel-de-sinaloa"])
    label: str = Field(examples=["Sinaloa Cartel"])
    type: str = Field(examples=["CriminalOrganization"])
    names: list[str] = Field(description="Other names and aliases.")
    part: TermModel | None = Field(description="What the documents make of a person.")
    identity: TermModel | None = Field(description="How sure it is who a person is.")
    description: str | None = Field(description="Of what has no name.")
    places: list[ThingModel] = Field(description="Where a place lies.")


class EntityModel(EntitySummary):
    """An entity: what is said of it, and where it is named; each with its evidence."""

    statements: list[StatementModel] = Field(description="Facts of which it is the subject.")
    statements_left_out: int = Field(description="How many more there are; neighbours lists them all.")
    named_in: list[StatementModel] = Field(description="Facts of which it is the object.")
    named_in_left_out: int
    replies: list[ReplyModel]


class DocumentSummary(BaseModel):
    """A document in a list."""

    iri: str
    label: str = Field(description="Its title.")
    publisher: str | None = Field(examples=["Traslado samples"])
    published: str | None = Field(description="As precise as it is known.", examples=["2026-01-21"])
    language: str | None = Field(description="ISO 639-1.", examples=["es"])
    kind: TermModel | None
    url: str | None
    dataset: str | None
    correction: str | None = Field(description="What its publisher corrected of it.")
    replies: list[ReplyModel]


class DocumentModel(DocumentSummary):
    """A document: what is known of it, and its claims; never its text."""

    statements: list[StatementModel]
    statements_left_out: int


class ClaimSummary(StatementModel):
    """A claim in a list."""


class ClaimModel(BaseModel):
    """A claim: what it says, in which words, and how it was found."""

    iri: str
    statement: StatementModel
    fact: ThingModel = Field(description="What the claims of this statement say together.")
    details: list[tuple[str, str]] = Field(description="When, how many, in which case, by way of whom: name and value.")
    context: list[str] = Field(description="Other words that it needs.")
    extractor: str
    rule: str


class SideModel(BaseModel):
    """One side of a disagreement, and the claims that take it."""

    iri: str
    value: str | None = Field(description="What it says in words; none where it is `entities` alone.")
    entities: list[ThingModel]
    concerns: list[str] = Field(description="The properties that it is about.")
    strength: TermModel | None
    documents: int
    origins: int
    speakers: int
    publishers: list[str]
    superseded: bool = Field(description="Each of its publishers took another side in a later document.")
    evidence: list[EvidenceModel]


class DisagreementModel(BaseModel):
    """What sources say differently, or what a check confirms."""

    iri: str
    label: str
    kind: TermModel
    subjects: list[ThingModel]
    agrees: bool = Field(description="A check that holds.")
    expected: str | None = Field(description="What calendar or sum give.")
    settle: str = Field(description="How it could be settled.")
    sides: list[SideModel]


class Page(BaseModel, Generic[Item]):
    """A page of a list."""

    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    total: int = Field(description="How many there are on all pages.", examples=[156])
    next: str | None = Field(description="Address of the next page; none on the last.")
    items: list[Item]


class Described(BaseModel, Generic[Item]):
    """One of them."""

    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    item: Item
