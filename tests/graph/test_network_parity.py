from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from neo4j_contents import in_both_stores
from pyoxigraph import DefaultGraph, NamedNode, Store
from random_corpus import random_articles
from serving import Home

from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_network import Neo4jNetwork
from graph.network import Lens
from graph.store_network import StoreNetwork
from ontology.terms import PARTS, STRENGTHS

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]

LENSES = (
    Lens(),
    Lens(parts=frozenset(PARTS), strengths=frozenset(STRENGTHS)),
    Lens(relations=frozenset(("leaderOf", "transferredIn"))),
    Lens(relations=frozenset()),
)


def entities(store: Store) -> list[str]:
    """Those of which most is said, first, and one that is not there."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    ends = [
        quad.object.value
        for end in ("subject", "object")
        for quad in store.quads_for_pattern(None, NamedNode(rdf + end), None, DefaultGraph())
        if isinstance(quad.object, NamedNode) and "/entities/" in quad.object.value
    ]
    return [*(iri for iri, _ in Counter(sorted(ends)).most_common(25)), "https://example.org/entities/nobody"]


def compared(store: Store, connection: Connection, dice: Random, *, asked: int, longest: int) -> tuple[int, int]:
    """How many neighbours and paths both stores give alike, in pages, between so many entities."""
    published, neo4j = StoreNetwork(store), Neo4jNetwork(connection)
    there = entities(store)
    neighbours = paths = 0
    for lens in LENSES:
        for entity in dice.sample(there, asked):
            after = ""
            while page := published.neighbours(entity, lens, after=after, limit=7):
                assert neo4j.neighbours(entity, lens, after=after, limit=7) == page
                neighbours += len(page)
                after = page[-1].step.fact
            assert neo4j.neighbours(entity, lens, after=after, limit=7) == []
            assert neo4j.count(entity, lens) == published.count(entity, lens)
            end = dice.choice(there)
            limit = dice.choice((3, 200))
            found = published.paths(entity, end, lens, longest=longest, limit=limit)
            assert neo4j.paths(entity, end, lens, longest=longest, limit=limit) == found, (entity, end, lens)
            paths += len(found)
    return neighbours, paths


def test_the_network_of_the_demo_is_the_same_from_both_stores(demo_home: Path, neo4j_settings: Neo4jSettings) -> None:
    with in_both_stores(demo_home, neo4j_settings) as (store, connection):
        neighbours, paths = compared(store, connection, Random(1), asked=12, longest=3)
    assert neighbours > 100
    assert paths > 100


@pytest.mark.parametrize("seed", range(3))
def test_the_network_of_a_generated_graph_is_the_same_from_both_stores(
    seed: int, tmp_path: Path, neo4j_settings: Neo4jSettings
) -> None:
    home = Home(tmp_path / "home")
    home.publish(*random_articles(seed, 12))
    with in_both_stores(home.path, neo4j_settings) as (store, connection):
        neighbours, paths = compared(store, connection, Random(seed), asked=8, longest=3)
    assert neighbours > 20
    assert paths > 10
