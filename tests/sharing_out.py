"""A pytest plugin: how the tests are shared out among the workers of `pytest -n`.

A file goes to one worker, so that what its tests share is made once; all that talks to Neo4j goes to one, since there
is one server and each test empties it. Slow files come first, so that the workers end together.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

_ROOT = Path(__file__).parents[1]


@cache
def _text(file: str) -> str:
    return (_ROOT / file).read_text("utf-8")


def group_of(test: str) -> str:
    """What goes to one worker together: the test's file, or all files of Neo4j."""
    file = test.partition("::")[0]
    return "neo4j" if "mark.neo4j" in _text(file) else file


def rank_of(group: str) -> int:
    """When a group is begun: all of Neo4j takes longest."""
    return 0 if group == "neo4j" else 1 if "mark.slow" in _text(group) else 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank_of(group_of(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    # Its own `--dist loadgroup` sets an attribute of tests that pytest 9 no longer reads.
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return ByGroup(config, log)
