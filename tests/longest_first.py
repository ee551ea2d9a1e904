"""A pytest plugin: workers of `pytest -n` begin with what takes longest, so that they end together.

A file goes to one worker (`--dist=loadfile`), so that what its tests share is made once; a worker starts a Neo4j of
its own when it first needs one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest


@cache
def _rank(file: Path) -> int:
    text = file.read_text("utf-8")
    return 0 if "mark.neo4j" in text else 1 if "mark.slow" in text else 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the files: those that talk to Neo4j first, then other slow ones."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.path))
