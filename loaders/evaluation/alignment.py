"""Which entity of the extractor is which of the annotators: by names, or by what is said where there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.claim import Claim, Entity, Span, Value

_ARTICLES: Final = frozenset(["the", "el", "la", "los", "las", "a", "an"])
_DROPPED: Final = re.compile(r"[\"'`´‘’“”«»().,;:\[\]]")
_DIVIDING: Final = re.compile(r"[-–—/_]")
_LOCATED: Final = frozenset(["Place", "Prison", "Court"])
_TELLING_WORD: Final = 4
"""Letters from which a word of a description tells anything."""


def fold(text: str) -> str:
    """A name or value without what does not distinguish it: case, accents, marks, leading articles.

    >>> fold("El “Cártel de Sinaloa”")
    'cartel de sinaloa'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    words = _DIVIDING.sub(" ", _DROPPED.sub("", plain)).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def forms(entity: Entity) -> frozenset[str]:
    """The folded names of an entity; of “San Antonio, Texas” also “San Antonio”."""
    names = {fold(name) for name in entity.names}
    if entity.type in _LOCATED:
        names |= {fold(name.split(",")[0]) for name in entity.names}
    return frozenset(names - {""})


def has_full_name(gold: Entity, said: Entity) -> bool:
    """Whether the fullest name that the text prints of a person is among those said; true of all others."""
    return gold.type != "Person" or not gold.names or fold(gold.names[0]) in forms(said)


def align(gold: Reading, said: Reading) -> dict[str, str]:
    """The annotators' id by the extractor's, each at most once, the most similar pairs first.

    Of equally similar pairs, the first by the ids; what resembles nothing is left out.
    """
    pairs = [
        (-score, s.id, g.id)
        for g in gold.entities
        for s in said.entities
        if (score := _similarity(gold, said, g, s)) > 0
    ]
    aligned: dict[str, str] = {}
    used: set[str] = set()
    for _, theirs, ours in sorted(pairs):
        if theirs not in aligned and ours not in used:
            aligned[theirs] = ours
            used.add(ours)
    return aligned


@dataclass(frozen=True)
class Reading:
    """One reading of a text, by annotators or by the extractor."""

    entities: Sequence[Entity]
    claims: Sequence[Claim]

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """Its entities by their local id."""
        return {entity.id: entity for entity in self.entities}

    def values(self, subject: str, predicate: str) -> set[str]:
        """Values, or folded names of the objects, that claims give an entity."""
        found: set[str] = set()
        for claim in self.claims:
            if claim.subject == subject and claim.predicate == predicate:
                target = claim.object
                found |= {str(target)} if isinstance(target, Value) else forms(self.by_id[target])
        return found

    def passengers(self, transfer: str) -> set[str]:
        """Folded names of who is said to have been handed over in a transfer."""
        aboard = (c.subject for c in self.claims if c.predicate == "transferredIn" and c.object == transfer)
        return {name for person in aboard for name in forms(self.by_id[person])}

    def quotes(self, entity: str) -> list[Span]:
        """Where claims about an entity stand."""
        return [(c.start, c.end) for c in self.claims if entity in (c.subject, c.object)]


def _similarity(gold: Reading, said: Reading, g: Entity, s: Entity) -> float:
    if g.type != s.type:
        return 0.0
    if g.type == "Transfer":
        return _transfer_similarity(gold, said, g.id, s.id)
    shared = forms(g) & forms(s)
    if shared:
        return 2.0 + len(shared) / 10 + 0.5 * (fold(g.names[0]) in shared)
    if not g.names and not s.names:
        ours, theirs = _telling_words(g), _telling_words(s)
        alike = len(ours & theirs) / len(ours | theirs) if ours & theirs else 0.0
        return alike + 0.5 * _touch(gold.quotes(g.id), said.quotes(s.id))
    return 0.0


def _transfer_similarity(gold: Reading, said: Reading, g: str, s: str) -> float:
    """A transfer has no name: it is known by its numbers, days, places and people."""
    score = 0.0
    ours, theirs = gold.values(g, "peopleCount"), said.values(s, "peopleCount")
    if ours & theirs:
        score += 2
    elif ours and theirs:
        score -= 1
    for day in gold.values(g, "date"):
        for other in said.values(s, "date"):
            score += 2 if day == other else 1 if day.startswith(other) or other.startswith(day) else 0
    for predicate in ("ordinal", "destination", "origin"):
        score += bool(gold.values(g, predicate) & said.values(s, predicate))
    score += min(1.0, 0.5 * len(gold.passengers(g) & said.passengers(s)))
    return score + 0.25 * _touch(gold.quotes(g), said.quotes(s))


def _telling_words(entity: Entity) -> set[str]:
    return {word for word in fold(entity.description or "").split() if len(word) >= _TELLING_WORD}


def _touch(ours: list[Span], theirs: list[Span]) -> bool:
    return any(a < d and c < b for a, b in ours for c, d in theirs)
