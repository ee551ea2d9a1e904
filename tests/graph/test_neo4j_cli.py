from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from graph.neo4j_connection import Connection, Neo4jSettings

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]

Command = Callable[..., Result]


@pytest.fixture
def traslado(
    neo4j: Connection, neo4j_settings: Neo4jSettings, demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs `traslado neo4j …` for a copy of the demo's home against the empty Neo4j of the tests."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    monkeypatch.setenv("NEO4J_URI", neo4j_settings.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_settings.password)
    return lambda *arguments: CliRunner().invoke(main, ["neo4j", *arguments, "--home", str(home)])


def count(neo4j: Connection, label: str) -> int:
    (row,) = neo4j.read("MATCH (n:Traslado) WHERE $label IN labels(n) RETURN count(n) AS count", {"label": label})
    return int(row["count"])


def test_dry_run_says_by_label_and_type_what_a_sync_then_does(traslado: Command, neo4j: Connection) -> None:
    dry = traslado("sync", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "Nothing was changed" in dry.output
    assert "TRANSFERRED_IN" in dry.output
    assert count(neo4j, "Traslado") == 0
    done = traslado("sync")
    nodes = dry.output.partition("compared in ")[2].partition(": ")[2].partition(" relationships")[0]
    assert f"{nodes} relationships written" in done.output


def test_slim_graph_has_no_claims_stays_slim_and_is_proven(traslado: Command, neo4j: Connection) -> None:
    assert traslado("sync", "--slim").exit_code == 0
    assert count(neo4j, "Person") > 50
    assert [count(neo4j, label) for label in ("Claim", "Document", "Disagreement", "Side")] == [0, 0, 0, 0]
    assert "0 units" in traslado("sync").output
    assert "holds exactly" in traslado("verify").output
    assert traslado("sync", "--no-slim").exit_code == 0
    assert count(neo4j, "Claim") > 1000
    assert "holds exactly" in traslado("verify").output
    assert traslado("sync", "--slim").exit_code == 0
    assert count(neo4j, "Claim") == 0
    assert "holds exactly" in traslado("verify").output


def test_verify_shows_what_differs_and_repairs_it(traslado: Command, neo4j: Connection) -> None:
    traslado("sync")
    neo4j.write(
        lambda tx: tx.run(
            "MATCH (p:Person) WHERE p.part <> 'official' WITH p LIMIT 1 SET p.part = 'official', p.note = 'x'"
        ).consume()
    )
    found = traslado("verify")
    assert found.exit_code == 1
    assert "different: Person https://" in found.output
    assert "(note, part)" in found.output
    assert "verify --repair" in found.output
    repaired = traslado("verify", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert "Repaired: 1 items" in repaired.output
    assert "holds exactly" in repaired.output


def test_database_that_is_not_there_is_named(traslado: Command) -> None:
    done = traslado("sync", "--database", "nowhere")
    assert done.exit_code == 1
    assert "'nowhere'" in done.output


def test_before_a_sync_there_is_nothing_to_verify(traslado: Command) -> None:
    done = traslado("verify")
    assert done.exit_code == 1
    assert "sync" in done.output
