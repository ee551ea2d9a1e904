"""The families of predicates: by which claims are scored and coloured."""

from __future__ import annotations

from typing import Final

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "alias": ("alias",),
    "membership": ("memberOf", "leaderOf", "founderOf", "linkedTo"),
    "kinship": ("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf"),
    "associates": ("associateOf",),
    "who was transferred": ("transferredIn",),
    "person and place": ("flownTo", "chargedIn", "appearedIn", "arrestedIn", "heldAt", "nationality"),
    "accusation": ("accusedOf", "sentencedTo"),
    "organization links": ("partOf", "successorOf", "alliedWith", "rivalOf", "designatedAs"),
    "transfer date": ("date",),
    "transfer counts": ("peopleCount", "cumulativeCount", "ordinal", "aircraftCount"),
    "transfer destination": ("destination",),
    "transfer origin": ("origin",),
    "transfer terms": ("operatedBy", "legalBasis", "legalMode", "requestedBy", "assurance"),
}
OTHER: Final = "other"
"""The family of predicates that only tables use."""
_FAMILY: Final = {predicate: family for family, predicates in FAMILIES.items() for predicate in predicates}


def family_of(predicate: str) -> str:
    """The family of a predicate, `OTHER` where it is in none.

    >>> family_of("leaderOf")
    'membership'
    """
    return _FAMILY.get(predicate, OTHER)
