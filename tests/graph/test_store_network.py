from __future__ import annotations

import random
from collections.abc import Iterable

import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import store_network
from graph.network import TYING, Lens, TooWideError
from graph.store_network import StoreNetwork
from ontology.terms import TAXONOMY, TR, concept_name

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BASE = "https://example.org/"
Ties = list[tuple[str, str, str, str, str]]
"""Fact, subject, relation, object, strength."""


def iri(name: str) -> str:
    return f"{BASE}entities/{name}"


def concept(scheme: str, notation: str) -> NamedNode:
    return NamedNode(TAXONOMY + concept_name(scheme, notation))


def store_of(ties: Iterable[tuple[str, str, str, str, str]], parts: dict[str, str]) -> Store:
    """People, each of a part, and facts between them as the projection writes them."""
    store = Store()
    for name, part in parts.items():
        person = NamedNode(iri(name))
        store.add(Quad(person, NamedNode(RDF + "type"), NamedNode(TR + "Person")))
        store.add(Quad(person, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(name)))
        store.add(Quad(person, NamedNode(TR + "part"), concept("part", part)))
    for name, subject, relation, target, strength in ties:
        fact = NamedNode(f"{BASE}facts/{name}")
        for predicate, value in (
            (RDF + "subject", NamedNode(iri(subject))),
            (RDF + "predicate", NamedNode(TR + relation)),
            (RDF + "object", NamedNode(iri(target))),
            (TR + "factSubject", NamedNode(iri(subject))),
            (TR + "factObject", NamedNode(iri(target))),
            (TR + "strength", concept("strength", strength)),
            *((TR + number, Literal(1)) for number in ("documents", "origins", "speakers", "denials")),
            (TR + "disputed", Literal(False)),
        ):
            store.add(Quad(fact, NamedNode(predicate), value))
    return store


def drawn(seed: int, people: int, ties: int) -> tuple[Ties, dict[str, str]]:
    draw = random.Random(seed)
    names = [f"p{number}" for number in range(people)]
    parts = {name: draw.choice(("accused", "accused", "accused", "relative", "victim")) for name in names}
    made = [
        (f"{draw.randrange(10**9):09}", *draw.sample(names, 1), "associateOf", *draw.sample(names, 1), strength)
        for strength in draw.choices(("reported", "alleged", "convicted", "denied"), k=ties)
    ]
    return [tie for tie in made if tie[1] != tie[3]], parts


def seen(ties: Ties, parts: dict[str, str], lens: Lens, ends: tuple[str, ...]) -> nx.MultiGraph:
    """The network by its definition."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(ends)
    for fact, subject, relation, target, strength in ties:
        met = all(parts[n] in lens.parts or (n in ends and parts[n] != "victim") for n in (subject, target))
        if met and relation in lens.relations and strength in lens.strengths:
            graph.add_edge(subject, target, key=fact)
    return graph


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "lens",
    [Lens(), Lens(parts=frozenset(("accused", "relative", "victim"))), Lens(strengths=frozenset(("convicted",)))],
)
def test_the_paths_are_all_simple_paths_in_their_order(seed: int, lens: Lens) -> None:
    ties, parts = drawn(seed, people=9, ties=26)
    network = StoreNetwork(store_of(ties, parts))
    for start, end in (("p0", "p1"), ("p2", "p5")):
        graph = seen(ties, parts, lens, (start, end))
        expected = sorted(
            (len(steps), [f"{BASE}facts/{fact}" for _, _, fact in steps])
            for steps in nx.all_simple_edge_paths(graph, start, end, cutoff=5)
            if not {parts[start], parts[end]} & {"victim"}
        )
        found = network.paths(iri(start), iri(end), lens, longest=5, limit=100_000)
        assert [(len(path.steps), [step.fact for step in path.steps]) for path in found] == expected
        assert network.paths(iri(start), iri(end), lens, longest=5, limit=3) == found[:3]
        for path in found:
            assert (path.members[0].iri, path.members[-1].iri) == (iri(start), iri(end))
            for number, step in enumerate(path.steps):
                assert {step.subject, step.object} == {path.members[number].iri, path.members[number + 1].iri}


@pytest.mark.parametrize("seed", range(4))
def test_the_pages_of_neighbours_bring_each_tie_once(seed: int) -> None:
    ties, parts = drawn(seed, people=12, ties=60)
    network = StoreNetwork(store_of(ties, parts))
    for name in (name for name, part in parts.items() if part != "victim"):
        expected = sorted(
            f"{BASE}facts/{fact}"
            for fact, subject, _, target, strength in ties
            if name in (subject, target)
            and strength in TYING
            and parts[target if subject == name else subject] == "accused"
        )
        found: list[str] = []
        while page := network.neighbours(iri(name), Lens(), after=found[-1] if found else "", limit=3):
            found += [neighbour.step.fact for neighbour in page]
        assert found == expected
        assert network.count(iri(name), Lens()) == len(expected)


def test_victims_are_nobodys_neighbours_and_have_none() -> None:
    ties: Ties = [("1", "a", "associateOf", "v", "reported"), ("2", "v", "associateOf", "b", "reported")]
    network = StoreNetwork(store_of(ties, {"a": "accused", "b": "accused", "v": "victim"}))
    lens = Lens(parts=frozenset(("accused", "victim")))
    assert network.neighbours(iri("a"), lens, limit=9) == []
    assert network.neighbours(iri("v"), lens, limit=9) == []
    assert network.paths(iri("a"), iri("b"), lens, longest=4, limit=9) == []
    assert network.paths(iri("a"), iri("v"), lens, longest=4, limit=9) == []


def test_an_entity_that_is_not_there_has_no_ties() -> None:
    network = StoreNetwork(store_of([("1", "a", "associateOf", "b", "reported")], {"a": "accused", "b": "accused"}))
    assert network.neighbours(iri("x"), Lens(), limit=9) == []
    assert network.paths(iri("a"), iri("x"), Lens(), longest=4, limit=9) == []
    assert network.paths(iri("x"), iri("y"), Lens(), longest=4, limit=9) == []


def test_a_search_that_would_look_at_too_much_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_network, "_MOST_TIES", 10)
    ties, parts = drawn(1, people=9, ties=40)
    parts = dict.fromkeys(parts, "accused")
    with pytest.raises(TooWideError, match="longest"):
        StoreNetwork(store_of(ties, parts)).paths(iri("p0"), iri("p1"), Lens(), longest=5, limit=1000)
