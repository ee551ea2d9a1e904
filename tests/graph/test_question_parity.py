from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from neo4j_contents import in_both_stores
from pyoxigraph import Store
from random_corpus import random_articles
from serving import Home

from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_question import Neo4jBackend
from graph.parameter import Parameter
from graph.question import Answer, Backend, Question, ask, questions
from graph.sparql_question import SparqlBackend
from ontology.error import NotFoundError

FOLDER = Path(__file__).parents[2] / "graph" / "questions"
Asked = dict[str, str]
SOME = 6
"""How many values of a parameter are tried over the demo."""


@dataclass(frozen=True)
class Graph:
    """One ledger's graph in both stores."""

    store: Store
    connection: Connection

    @property
    def sparql(self) -> SparqlBackend:
        return SparqlBackend(self.store)

    @property
    def cypher(self) -> Neo4jBackend:
        return Neo4jBackend(self.connection)

    def values(self, parameter: Parameter) -> list[str]:
        """Words for a parameter: what a user may write, some of what the graph knows, and what means nothing."""
        example = [parameter.example] if parameter.example else []
        match parameter.type:
            case "choice":
                return list(parameter.choices)
            case "date":
                return [*example, "2026", "2025-08"]
            case "integer" | "months":
                return [*example, "1"]
            case "text":
                found = self._column("MATCH (n:Claim) WHERE n.case <> '' RETURN DISTINCT n.case AS value")
            case "claim":
                found = self._column("MATCH (n:Claim) RETURN n.iri AS value ORDER BY value")
            case "Transfer":
                found = self._column("MATCH (:Transfer)-[:DATE]->(v:Value) RETURN DISTINCT v.value AS value")
            case type_:
                named = """MATCH (n:Traslado) WHERE $type IN labels(n) AND n.names <> []
                           RETURN n.names[0] AS value ORDER BY COUNT { (n)--() } DESC, value"""
                found = self._column(named, type="Person" if type_ == "entity" else type_)
        return [*found, *example, "nobody and nothing"]

    def _column(self, query: str, **parameters: str) -> list[str]:
        rows = self.connection.read(f"{query} LIMIT $some", {"some": SOME, **parameters})
        return [row["value"] for row in rows]


@pytest.fixture(scope="module")
def demo(demo_home: Path, neo4j_settings: Neo4jSettings) -> Iterator[Graph]:
    with in_both_stores(demo_home, neo4j_settings) as (store, connection):
        yield Graph(store, connection)


def answer(backend: Backend, name: str, parameters: dict[str, str]) -> Answer | str:
    try:
        return ask(backend, name, parameters)
    except NotFoundError as error:
        return str(error)


def test_every_query_has_its_twin() -> None:
    sparql = {path.stem for path in FOLDER.glob("*.rq")}
    assert sparql == {path.stem for path in FOLDER.glob("*.cypher")}
    assert sparql == {*questions(), "evidence_of_facts", "replies_of_facts"}


def compared(graph: Graph, question: Question, pick: Callable[[list[Asked]], list[Asked]] = list) -> int:
    """How many rows both languages answered alike: with nothing given, and with each picked value of a parameter.

    Raises:
        AssertionError: one answer, or what is said where there is none, is not the other.
    """
    values = {parameter.name: graph.values(parameter) for parameter in question.parameters}
    wanted = pick([{name: value} for name, found in values.items() for value in found])
    # What a question needs beside what it may be narrowed by.
    needed = {name: values[name][0] for name in question.needs[:1]}
    rows = 0
    for parameters in ({**needed, **asked} for asked in [{}, *wanted]):
        sparql, cypher = (answer(backend, question.name, parameters) for backend in (graph.sparql, graph.cypher))
        if isinstance(sparql, Answer) and isinstance(cypher, Answer):
            assert [row.cells for row in cypher.rows] == [row.cells for row in sparql.rows], parameters
            rows += len(sparql.rows)
        assert cypher == sparql, parameters
    return rows


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", questions())
def test_cypher_answers_what_sparql_answers_over_the_demo(demo: Graph, name: str) -> None:
    assert compared(demo, questions()[name]) > 0


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(20))
def test_cypher_answers_what_sparql_answers_over_a_generated_graph(
    seed: int, tmp_path: Path, neo4j_settings: Neo4jSettings
) -> None:
    dice = Random(seed)

    # Neo4j plans a query anew for every graph and every parameter that is given: all of them would take minutes.
    def some_of(wanted: list[Asked]) -> list[Asked]:
        return [dice.choice(wanted)]

    home = Home(tmp_path / "home")
    home.publish(*random_articles(seed, 6 + seed))
    with in_both_stores(home.path, neo4j_settings) as (store, connection):
        graph = Graph(store, connection)
        silent = {name for name, question in questions().items() if not compared(graph, question, some_of)}
    # A small graph has no answer to everything.
    assert len(silent) <= len(questions()) / 3, silent
