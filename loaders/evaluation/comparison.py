"""One document: which claims agree with the annotators', which are missed, which are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from graph.claim import QUOTE_LIMIT, Claim, Extraction, Value
from loaders.evaluation.alignment import Reading, align, fold
from loaders.evaluation.gold import Gold
from ontology.terms import SYMMETRIC

MEMBERSHIPS: Final = ("linkedTo", "memberOf", "leaderOf")
"""One finding of three strengths, the weakest first."""
_OUTCOMES: Final = {"denied": "denied", "acquitted": "cleared", "dismissed": "cleared"}

Key = tuple[str, str, str | Value, str]
"""Subject, predicate, object and outcome: what makes two claims the same finding. Values are folded."""

Verdict = Literal["right", "invented", "optional"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A finding on which both agree.

    Attributes:
        gold: the annotators' claim, the required one where there is one.
        readings: it and its optional twins: all that the annotators accept.
        said: the extractor's claims.
        optional: the annotators do not require it.
    """

    gold: Claim
    readings: tuple[Claim, ...]
    said: tuple[Claim, ...]
    optional: bool

    @property
    def verdict(self) -> Verdict:
        """Of each of its claims."""
        return "optional" if self.optional else "right"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the extractor says of a document against what annotators read there.

    Attributes:
        gold: theirs.
        extraction: the extractor's.
        aligned: the annotators' entity by the extractor's.
        agreements: findings of both.
        invented: findings of the extractor alone, each with its claims, and claims whose quote is not as it must be.
        missed: required claims that the extractor does not make.
        unfounded: how many claims have a quote that does not stand at its place.
        overlong: how many claims have a quote longer than `QUOTE_LIMIT`.
    """

    gold: Gold
    extraction: Extraction
    aligned: dict[str, str]
    agreements: tuple[Agreement, ...]
    invented: tuple[tuple[Claim, ...], ...]
    missed: tuple[Claim, ...]
    unfounded: int
    overlong: int

    def verdicts(self) -> dict[Claim, Verdict]:
        """What to think of each of the extractor's claims."""
        found: dict[Claim, Verdict] = {claim: a.verdict for a in self.agreements for claim in a.said}
        return found | {claim: "invented" for claims in self.invented for claim in claims}


def compare(gold: Gold, extraction: Extraction) -> Comparison:
    """Compare what the extractor says with the annotation of the same text."""
    annotated = (*gold.required, *gold.optional)
    aligned = align(Reading(gold.entities, annotated), Reading(extraction.entities, extraction.claims))
    wanted = [(_key(claim, lambda id_: id_), claim) for claim in annotated]
    findings, refused = _findings(extraction, aligned)
    taken: set[int] = set()
    agreements: list[Agreement] = []
    invented: list[tuple[Claim, ...]] = [(claim,) for claim in refused]
    for key, said in findings.items():
        alike = [i for i, (other, _) in enumerate(wanted) if i not in taken and _agree(key, other)]
        if not alike:
            invented.append(said)
            continue
        first = alike[0]
        twins = [i for i in alike if wanted[i][0] == wanted[first][0]]
        taken.update(twins)
        readings = tuple(wanted[i][1] for i in twins)
        agreements.append(Agreement(wanted[first][1], readings, said, optional=first >= len(gold.required)))
    return Comparison(
        gold=gold,
        extraction=extraction,
        aligned=aligned,
        agreements=tuple(agreements),
        invented=tuple(invented),
        missed=tuple(claim for i, claim in enumerate(gold.required) if i not in taken),
        unfounded=sum(not _stands(claim, extraction.source.text) for claim in extraction.claims),
        overlong=sum(_is_overlong(claim) for claim in extraction.claims),
    )


def _findings(extraction: Extraction, aligned: dict[str, str]) -> tuple[dict[Key, tuple[Claim, ...]], list[Claim]]:
    """Claims by what they find, and those that are refused for their quote."""
    findings: dict[Key, tuple[Claim, ...]] = {}
    refused: list[Claim] = []
    for claim in extraction.claims:
        if not _stands(claim, extraction.source.text) or _is_overlong(claim):
            refused.append(claim)
            continue
        key = _key(claim, lambda id_: aligned.get(id_, f"?{id_}"))
        findings[key] = (*findings.get(key, ()), claim)
    return findings, refused


def _stands(claim: Claim, text: str) -> bool:
    return bool(claim.quote) and text[claim.start : claim.end] == claim.quote


def _is_overlong(claim: Claim) -> bool:
    return len(claim.quote) > QUOTE_LIMIT


def _key(claim: Claim, entity: Callable[[str], str]) -> Key:
    predicate = "memberOf" if claim.predicate in MEMBERSHIPS else claim.predicate
    outcome = _OUTCOMES.get(claim.modality, "")
    subject = entity(claim.subject)
    if isinstance(claim.object, Value):
        return (subject, predicate, Value(fold(str(claim.object))), outcome)
    target = entity(claim.object)
    if predicate == "parentOf":
        return (target, "childOf", subject, outcome)
    if predicate in SYMMETRIC:
        subject, target = sorted((subject, target))
    return (subject, predicate, target, outcome)


def _agree(said: Key, gold: Key) -> bool:
    """Whether two findings are one; of the names of a law, half of the words are enough."""
    if said == gold:
        return True
    ours, theirs = said[2], gold[2]
    if said[1] != "legalBasis" or said[:2] != gold[:2] or said[3] != gold[3]:
        return False
    if not (isinstance(ours, Value) and isinstance(theirs, Value)):
        return False
    a, b = set(str(ours).split()), set(str(theirs).split())
    return len(a & b) >= 0.5 * max(len(a), len(b), 1)
