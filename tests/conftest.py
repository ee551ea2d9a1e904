from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.neo4j_server import MissingExtraError, ServerInfo, start, stop


@pytest.fixture(scope="session")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hogar con ñ")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_home: Path) -> Iterator[ServerInfo]:
    """One real Neo4j for the whole session, on free ports of 127.0.0.1."""
    try:
        info = start(neo4j_home, report=print, bolt_port=0, http_port=0)
    except MissingExtraError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    yield info
    stop(neo4j_home)
