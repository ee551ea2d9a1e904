"""By what a mention may meet others: made from its own document alone. Pure.

Three kinds of keys (decision 37). A *strong* key makes those who share it one: a full name of three parts or more, a
name of the reference data, a key of a dataset, a transfer's states, day and number together. A *shared* key
(`with:`) lets the shorter name join the fuller one: a short form of the name, or a nickname, within one organization,
transfer, case or family. What a telling nickname or both surnames alone suggest counts last (see
`graph.agreement.rank`). A *loose* key (`maybe:`) only proposes to a person who reviews.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Final

from graph.claim import Claim, Entity, Value
from graph.name import Name, alias_key, fold, is_alias_form, is_monogram, name_parts, proper_names
from graph.name_shortening import shortenings
from graph.person_key import person_keys
from graph.sketch import DESCRIBED, KIN, LOOSE, SHARED, SKETCH, TIED, Sketch
from ontology.reference import load_reference, names, qualified_names, reference_by_slug

_TIES: Final = frozenset(("memberOf", "leaderOf", "founderOf", "linkedTo"))
_KIN: Final = frozenset(("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf"))
_INVERSE: Final = {"childOf": "parentOf", "parentOf": "childOf"}
_UNSAID: Final = frozenset(("denied", "possible"))
_GENERIC: Final = re.compile(r"^(the|el|la|los|las) ")
_ANY_BODY: Final = re.compile(
    r"^((cartel|clan|banda|grupo|gang|cosca|ndrina|comando|the|de|del|el|la|los|las|di|dos) )+"
)


@cache
def _reference_index() -> dict[tuple[str, str], str]:
    """(type, folded name) → slug; a name of two entries of one type belongs to neither."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in load_reference():
        for name in (*names(entry), *qualified_names(entry)):
            found[entry.type, fold(name)].add(entry.slug)
    return {key: next(iter(slugs)) for key, slugs in found.items() if len(slugs) == 1}


def reference_slug(type_: str, forms: Iterable[str]) -> str | None:
    """The reference entry that the forms name, the fullest form first."""
    index = _reference_index()
    for form in forms:
        for candidate in (fold(form), _GENERIC.sub("", fold(form))):
            if slug := index.get((type_, candidate)):
                return slug
    return None


def _core(name: str) -> str:
    """An organization's name without what any organization is called: "Cártel de los Ejemplos" → "ejemplos"."""
    return _ANY_BODY.sub("", fold(name))


@cache
def _family(slug: str) -> str:
    """The organization of which this one is part in the end, or whose people it took over."""
    entry = reference_by_slug()[slug]
    wider = entry.parent or entry.predecessor
    return _family(wider) if wider else slug


def match_keys(
    entities: Iterable[Entity], claims: Iterable[Claim], dataset: str | None, published: str | None = None
) -> dict[str, frozenset[str]]:
    """Local id → the keys of its mention.

    A strong or shared key that two of one text have identifies neither of them.
    """
    document = _Document(list(entities), claims, published)
    found = {entity.id: document.keys(entity, dataset) for entity in document.entities}
    if dataset is not None:
        return found
    holders: dict[str, list[str]] = defaultdict(list)
    for id_, keys in found.items():
        for key in keys:
            if not key.startswith(("ref:", LOOSE, SKETCH)):
                holders[key].append(id_)
    common = {key for key, ids in holders.items() if len(ids) > 1}
    return {id_: keys - common for id_, keys in found.items()}


class _Document:
    """One document's entities with what its claims say of them."""

    def __init__(self, entities: list[Entity], claims: Iterable[Claim], published: str | None) -> None:
        self.entities = entities
        self.by_id = {entity.id: entity for entity in entities}
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.ties: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.people: dict[str, set[str]] = defaultdict(set)
        self.published = published or ""
        self.led: dict[str, set[str]] = defaultdict(set)
        self.kin: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.larger: dict[str, list[Entity]] = defaultdict(list)
        for claim in claims:
            if claim.modality in _UNSAID:
                continue
            if isinstance(claim.object, Value):
                self.values[claim.subject, claim.predicate].append(str(claim.object))
            else:
                self._tie(claim, claim.object)
            if claim.case:
                self.cases[claim.subject].add(fold(claim.case))

    def _tie(self, claim: Claim, target: str) -> None:
        if claim.predicate == "leaderOf" and claim.status != "former":
            self.led[claim.subject].add(target)
        if claim.predicate in _TIES:
            self.ties[claim.subject].add(("organization", target))
        elif claim.predicate in _KIN:
            self.ties[claim.subject].add(("kin", target))
            self.ties[target].add(("kin", claim.subject))
            self.kin[claim.subject].add((claim.predicate, target))
            self.kin[target].add((_INVERSE.get(claim.predicate, claim.predicate), claim.subject))
        elif claim.predicate == "partOf":
            self.larger[claim.subject].append(self.by_id[target])
        elif claim.predicate == "transferredIn":
            self.ties[claim.subject].add(("transfer", target))
            self.people[target].add(claim.subject)

    def keys(self, entity: Entity, dataset: str | None) -> frozenset[str]:
        keys = {f"dataset:{dataset}:{entity.key}"} if dataset is not None and entity.key else set()
        if entity.type == "Transfer":
            sketch = self._transfer(entity, keys)
        elif entity.type == "Person":
            sketch = self._person(entity, keys)
        else:
            slug = reference_slug(entity.type, entity.names)
            return frozenset(keys | ({f"ref:{slug}"} if slug else self._names_of_body(entity)))
        return frozenset(keys | {sketch.to_key()})

    def _names_of_body(self, entity: Entity) -> set[str]:
        """An organization's name is a brand: the whole of it, without its article, is enough."""
        parted = [(name, name_parts(name)) for name in entity.names]
        if entity.type == "CriminalOrganization":
            return {f"name:{entity.type}:{_GENERIC.sub('', fold(name))}" for name, parts in parted if parts}
        return {f"name:{entity.type}:{' '.join(parts)}" for _, parts in parted if len(parts) >= 3}

    def _person(self, entity: Entity, keys: set[str]) -> Sketch:
        settings = self._settings(entity)
        met, sketch = person_keys(
            entity.names, self.values[entity.id, "alias"], settings, meets=entity.identity in (None, "full name")
        )
        keys |= met | (self._ties(entity, settings) if met else set())
        if not entity.names and not sketch.nicknames:
            keys |= self._description(entity, settings)
        died = tuple(sorted(set(self.values[entity.id, "died"])))
        seen = (self.published,) if self.published and not entity.names else ()
        return replace(sketch, died=died, seen=seen)

    def _description(self, entity: Entity, settings: set[str]) -> set[str]:
        """What is said of him in place of a name: whom he leads, or whose leader's kin he is."""
        told = self._told(settings)
        if not self.kin[entity.id]:
            # Of a leader of whom nothing else is said, the year says nothing.
            told = {setting for setting in told if not setting.startswith("year:")}
        return {f"{DESCRIBED}{tag}@{setting}" for tag, setting in product(self._tags(entity), told)}

    def _ties(self, entity: Entity, settings: set[str]) -> set[str]:
        """What a text may say of him in place of his name; and whose kin he is, for what other documents add."""
        kin = {f"{KIN}{called}@{relation}" for relation, other in self.kin[entity.id] for called in self._called(other)}
        return kin | {f"{TIED}{tag}@{setting}" for tag, setting in product(self._tags(entity), self._told(settings))}

    def _called(self, person: str) -> set[str]:
        """As `NAMED` keys have it."""
        forms, aliases = self.by_id[person].names, self.values[person, "alias"]
        short = {short for name in proper_names(forms, aliases) for short in shortenings(name)[:1]}
        nicknames = (form for form in (*aliases, *filter(is_alias_form, forms)) if not is_monogram(form))
        return short | {f"~{key}" for form in nicknames if (key := alias_key(form))}

    def _tags(self, entity: Entity) -> set[str]:
        """What he is said to be: leader of a body, or kin of its leader."""
        own = {f"leader:{body}" for led in self.led[entity.id] for body in self._bodies(self.by_id[led])}
        return own | {
            f"{relation}:leader:{body}"
            for relation, other in self.kin[entity.id]
            for led in self.led[other]
            for body in self._bodies(self.by_id[led])
        }

    def _told(self, settings: set[str]) -> set[str]:
        """Within what a description tells one from another; the year last."""
        telling = {setting for setting in settings if not setting.startswith("organization:")}
        return telling | ({f"year:{self.published[:4]}"} if self.published else set())

    def _settings(self, entity: Entity) -> set[str]:
        """Within what a short name or a nickname tells one person from another."""
        found = {f"case:{case}" for case in self.cases[entity.id]}
        for kind, other in self.ties[entity.id]:
            target = self.by_id[other]
            if kind == "organization":
                found |= self._bodies(target)
            elif kind == "transfer":
                days = self._days(target) or _day_of_row(target)
                found |= {f"transfer:{_states(target)}:{day}" for day in days if len(day) == 10}
            elif kind == "kin":
                names_ = proper_names(target.names, self.values[other, "alias"])
                # One form of the relative's name is enough, or these keys would be more than all others together.
                found |= {f"kin:{pair}" for name in names_ for pair in shortenings(name)[:1]}
        return found

    def _bodies(self, organization: Entity) -> set[str]:
        """An organization by its slug, or by its names without "cartel of"; and the larger one that it belongs to."""
        forms = [*organization.names, *self.values[organization.id, "alias"]]
        if slug := reference_slug(organization.type, forms):
            return {f"organization:{slug}", f"organization:{_family(slug)}"}
        bodies = {f"organization:{core}" for form in forms if (core := _core(form))}
        for larger in self.larger[organization.id]:
            slug = reference_slug(larger.type, larger.names)
            bodies |= {f"organization:{_family(slug) if slug else _core(form)}" for form in larger.names[:1]}
        return bodies

    def _days(self, transfer: Entity) -> list[str]:
        return self.values[transfer.id, "date"]

    def _transfer(self, entity: Entity, keys: set[str]) -> Sketch:
        """Two states, and of day, number, ordinal and people as much as the document says."""
        days = tuple(sorted(set(self._days(entity))))
        counts = tuple(sorted({int(count) for count in self.values[entity.id, "peopleCount"]}))
        people = tuple(sorted({" ".join(name) for person in self.people[entity.id] for name in self._full(person)}))
        sketch = Sketch(days=days, counts=counts, people=people)
        if not (entity.from_state and entity.to_state):
            return sketch
        states = _states(entity)
        for day in days:
            if len(day) == 10:
                keys |= {f"transfer:{states}:{day}:{count}" for count in counts}
                keys.add(f"{SHARED}Transfer:{states}:{day}")
            keys |= {f"{SHARED}Transfer:{states}:{day[:7]}:{count}" for count in counts if len(day) >= 7}
        keys |= {f"{SHARED}Transfer:{states}:ordinal:{number}" for number in self.values[entity.id, "ordinal"]}
        keys |= {f"{SHARED}Transfer:{states}:person:{person}" for person in people}
        return sketch

    def _full(self, person: str) -> list[Name]:
        entity = self.by_id[person]
        return [name for name in proper_names(entity.names, self.values[person, "alias"]) if len(name) >= 2]


def _day_of_row(transfer: Entity) -> list[str]:
    """The day by which a dataset names a transfer, where another of its tables claims it."""
    return [transfer.key.rpartition("/")[2]] if transfer.key else []


def _states(transfer: Entity) -> str:
    return f"{transfer.from_state}>{transfer.to_state}"
