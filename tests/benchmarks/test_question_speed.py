"""What a question over the demo's graph costs inside the service: without HTTP, with its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from pytest_benchmark.fixture import BenchmarkFixture
from question_parameters import example_parameters

from api.snapshot import Snapshot
from graph import generation
from graph.question import ask, questions
from graph.sparql_question import SparqlBackend

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(demo_home: Path) -> Store:
    """As the service opens it."""
    return Snapshot(generation.current(demo_home)).store


@pytest.mark.parametrize("name", questions())
def test_a_question_asked_in_a_running_service(benchmark: BenchmarkFixture, store: Store, name: str) -> None:
    """As the service asks it: the evidence of a generation is known after it was asked for once."""
    backend, asked = SparqlBackend(store), example_parameters(store, name)
    answer = ask(backend, name, asked)
    benchmark(lambda: ask(backend, name, asked))
    assert answer.rows
    benchmark.extra_info["rows"] = len(answer.rows)


@pytest.mark.parametrize("name", questions())
def test_a_question_asked_for_the_first_time(benchmark: BenchmarkFixture, store: Store, name: str) -> None:
    asked = example_parameters(store, name)
    benchmark(lambda: ask(SparqlBackend(store), name, asked))
