"""What a question over the demo's graph costs inside the service: without HTTP, with its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from pytest_benchmark.fixture import BenchmarkFixture

from api.snapshot import Snapshot
from graph import generation
from graph.question import ask, questions
from graph.sparql_question import SparqlBackend

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(demo_home: Path) -> Store:
    """As the service opens it."""
    return Snapshot(generation.current(demo_home)).store


def parameters(store: Store, name: str) -> dict[str, str]:
    """The example of the first parameter that a question needs."""
    question = questions()[name]
    needed = next((p for p in question.parameters if p.name in question.needs[:1]), None)
    if needed is None:
        return {}
    if needed.type == "claim":
        about = ask(SparqlBackend(store), "evidence_of", {"about": "Rafael Caro Quintero"})
        return {needed.name: str(about.rows[0].cells["claim"])}
    given = {needed.name: needed.example or ""}
    return given | ({"entity": "Rafael Caro Quintero"} if name == "changes_since" else {})


@pytest.mark.parametrize("name", questions())
def test_a_question_asked_in_a_running_service(benchmark: BenchmarkFixture, store: Store, name: str) -> None:
    """As the service asks it: the evidence of a generation is known after it was asked for once."""
    backend, asked = SparqlBackend(store), parameters(store, name)
    answer = ask(backend, name, asked)
    benchmark(lambda: ask(backend, name, asked))
    assert answer.rows
    benchmark.extra_info["rows"] = len(answer.rows)


@pytest.mark.parametrize("name", questions())
def test_a_question_asked_for_the_first_time(benchmark: BenchmarkFixture, store: Store, name: str) -> None:
    asked = parameters(store, name)
    benchmark(lambda: ask(SparqlBackend(store), name, asked))
