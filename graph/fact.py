"""What the current claims of one subject, predicate, status and object say together, and how strongly.

The label never raises strength: one attribution or allegation among plain reports is enough to make
the fact an allegation (design, "The label of a fact").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.claim_view import ClaimView
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
    """One statement, and what all current claims that make or deny it say together.

    Who says it is counted of those who do not deny it; where nobody else speaks of it, of those who do.

    Attributes:
        id: hash of subject, predicate, object, and whether it is said to be over.
        status: `former`, `current` where a claim says so, else None.
        strength: the label, one of `terms.STRENGTHS`.
        strengths: how many claims have which strength.
        claims: how many there are; `denials` how many of them deny it.
        cites: how many pages are cited for it.
        origins: how many distinct texts or datasets say it, never counted twice for copies of one text.
        documents: how many documents say it; `speakers` to how many entities it is attributed.
        first_published: when the first of what says it was published; `last_published` when the last was.
        when: dates that are named of it, sorted; `counts` numbers.
        quotes: the first words that say it, of every origin before the second of any; `sources` their sources.
        object_state: of a transfer, the state that receives.
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
    strengths: Mapping[str, int]
    claims: int
    denials: int
    cites: int
    origins: int
    documents: int
    speakers: int
    first_published: str | None
    last_published: str | None
    when: tuple[str, ...]
    counts: tuple[int, ...]
    quotes: tuple[str, ...]
    sources: tuple[str, ...]
    object_state: str | None
    disputed: bool = False
    whereabouts: Whereabouts | None = None

    @property
    def is_owned(self) -> bool:
        """Whether it belongs to its subject: one that holds both ways belongs to the first of the two."""
        return self.object is None or not PREDICATES[self.predicate].symmetric or self.subject <= self.object

    @property
    def turned(self) -> Fact:
        """The same, of one that holds both ways, seen from its object."""
        if self.object is None:
            raise ValueError(f"{self.predicate} has no other side")
        return replace(self, subject=self.object, object=self.subject)


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


def seen_together(facts: Iterable[Fact]) -> list[Fact]:
    """All facts of one subject, in a stable order, each with what only the others tell."""
    ordered = sorted(facts, key=lambda f: (f.predicate, f.status or "", f.object or "", str(f.value), f.aspect or ""))
    competing, whereabouts = _competing(ordered), _whereabouts(ordered)
    return [_seen_beside(fact, fact.id in competing, whereabouts.get(fact.id)) for fact in ordered]


def _seen_beside(fact: Fact, competes: bool, whereabouts: Whereabouts | None) -> Fact:
    disputed = competes or _is_denied(fact)
    return replace(fact, disputed=disputed, whereabouts=whereabouts) if disputed or whereabouts else fact


def claim_strength(claim: ClaimView) -> str:
    """The modality, or `attributed` where the document reports only what a speaker said."""
    return "attributed" if claim.modality == "reported" and claim.speaker else claim.modality


def strength_of(claims: Iterable[ClaimView]) -> str:
    """The label over the claims of one fact."""
    return label((claim_strength(claim), claim.when or claim.published or "") for claim in claims)


def label(said: Iterable[tuple[str, str]]) -> str:
    """The label of a fact: the first rule of the design that holds.

    Args:
        said: strengths of its claims, each with the date of what is stated, else of the publication; empty where
            neither is known. Of those with one strength the latest is enough.
    """
    dated = list(said)
    strengths = {strength for strength, _ in dated}
    if clearing := _clearing(dated):
        return clearing
    if proven := strengths & set(PROVEN):
        return max(proven, key=PROVEN.index)
    asserting = strengths - {"denied", "possible", *CLEARED}
    if asserting == {"reported"}:
        return "reported"
    if said_by_some := asserting & set(SAID):
        return max(said_by_some, key=SAID.index)
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


def _clearing(dated: list[tuple[str, str]]) -> str | None:
    """An acquittal or dismissal that is later than all else."""
    cleared = [(when, strength) for strength, when in dated if strength in CLEARED and when]
    if not cleared:
        return None
    when, strength = max(cleared)
    others = [other for said, other in dated if said not in CLEARED and said != "denied"]
    return strength if all(other <= when for other in others) else None


def _is_denied(fact: Fact) -> bool:
    return 0 < fact.denials < fact.claims


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
        fact.id: fact.object_state for fact in standing_facts if fact.predicate == "transferredIn" and fact.object_state
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
