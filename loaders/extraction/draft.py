"""A document's entities and claims while they are being gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from graph.claim import QUOTE_LIMIT, Claim, Entity, Span, Value

_LETTERS: Final = {
    "Person": "p",
    "CriminalOrganization": "c",
    "Authority": "a",
    "Place": "l",
    "Prison": "r",
    "Court": "j",
    "Transfer": "t",
}
_ROLES: Final = {"linkedTo": 0, "memberOf": 1, "leaderOf": 2}
_SAID: Final = frozenset((role, "reported") for role in _ROLES)
ACCUSING: Final = frozenset(
    [
        "transferredIn",
        "accusedOf",
        "memberOf",
        "leaderOf",
        "founderOf",
        "linkedTo",
        "arrestedIn",
        "heldAt",
        "chargedIn",
        "flownTo",
        "appearedIn",
        "sentencedTo",
        "associateOf",
    ]
)
"""What makes somebody one of the accused of a document."""
_STAGES: Final = (
    "possible",
    "alleged",
    "wanted",
    "reported",
    "charged",
    "pleaded_not_guilty",
    "pleaded_guilty",
    "convicted",
    "sentenced",
)
"""Stages of an accusation, a later one in place of an earlier one."""


@dataclass(eq=False, slots=True)
class DraftEntity:
    """An entity of the document; compared by identity.

    Of a person `identity` is what the text itself says of it (`terms.IDENTITIES`), `gender` that of the words that
    describe one without a name, `age` the one that the text gives.
    """

    type: str
    names: dict[str, str] = field(default_factory=dict)
    mentions: set[Span] = field(default_factory=set)
    part: str | None = None
    description: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    value: str | None = None
    official: bool = False
    gender: Literal["f", "m", ""] = ""
    age: int | None = None
    identity: str | None = None
    merged_into: DraftEntity | None = None

    def add_name(self, folded: str, printed: str) -> None:
        """A form of the name, the first printing of it kept that is not all capitals."""
        if self.names.setdefault(folded, printed).isupper() and not printed.isupper():
            self.names[folded] = printed


@dataclass(eq=False, slots=True)
class DraftClaim:
    """A claim of the document; `act` are the words of it alone, without the name that the quote may be widened to."""

    subject: DraftEntity
    predicate: str
    object: DraftEntity | str | int
    modality: str
    span: Span
    rule: str
    speaker: DraftEntity | None = None
    status: str | None = None
    when: str | None = None
    count: int | None = None
    weekday: str | None = None
    case: str | None = None
    via: tuple[str, ...] = ()
    context: tuple[Span, ...] = ()
    act: Span = (0, 0)

    def __post_init__(self) -> None:
        if self.act == (0, 0):
            self.act = self.span

    def key(self) -> tuple[Any, ...]:
        """What makes two claims one: subject, predicate (the three memberships are one), object, denied or not.

        Of a transfer, also the speaker: the same figure by two speakers is two claims.
        """
        predicate = "memberOf" if self.predicate in _ROLES else self.predicate
        target: int | str = id(self.object) if isinstance(self.object, DraftEntity) else self.object
        pair: tuple[int | str, int | str] = (id(self.subject), target)
        if self.predicate in ("siblingOf", "spouseOf", "relativeOf", "associateOf", "alliedWith", "rivalOf", "inLawOf"):
            pair = (max(pair, key=str), min(pair, key=str))
        outcome = self.modality if self.modality in ("denied", "acquitted", "dismissed") else ""
        said_by = id(self.speaker) if self.speaker is not None and self.subject.type == "Transfer" else 0
        return (*pair, predicate, outcome, said_by)


class Draft:
    """Gathers entities and claims of one text; `finish` gives them in the shape of the contract."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entities: list[DraftEntity] = []
        self.claims: dict[tuple[Any, ...], DraftClaim] = {}
        self.accusations: dict[int, list[DraftClaim]] = {}
        self.last_move: dict[int, Span] = {}
        self.accused: set[int] = set()
        self.nationalities: dict[int, set[str]] = {}

    def entity(self, type_: str) -> DraftEntity:
        """A new entity."""
        entity = DraftEntity(type_)
        self.entities.append(entity)
        return entity

    def claim(self, claim: DraftClaim) -> None:
        """Add a claim; of several with one key the strongest role and the latest stage stay, the first quote too."""
        claim.subject = _root(claim.subject)
        if isinstance(claim.object, DraftEntity):
            claim.object = _root(claim.object)
        claim.speaker = _root(claim.speaker) if claim.speaker is not None else None
        if claim.subject is claim.object:
            return
        if claim.predicate in ACCUSING:
            self.accused.add(id(claim.subject))
        if claim.predicate == "nationality" and isinstance(claim.object, DraftEntity):
            self.nationalities.setdefault(id(claim.subject), set()).add(claim.object.value or "")
        if claim.predicate == "transferredIn":
            self.last_move[id(claim.subject)] = max(claim.span, self.last_move.get(id(claim.subject), claim.span))
        held = self.claims.setdefault(claim.key(), claim)
        if held is claim:
            if claim.predicate == "accusedOf":
                self.accusations.setdefault(id(claim.subject), []).append(claim)
            return
        if claim.predicate in _ROLES and _ROLES[claim.predicate] > _ROLES[held.predicate]:
            self.claims[claim.key()] = claim
        elif claim.predicate == "accusedOf" and claim.modality in _STAGES and held.modality in _STAGES:
            if _STAGES.index(claim.modality) > _STAGES.index(held.modality):
                self.claims[claim.key()] = claim
                said = self.accusations.get(id(claim.subject), [])
                self.accusations[id(claim.subject)] = [claim if other is held else other for other in said]
        else:
            held.when = held.when or claim.when
            held.count = held.count or claim.count

    def overturn(self, person: DraftEntity, span: Span) -> None:
        """Convictions and sentences of somebody become dismissed; the words at the span say so."""
        for key, claim in list(self.claims.items()):
            verdict = claim.predicate == "sentencedTo" or claim.modality in ("convicted", "sentenced")
            if claim.subject is person and verdict and claim.modality != "dismissed" and claim.span < span:
                del self.claims[key]
                claim.modality, claim.span, claim.when = "dismissed", span, None
                self.claims.setdefault(claim.key(), claim)

    def merge(self, kept: DraftEntity, other: DraftEntity) -> None:
        """Two entities turn out to be one: what was said of the second is said of the first."""
        for folded, printed in other.names.items():
            kept.add_name(folded, printed)
        kept.aliases |= other.aliases
        kept.identity = kept.identity or other.identity
        kept.mentions |= other.mentions
        other.merged_into = kept
        claims = list(self.claims.values())
        self.claims = {}
        for claim in claims:
            self.claim(claim)
        self.entities.remove(other)

    def forget(self, entity: DraftEntity) -> None:
        """Take back an entity, and all that was said of it; what it said is then only alleged."""
        self.claims = {
            key: claim
            for key, claim in self.claims.items()
            if entity is not claim.subject and entity is not claim.object
        }
        for claim in self.claims.values():
            if claim.speaker is entity:
                claim.speaker = None
                claim.modality = "alleged" if (claim.predicate, claim.modality) in _SAID else claim.modality
        self.entities.remove(entity)

    def is_accused_as(self, person: DraftEntity, described: DraftEntity) -> None:
        """Count a person among the accused if that was said of the one who turned out to be the same."""
        if id(described) in self.accused:
            self.accused.add(id(person))
            self.accusations.setdefault(id(person), []).extend(self.accusations.pop(id(described), []))

    def finish(self) -> tuple[tuple[Entity, ...], tuple[Claim, ...]]:
        """Entities that a claim or a name needs, and claims, in the order of the text."""
        claims = sorted(self.claims.values(), key=lambda c: (c.span, c.predicate, str(c.rule)))
        used = {id(part) for c in claims for part in (c.subject, c.object, c.speaker) if isinstance(part, DraftEntity)}
        kept = [e for e in self.entities if id(e) in used or (e.names and e.type in ("Person", "CriminalOrganization"))]
        kept.sort(key=lambda e: (min(e.mentions, default=(len(self.text), 0)), e.type))
        ids: dict[int, str] = {}
        counts: dict[str, int] = {}
        for entity in kept:
            letter = _LETTERS[entity.type]
            counts[letter] = counts.get(letter, 0) + 1
            ids[id(entity)] = f"{letter}{counts[letter]}"
        entities = tuple(_entity(entity, ids[id(entity)]) for entity in kept)
        return entities, tuple(self._claim(c, ids) for c in claims)

    def _claim(self, claim: DraftClaim, ids: dict[int, str]) -> Claim:
        start, end = claim.span
        while start < end and self.text[start].isspace():
            start += 1
        end = min(end, start + QUOTE_LIMIT)
        while end > start + 1 and self.text[end - 1].isspace():
            end -= 1
        target = claim.object
        return Claim(
            subject=ids[id(claim.subject)],
            predicate=claim.predicate,
            object=ids[id(target)] if isinstance(target, DraftEntity) else Value(target),
            modality=claim.modality,
            start=start,
            end=end,
            quote=self.text[start:end],
            speaker=ids[id(claim.speaker)] if claim.speaker is not None else None,
            status=claim.status,
            count=claim.count,
            when=claim.when,
            weekday=claim.weekday,
            case=claim.case,
            via=claim.via,
            context=claim.context,
            rule=claim.rule,
        )


def _root(entity: DraftEntity) -> DraftEntity:
    while entity.merged_into is not None:
        entity = entity.merged_into
    return entity


def _entity(entity: DraftEntity, id_: str) -> Entity:
    names = list(entity.names.values())
    if entity.description != "Country":
        names.sort(key=lambda name: (-len(name.split()), -len(name), name))
    own = [name for name in names if name not in entity.aliases.values()]
    ordered = (*own, *(name for name in names if name not in own))
    return Entity(
        id=id_,
        type=entity.type,
        names=tuple(ordered),
        mentions=tuple(sorted(entity.mentions)),
        part=entity.part,
        description=None if entity.names else entity.description,
        from_state=entity.from_state,
        to_state=entity.to_state,
        identity=entity.identity,
    )
