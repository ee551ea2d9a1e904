from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from invented_graph import small_ledger
from neo4j import GraphDatabase
from neo4j_contents import graph_meant, graph_of

from graph.neo4j_checkpoint import SyncRunningError, alone
from graph.neo4j_connection import (
    Connection,
    Neo4jAuthenticationError,
    Neo4jDatabaseError,
    Neo4jQueryError,
    Neo4jSettings,
    Neo4jUnreachableError,
    Neo4jVersionError,
    check_version,
    connect,
    find_settings,
)
from graph.neo4j_parity import verify
from graph.neo4j_server import ServerInfo
from graph.neo4j_sync import sync
from ontology.error import InputError

real = [pytest.mark.slow, pytest.mark.neo4j]


def test_environment_names_the_server(tmp_path: Path) -> None:
    environ = {"NEO4J_URI": "neo4j+s://db.example", "NEO4J_PASSWORD": "secret", "NEO4J_DATABASE": "graph"}
    settings = find_settings(environ, tmp_path)
    assert settings == Neo4jSettings("neo4j+s://db.example", "neo4j", "secret", "graph")
    assert "secret" not in repr(settings)


def test_no_server_anywhere_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Neo4jUnreachableError, match="traslado neo4j start"):
        find_settings({}, tmp_path)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1:7687", "bolt://", "bolt:127.0.0.1"])
def test_address_that_is_none_is_refused(uri: str) -> None:
    with pytest.raises(InputError, match="NEO4J_URI"):
        Neo4jSettings(uri)


@pytest.mark.parametrize(
    "agent", ["Neo4j/4.4.48", "Neo4j/5.25.1", "Neo4j/v5.11.0 compatible graph database", "Other/9.0"]
)
def test_older_or_other_server_is_refused(agent: str) -> None:
    with pytest.raises(Neo4jVersionError, match=r"5\.26 or later"):
        check_version(agent, "bolt://127.0.0.1:7687")


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.27-aura", "Neo4j/2026.08.1"])
def test_later_server_is_taken(agent: str) -> None:
    check_version(agent, "bolt://127.0.0.1:7687")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_nothing_that_answers_is_said_with_what_to_do(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Neo4jUnreachableError, match="traslado neo4j status"):
            connect(Neo4jSettings(f"{scheme}://127.0.0.1:{free.getsockname()[1]}"))


class TestReal:
    pytestmark = real

    def test_server_of_the_home_is_found(self, neo4j_home: Path, neo4j_settings: Neo4jSettings) -> None:
        assert find_settings({}, neo4j_home) == neo4j_settings

    def test_version_is_known(self, neo4j: Connection) -> None:
        assert neo4j.version == "5.26.30"

    def test_port_of_browser_is_no_bolt(self, neo4j_server: ServerInfo) -> None:
        port = neo4j_server.browser_url.split(":")[2].split("/")[0]
        with pytest.raises(Neo4jUnreachableError, match="HTTP"):
            connect(Neo4jSettings(f"bolt://127.0.0.1:{port}"))

    def test_wrong_password_is_said_also_when_the_server_locks_the_user(self, neo4j_settings: Neo4jSettings) -> None:
        with GraphDatabase.driver(neo4j_settings.uri, auth=("neo4j", neo4j_settings.password)) as driver:
            driver.execute_query("CREATE OR REPLACE USER somebody SET PASSWORD 'right-one'", database_="system")
        messages = []
        for _ in range(5):
            with pytest.raises(Neo4jAuthenticationError) as refusal:
                connect(replace(neo4j_settings, user="somebody", password="wrong"))
            messages.append(str(refusal.value))
        assert "NEO4J_USER" in messages[0]
        assert "locked" in messages[-1]
        assert "wrong'" not in "".join(messages)

    def test_no_password_where_one_is_needed(self, neo4j_settings: Neo4jSettings) -> None:
        with pytest.raises(Neo4jAuthenticationError, match="NEO4J_PASSWORD"):
            connect(replace(neo4j_settings, password=""))

    def test_missing_database_is_said(self, neo4j_settings: Neo4jSettings) -> None:
        with pytest.raises(Neo4jDatabaseError, match=r"'nowhere'.*NEO4J_DATABASE"):
            connect(replace(neo4j_settings, database="nowhere"))

    def test_address_of_a_cluster_is_routed_and_what_was_written_is_read(
        self, neo4j: Connection, neo4j_settings: Neo4jSettings
    ) -> None:
        ledger = small_ledger()
        with connect(replace(neo4j_settings, uri=neo4j_settings.uri.replace("bolt://", "neo4j://"))) as routed:
            sync(routed, ledger)
            assert graph_of(routed) == graph_meant(ledger.held.values())
            assert verify(routed, ledger).holds
            with pytest.raises(SyncRunningError), alone(neo4j):
                sync(routed, ledger)

    def test_parameters_are_values_whatever_they_hold(self, neo4j: Connection) -> None:
        odd = "'}) DETACH DELETE n //`\"\n🦅"
        assert neo4j.read("RETURN $odd AS odd, $more AS more", {"odd": odd, "more": [1, None]}) == [
            {"odd": odd, "more": [1, None]}
        ]

    def test_malformed_query_is_refused_with_its_place(self, neo4j: Connection) -> None:
        with pytest.raises(Neo4jQueryError, match=r"SyntaxError.*line 1"):
            neo4j.read("MATCH (n RETURN n")

    def test_query_that_reads_cannot_write(self, neo4j: Connection) -> None:
        with pytest.raises(Neo4jQueryError):
            neo4j.read("CREATE (n:Stray) RETURN n")
        assert neo4j.read("MATCH (n:Stray) RETURN n") == []

    def test_query_over_its_time_is_ended(self, neo4j: Connection) -> None:
        with pytest.raises(Neo4jQueryError, match="took too long"):
            neo4j.read("UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x)", seconds=0.5)

    def test_failed_work_leaves_nothing(self, neo4j: Connection) -> None:
        def work(transaction: object) -> None:
            transaction.run("CREATE (:Stray)").consume()  # type: ignore[attr-defined]
            raise RuntimeError("midway")

        with pytest.raises(RuntimeError, match="midway"):
            neo4j.write(work)
        assert neo4j.read("MATCH (n:Stray) RETURN n") == []
