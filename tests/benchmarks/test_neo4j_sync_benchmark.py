from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_question import Neo4jBackend
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from graph.question import ask, questions

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]


def test_full_sync_of_the_demo_into_an_empty_neo4j(
    benchmark: BenchmarkFixture, neo4j: Connection, demo_home: Path
) -> None:
    with Ledger(ledger_path(demo_home)) as ledger:
        source = LedgerSource(ledger)

        def empty() -> tuple[tuple[Connection, LedgerSource], dict[str, bool]]:
            neo4j.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
            return (neo4j, source), {"full": True}

        report = benchmark.pedantic(sync, setup=empty, rounds=5)
        assert report.units == len(ledger.units())


@pytest.mark.parametrize("name", [name for name, question in questions().items() if not question.needs])
def test_question_in_cypher_over_the_demo(
    benchmark: BenchmarkFixture, neo4j: Connection, demo_home: Path, name: str
) -> None:
    with Ledger(ledger_path(demo_home)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    assert benchmark(ask, Neo4jBackend(neo4j), name, {}).rows
