"""Descriptions as pages show them: values with labels in the reader's language, and addresses to lead to."""

from __future__ import annotations

from dataclasses import dataclass

from graph.question import Evidence, Reply


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a name: `href` leads to its page, None for a value, which has no IRI either."""

    label: str
    href: str | None = None
    type: str | None = None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the taxonomy: `notation` for style sheets and machines, `label` in words."""

    notation: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact, or one claim: `predicate` in words that are no stronger than `strength`.

    Attributes:
        iri: of the fact or claim.
        relation: the property, of `terms.PREDICATES`.
    """

    iri: str
    relation: str
    subject: Thing
    predicate: str
    object: Thing
    status: Term | None
    strength: Term | None
    disputed: bool
    denials: int
    origins: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """An entity without what is said of it; `description` is of one without a name, `places` are where it lies."""

    iri: str
    label: str
    type: str
    names: tuple[str, ...]
    part: Term | None
    identity: Term | None
    description: str | None
    places: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class EntityDescription(EntitySummary):
    """An entity: what is said of it, and where it is the object."""

    statements: tuple[Statement, ...]
    statements_left_out: int
    named_in: tuple[Statement, ...]
    named_in_left_out: int
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document: its metadata, and who replied to it."""

    iri: str
    label: str
    publisher: str | None
    published: str | None
    language: str | None
    kind: Term | None
    url: str | None
    dataset: str | None
    correction: str | None
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class DocumentDescription(DocumentSummary):
    """A document with its claims, never its text."""

    statements: tuple[Statement, ...]
    statements_left_out: int


@dataclass(frozen=True, slots=True)
class SideDescription:
    """One side of a disagreement, and the claims that take it.

    Attributes:
        value: what it says in words; None where it is `entities` alone.
        concerns: the properties that it is about.
        superseded: each of its publishers took another side in a later document.
    """

    iri: str
    value: str | None
    entities: tuple[Thing, ...]
    concerns: tuple[str, ...]
    strength: Term | None
    documents: int
    origins: int
    speakers: int
    publishers: tuple[str, ...]
    superseded: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DisagreementDescription:
    """What sources say differently, or what a check confirms; `expected` is what calendar or sum give."""

    iri: str
    label: str
    kind: Term
    subjects: tuple[Thing, ...]
    agrees: bool
    expected: str | None
    settle: str
    sides: tuple[SideDescription, ...]


@dataclass(frozen=True, slots=True)
class ClaimDescription:
    """A claim: what it says, in which words, and how it was found."""

    iri: str
    statement: Statement
    fact: Thing
    details: tuple[tuple[str, str], ...]
    context: tuple[str, ...]
    extractor: str
    rule: str
