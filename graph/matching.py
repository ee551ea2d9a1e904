"""Which mentions may be the same: the keys they meet by, and the partition that vetoes allow. Pure.

Deliberately narrow (decision 7): two mentions meet by an equal full name of three parts or more, a
name of the reference data, a key of their dataset, or, for a transfer, its two states, day and
number of people. Never by an alias or a given name alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from graph.claim import Claim, Entity, Value
from ontology.reference import load_reference, names, qualified_names

_PARTICLES = frozenset(
    ("de", "del", "la", "las", "los", "el", "y", "e", "da", "do", "dos", "das", "di", "von", "van", "der", "den")
)
_QUOTED = re.compile(r"[\"“”«»‘’'][^\"“”«»‘’']*[\"“”«»‘’']|\([^)]*\)")
_NO_WORD = re.compile(r"[\W_]+")
_FIRST_COMBINING = "\u0300"
_ARTICLES = ("el ", "la ", "los ", "las ", "the ")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Case, accents, hyphens and punctuation folded away.

    >>> fold("José Ángel Canobbio-Inzunza")
    'jose angel canobbio inzunza'
    """
    plain = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        plain = "".join([c for c in decomposed if c < _FIRST_COMBINING or not unicodedata.combining(c)])
    return " ".join(_NO_WORD.sub(" ", plain.casefold()).split())


def name_parts(name: str) -> list[str]:
    """The folded parts of a name that count: particles and quoted nicknames left out.

    >>> name_parts("Ismael “El Mayo” Zambada de la García")
    ['ismael', 'zambada', 'garcia']
    """
    return [part for part in fold(_QUOTED.sub(" ", name)).split() if part not in _PARTICLES]


def is_alias_form(name: str) -> bool:
    """Whether a form of a person's name is by its looks a nickname: an article first, or a digit in it."""
    return fold(name).startswith(_ARTICLES) or any(c.isdigit() for c in name)


def person_identity(forms: Iterable[str], aliases: Iterable[str]) -> str:
    """How sure the names alone make an identity: a term of the scheme `identity`."""
    nicknames = {fold(alias) for alias in aliases}
    proper = [name_parts(form) for form in forms if fold(form) not in nicknames and not is_alias_form(form)]
    if any(len(parts) >= 2 and parts[-1] != "n" for parts in proper):
        return "full name"
    if any(proper):
        return "given name only"
    return "alias only" if any(forms) or nicknames else "described only"


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
        for candidate in (fold(form), re.sub(r"^(the|el|la|los|las) ", "", fold(form))):
            if slug := index.get((type_, candidate)):
                return slug
    return None


def match_keys(entities: Iterable[Entity], claims: Iterable[Claim], dataset: str | None) -> dict[str, frozenset[str]]:
    """Local id → the keys by which its mention may meet others.

    A full name that two people of one text share identifies neither of them.
    """
    by_id = {entity.id: entity for entity in entities}
    aliases: dict[str, set[str]] = defaultdict(set)
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.object, Value):
            values[claim.subject, claim.predicate].add(str(claim.object))
            if claim.predicate == "alias":
                aliases[claim.subject].add(fold(str(claim.object)))
    keys: dict[str, set[str]] = {
        id_: _entity_keys(entity, aliases[id_], values, dataset) for id_, entity in by_id.items()
    }
    if dataset is None:
        holders: dict[str, list[str]] = defaultdict(list)
        for id_, own in keys.items():
            for key in own:
                if not key.startswith("ref:"):
                    holders[key].append(id_)
        for key, ids in holders.items():
            if len(ids) > 1:
                for id_ in ids:
                    keys[id_].discard(key)
    return {id_: frozenset(own) for id_, own in keys.items()}


def _entity_keys(
    entity: Entity, aliases: set[str], values: Mapping[tuple[str, str], set[str]], dataset: str | None
) -> set[str]:
    keys = {f"dataset:{dataset}:{entity.key}"} if dataset is not None and entity.key else set()
    if entity.type == "Transfer":
        states = (entity.from_state, entity.to_state)
        if all(states):
            for day in values.get((entity.id, "date"), ()):
                for count in values.get((entity.id, "peopleCount"), ()):
                    if len(day) == 10:
                        keys.add(f"transfer:{states[0]}:{states[1]}:{day}:{count}")
        return keys
    if entity.type != "Person" and (slug := reference_slug(entity.type, entity.names)):
        return keys | {f"ref:{slug}"}
    if entity.identity is None or entity.identity == "full name":
        for name in entity.names:
            parts = name_parts(name)
            nickname = entity.type == "Person" and (fold(name) in aliases or is_alias_form(name))
            if len(parts) >= 3 and parts[-1] != "n" and not nickname:
                keys.add(f"name:{entity.type}:{' '.join(parts)}")
    return keys


@dataclass(frozen=True, slots=True)
class Candidate:
    """A live mention as clustering sees it."""

    id: str
    type: str
    document: str
    dataset: bool
    keys: frozenset[str]


@dataclass(slots=True)
class _Cluster:
    members: set[str]
    documents: set[str]
    reference: str | None = None
    enemies: set[str] = field(default_factory=set)


def cluster(
    candidates: Iterable[Candidate], same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]
) -> list[tuple[frozenset[str], str | None]]:
    """Partition candidates into (mentions, reference slug); the order of the arguments does not matter.

    Unions are tried in canonical order (judgements, then dataset keys, reference, names, events) and
    refused where they would join two mentions of one text, two reference entries, or a pair that was
    judged different.
    """
    by_id = {candidate.id: candidate for candidate in candidates}
    clusters = {
        id_: _Cluster({id_}, set() if candidate.dataset else {candidate.document}) for id_, candidate in by_id.items()
    }
    owner = {id_: id_ for id_ in by_id}
    for left, right in different:
        if left in by_id and right in by_id:
            clusters[left].enemies.add(right)
            clusters[right].enemies.add(left)

    def unite(left: str, right: str) -> None:
        a, b = clusters[owner[left]], clusters[owner[right]]
        two_references = a.reference is not None and b.reference is not None and a.reference != b.reference
        if a is b or two_references or a.enemies & b.members:
            return
        if a.documents & b.documents and a.reference is None and b.reference is None:
            return
        into, gone = (owner[left], owner[right]) if len(a.members) >= len(b.members) else (owner[right], owner[left])
        kept, lost = clusters[into], clusters.pop(gone)
        kept.members |= lost.members
        kept.documents |= lost.documents
        kept.enemies |= lost.enemies
        kept.reference = kept.reference or lost.reference
        for member in lost.members:
            owner[member] = into

    for left, right in sorted(tuple(sorted(pair)) for pair in same):
        if left in by_id and right in by_id:
            unite(left, right)
    holders: dict[str, list[str]] = defaultdict(list)
    for id_ in sorted(by_id):
        for key in by_id[id_].keys:
            holders[key].append(id_)
    priority = {"dataset": 0, "ref": 1, "name": 2, "transfer": 3}
    for key in sorted(holders, key=lambda k: (priority[k.partition(":")[0]], k)):
        kind, _, rest = key.partition(":")
        first = holders[key][0]
        if kind == "ref" and clusters[owner[first]].reference is None:
            clusters[owner[first]].reference = rest
        for id_ in holders[key][1:]:
            unite(first, id_)
    return sorted(((frozenset(c.members), c.reference) for c in clusters.values()), key=lambda pair: sorted(pair[0]))
