"""The vocabulary as one table of constants, tied to `traslado.ttl` and `taxonomy.ttl` by a test.

`PREDICATES` is what a claim may say. The rest are the terms in which the projection describes
claims, facts, documents and entities. Everything else in Traslado takes its names from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

TR: Final = "https://w3id.org/traslado/ns#"
ALLEGED: Final = "https://w3id.org/traslado/alleged#"
TAXONOMY: Final = "https://w3id.org/traslado/taxonomy#"

ENTITY_TYPES: Final = ("Person", "CriminalOrganization", "Authority", "Place", "Prison", "Court", "Transfer")
PLACE_TYPES: Final = ("City", "State", "Country", "Airport")
"""Subclasses of Place that reference data tell; a text alone gives only Place."""
CLASSES: Final = (
    *ENTITY_TYPES,
    *PLACE_TYPES,
    "Claim",
    "Fact",
    "Document",
    "Dataset",
    "Text",
    "Law",
    "Reply",
    "Withdrawal",
    "Disagreement",
    "Side",
)

ObjectKind = Literal["entity", "text", "integer", "date", "concept"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a claim can say of a subject.

    Attributes:
        name: local name in the `tr:` namespace.
        subjects: entity types that may be the subject.
        objects: entity types that may be the object; empty where the object is a value.
        kind: of the object: an entity, or the kind of value.
        scheme: for concepts, the scheme of the taxonomy that the value is a notation of.
        twin: has an `alleged:` twin.
        former: has a `tr:former…` form.
        accusation: says by itself no more than that somebody accuses.
        single: one subject has one true object, so that two different ones compete.
        symmetric: holds both ways.
    """

    name: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...] = ()
    kind: ObjectKind = "entity"
    scheme: str | None = None
    twin: bool = False
    former: bool = False
    accusation: bool = False
    single: bool = False
    symmetric: bool = False

    @property
    def former_name(self) -> str:
        """Local name of the former form, e.g. `formerLeaderOf`."""
        return "former" + self.name[0].upper() + self.name[1:]


_P = ("Person",)
_O = ("CriminalOrganization",)
_T = ("Transfer",)

PREDICATES: Final[dict[str, Predicate]] = {
    p.name: p
    for p in (
        Predicate("alias", (*_P, *_O), kind="text"),
        Predicate("memberOf", _P, _O, twin=True, former=True),
        Predicate("leaderOf", _P, _O, twin=True, former=True),
        Predicate("founderOf", _P, _O, twin=True),
        Predicate("linkedTo", _P, _O, twin=True),
        Predicate("associateOf", _P, _P, twin=True, symmetric=True),
        Predicate("siblingOf", _P, _P, symmetric=True),
        Predicate("childOf", _P, _P),
        Predicate("parentOf", _P, _P),
        Predicate("spouseOf", _P, _P, symmetric=True),
        Predicate("inLawOf", _P, _P, symmetric=True),
        Predicate("relativeOf", _P, _P, symmetric=True),
        Predicate("died", _P, kind="date", single=True),
        Predicate("transferredIn", _P, _T),
        Predicate("flownTo", _P, ("Place",), single=True),
        Predicate("chargedIn", _P, ("Court",), accusation=True),
        Predicate("appearedIn", _P, ("Place", "Court")),
        Predicate("arrestedIn", _P, ("Place",)),
        Predicate("heldAt", _P, ("Prison",), former=True),
        Predicate("accusedOf", (*_P, *_T), kind="concept", scheme="charge", accusation=True),
        Predicate("sentencedTo", _P, kind="text"),
        Predicate("nationality", (*_P, *_T), ("Place",)),
        Predicate("partOf", _O, _O, twin=True),
        Predicate("successorOf", _O, _O, twin=True),
        Predicate("alliedWith", _O, _O, twin=True, symmetric=True),
        Predicate("rivalOf", _O, _O, twin=True, symmetric=True),
        Predicate("designatedAs", _O, kind="concept", scheme="designation"),
        Predicate("date", _T, kind="date", single=True),
        Predicate("ordinal", _T, kind="integer", single=True),
        Predicate("peopleCount", _T, kind="integer", single=True),
        Predicate("cumulativeCount", _T, kind="integer", single=True),
        Predicate("aircraftCount", _T, kind="integer", single=True),
        Predicate("origin", _T, ("Prison", "Place")),
        Predicate("destination", _T, ("Place",)),
        Predicate("operatedBy", _T, ("Authority",)),
        Predicate("legalBasis", _T, kind="text"),
        Predicate("legalMode", _T, kind="concept", scheme="legal-mode", single=True),
        Predicate("requestedBy", _T, ("Authority",)),
        Predicate("assurance", _T, kind="concept", scheme="assurance"),
        # What tables say beyond what the extractor reads in prose.
        Predicate("organizationInvolved", _T, _O),
        Predicate("decidedBy", _T, ("Authority",)),
        Predicate("destinationCount", _T, kind="integer", single=True),
        Predicate("originCount", _T, kind="integer", single=True),
        Predicate("courtCount", _T, ("Court",)),
        Predicate("vehicleCount", _T, kind="integer", single=True),
        Predicate("personnelCount", _T, kind="integer", single=True),
        Predicate("sealedNames", _T, kind="integer", single=True),
        Predicate("deathPenaltyCount", _T, kind="integer", single=True),
        Predicate("statement", _T, kind="text"),
        Predicate("caseStep", _P, kind="text"),
        Predicate("role", _P, kind="text"),
        Predicate("competingValue", (*_P, *_T), kind="text"),
    )
}

SYMMETRIC: Final = tuple(predicate.name for predicate in PREDICATES.values() if predicate.symmetric)
"""Predicates that hold both ways."""

MODALITIES: Final = (
    "reported",
    "alleged",
    "wanted",
    "charged",
    "pleaded_not_guilty",
    "pleaded_guilty",
    "convicted",
    "sentenced",
    "acquitted",
    "dismissed",
    "denied",
    "possible",
)
STRENGTHS: Final = (*MODALITIES, "attributed")
"""The labels of a fact: the modalities, and `attributed` where claims are reported, but only by speakers."""
STATUSES: Final = ("current", "former")
PARTS: Final = ("accused", "relative", "victim", "official", "counsel", "other")
IDENTITIES: Final = ("full name", "alias only", "given name only", "described only", "disputed", "reviewed")
KINDS: Final = (
    "court record",
    "press release",
    "wire",
    "newspaper",
    "broadcast",
    "blog",
    "table",
    "reply",
    "other",
)
ORGANIZATION_KINDS: Final = ("cartel", "faction", "armed wing", "gang", "network")
CHARGES: Final = (
    "drug_trafficking",
    "murder",
    "money_laundering",
    "firearms",
    "kidnapping",
    "hostage_taking",
    "human_smuggling",
    "racketeering",
    "organized_crime",
    "terrorism",
    "material_support",
    "bribery",
    "extortion",
    "fuel_theft",
    "escape",
    "continuing_criminal_enterprise",
    "other",
)
LEGAL_MODES: Final = ("extradition", "transfer", "expulsion", "deportation")
ASSURANCES: Final = ("no death penalty",)
DESIGNATIONS: Final = ("terrorist organization",)
DISAGREEMENTS: Final = (
    "competing_date",
    "competing_count",
    "competing_aircraft",
    "competing_destinations",
    "competing_landing",
    "competing_court",
    "competing_mode",
    "competing_role",
    "competing_status",
    "competing_spelling",
    "competing_value",
    "denial",
    "two_transfers",
    "code_name",
    "weekday",
    "named_and_counted",
    "total",
    "after_death",
    "shared_alias",
)
"""Kinds of disagreement, each found by a rule of its name in `graph/disagreements/`."""
BASES: Final = ("flown", "appeared", "held", "charged", "transfer")

SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    "modality": MODALITIES,
    "strength": STRENGTHS,
    "status": STATUSES,
    "part": PARTS,
    "identity": IDENTITIES,
    "kind": KINDS,
    "organization-kind": ORGANIZATION_KINDS,
    "charge": CHARGES,
    "legal-mode": LEGAL_MODES,
    "assurance": ASSURANCES,
    "designation": DESIGNATIONS,
    "basis": BASES,
    "disagreement": DISAGREEMENTS,
}
"""SKOS concept schemes of `taxonomy.ttl`, each with the notations of its concepts."""


def concept_name(scheme: str, notation: str) -> str:
    """Local name of a concept in the taxonomy: `charge-drug_trafficking`, `kind-court_record`."""
    return f"{scheme}-{notation.replace(' ', '_')}"


PROPERTIES: Final = (
    # on predicates
    "allegedForm",
    "formerForm",
    "competing",
    # on claims
    "fact",
    "modality",
    "speaker",
    "court",
    "status",
    "when",
    "count",
    "case",
    "via",
    "weekday",
    "aspect",
    "evidence",
    "context",
    "subjectMention",
    "objectMention",
    "cites",
    "rule",
    "confirmed",
    # on facts
    "factSubject",
    "factObject",
    "strength",
    "origins",
    "documents",
    "speakers",
    "claims",
    "denials",
    "disputed",
    "firstPublished",
    "lastPublished",
    "basis",
    "city",
    # on entities
    "name",
    "nameKey",
    "aliasKey",
    "part",
    "identity",
    "description",
    "fromState",
    "toState",
    "placeType",
    "locatedIn",
    "country",
    "organizationKind",
    "reference",
    # on documents
    "kind",
    "text",
    "originKey",
    "dataset",
    "extractor",
    "extractorVersion",
    "correction",
    "changed",
    "sequence",
    # on replies, and leading to them
    "reply",
    "words",
    "replyDocument",
    # on what was withdrawn, and leading to it
    "withdrawal",
    "withdrawn",
    # on disagreements and their sides
    "disagreementKind",
    "about",
    "agrees",
    "expected",
    "settledBy",
    "side",
    "sideValue",
    "sideEntity",
    "saidBy",
    "restsOn",
    "concerns",
    "superseded",
)
