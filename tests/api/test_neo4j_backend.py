from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders import handover
from click.testing import CliRunner
from serving import Home, Service, free_port, named, running

from api.cli import main
from api.settings import Settings
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from graph.question import questions

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(120)]


def follow(neo4j: Connection, home: Home) -> None:
    with Ledger(ledger_path(home.path)) as ledger:
        sync(neo4j, LedgerSource(ledger))


@pytest.fixture
def answering(
    neo4j: Connection, neo4j_settings: Neo4jSettings, home: Home, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """A service over a home with a handover, which asks a Neo4j that has followed."""
    for name in ("uri", "user", "password", "database"):
        monkeypatch.setenv(f"NEO4J_{name.upper()}", getattr(neo4j_settings, name))
    home.publish(handover())
    follow(neo4j, home)
    with running(Settings(home=home.path, backend="neo4j", sparql_workers=1), home) as service:
        yield service


def test_what_neo4j_answers_is_what_the_published_graph_answers(answering: Service, home: Home) -> None:
    asked = [
        *(f"/v1/questions/{name.replace('_', '-')}" for name, question in questions().items() if not question.needs),
        "/v1/questions/custody-on?person=Ana+Ruiz+Soto",
        f"/v1/entities/{home.entity('The Example')}/neighbours",
        "/v1/paths?start=Ana+Ruiz+Soto&end=Houston&longest=3",
    ]
    with running(Settings(home=home.path, sparql_workers=1), home) as published:
        for path in asked:
            found, wanted = answering.client.get(path), published.client.get(path)
            assert found.status_code == wanted.status_code == 200, found.text
            assert found.json() == wanted.json(), path
    assert answering.client.get(asked[-1]).json()["paths"]


def test_neo4j_that_is_behind_does_not_answer_until_it_has_followed(
    answering: Service, home: Home, neo4j: Connection
) -> None:
    home.publish(named("Luz Gil Rey", "Another Example"))
    path = "/v1/questions/people-of-transfer"
    while (response := answering.client.get(path)).status_code == 200:
        pass  # the service takes up what was published within a moment
    assert response.status_code == 503
    assert "traslado neo4j sync" in response.json()["detail"]
    # What does not ask Neo4j goes on.
    assert answering.client.get("/v1/search?q=Luz+Gil+Rey").status_code == 200
    follow(neo4j, home)
    assert answering.client.get(path).json()["rows"]


def test_neo4j_without_claims_does_not_answer(answering: Service, neo4j: Connection) -> None:
    neo4j.write(lambda tx: tx.run("MATCH (c:TrasladoCheckpoint) SET c.projection = 'slim-' + c.projection").consume())
    response = answering.client.get("/v1/questions/transfers")
    assert response.status_code == 503
    assert "--full" in response.json()["detail"]


def test_a_service_whose_neo4j_is_not_there_does_not_start(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    done = CliRunner().invoke(
        main, ["serve", "--backend", "neo4j", "--home", str(home.path), "--port", str(free_port())]
    )
    assert done.exit_code != 0
    assert "bolt://127.0.0.1:1" in done.output
    assert "Traslado answers at" not in done.output


@pytest.mark.usefixtures("answering")
def test_a_question_on_the_command_line_is_answered_alike_from_both(home: Home) -> None:
    question = ["ask", "people_of_transfer", "--format", "json", "--home", str(home.path)]
    oxigraph, neo4j = (
        CliRunner().invoke(main, [*question, "--backend", name]).stdout for name in ("oxigraph", "neo4j")
    )
    assert neo4j == oxigraph
    assert "Ana Ruiz Soto" in neo4j
