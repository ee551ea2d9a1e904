"""What the current claims of one subject, predicate, status and object say together, and how strongly.

The label never raises strength: one attribution or allegation among plain reports is enough to make
the fact an allegation (design, "The label of a fact").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.view import ClaimView
from ontology.iri import hash_id
from ontology.reference import reference_by_slug
from ontology.terms import PREDICATES, Predicate

PROVEN = ("pleaded_guilty", "convicted", "sentenced")
CLEARED = ("acquitted", "dismissed")
SAID = ("attributed", "alleged", "wanted", "charged", "pleaded_not_guilty")
"""Strengths that are somebody's word, from the least to the furthest along."""
_BASES = {"flownTo": "flown", "appearedIn": "appeared", "heldAt": "held", "chargedIn": "charged"}
_NO_WHEREABOUTS = frozenset(("denied", "possible", *CLEARED))
STANDS_PLAIN = frozenset(("reported", *PROVEN))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a fact says that a person went.

    Attributes:
        basis: one of `terms.BASES`.
        state: English name of the state.
        city: id of the reference entry of the city, where one is named.
    """

    basis: str
    state: str
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement and all current claims that make or deny it.

    Attributes:
        id: hash of subject, predicate, object, and whether it is said to be over.
        status: `former`, `current` where a claim says so, else None.
        strength: the label, one of `terms.STRENGTHS`.
        disputed: somebody denies it, or another object competes for the same single place.
        whereabouts: for a fact that says where a person went, on what basis and where to.
    """

    id: str
    subject: str
    predicate: str
    status: str | None
    object: str | None
    value: str | int | None
    aspect: str | None
    strength: str
    claims: tuple[ClaimView, ...]
    disputed: bool = False
    whereabouts: Whereabouts | None = None

    @property
    def is_owned(self) -> bool:
        """Whether it belongs to its subject: one that holds both ways belongs to the first of the two."""
        return self.object is None or not PREDICATES[self.predicate].symmetric or self.subject <= self.object

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
    """Identity of the fact that a claim is about.

    What is said of now, with the word "current" or without it, is one fact; what is said to be over is another.
    A fact that holds both ways is one, whichever side the words begin with.
    """
    subject, target = claim.subject, claim.object
    if target is not None and PREDICATES[claim.predicate].symmetric and target < subject:
        subject, target = target, subject
    return _fact_id(subject, claim.predicate, claim.status == "former", target, claim.value, claim.aspect)


@lru_cache(maxsize=65_536)
def _fact_id(
    subject: str, predicate: str, is_over: bool, target: str | None, value: str | int | None, aspect: str | None
) -> str:
    """Asked for each claim twice within one step: with its subject, and with its document."""
    return hash_id(subject, predicate, is_over, target if target is not None else ("value", value), aspect)


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
                next((c.status for c in group if c.status), None),
                first.object,
                first.value,
                first.aspect,
                strength_of(group),
                tuple(group),
            )
        )
    facts.sort(key=lambda f: (f.predicate, f.status or "", f.object or "", str(f.value), f.aspect or ""))
    competing, whereabouts = _competing(facts), _whereabouts(facts)
    return [_seen_beside(fact, fact.id in competing, whereabouts.get(fact.id)) for fact in facts]


def _seen_beside(fact: Fact, competes: bool, whereabouts: Whereabouts | None) -> Fact:
    """A fact with what only the other facts of its subject tell."""
    disputed = competes or _is_denied(fact)
    return replace(fact, disputed=disputed, whereabouts=whereabouts) if disputed or whereabouts else fact


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
    when, claim = max(cleared, key=lambda pair: (pair[0], pair[1].modality))
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
        return one.object in around(other.object) or other.object in around(one.object)
    return one.value == other.value and one.object == other.object


def around(entity: str) -> set[str]:
    """The entity and all that it lies in, as far as reference data know."""
    entries = reference_by_slug()
    around: set[str] = set()
    while entity in entries and entity not in around:
        around.add(entity)
        entity = entries[entity].located_in or ""
    return around


def _whereabouts(facts: list[Fact]) -> dict[str, Whereabouts]:
    """By fact: landing, court, district and jail stay four bases; the transfer alone only where none is finer.

    A place counts as one that the person went to where it is known to lie in the state that receives;
    a landing also where no more than its name is known.
    """
    standing_facts = [fact for fact in facts if fact.strength not in _NO_WHEREABOUTS]
    states = {
        fact.id: state
        for fact in standing_facts
        if fact.predicate == "transferredIn"
        for state in [next((c.object_state for c in fact.claims if c.object_state), None)]
        if state
    }
    found: dict[str, Whereabouts] = {}
    for fact in standing_facts:
        basis = _BASES.get(fact.predicate)
        if basis is None or fact.object is None:
            continue
        country = _country(fact.object)
        if country is None and basis == "flown" and len(set(states.values())) == 1:
            country = next(iter(states.values()))
        if country is not None and (not states or country in states.values()):
            found[fact.id] = Whereabouts(basis, country, _city(fact.object))
    reached = {place.state for place in found.values()}
    for id_, state in states.items():
        if state not in reached:
            found[id_] = Whereabouts("transfer", state)
    return found


def _country(entity: str) -> str | None:
    entries = reference_by_slug()
    entry = entries.get(entity)
    if entry is None:
        return None
    if entry.kind == "Country":
        return entry.label_en
    return entries[entry.country].label_en if entry.country else None


def _city(entity: str) -> str | None:
    entries = reference_by_slug()
    entry = entries.get(entity)
    if entry and entry.type == "Prison" and entry.located_in:
        entry = entries[entry.located_in]
    return entry.slug if entry and entry.kind == "City" else None
