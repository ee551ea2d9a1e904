"""A graph of any size about people who do not exist, as the sync reads it, with hubs as coverage has.

Nothing is kept: a unit is made from its number whenever it is asked for, always the same. A document makes 40 claims,
most of them about the few people and organizations that are in the news; a person has five facts, whose evidence
grows with how often the person is written about.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

from graph.neo4j_source import TouchedUnit
from graph.property_graph import GraphPart, Node, Property, Relationship

BASE = "https://example.org/"
_CLAIMS = 40
_PEOPLE_A_DOCUMENT = 8
_FACTS = 5
_RELATIONSHIPS_A_DOCUMENT = 3 * _CLAIMS + _FACTS * _PEOPLE_A_DOCUMENT
_ORGANIZATIONS = 8
_PLACES = 10
_WORDS = (
    "said",
    "to",
    "lead",
    "people",
    "who",
    "crossed",
    "the",
    "river",
    "and",
    "were",
    "handed",
    "over",
    "at",
    "noon",
)
_TR = f"{BASE}ontology#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class LargeGraph:
    """A graph with about so many relationships.

    Args:
        relationships: how many; a multiple of 160 is met exactly.
        evidence: whether facts and claims carry what a hover shows, or nothing but what they tie.
    """

    ledger_id = "large"
    projection = "whole-1"

    def __init__(self, relationships: int, *, evidence: bool = True) -> None:
        self._documents = max(1, relationships // _RELATIONSHIPS_A_DOCUMENT)
        self._people = self._documents * _PEOPLE_A_DOCUMENT
        self._evidence = evidence

    @property
    def sequence(self) -> int:
        return self._documents

    def touched_since(self, sequence: int) -> list[TouchedUnit]:  # noqa: ARG002  # nothing ever changes
        return []

    def frozen(self) -> AbstractContextManager[None]:
        return nullcontext()

    def listing(self) -> tuple[int, list[str]]:
        return self.sequence, list(self.all_units())

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        return [self.part(unit) for unit in units]

    def all_units(self) -> Iterator[str]:
        kinds = {
            "organizations": _ORGANIZATIONS,
            "places": _PLACES,
            "transfers": self._transfers,
            "people": self._people,
            "documents": self._documents,
        }
        for kind, count in kinds.items():
            for number in range(count):
                yield f"{BASE}{kind}/{number}"

    def part(self, unit: str) -> GraphPart:
        kind, number = unit.removeprefix(BASE).split("/")
        chance = random.Random(unit)
        if kind == "people":
            return self._person(unit, int(number), chance)
        if kind == "documents":
            return self._document(unit, int(number), chance)
        label = {"organizations": "CriminalOrganization", "places": "Place", "transfers": "Transfer"}[kind]
        name = f"{label} {number}"
        return GraphPart(unit, (Node(unit, (label,), {"label": name, "description": f"of the {name}"}),))

    @property
    def _transfers(self) -> int:
        return max(1, self._people // 20)

    def _person(self, unit: str, number: int, chance: random.Random) -> GraphPart:
        nickname = f"{unit}#value"
        ends = (
            ("LEADER_OF" if number % 9 == 0 else "MEMBER_OF", _organization(chance)),
            ("FLOWN_TO", f"{BASE}places/{chance.randrange(_PLACES)}"),
            ("TRANSFERRED_IN", f"{BASE}transfers/{number % self._transfers}"),
            ("SIBLING_OF", self._somebody(chance)),
            ("ALIAS", nickname),
        )
        name = f"Person {number} of the Examples"
        nodes = (
            Node(unit, ("Person",), {"label": name, "part": "accused"}),
            Node(nickname, ("Value",), {"label": f"El {number}", "value": f"El {number}"}),
        )
        # The first people are written about most.
        documents = max(1, min(self._documents // 10, int(self._documents / (number + 1) ** 0.7)))
        facts = tuple(
            Relationship(type_, unit, end, self._fact(f"{unit}#{type_}", type_, documents, chance))
            for type_, end in ends
        )
        return GraphPart(unit, nodes, facts)

    def _document(self, unit: str, number: int, chance: random.Random) -> GraphPart:
        publisher = f"The Example {number % 40}"
        title = f"{publisher}: number {number}"
        nodes = [Node(unit, ("Document",), {"label": title, "title": title, "publisher": publisher})]
        relationships = []
        for index in range(_CLAIMS):
            claim = f"{unit}/claims/{index}"
            nodes.append(Node(claim, ("Claim",), self._claim(index, chance)))
            ends = (("SUBJECT", self._somebody(chance)), ("OBJECT", _organization(chance)), ("QUOTED_FROM", unit))
            relationships += [Relationship(type_, claim, end) for type_, end in ends]
        return GraphPart(unit, tuple(nodes), tuple(relationships))

    def _somebody(self, chance: random.Random) -> str:
        return f"{BASE}people/{min(int(chance.paretovariate(0.3)) - 1, self._people - 1)}"

    def _fact(self, iri: str, type_: str, documents: int, chance: random.Random) -> dict[str, Property]:
        if not self._evidence:
            return {}
        shown = min(documents, 20)
        return {
            "iri": iri,
            "predicate": f"{_TR}{type_}",
            "strength": "alleged",
            "strengths": [f"alleged {documents}"],
            "alleged": True,
            "origins": documents,
            "documents": documents,
            "speakers": 1,
            "claims": documents,
            "denials": 0,
            "disputed": False,
            "first_published": "2031-01-02",
            "last_published": "2034-11-12",
            "quotes": [_quote(chance) for _ in range(shown)],
            "sources": [f"The Example {n} · title {n} · 2031-01-02 · {BASE}read/{n}" for n in range(shown)],
        }

    def _claim(self, index: int, chance: random.Random) -> dict[str, Property]:
        quote = _quote(chance)
        if not self._evidence:
            return {"label": quote, "modality": "alleged"}
        return {
            "label": quote[:60],
            "predicate": f"{_TR}memberOf",
            "fact": f"{BASE}people/{index}#MEMBER_OF",
            "modality": "alleged",
            "quote": quote,
            "prefix": "before it are the words of another sentence. ",
            "suffix": " and after it those of the next one",
            "start": index * 100,
            "end": index * 100 + len(quote),
            "rule": "en.member-of",
            "extractor": "traslado 1",
        }


def write_ntriples(graph: LargeGraph, file: TextIO) -> int:
    """Types, properties and relationships, these without properties of their own, as N-Triples, a node's together."""
    count = 0
    for unit in graph.all_units():
        part = graph.part(unit)
        lines: dict[str, list[str]] = {}
        for node in part.nodes:
            lines[node.iri] = [f"<{node.iri}> <{RDF_TYPE}> <{_TR}{node.labels[0]}> ."]
            lines[node.iri] += [f'<{node.iri}> <{_TR}{name}> "{value}" .' for name, value in node.properties.items()]
        for each in part.relationships:
            lines[each.start].append(f"<{each.start}> <{_TR}{each.type}> <{each.end}> .")
        for of_node in lines.values():
            file.write("\n".join((*of_node, "")))
            count += len(of_node)
    return count


def _organization(chance: random.Random) -> str:
    """A few organizations are in nearly every article."""
    return f"{BASE}organizations/{min(int(chance.expovariate(1.0)), _ORGANIZATIONS - 1)}"


def _quote(chance: random.Random) -> str:
    start = chance.randrange(5)
    return " ".join(_WORDS[start : start + chance.randint(4, 10)])
