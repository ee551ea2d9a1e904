"""What the current claims of one subject, predicate, status and object say together, and how strongly.

The label never raises strength: one attribution or allegation among plain reports is enough to make
the fact an allegation (design, "The label of a fact").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.view import ClaimView
from ontology.iri import hash_id
from ontology.reference import reference_by_slug
from ontology.terms import PREDICATES, Predicate

PROVEN = ("pleaded_guilty", "convicted", "sentenced")
CLEARED = ("acquitted", "dismissed")
SAID = ("attributed", "alleged", "wanted", "charged", "pleaded_not_guilty")
"""Strengths that are somebody's word, from the least to the furthest along."""
STANDS_PLAIN = frozenset(("reported", *PROVEN))


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement and all current claims that make or deny it.

    Attributes:
        id: hash of subject, predicate, status and object.
        strength: the label, one of `terms.STRENGTHS`.
        disputed: somebody denies it, or another object competes for the same single place.
    """

    id: str
    subject: str
    predicate: str
    status: str | None
    object: str | None
    value: str | int | None
    aspect: str | None
    strength: str
    disputed: bool
    claims: tuple[ClaimView, ...]

    @property
    def supporting(self) -> tuple[ClaimView, ...]:
        """Claims that are no denial; all of them where there is nothing else."""
        return tuple(c for c in self.claims if c.modality != "denied") or self.claims

    @property
    def denials(self) -> int:
        """How many claims deny it."""
        return sum(claim.modality == "denied" for claim in self.claims)

    @property
    def origins(self) -> list[str]:
        """Distinct texts or datasets that say it, never counted twice for copies of one text."""
        return sorted({claim.origin for claim in self.supporting})

    @property
    def documents(self) -> list[str]:
        """Distinct documents that say it."""
        return sorted({claim.document for claim in self.supporting})

    @property
    def speakers(self) -> list[str]:
        """Distinct entities to whom it is attributed."""
        return sorted({claim.speaker for claim in self.supporting if claim.speaker})

    @property
    def published(self) -> list[str]:
        """Dates of publication of what says it, sorted."""
        return sorted({claim.published for claim in self.supporting if claim.published})


def fact_id(claim: ClaimView) -> str:
    """Identity of the fact that a claim is about."""
    target = claim.object if claim.object is not None else ("value", claim.value)
    return hash_id(claim.subject, claim.predicate, claim.status, target, claim.aspect)


def facts_of(claims: Iterable[ClaimView]) -> list[Fact]:
    """The facts of one subject, in a stable order, each with its label."""
    groups: dict[str, list[ClaimView]] = defaultdict(list)
    for claim in claims:
        groups[fact_id(claim)].append(claim)
    facts = []
    for id_, group in groups.items():
        group.sort(key=lambda c: c.id)
        first = group[0]
        facts.append(
            Fact(
                id_,
                first.subject,
                first.predicate,
                first.status,
                first.object,
                first.value,
                first.aspect,
                strength_of(group),
                False,
                tuple(group),
            )
        )
    facts.sort(key=lambda f: (f.predicate, f.status or "", f.object or "", str(f.value), f.aspect or ""))
    competing = _competing(facts)
    return [_with_dispute(fact, fact.id in competing or _is_denied(fact)) for fact in facts]


def claim_strength(claim: ClaimView) -> str:
    """The modality, or `attributed` where the document reports only what a speaker said."""
    return "attributed" if claim.modality == "reported" and claim.speaker else claim.modality


def strength_of(claims: list[ClaimView]) -> str:
    """The label over the claims of one fact: the first rule of the design that holds."""
    strengths = {claim_strength(claim) for claim in claims}
    if clearing := _clearing(claims):
        return clearing
    if proven := strengths & set(PROVEN):
        return max(proven, key=PROVEN.index)
    asserting = strengths - {"denied", "possible", *CLEARED}
    if asserting == {"reported"}:
        return "reported"
    if said := asserting & set(SAID):
        return max(said, key=SAID.index)
    for rest in (*CLEARED, "possible"):
        if rest in strengths:
            return rest
    return "denied"


def standing(predicate: Predicate, status: str | None, strength: str) -> tuple[bool, str] | None:
    """In which form a statement of this strength stands as a triple: (as `alleged:`, local name), or None.

    A former state stands only where the predicate has a former form; a mere allegation stands only
    in a twin, or where the predicate is an accusation by itself.
    """
    if predicate.name == "competingValue":
        return None
    if status == "former" and not predicate.former:
        return None
    name = predicate.former_name if status == "former" else predicate.name
    if strength in STANDS_PLAIN:
        return False, name
    if strength in SAID:
        if predicate.twin:
            return True, name
        if predicate.accusation or strength == "attributed":
            return False, name
    return None


def _clearing(claims: list[ClaimView]) -> str | None:
    """An acquittal or dismissal that is later than all else."""
    dated = [(claim.when or claim.published or "", claim) for claim in claims if claim.modality != "denied"]
    cleared = [(when, claim) for when, claim in dated if claim.modality in CLEARED and when]
    if not cleared:
        return None
    when, claim = max(cleared, key=lambda pair: (pair[0], pair[1].id))
    others = [other for other, c in dated if c.modality not in CLEARED]
    return claim.modality if all(other <= when for other in others) else None


def _is_denied(fact: Fact) -> bool:
    return 0 < fact.denials < len(fact.claims)


def _competing(facts: list[Fact]) -> set[str]:
    """Ids of facts whose place can hold one object only, and another object is said to hold it."""
    places: dict[tuple[str, str | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.strength != "denied" and (PREDICATES[fact.predicate].single or fact.predicate == "competingValue"):
            places[fact.predicate, fact.aspect].append(fact)
    return {
        fact.id
        for rivals in places.values()
        for fact in rivals
        if any(other is not fact and not compatible(fact, other) for other in rivals)
    }


def compatible(one: Fact, other: Fact) -> bool:
    """Whether one only says the other less precisely: a month of the day, a state of the city."""
    if one.predicate == "date":
        a, b = str(one.value), str(other.value)
        return a.startswith(b) or b.startswith(a)
    if one.object and other.object:
        return one.object in _around(other.object) or other.object in _around(one.object)
    return one.value == other.value and one.object == other.object


def _around(entity: str) -> set[str]:
    entries = reference_by_slug()
    around: set[str] = set()
    while entity in entries and entity not in around:
        around.add(entity)
        entity = entries[entity].located_in or ""
    return around


def _with_dispute(fact: Fact, disputed: bool) -> Fact:
    return Fact(
        fact.id,
        fact.subject,
        fact.predicate,
        fact.status,
        fact.object,
        fact.value,
        fact.aspect,
        fact.strength,
        disputed,
        fact.claims,
    )
