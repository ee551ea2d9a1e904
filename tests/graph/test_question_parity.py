from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Store
from random_corpus import random_articles
from serving import Home

from graph import generation
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Neo4jSettings, connect
from graph.neo4j_projection import LedgerSource
from graph.neo4j_question import Neo4jBackend
from graph.neo4j_sync import sync
from graph.parameter import Parameter
from graph.question import Answer, Backend, ask, questions
from graph.sparql_question import SparqlBackend
from ontology.error import NotFoundError

FOLDER = Path(__file__).parents[2] / "graph" / "questions"
SOME = 6
"""How many values of a parameter are tried."""

ONLY_IN_THE_RECORD = ("case", "upcoming")
"""Of what the random articles say nothing."""


@dataclass(frozen=True)
class Graph:
    """One ledger's graph in both stores."""

    sparql: SparqlBackend
    cypher: Neo4jBackend

    def values(self, parameter: Parameter) -> list[str]:
        """Words for a parameter: what a user may write, and what means nothing."""
        if parameter.choices:
            return list(parameter.choices)
        if parameter.type == "date":
            return [parameter.example or "", "2026", "2025-08"]
        if parameter.type in ("integer", "months", "text"):
            return [parameter.example or "", "1"]
        if parameter.type == "claim":
            found = self._column("MATCH (n:Claim) RETURN n.iri AS value ORDER BY value LIMIT $some")
        elif parameter.type == "Transfer":
            found = self._column("MATCH (:Transfer)-[:DATE]->(v:Value) RETURN DISTINCT v.value AS value LIMIT $some")
        else:
            type_ = "Person" if parameter.type == "entity" else parameter.type
            found = self._column(
                """MATCH (n:Traslado) WHERE $type IN labels(n)
                   RETURN n.names[0] AS value ORDER BY COUNT { (n)--() } DESC, value LIMIT $some""",
                type=type_,
            )
        # Whoever is only described has no name.
        found = [value for value in found if value]
        return [*found, *([parameter.example] if parameter.example else []), "nobody and nothing"]

    def _column(self, query: str, **parameters: str) -> list[str]:
        return [row["value"] for row in self.cypher.connection.read(query, {"some": SOME, **parameters})]


@pytest.fixture(scope="module")
def random_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("random") / "home")
    home.publish(*random_articles(20261124, 40))
    return home.path


@pytest.fixture(scope="module", params=["demo", "random"])
def graph(request: pytest.FixtureRequest, neo4j_settings: Neo4jSettings) -> Iterator[Graph]:
    home: Path = request.getfixturevalue(f"{request.param}_home")
    with connect(neo4j_settings) as connection, Ledger(ledger_path(home)) as ledger:
        sync(connection, LedgerSource(ledger), full=True)
        yield Graph(
            SparqlBackend(Store.read_only(str(generation.current(home).path))),
            Neo4jBackend(connection),
        )


def answer(backend: Backend, name: str, parameters: dict[str, str]) -> Answer | str:
    try:
        return ask(backend, name, parameters)
    except NotFoundError as error:
        return str(error)


def test_every_query_has_its_twin() -> None:
    sparql = {path.stem for path in FOLDER.glob("*.rq")}
    assert sparql == {path.stem for path in FOLDER.glob("*.cypher")}
    assert sparql == {*questions(), "evidence_of_facts", "replies_of_facts"}


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", questions())
def test_cypher_answers_what_sparql_answers(graph: Graph, name: str) -> None:
    question = questions()[name]
    wanted: list[dict[str, str]] = [
        {parameter.name: value} for parameter in question.parameters for value in graph.values(parameter)
    ]
    # What a question needs beside what it may be narrowed by.
    example = {p.name: p.example for p in question.parameters if p.name in question.needs[:1] and p.example}
    wanted = [{**example, **asked} for asked in [*wanted, {}] if not question.needs or example or asked]
    rows = 0
    for parameters in wanted:
        sparql, cypher = answer(graph.sparql, name, parameters), answer(graph.cypher, name, parameters)
        if isinstance(sparql, Answer) and isinstance(cypher, Answer):
            assert [row.cells for row in cypher.rows] == [row.cells for row in sparql.rows], parameters
            rows += len(sparql.rows)
        assert cypher == sparql, parameters
    assert rows > 0 or name in ONLY_IN_THE_RECORD
