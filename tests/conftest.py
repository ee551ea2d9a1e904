from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from graph.neo4j_server import MissingExtraError, ServerInfo, start, stop
from loaders.pipeline import load
from loaders.reader import Overrides
from loaders.samples import sample_paths

pytest_plugins = ["nothing_skipped"]

hypothesis.settings.register_profile("soak", max_examples=10_000, deadline=None)


@pytest.fixture(scope="session")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hogar con ñ")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_home: Path) -> Iterator[ServerInfo]:
    """One real Neo4j for the whole session, on free ports of 127.0.0.1."""
    try:
        info = start(neo4j_home, report=print, bolt_port=0, http_port=0)
    except MissingExtraError as error:
        pytest.skip(str(error))
    yield info
    stop(neo4j_home)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled samples, as the demo loads them; not to be written."""
    home = tmp_path_factory.mktemp("demo")
    assert load(home, sample_paths(), Overrides()).refused == []
    return home
