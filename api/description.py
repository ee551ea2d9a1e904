"""Descriptions as pages show them: values with labels in the reader's language, and addresses to lead to."""

from __future__ import annotations

from dataclasses import dataclass

from graph.question import Evidence, Reply


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a name: `href` leads to its page, None for a value."""

    label: str
    href: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the taxonomy: `notation` for style sheets and machines, `label` in words."""

    notation: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact, or one claim: `predicate` in words that are no stronger than `strength`."""

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
class EntityDescription:
    """An entity: what is said of it, and where it is the object."""

    iri: str
    label: str
    type: str
    names: tuple[str, ...]
    part: Term | None
    identity: Term | None
    description: str | None
    places: tuple[Thing, ...]
    statements: tuple[Statement, ...]
    statements_left_out: int
    named_in: tuple[Statement, ...]
    named_in_left_out: int
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class DocumentDescription:
    """A document: its metadata and its claims, never its text."""

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
    statements: tuple[Statement, ...]
    statements_left_out: int


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
