"""The tables of the record and their columns: which must be there, and what a cell may hold."""

from __future__ import annotations

from typing import Final

from loaders.tables.table import Column, day, matching, number, one_of, url, when
from ontology import terms

ROLES: Final = {
    "leader": ("leaderOf",),
    "leader+founder": ("leaderOf", "founderOf"),
    "member": ("memberOf",),
    "founder": ("founderOf",),
    "linked": ("linkedTo",),
}
"""`people.organization_role` → the predicates that it states."""

KIN: Final = {
    **dict.fromkeys(("brother", "sister"), "siblingOf"),
    **dict.fromkeys(("father", "mother"), "parentOf"),
    **dict.fromkeys(("son", "daughter"), "childOf"),
    **dict.fromkeys(("husband", "wife"), "spouseOf"),
    **dict.fromkeys(("uncle", "aunt", "nephew", "niece", "cousin", "relative"), "relativeOf"),
    **dict.fromkeys(
        ("brother-in-law", "sister-in-law", "son-in-law", "daughter-in-law", "father-in-law", "mother-in-law"),
        "inLawOf",
    ),
}
"""`people.kin`: how the row's person is related to the one named → predicate, in that direction."""

KIN_FORM: Final = rf"(?P<possible>possible )?(?:younger |elder )?(?P<relation>{'|'.join(KIN)}) of (?P<name>\S.*)"

PLACE_KINDS: Final = ("flownTo", "appearedIn", "heldAt", "chargedIn", "arrestedIn")
LINKS: Final = ("partOf", "successorOf", "alliedWith", "rivalOf", "designatedAs")
TRANSFER_FIELDS: Final = (
    "date",
    "weekday",
    "ordinal",
    "peopleCount",
    "cumulativeCount",
    "aircraftCount",
    "vehicleCount",
    "personnelCount",
    "destination",
    "destinationCount",
    "destinationPerPerson",
    "origin",
    "originCount",
    "operatedBy",
    "legalBasis",
    "legalMode",
    "legality",
    "requestedBy",
    "decidedBy",
    "assurance",
    "deathPenalty",
    "deathPenaltyCount",
    "possiblePenalty",
    "organization",
    "organizationCount",
    "courtCount",
    "nationality",
    "sealedNames",
    "unconfirmedName",
    "priorityTarget",
    "namedHere",
    "sourcesOfRecord",
)

_STRENGTHS = tuple(m for m in terms.MODALITIES if m != "denied")
_NAME = Column("name", required=True)
_URLS = Column("urls", many=True, check=url)
_NOTE = Column("note")


def _day_of_transfer(value: str) -> str | None:
    return day(value) or (None if len(value) == 10 else f"{value} is no day; write the day of the handover, YYYY-MM-DD")


_TRANSFER = Column("transfer", required=True, check=_day_of_transfer)

COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "people": (
        _TRANSFER,
        _NAME,
        Column("other_spellings", many=True),
        Column("aliases", many=True),
        Column("organization", many=True),
        Column("faction", many=True),
        Column("organization_role", many=True, check=one_of(*ROLES)),
        Column("role", many=True),
        Column("status", check=one_of(*terms.STATUSES)),
        Column("strength", check=one_of(*_STRENGTHS)),
        Column("identity", required=True, check=one_of("full name", "alias only", "given name only")),
        Column("origin_prison"),
        Column("nationality"),
        Column("kin", many=True, check=matching(KIN_FORM, "write 'brother of NAME', 'possible cousin of NAME'")),
        Column("source_urls", required=True, many=True, check=url),
        _NOTE,
    ),
    "places": (
        _TRANSFER,
        _NAME,
        Column("kind", required=True, check=one_of(*PLACE_KINDS)),
        Column("place", needed=True),
        Column("state", needed=True),
        Column("country", required=True),
        Column("when", check=when),
        Column("strength", required=True, check=one_of(*_STRENGTHS)),
        _URLS,
        _NOTE,
    ),
    "charges": (
        _TRANSFER,
        _NAME,
        Column("charge", needed=True, check=one_of(*terms.CHARGES)),
        Column("words", required=True),
        Column("strength", needed=True, check=one_of(*_STRENGTHS)),
        Column("when", check=when),
        Column("court"),
        Column("case"),
        Column("sentence", check=matching(r"life|death|[1-9]\d* (?:years|months)", "write life, death or 20 years")),
        Column("scheduled", check=one_of("yes")),
        _URLS,
        _NOTE,
    ),
    "competing": (
        _TRANSFER,
        Column("name", needed=True),
        Column("field", required=True),
        Column("value", required=True),
        Column("urls", required=True, many=True, check=url),
        _NOTE,
    ),
    "transfers": (
        _TRANSFER,
        Column("field", required=True, check=one_of(*TRANSFER_FIELDS)),
        Column("value", required=True),
        Column("count", check=number),
        Column("speaker"),
        Column("when_said", check=when),
        _URLS,
        _NOTE,
    ),
    "statements": (
        _TRANSFER,
        Column("speaker", required=True),
        Column("office"),
        Column("when_said", check=when),
        Column("gist", required=True),
        Column("urls", required=True, many=True, check=url),
    ),
    "organizations": (
        _NAME,
        Column("name_es"),
        Column("name_en"),
        Column("aliases", many=True),
        Column("aliases_en", many=True),
        Column("kind", check=one_of(*terms.ORGANIZATION_KINDS)),
        Column("leaders_named", many=True),
        _URLS,
        _NOTE,
    ),
    "organization_links": (
        Column("subject", required=True),
        Column("predicate", required=True, check=one_of(*LINKS)),
        Column("object", required=True),
        Column("when", check=when),
        Column("status", check=one_of(*terms.STATUSES)),
        Column("strength", required=True, check=one_of(*_STRENGTHS)),
        _URLS,
        _NOTE,
    ),
}
"""The columns of each table; a column that is not here is refused, since it would be lost."""
