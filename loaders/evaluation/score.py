"""Precision, recall and shares over many documents: by family of claims, by rule, and of what qualifies a claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final

from graph.claim import Claim
from loaders.evaluation.alignment import fold, forms, has_full_name
from loaders.evaluation.comparison import MEMBERSHIPS, Agreement, Comparison
from loaders.evaluation.family import family_of

ENTITY_TYPES: Final = ("Person", "CriminalOrganization", "Transfer")
"""Types of entities that are scored by themselves."""
_STRENGTH: Final = {
    "possible": 0,
    "denied": 0,
    "acquitted": 0,
    "dismissed": 0,
    "alleged": 1,
    "wanted": 1,
    "charged": 2,
    "pleaded_not_guilty": 2,
    "reported": 3,
    "pleaded_guilty": 4,
    "convicted": 4,
    "sentenced": 4,
}


@dataclass(slots=True)
class Tally:
    """What was said against what there was to say.

    Attributes:
        right: said, and required by the annotators.
        said: all that was said, but for what the annotators leave open.
        gold: all that the annotators require.
    """

    right: int = 0
    said: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 0 where nothing was said."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what there was to say that was said; 0 where there was nothing."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Share:
    """How many of how many."""

    yes: int = 0
    all: int = 0

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 where there was nothing to judge."""
        return self.yes / self.all if self.all else 0.0


@dataclass(slots=True)
class RuleTally:
    """What became of the claims of one rule, claim by claim. What is missed is no rule's."""

    right: int = 0
    invented: int = 0
    optional: int = 0

    @property
    def claims(self) -> int:
        """All of them."""
        return self.right + self.invented + self.optional

    @property
    def precision(self) -> float:
        """Share of right ones, those left out that the annotators leave open; 1 where there is no other."""
        judged = self.right + self.invented
        return self.right / judged if judged else 1.0


@dataclass(slots=True)
class Score:
    """The score of the documents that were added.

    Attributes:
        entities: by type.
        families: by family of claims.
        claims: over all claims.
        qualifiers: over the claims that agree.
        shares: over the claims and entities that agree.
        rules: by rule.
        quotes: how many claims there were; `unfounded` and `overlong` of them have a quote that is not as it must be.
    """

    entities: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    families: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    claims: Tally = field(default_factory=Tally)
    qualifiers: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    shares: defaultdict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    rules: defaultdict[str, RuleTally] = field(default_factory=lambda: defaultdict(RuleTally))
    quotes: int = 0
    unfounded: int = 0
    overlong: int = 0

    def add(self, comparison: Comparison) -> None:
        """Count one document."""
        self.quotes += len(comparison.extraction.claims)
        self.unfounded += comparison.unfounded
        self.overlong += comparison.overlong
        self._add_entities(comparison)
        for agreement in comparison.agreements:
            if not agreement.optional:
                self._count(agreement.gold, right=1, said=1, gold=1)
            self._add_agreement(agreement, comparison.aligned)
        for claims in comparison.invented:
            self._count(claims[0], said=1)
        for claim in comparison.missed:
            self._count(claim, gold=1)
        for claim, verdict in comparison.verdicts().items():
            tally = self.rules[claim.rule]
            setattr(tally, verdict, getattr(tally, verdict) + 1)

    def _count(self, claim: Claim, *, right: int = 0, said: int = 0, gold: int = 0) -> None:
        for tally in (self.families[family_of(claim.predicate)], self.claims):
            tally.right += right
            tally.said += said
            tally.gold += gold

    def _judge(self, name: str, yes: bool) -> None:
        self.shares[name].all += 1
        self.shares[name].yes += yes

    def _qualify(self, name: str, required: Set[object], accepted: Set[object], said: Set[object]) -> None:
        """What goes beyond the required but is accepted is neither right nor wrong."""
        tally = self.qualifiers[name]
        tally.gold += len(required)
        tally.right += len(said & required)
        tally.said += len(said - (accepted - required))

    def _add_entities(self, comparison: Comparison) -> None:
        gold = {entity.id: entity for entity in comparison.gold.entities}
        said = {entity.id: entity for entity in comparison.extraction.entities}
        aligned, optional = comparison.aligned, comparison.gold.optional_entities
        for type_ in ENTITY_TYPES:
            tally = self.entities[type_]
            tally.gold += sum(e.type == type_ and e.id not in optional for e in gold.values())
            mine = [e for e in said.values() if e.type == type_]
            tally.said += sum(aligned.get(e.id) not in optional for e in mine)
            tally.right += sum(
                e.id in aligned and aligned[e.id] not in optional and has_full_name(gold[aligned[e.id]], e)
                for e in mine
            )
        for theirs, ours in aligned.items():
            entity, other = gold[ours], said[theirs]
            if entity.type in ("Person", "CriminalOrganization"):
                self._qualify("names", forms(entity), forms(entity), forms(other))
            for name, wanted, given in (
                ("part", entity.part, other.part),
                ("from", entity.from_state, other.from_state),
                ("to", entity.to_state, other.to_state),
            ):
                if wanted is not None:
                    self._judge(name, fold(wanted) == fold(given or ""))

    def _add_agreement(self, agreement: Agreement, aligned: dict[str, str]) -> None:
        gold, readings, said = agreement.gold, agreement.readings, agreement.said
        self._judge("quote overlap", any(c.start < g.end and g.start < c.end for c in said for g in readings))
        same_modality = said[0].modality in {g.modality for g in readings}
        self._judge("modality", same_modality)
        if gold.modality != "reported":
            self._judge("modality, not reported", same_modality)
        if gold.predicate in MEMBERSHIPS:
            self._judge("role", said[0].predicate in {g.predicate for g in readings})
        self._judge("strength raised", _is_raised(said, readings))
        for name in ("status", "when", "count"):
            required, accepted = _values(name, (gold,)), _values(name, readings)
            self._qualify(name, required, accepted, _values(name, said))
        speakers = {aligned.get(c.speaker, f"?{c.speaker}") for c in said if c.speaker is not None}
        self._qualify("speaker", _values("speaker", (gold,)), _values("speaker", readings), speakers)


def _values(name: str, claims: tuple[Claim, ...]) -> set[object]:
    return {value for claim in claims if (value := getattr(claim, name)) is not None}


def _is_raised(said: tuple[Claim, ...], readings: tuple[Claim, ...]) -> bool:
    """Whether a claim is stronger, in modality or role, than any reading of the annotators."""
    strongest = max(_STRENGTH[g.modality] for g in readings)
    role = max(_role(g) for g in readings)
    return any(_STRENGTH[c.modality] > strongest or _role(c) > role for c in said)


def _role(claim: Claim) -> int:
    return MEMBERSHIPS.index(claim.predicate) if claim.predicate in MEMBERSHIPS else 0
