"""Who is tied to whom: neighbours and short paths over the facts between entities, the same from every store.

A tie is a fact of which both ends are entities; it is walked in either direction, whoever its subject is. What may
be walked is said by a `Lens`. Victims are never in the network, whatever the lens says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from graph.fact import CLEARED
from ontology.error import QueryError
from ontology.terms import PARTS, PREDICATES, STRENGTHS

RELATIONS: Final = frozenset(predicate.name for predicate in PREDICATES.values() if predicate.objects)
"""Predicates that tie two entities."""
TYING: Final = frozenset(STRENGTHS) - {"denied", "possible", *CLEARED}
"""Strengths at which somebody says of a tie that it is there."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Which ties and which people are looked at.

    Attributes:
        relations: of `RELATIONS`; of a tie, whichever way it is walked.
        strengths: of `terms.STRENGTHS`.
        parts: of `terms.PARTS`: the people who may be met on the way; those asked about are there whatever their part.
    """

    relations: frozenset[str] = RELATIONS
    strengths: frozenset[str] = TYING
    parts: frozenset[str] = field(default=frozenset({"accused"}))

    def __post_init__(self) -> None:
        # Nobody may be met on the way whom answers do not name.
        object.__setattr__(self, "parts", self.parts & frozenset(PARTS) - {"victim"})


@dataclass(frozen=True, slots=True)
class Member:
    """An entity in the network.

    Attributes:
        type: of `terms.ENTITY_TYPES`.
        part: what the documents make of a person, of `terms.PARTS`; None of what is no person.
        identity: how sure it is who the person is, of `terms.IDENTITIES`; None of what is no person.
    """

    iri: str
    label: str
    type: str
    part: str | None = None
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One tie, as the fact says it: from its subject to its object, whichever way it is walked.

    Attributes:
        fact: IRI of the fact, by which `question.evidence_of_facts` finds the words behind it.
        relation: of `RELATIONS`.
        subject: IRI of the subject.
        object: IRI of the object.
        status: of `terms.STATUSES`, or None.
        strength: of `terms.STRENGTHS`, never more than the sources say.
    """

    fact: str
    relation: str
    subject: str
    object: str
    status: str | None
    strength: str
    documents: int
    origins: int
    speakers: int
    denials: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Who or what is tied to the entity asked about, and by which tie; by two ties it is there twice."""

    step: Step
    member: Member


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one entity to another that comes by nobody twice: one member more than steps."""

    members: tuple[Member, ...]
    steps: tuple[Step, ...]

    @property
    def order(self) -> tuple[int, tuple[str, ...]]:
        """What paths are sorted by: the shorter before the longer, then by their facts."""
        return len(self.steps), tuple(step.fact for step in self.steps)


class TooWideError(QueryError):
    """So much lies between two entities that the search for paths was given up."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Ask for shorter paths (longest), or for fewer relations or strengths.")


class Network(Protocol):
    """A store as network questions see it; entities are named by their IRIs, one that is not there has no ties."""

    def neighbours(self, entity: str, lens: Lens, *, after: str = "", limit: int) -> list[Neighbour]:
        """Up to `limit` neighbours in the order of the IRIs of their facts, of which each comes after `after`."""
        ...

    def count(self, entity: str, lens: Lens) -> int:
        """How many neighbours there are in all."""
        ...

    def paths(self, start: str, end: str, lens: Lens, *, longest: int, limit: int) -> list[Path]:
        """The first `limit` paths, in their `order`, of at most `longest` steps from `start` to another entity.

        Raises:
            TooWideError: more lies between the two than one search may look at.
        """
        ...
