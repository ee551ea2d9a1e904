"""What all claims about a fact, and all mentions of an entity, say together: counted up and down, never from all. Pure.

A summary is a sum of rows: `Statement`, what counts of a claim, and `Appearance`, what counts of an entity in one
document. What a sum alone cannot tell (whether an origin was there before, which date is now the first) is told by
whoever keeps the rows (`graph.summary_ledger`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from graph.claim_view import ClaimView
from graph.fact import Fact, claim_strength, fact_id, label
from graph.name import person_identity
from ontology.terms import IDENTITIES, PREDICATES

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SHOWN: Final = 20
"""Quotes, and sources, that a fact shows."""


class Statement(NamedTuple):
    """What a summary counts of a claim: a row of the table of that name.

    Attributes:
        published: empty where it is not known.
        cites: how many pages the claim cites.
        words: hash of its quote and its source line.
    """

    document: str
    claim: str
    fact: str
    origin: str
    published: str
    strength: str
    status: str | None
    speaker: str | None
    when: str | None
    number: int | None
    cites: int
    object_state: str | None
    words: str

    @property
    def denies(self) -> bool:
        """Whether it denies the fact."""
        return self.strength == "denied"

    @classmethod
    def of(cls, claim: ClaimView) -> Statement:
        """Of a claim as views show it."""
        words = hashlib.blake2b(f"{claim.quote}\x00{source_line(claim)}".encode(), digest_size=8).hexdigest()
        return cls(
            claim.document,
            claim.id,
            fact_id(claim),
            claim.origin,
            claim.published or "",
            claim_strength(claim),
            claim.status,
            claim.speaker,
            claim.when,
            claim.count,
            len(claim.cites),
            claim.object_state,
            words,
        )


class Line(NamedTuple):
    """A quote or source that a fact shows, and its place: the first of every origin come before the second of any."""

    rank: int
    published: str
    claim: str
    text: str


@dataclass(slots=True)
class Voices:
    """All who state a fact, or all who deny it.

    Attributes:
        first: when the first was published, `last` when the last was; empty where no date is known.
        whens: how many claims name which date of what they state; `counts` which number.
    """

    documents: int = 0
    origins: int = 0
    speakers: int = 0
    first: str = ""
    last: str = ""
    whens: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class FactSummary:
    """A fact over all its claims.

    Attributes:
        strengths: how many claims have which.
        statuses: how many claims give which.
        states: how many claims give which state that receives, of a transfer; `state` that of the least claim.
        latest: by strength, of claims that are no denial, the last date of what they state, else of publication.
        cites: pages cited by those that are no denial.
        voices: of those who state it, and of those who deny it.
        quotes: the first, each once; `sources` likewise.
    """

    subject: str
    predicate: str
    object: str | None
    value: str | int | None
    aspect: str | None
    strengths: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    state: str | None = None
    latest: dict[str, str] = field(default_factory=dict)
    cites: int = 0
    voices: tuple[Voices, Voices] = field(default_factory=lambda: (Voices(), Voices()))
    quotes: list[Line] = field(default_factory=list)
    sources: list[Line] = field(default_factory=list)

    @classmethod
    def about(cls, claim: ClaimView) -> FactSummary:
        """The empty summary of what a claim is about; one that holds both ways belongs to the first of the two."""
        subject, target = claim.subject, claim.object
        if target is not None and PREDICATES[claim.predicate].symmetric and target < subject:
            subject, target = target, subject
        return cls(subject, claim.predicate, target, claim.value, claim.aspect)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> FactSummary:
        """From the columns subject, predicate, object, value, aspect and body of the table `fact`."""
        subject, predicate, target, value, aspect, body = row
        strengths, statuses, states, state, latest, cites, voices, quotes, sources = json.loads(body)
        return cls(
            subject,
            predicate,
            target,
            None if value is None else json.loads(value),
            aspect,
            strengths,
            statuses,
            states,
            state,
            latest,
            cites,
            (Voices(*voices[0]), Voices(*voices[1])),
            [Line(*line) for line in quotes],
            [Line(*line) for line in sources],
        )

    @property
    def is_mirrored(self) -> bool:
        """Whether it belongs to its object as much as to its subject."""
        return self.object is not None and PREDICATES[self.predicate].symmetric and self.subject != self.object

    def row(self, id_: str) -> tuple[str | int | None, ...]:
        """Of the table `fact`."""
        value = None if self.value is None else _encode(self.value)
        body = [
            *(self.strengths, self.statuses, self.states, self.state, self.latest, self.cites),
            [[getattr(side, name) for name in Voices.__slots__] for side in self.voices],
            *(self.quotes, self.sources),
        ]
        return (
            *(id_, self.subject, self.predicate, self.object, value, self.aspect, int(self.is_mirrored)),
            _encode(body),
        )

    def count(self, statement: Statement, by: int) -> bool:
        """Count a claim in (1) or out (-1); whether the first or last of something may have gone with it."""
        at = statement.when or statement.published
        side = self.voices[statement.denies]
        _count(self.strengths, statement.strength, by)
        # Most claims have none of these, and a load counts hundreds a second.
        if statement.status:
            _count(self.statuses, statement.status, by)
        if statement.object_state:
            _count(self.states, statement.object_state, by)
        if statement.when:
            _count(side.whens, statement.when, by)
        if statement.number is not None:
            _count(side.counts, str(statement.number), by)
        if not statement.denies:
            self.cites += by * statement.cites
        if by < 0:
            was_first_or_last = bool(statement.published) and statement.published in (side.first, side.last)
            return was_first_or_last or self.latest.get(statement.strength) == at
        if statement.published:
            side.first = min(side.first or statement.published, statement.published)
            side.last = max(side.last, statement.published)
        if not statement.denies:
            self.latest[statement.strength] = max(self.latest.get(statement.strength, ""), at)
        return False

    def show(self, claim: ClaimView, rank: int) -> None:
        """Let a claim's quote and source have their places among the first."""
        for lines, text in ((self.quotes, claim.quote), (self.sources, source_line(claim))):
            _place(lines, Line(rank, claim.published or "", claim.id, text))

    def shows(self, claim: str) -> bool:
        """Whether one of the lines is a claim's."""
        return any(line.claim == claim for line in (*self.quotes, *self.sources))

    def fact(self, id_: str) -> Fact:
        """As a projection shows it, as far as it can be known without the other facts of its subject."""
        denials = self.strengths.get("denied", 0)
        claims = sum(self.strengths.values())
        said = self.voices[denials == claims]
        return Fact(
            id=id_,
            subject=self.subject,
            predicate=self.predicate,
            status=next(iter(self.statuses), None),
            object=self.object,
            value=self.value,
            aspect=self.aspect,
            strength=label((strength, self.latest.get(strength, "")) for strength in self.strengths),
            strengths=self.strengths,
            claims=claims,
            denials=denials,
            cites=self.cites,
            origins=said.origins,
            documents=said.documents,
            speakers=said.speakers,
            first_published=said.first or None,
            last_published=said.last or None,
            when=tuple(sorted(said.whens)),
            counts=tuple(sorted(map(int, said.counts))),
            quotes=tuple(line.text for line in self.quotes),
            sources=tuple(line.text for line in self.sources),
            object_state=self.state,
        )


class Appearance(NamedTuple):
    """An entity in one document: a row of the table of that name.

    Attributes:
        published: empty where it is not known.
        mentions: JSON, of each mention [names, part, identity, description, from_state, to_state].
    """

    document: str
    entity: str
    origin: str
    published: str
    mentions: str


@dataclass(slots=True)
class Portrait:
    """An entity over all its mentions, whatever is said of it.

    Attributes:
        documents: current ones that mention it.
        origins: independent ones among these.
        first: when the first was published, `last` when the last was; empty where no date is known.
        description: the least.
        states: how many mentions of a transfer give which state that sends, and which that receives.
        namings: how many mentions have which names, part and identity, as JSON.
    """

    documents: int = 0
    origins: int = 0
    first: str = ""
    last: str = ""
    description: str | None = None
    states: tuple[dict[str, int], dict[str, int]] = field(default_factory=lambda: ({}, {}))
    namings: dict[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, body: str) -> Portrait:
        """From the column of the table `portrait`."""
        return cls(*json.loads(body))

    def to_json(self) -> str:
        """The reverse of `from_json`."""
        return _encode([getattr(self, name) for name in Portrait.__slots__])

    def count(self, appearance: Appearance, by: int) -> bool:
        """Count a document in (1) or out (-1); whether the first or last of something may have gone with it."""
        self.documents += by
        was_least = False
        for *naming, description, from_state, to_state in json.loads(appearance.mentions):
            _count(self.namings, _encode(naming), by)
            _count(self.states[0], from_state, by)
            _count(self.states[1], to_state, by)
            if by > 0 and description:
                self.description = min(self.description or description, description)
            was_least |= bool(description) and description == self.description
        if by < 0:
            return was_least or (bool(appearance.published) and appearance.published in (self.first, self.last))
        if appearance.published:
            self.first = min(self.first or appearance.published, appearance.published)
            self.last = max(self.last, appearance.published)
        return False

    @property
    def from_state(self) -> str | None:
        """The state that sends; of several the least."""
        return min(self.states[0], default=None)

    @property
    def to_state(self) -> str | None:
        """The state that receives; of several the least."""
        return min(self.states[1], default=None)

    @property
    def part(self) -> str | None:
        """Accused where any document says so, else what most say."""
        parts: Counter[str] = Counter()
        for (_, part, _), mentions in self._namings():
            if part:
                parts[part] += mentions
        if "accused" in parts:
            return "accused"
        return min(parts.items(), key=lambda item: (-item[1], item[0]))[0] if parts else None

    def names(self, aliases: Iterable[str]) -> tuple[str, ...]:
        """Every form once: what documents call it first, before nicknames; the most used, then the longest, first."""
        nicknames = set(aliases)
        used: Counter[str] = Counter()
        leading: Counter[str] = Counter()
        for (own, _, _), mentions in self._namings():
            for place, form in enumerate(own):
                used[form] += mentions
                leading[form] += 0 if place else mentions
        return tuple(sorted(used.keys() | nicknames, key=lambda f: (f in nicknames, -leading[f], -used[f], -len(f), f)))

    def identity(self, aliases: Iterable[str]) -> str | None:
        """The surest identity that any mention of a person gives."""
        known_by = list(aliases)
        found = {own or person_identity(names, known_by) for (names, _, own), _ in self._namings()}
        return min(found, key=IDENTITIES.index, default=None)

    def _namings(self) -> Iterable[tuple[tuple[Any, ...], int]]:
        return ((tuple(json.loads(naming)), mentions) for naming, mentions in self.namings.items())


def source_line(claim: ClaimView) -> str:
    """Publisher, title, date and address of a claim's document, as a hover shows them."""
    return " · ".join(part for part in (claim.publisher, claim.title, claim.published, claim.url) if part)


def _count(counted: dict[str, int], what: str | None, by: int) -> None:
    if not what:
        return
    counted[what] = counted.get(what, 0) + by
    if counted[what] == 0:
        del counted[what]


def _place(lines: list[Line], new: Line) -> None:
    """Each text once, at the first of its places; the first of them only."""
    if not new.text or (len(lines) == SHOWN and lines[-1] < new):
        return
    for index, line in enumerate(lines):
        if line.text == new.text:
            if line < new:
                return
            del lines[index]
            break
    lines.append(new)
    lines.sort()
    del lines[SHOWN:]
