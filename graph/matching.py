"""By what a mention may meet others: made from its own document alone. Pure.

Three kinds of keys (decision 37). A *strong* key makes those who share it one: a full name of three parts or more, a
name of the reference data, a key of a dataset, a transfer's states, day and number together. A *shared* key
(`with:`) lets the shorter name join the fuller one: a short form of the name, or a nickname, within one organization,
transfer, case or family. A *loose* key (`maybe:`) only proposes to a person who reviews.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from graph.claim import Claim, Entity, Value
from graph.name import (
    Name,
    alias_key,
    fold,
    initialed,
    is_alias_form,
    is_frequent,
    is_frequent_alias,
    is_initial,
    name_parts,
    proper_names,
    rarer_shortenings,
    shortenings,
)
from ontology.reference import load_reference, names, qualified_names

SHARED: Final = "with:"
LOOSE: Final = "maybe:"
SKETCH: Final = "sketch:"
"""No key to meet by: what is known of who has it, beside the keys, so that a hub's is read without its mentions."""
_TIES: Final = frozenset(("memberOf", "leaderOf", "founderOf", "linkedTo"))
_KIN: Final = frozenset(("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf"))
_UNSAID: Final = frozenset(("denied", "possible"))
_GENERIC: Final = re.compile(r"^(the|el|la|los|las) ")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What must not contradict where two mentions meet by a shared key.

    Attributes:
        names: of a person, proper names as they sound, the fullest first.
        days: of a transfer, its dates as said.
        counts: of a transfer, its numbers of people as said.
        people: of a transfer, who is said to have been in it, as they sound.
        nicknames: of a person, as `alias_key` gives them.
    """

    names: tuple[Name, ...] = ()
    days: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()

    @property
    def fullness(self) -> int:
        """How much is known: parts of the fullest name; of a transfer its day before its number."""
        named = max((sum(not is_initial(part) for part in name) for name in self.names), default=0)
        return named + max((len(day) for day in self.days), default=0) + bool(self.counts)

    def to_key(self) -> str | None:
        """As it stands among the keys of a mention; None where there is nothing to contradict."""
        fields = (self.names, self.days, self.counts, self.people, self.nicknames)
        return SKETCH + json.dumps(fields, ensure_ascii=False) if any(fields) else None

    @classmethod
    def of(cls, keys: Iterable[str]) -> Sketch:
        """What the keys of one mention say."""
        return next((_read_sketch(key) for key in keys if key.startswith(SKETCH)), NOTHING)


NOTHING: Final = Sketch()


@lru_cache(maxsize=1 << 16)
def _read_sketch(key: str) -> Sketch:
    named, days, counts, people, nicknames = json.loads(key.removeprefix(SKETCH))
    return Sketch(tuple(map(tuple, named)), tuple(days), tuple(counts), tuple(people), tuple(nicknames))


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


def match_keys(entities: Iterable[Entity], claims: Iterable[Claim], dataset: str | None) -> dict[str, frozenset[str]]:
    """Local id → the keys of its mention.

    A strong or shared key that two of one text have identifies neither of them.
    """
    document = _Document(list(entities), claims)
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

    def __init__(self, entities: list[Entity], claims: Iterable[Claim]) -> None:
        self.entities = entities
        self.by_id = {entity.id: entity for entity in entities}
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.ties: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.people: dict[str, set[str]] = defaultdict(set)
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
        if claim.predicate in _TIES:
            self.ties[claim.subject].add(("organization", target))
        elif claim.predicate in _KIN:
            self.ties[claim.subject].add(("kin", target))
            self.ties[target].add(("kin", claim.subject))
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
        if described := sketch.to_key():
            keys.add(described)
        return frozenset(keys)

    def _names_of_body(self, entity: Entity) -> set[str]:
        """An organization's name is a brand: the whole of it, without its article, is enough."""
        parted = [(name, name_parts(name)) for name in entity.names]
        if entity.type == "CriminalOrganization":
            return {f"name:{entity.type}:{_GENERIC.sub('', fold(name))}" for name, parts in parted if parts}
        return {f"name:{entity.type}:{' '.join(parts)}" for _, parts in parted if len(parts) >= 3}

    def _person(self, entity: Entity, keys: set[str]) -> Sketch:
        said = self.values[entity.id, "alias"]
        proper = proper_names(entity.names, said)
        aliases = {alias_key(alias) for alias in (*said, *filter(is_alias_form, entity.names))} - {""}
        sketch = Sketch(names=tuple(proper), nicknames=tuple(sorted(aliases)))
        if entity.identity not in (None, "full name"):
            return sketch
        keys |= {
            f"name:Person:{' '.join(name)}" for name in proper if len(name) >= 3 and not any(map(is_initial, name))
        }
        settings = self._settings(entity)
        telling = {setting for setting in settings if not setting.startswith("organization:")}
        nicknamed = {f"alias:{alias}" for alias in aliases if not is_frequent_alias(alias)}
        for name in proper:
            for short in shortenings(name):
                enough = telling if is_frequent(short) else settings
                keys |= {f"{SHARED}Person:{short}@{setting}" for setting in enough | nicknamed}
                keys.add(f"{LOOSE}Person:{short}")
            if not any(map(is_frequent, shortenings(name))):
                keys |= {f"{SHARED}Person:{short}@{setting}" for short in initialed(name) for setting in settings}
            for short in rarer_shortenings(name):
                keys |= {f"{SHARED}Person:{short}@{setting}" for setting in telling | nicknamed}
        # What one text prints as a name may be another's nickname, unless it is a full one.
        printed = {"".join(name) for name in proper if len(name) < 3 and not any(map(is_frequent, shortenings(name)))}
        for alias in aliases | printed:
            enough = telling if is_frequent_alias(alias) else settings
            keys |= {f"{SHARED}Person:~{alias}@{setting}" for setting in enough}
            if alias in aliases:
                keys.add(f"{LOOSE}Person:~{alias}")
        return sketch

    def _settings(self, entity: Entity) -> set[str]:
        """Within what a short name or a nickname tells one person from another."""
        found = {f"case:{case}" for case in self.cases[entity.id]}
        for kind, other in self.ties[entity.id]:
            target = self.by_id[other]
            if kind == "organization":
                slug = reference_slug(target.type, target.names)
                found |= (
                    {f"organization:{slug}"}
                    if slug
                    else {f"organization:{_GENERIC.sub('', fold(name))}" for name in target.names[:1]}
                )
            elif kind == "transfer":
                found |= {f"transfer:{_states(target)}:{day}" for day in self._days(target) if len(day) == 10}
            elif kind == "kin":
                names_ = proper_names(target.names, self.values[other, "alias"])
                # One form of the relative's name is enough, or these keys would be more than all others together.
                found |= {f"kin:{pair}" for name in names_ for pair in shortenings(name)[:1]}
        return found

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


def _states(transfer: Entity) -> str:
    return f"{transfer.from_state}>{transfer.to_state}"
