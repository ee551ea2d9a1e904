from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_server import ServerInfo


@pytest.fixture(scope="session")
def neo4j_settings(neo4j_server: ServerInfo) -> Neo4jSettings:
    return Neo4jSettings(neo4j_server.bolt_uri, neo4j_server.user, neo4j_server.password)


@pytest.fixture
def neo4j(neo4j_settings: Neo4jSettings) -> Iterator[Connection]:
    """A connection to a Neo4j that holds nothing."""
    with connect(neo4j_settings) as connection:
        connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
        yield connection
