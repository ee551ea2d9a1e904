"""Disagreements: what rules find in the graph, with its sides. Rules are files: `disagreements/KIND.rq` and `.toml`.

A rule is a SELECT over what a sink holds, asked for some subjects at a time. Each of its rows puts one claim on one
side of one disagreement:

    ?key        what tells this disagreement from others of its kind
    ?subject    whom it is about; several rows may name several
    ?side       what this side says: words, or an entity; ?word: what of the entity
    ?source, ?member   in place of ?side: a document and one of the things that it lists (sides are sets)
    ?form       in place of ?side: a form of the subject's name (its claims are those of who writes it so)
    ?claim      a claim of this side; ?fact in its place: those that make this fact
    ?involved   whose change, too, makes the rule to be asked again
    ?expected   what the calendar or a sum gives; ?confirmed: whether that is what is said

What is kept of a disagreement is made of its claims as the ledger has them.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple
from rapidfuzz.distance import OSA

from graph.claim_view import ClaimView, claim_views
from graph.fact import around, fact_id, strength_of
from graph.ledger import Ledger
from graph.name import alias_key, is_frequent_alias, name_parts
from graph.parameter import Text
from graph.sparql_select import fill
from ontology.iri import entity_iri, hash_id, local_id
from ontology.terms import TAXONOMY

_FUNCTION: Final = "urn:traslado:function:"
_PREFIXES: Final = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX tr: <https://w3id.org/traslado/ns#>
"""
_PEOPLE: Final = f"""{_PREFIXES}
SELECT DISTINCT ?more WHERE {{
  VALUES ?subject {{ UNDEF }}
  ?more tr:transferredIn ?subject
}}"""
_TRANSFERS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?more WHERE {{
  VALUES ?subject {{ UNDEF }}
  ?subject tr:transferredIn ?more
}}"""
_DISPUTED: Final = f"""{_PREFIXES}
SELECT DISTINCT ?more WHERE {{
  VALUES ?more {{ UNDEF }}
  ?fact rdf:subject ?more ; tr:disputed ?disputed
  FILTER (?disputed)
}}"""
_CLAIMS: Final = f"""{_PREFIXES}
SELECT ?more ?claim WHERE {{
  VALUES ?more {{ UNDEF }}
  ?claim tr:fact ?more ; tr:modality ?modality .
  FILTER (?modality != <{TAXONOMY}modality-denied>)
}}"""
_AT_ONCE: Final = 250
"""Subjects in one query. From about a thousand on Oxigraph joins the patterns first and the subjects last."""
_SLIPS: Final = 2
"""Letters by which two spellings of one name may differ."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of disagreement is found by.

    Attributes:
        types: entity types that it is asked for.
        disputed: only of entities of which a fact is disputed.
        through: whose change reaches the subjects, too: `transfers` their people's, `people` their transfers'.
        settle: how such a disagreement could be settled.
    """

    kind: str
    types: frozenset[str]
    disputed: bool
    through: str | None
    settle: Text
    query: str


@dataclass(frozen=True, slots=True)
class Side:
    """What some claims say.

    Attributes:
        value: in words; None where it is entities alone.
        objects: ids of entities: one, or the set that documents list.
        about: predicates of the claims, or the aspect that they name.
        claims: ids, and `facts` those that they make.
        strength: label over its claims; None where their words matter, not what they say.
        documents: distinct, and so `origins`, `speakers` and `publishers`.
        superseded: each of its publishers took another side in a later document.
    """

    value: str | None
    objects: tuple[str, ...]
    claims: tuple[str, ...]
    facts: tuple[str, ...]
    about: tuple[str, ...]
    strength: str | None
    documents: int
    origins: int
    speakers: int
    publishers: tuple[str, ...]
    superseded: bool

    @property
    def key(self) -> str:
        """What tells it from the other sides."""
        return hash_id(self.value, *self.objects)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What sources say differently, or together against calendar, sum or life; or what a check confirms.

    Attributes:
        id: hash of kind and key.
        kind: name of its rule.
        subjects: ids of entities.
        confirmed: a check that holds: an answer, too.
        expected: what calendar or sum give.
    """

    id: str
    kind: str
    subjects: tuple[str, ...]
    confirmed: bool
    expected: str | None
    sides: tuple[Side, ...]

    def to_json(self) -> str:
        """As the ledger keeps it; equal ones are written alike."""
        return json.dumps(self, default=_fields, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Disagreement:
        """What `to_json` wrote."""
        fields = json.loads(text)
        sides = tuple(Side(**{name: _tuple(value) for name, value in side.items()}) for side in fields.pop("sides"))
        return cls(**{name: _tuple(value) for name, value in fields.items()}, sides=sides)


@dataclass(slots=True)
class Found:
    """The rows of one disagreement.

    Attributes:
        sides: by what they say: ids of claims.
        sets: by document: what it lists, with the claims.
    """

    kind: str
    subjects: set[str] = field(default_factory=set)
    involved: set[str] = field(default_factory=set)
    expected: str | None = None
    confirmed: bool = False
    sides: dict[tuple[str | None, tuple[str, ...]], set[str]] = field(default_factory=lambda: defaultdict(set))
    sets: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)


@cache
def rules() -> dict[str, Rule]:
    """Every rule, by the kind that it finds."""
    folder = files("graph").joinpath("disagreements")
    found = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            kind = path.name.removesuffix(".toml")
            data = tomllib.loads(path.read_text("utf-8"))
            query = folder.joinpath(f"{kind}.rq").read_text("utf-8")
            found[kind] = Rule(
                kind,
                frozenset(data["types"]),
                data.get("disputed", False),
                data.get("through"),
                Text(**data["settle"]),
                query,
            )
    return found


def find(store: Store, base: str, touched: Mapping[str, str]) -> dict[str, Found]:
    """What the rules find about the touched entities, by id of the disagreement.

    Args:
        store: what the graph holds now.
        base: of the addresses.
        touched: ids of entities with their types.
    """
    of_type: dict[str, set[str]] = defaultdict(set)
    for id_, type_ in touched.items():
        of_type[type_].add(entity_iri(base, id_))
    everybody = {iri for iris in of_type.values() for iri in iris}
    disputed = {row["more"] for row in _rows(store, _DISPUTED, everybody)}
    reached = {
        "transfers": {row["more"] for row in _rows(store, _PEOPLE, of_type["Transfer"])},
        "people": {row["more"] for row in _rows(store, _TRANSFERS, of_type["Person"])},
    }
    found: dict[str, Found] = {}
    for rule in rules().values():
        subjects = {iri for type_ in rule.types for iri in of_type[type_]}
        subjects = subjects & disputed if rule.disputed else subjects | reached.get(rule.through or "", set())
        rows = list(_rows(store, rule.query, subjects))
        claims = _claims_of(store, {row["fact"] for row in rows if "fact" in row})
        expanded = ({**row, "claim": claim} for row in rows for claim in claims.get(row.get("fact", ""), ()))
        for row in (*(row for row in rows if "fact" not in row), *expanded):
            id_ = hash_id(rule.kind, row["key"].replace(base, ""))
            _put(found.setdefault(id_, Found(rule.kind)), base, row)
    return found


def settled(ledger: Ledger, found: Mapping[str, Found]) -> list[Disagreement]:
    """What was found, with what the ledger knows of its claims; not where these are no longer two sides."""
    for each in found.values():
        _compare_sets(each)
        for form in each.forms:
            each.sides[form, ()] = _written_so(ledger, each.subjects, form)
    ids = {claim for each in found.values() for claims in each.sides.values() for claim in claims}
    views = {view.id: view for view in claim_views(ledger.connection, ids)}
    made = []
    for id_, each in found.items():
        told = {side: [views[c] for c in sorted(claims) if c in views] for side, claims in each.sides.items()}
        told = {side: claims for side, claims in told.items() if claims}
        sides = tuple(
            sorted((_side(side, told, each.forms) for side in told), key=lambda s: (s.value or "", s.objects))
        )
        if len(sides) > 1 or (sides and each.expected is not None):
            subjects = tuple(sorted(each.subjects))
            made.append(Disagreement(id_, each.kind, subjects, each.confirmed, each.expected, sides))
    return made


def stored_disagreement(ledger: Ledger, id_: str) -> Disagreement | None:
    """A disagreement as the ledger has it now."""
    row = ledger.connection.execute("SELECT body FROM disagreement WHERE id = ?", (id_,)).fetchone()
    return Disagreement.from_json(row[0]) if row else None


def _put(found: Found, base: str, row: Mapping[str, str]) -> None:
    subject = local_id(row["subject"])
    found.subjects.add(subject)
    found.involved.add(subject)
    if involved := row.get("involved"):
        found.involved.add(local_id(involved))
    found.expected = row.get("expected", found.expected)
    found.confirmed = row.get("confirmed") == "true"
    claim = local_id(row["claim"]) if "claim" in row else None
    if claim and (source := row.get("source")):
        found.sets.setdefault(source, {}).setdefault(local_id(row["member"]), set()).add(claim)
    elif form := row.get("form"):
        found.forms.add(form)
    elif claim:
        side = row["side"]
        is_entity = side.startswith(f"{base}entities/")
        if is_entity:
            found.involved.add(local_id(side))
        found.sides[row.get("word") if is_entity else side, (local_id(side),) if is_entity else ()].add(claim)


def _compare_sets(found: Found) -> None:
    """Sides of the lists of two or more of which one at least neither holds nor is held by another."""
    lists: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for members in found.sets.values():
        if len(members) > 1:
            lists[tuple(sorted(members))] |= {claim for claims in members.values() for claim in claims}
    for one, claims in lists.items():
        if any(not _holds(one, other) and not _holds(other, one) for other in lists):
            found.sides[None, one] |= claims


def _holds(larger: Iterable[str], smaller: Iterable[str]) -> bool:
    """Whether everything in the smaller set is in the larger, perhaps less precisely: a state for its city."""
    return all(any(one in around(other) or other in around(one) for other in larger) for one in smaller)


def _written_so(ledger: Ledger, subjects: Iterable[str], form: str) -> set[str]:
    """A claim of each document that writes the subject's name so."""
    rows = ledger.connection.execute(
        """SELECT min(c.id) FROM resolution r JOIN mention m ON m.id = r.mention JOIN claim c ON c.subject = m.id
           WHERE r.entity IN (SELECT value FROM json_each(?))
               AND EXISTS (SELECT 1 FROM json_each(m.names) WHERE value = ?)
           GROUP BY m.document""",
        (json.dumps(sorted(subjects)), form),
    )
    return {row[0] for row in rows if row[0]}


def _side(
    side: tuple[str | None, tuple[str, ...]],
    told: Mapping[tuple[str | None, tuple[str, ...]], list[ClaimView]],
    forms: set[str],
) -> Side:
    own = told[side]
    others = [claim for other, claims in told.items() if other != side for claim in claims]
    said = [claim for claim in own if claim.modality != "denied"] or own
    return Side(
        *side,
        tuple(claim.id for claim in own),
        tuple(sorted({fact_id(claim) for claim in own})),
        ("name",) if forms else tuple(sorted({claim.aspect or claim.predicate for claim in own})),
        None if forms else strength_of(own),
        len({claim.document for claim in said}),
        len({claim.origin for claim in said}),
        len({claim.speaker for claim in said if claim.speaker}),
        tuple(sorted({claim.publisher for claim in own if claim.publisher})),
        _is_superseded(own, others),
    )


def _is_superseded(own: list[ClaimView], others: list[ClaimView]) -> bool:
    """Whether each publisher of the side said otherwise in a later document."""
    last, later = _last_by_publisher(own), _last_by_publisher(others)
    return all(
        bool(publisher and day) and later.get(publisher, "") > day and not later[publisher].startswith(day)
        for publisher, day in last.items()
    )


def _last_by_publisher(claims: list[ClaimView]) -> dict[str | None, str]:
    """The last day on which each said so; none where a day is not known."""
    last: dict[str | None, str] = {}
    for claim in claims:
        last[claim.publisher] = max(last.get(claim.publisher, ""), claim.published or "")
    return last


def _rows(store: Store, query: str, subjects: set[str]) -> Iterable[dict[str, str]]:
    ordered = sorted(subjects)
    for start in range(0, len(ordered), _AT_ONCE):
        asked = ordered[start : start + _AT_ONCE]
        text = fill(query, dict.fromkeys(("subject", "touched", "more"), asked))
        solutions = store.query(text, custom_functions=_FUNCTIONS)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a rule of disagreement is no SELECT query")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: term.value for name, term in zip(names, solution, strict=True) if term is not None}


def _claims_of(store: Store, facts: set[str]) -> dict[str, list[str]]:
    """The claims that make facts, by fact."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in _rows(store, _CLAIMS, facts):
        found[row["more"]].append(row["claim"])
    return found


@cache
def known_codes() -> dict[str, frozenset[str]]:
    """Key of a name → keys of the code names under which governments and courts have published that person.

    They are never an answer: only where a text has the code name alone, and another transfer the person,
    both are shown.
    """
    found: dict[str, set[str]] = defaultdict(set)
    with files("graph").joinpath("disagreements", "code_names.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[alias_key(row["name"])].add(alias_key(row["code"]))
    return {name: frozenset(codes) for name, codes in found.items()}


def _other_spelling(one: Any, other: Any) -> Literal:
    """Whether two names of as many parts differ by a letter or two, and not only in accents."""
    left, right = name_parts(one.value), name_parts(other.value)
    differs = left != right and len(left) == len(right) > 1
    return _boolean(
        differs
        and all(OSA.distance(a, b) <= _SLIPS < min(len(a), len(b)) or a == b for a, b in zip(left, right, strict=False))
    )


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))


_FUNCTIONS: Final[dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]] = {
    NamedNode(_FUNCTION + "otherSpelling"): _other_spelling,
    NamedNode(_FUNCTION + "aliasKey"): lambda said: Literal(alias_key(said.value)),
    NamedNode(_FUNCTION + "isFrequentAlias"): lambda key: _boolean(is_frequent_alias(key.value)),
}


def _fields(part: Any) -> dict[str, Any]:
    return {each.name: getattr(part, each.name) for each in fields(part)}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
