"""What can be listed: people, organizations, …, disagreements, narrowed by facets (`collections/collections.toml`).

A query is put together of the patterns of the facets that are given. Its answer is ordered by IRI, so that a place in
it holds from one generation to the next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from graph.network import TYING
from graph.parameter import Parameter, Text
from graph.sparql_question import SparqlBackend
from graph.sparql_select import select
from ontology.terms import SCHEMES, TAXONOMY, concept_name

_PREFIXES: Final = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tax: <{TAXONOMY}>
PREFIX tr: <https://w3id.org/traslado/ns#>
"""
_OF_PARAMETER: Final = frozenset(("of", "type", "choices", "example", "description"))
_VARIABLES: Final = {"city": "place", "strength": "anyStrength", "disagreement": "disagreementKind"}
"""Variables of facets that are not called as these are."""
_TIES: Final = {"organization": "roleStrength", "whereabouts": "atStrength", "transfer": "inStrength"}
"""What facets are of that are ties of an entity, and the variable of a tie's strength; `strength` is of the first."""


@dataclass(frozen=True, slots=True)
class Facet:
    """By what a list is narrowed: a parameter, and a pattern for each kind of thing that it can say something of.

    Attributes:
        of: what it is a property of; of several facets of one thing, one such thing must have all.
    """

    parameter: Parameter
    of: str
    patterns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Collection:
    """A list.

    Attributes:
        name: of its path.
        type: class of its items.
        item: variable of its items: `entity`, `document`, `claim` or `disagreement`.
        pattern: what its items are; `without` what they are not, asked by itself: one by one it would take seconds.
    """

    name: str
    type: str
    item: str
    pattern: str
    without: str | None
    description: Text
    facets: tuple[Facet, ...]


@cache
def collections() -> dict[str, Collection]:
    """Every collection, by name."""
    table = _table()
    facets = {name: _facet(name, described) for name, described in table["facet"].items()}
    return {
        one["name"]: Collection(
            one["name"],
            one["type"],
            one["item"],
            one["pattern"],
            one.get("without"),
            Text(**one["description"]),
            tuple(facets[name] for name in one["facets"]),
        )
        for one in table["collection"]
    }


def items(backend: SparqlBackend, collection: Collection, given: Mapping[str, str]) -> list[str]:
    """IRIs of what is in a collection, in their order.

    Args:
        backend: to ask.
        collection: the list.
        given: values of facets, as the user wrote them.

    Raises:
        InputError: a value is none of its choices, or no date.
        NotFoundError: nothing is called what a facet says.
    """
    bindings: dict[str, list[str]] = {}
    groups: dict[str, list[str]] = {}
    for facet in collection.facets:
        name = facet.parameter.name
        values = facet.parameter.values(given[name], backend.resolve) if given.get(name) else None
        if values is not None:
            bindings[facet.parameter.variable] = values
            # Whatever a claim or document is asked to be, it is itself; an entity has many of either.
            group = facet.of if collection.item == "entity" else collection.item
            groups.setdefault(group, []).extend(_patterns(collection, facet))
    if collection.item == "entity":
        _settle_strengths(bindings, groups)
    elif "anyStrength" in bindings:
        bindings["anyStrength"] = [_strength(notation) for notation in bindings["anyStrength"]]
    # A query each, since Oxigraph takes seconds for the product of what they find.
    found = [
        _found(backend, collection, [*patterns, collection.pattern], bindings) for patterns in groups.values() or [[]]
    ]
    left_out = _found(backend, collection, [collection.without], {}) if collection.without else set()
    return sorted(set.intersection(*found) - left_out)


def _found(
    backend: SparqlBackend, collection: Collection, patterns: Iterable[str], bindings: Mapping[str, list[str]]
) -> set[str]:
    where = "".join(dict.fromkeys(patterns))
    query = f"{_PREFIXES}SELECT DISTINCT ?{collection.item} WHERE {{\n{where}}}"
    return {row[collection.item] for row in select(backend.store, query, bindings)}


def _settle_strengths(bindings: dict[str, list[str]], groups: dict[str, list[str]]) -> None:
    """Of which tie the strength is asked; of the others it is any at which somebody says that they are there."""
    asked = [_strength(notation) for notation in bindings.pop("anyStrength", ())]
    ties = [variable for of, variable in _TIES.items() if of in groups]
    bindings |= dict.fromkeys(_TIES.values(), sorted(map(_strength, TYING)))
    if asked:
        bindings[ties[0] if ties else "anyStrength"] = asked
        if ties:
            del groups["strength"]


def _patterns(collection: Collection, facet: Facet) -> list[str]:
    """What a facet says of the items, after what leads from these to it."""
    links = _table()["links"][collection.item]
    for target in (collection.name, collection.item, "claim", "document"):
        if target in facet.patterns and (target in (collection.name, collection.item) or target in links):
            link = [f"  {links[target]}\n"] if target not in (collection.name, collection.item) else []
            return [*link, facet.patterns[target]]
    raise TypeError(f"collections.toml: {facet.parameter.name} says nothing of {collection.name}")


def _strength(notation: str) -> str:
    return TAXONOMY + concept_name("strength", notation)


def _facet(name: str, described: Mapping[str, Any]) -> Facet:
    # Lists name no victims.
    choices = tuple(choice for choice in SCHEMES.get(described.get("choices", ""), ()) if choice != "victim")
    parameter = Parameter(
        name,
        _VARIABLES.get(name, name),
        described.get("type", "choice"),
        Text(**described["description"]),
        described.get("example"),
        choices,
    )
    patterns = {key: pattern for key, pattern in described.items() if key not in _OF_PARAMETER}
    return Facet(parameter, described["of"], patterns)


@cache
def _table() -> dict[str, Any]:
    path = files("graph").joinpath("collections", "collections.toml")
    return tomllib.loads(path.read_text("utf-8"))
