from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from graph.neo4j_connection import Connection, Neo4jSettings
    from graph.neo4j_server import ServerInfo

pytest_plugins = ["longest_first", "nothing_skipped"]

hypothesis.settings.register_profile("soak", max_examples=10_000, deadline=None)


@pytest.fixture(scope="session")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hogar con ñ")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_home: Path) -> Iterator[ServerInfo]:
    """One real Neo4j for the whole session, on free ports of 127.0.0.1."""
    from graph.neo4j_server import MissingExtraError, start, stop

    try:
        info = start(neo4j_home, report=print, bolt_port=0, http_port=0)
    except MissingExtraError as error:
        pytest.skip(str(error))
    yield info
    stop(neo4j_home)


@pytest.fixture(scope="session")
def neo4j_settings(neo4j_server: ServerInfo) -> Neo4jSettings:
    from graph.neo4j_connection import Neo4jSettings

    return Neo4jSettings(neo4j_server.bolt_uri, neo4j_server.user, neo4j_server.password)


@pytest.fixture
def neo4j(neo4j_settings: Neo4jSettings) -> Iterator[Connection]:
    """A connection to a Neo4j that holds nothing."""
    from graph.neo4j_connection import connect

    with connect(neo4j_settings) as connection:
        connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
        yield connection


@pytest.fixture
def bare_neo4j(neo4j: Connection) -> Connection:
    """A connection to a Neo4j that holds nothing, and no constraint or index of ours either."""
    from neo4j_contents import drop_schema

    drop_schema(neo4j)
    return neo4j


@pytest.fixture
def neo4j_statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent to Neo4j in a transaction from here on."""
    from neo4j import ManagedTransaction

    sent: list[str] = []
    run = ManagedTransaction.run

    def noted(self: ManagedTransaction, query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(str(query))
        return run(self, query, *args, **kwargs)

    monkeypatch.setattr(ManagedTransaction, "run", noted)
    return sent


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled samples, as the demo loads them; not to be written."""
    from loaders.pipeline import load
    from loaders.reader import Overrides
    from loaders.samples import sample_paths

    home = tmp_path_factory.mktemp("demo")
    assert load(home, sample_paths(), Overrides()).refused == []
    return home
