"""What an answer costs over HTTP beside an empty FastAPI endpoint, and beside its own SPARQL query.

Costs are processor time of the service, since a machine that is shared tells nothing by the clock: asked again, an
answer may cost 1/0.7 of the empty endpoint; asked for the first time, twice its SPARQL query and one empty request.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from load_generator import asked_again, connection
from pyoxigraph import QueryResultsFormat
from pytest_benchmark.fixture import BenchmarkFixture
from question_parameters import example_parameters

from api.answer_cache import AnswerMemory
from api.app import create_app
from api.server import listen
from api.settings import Settings
from api.snapshot import Snapshot, Snapshots
from graph.question import ask, bind, query_text, questions
from graph.sparql_select import fill

pytestmark = pytest.mark.slow
_SECONDS = 1.5
_RUNS = 3
_EMPTY = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/empty")
async def empty():
    return {}
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""
_SERVICE = """
import sys
from pathlib import Path
from api.server import serve
from api.settings import Settings
serve(Settings(home=Path(sys.argv[2]), port=int(sys.argv[1])))
"""


@contextmanager
def serving(program: str, *arguments: str) -> Iterator[tuple[int, psutil.Process]]:
    """A server in a process of its own, and its port."""
    with listen("127.0.0.1", 0) as free:
        port: int = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", program, str(port), *arguments]) as process:
        try:
            for _ in range(600):
                try:
                    with connection(port):
                        break
                except OSError:
                    time.sleep(0.1)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def cost(server: tuple[int, psutil.Process], path: str) -> float:
    """Processor time of one answer in microseconds."""
    port, process = server
    before = sum(process.cpu_times()[:2])
    count = asked_again(port, path, _SECONDS)
    return (sum(process.cpu_times()[:2]) - before) / count * 1e6


def test_an_answer_that_is_asked_for_again(benchmark: BenchmarkFixture, demo_home: Path) -> None:
    paths = ["/v1/questions/leaders-by-city", "/v1/questions/transfers", "/v1/people"]
    costs: dict[str, list[float]] = {}
    with serving(_EMPTY) as empty, serving(_SERVICE, str(demo_home)) as service:
        runs = [(empty, "/empty"), *((service, path) for path in paths)]
        for server, path in runs:
            cost(server, path)
        for number in range(_RUNS):
            for server, path in runs if number % 2 else reversed(runs):
                costs.setdefault(path, []).append(cost(server, path))
        benchmark.pedantic(cost, args=(service, paths[0]))
    found = {path: round(statistics.median(each)) for path, each in costs.items()}
    benchmark.extra_info["microseconds"] = found
    benchmark.extra_info["of the empty endpoint's rate"] = {
        path: round(found["/empty"] / found[path], 2) for path in paths
    }


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Snapshot:
    return Snapshots(demo_home).renew()


@pytest.mark.parametrize("name", sorted(questions()))
def test_an_answer_that_is_asked_for_first(benchmark: BenchmarkFixture, demo_home: Path, name: str) -> None:
    """Its evidence is known; with evidence that nobody asked for, the SPARQL queries of that come to both."""
    from starlette.testclient import TestClient

    app = create_app(Settings(home=demo_home))
    with TestClient(app) as client:
        snapshot: Snapshot = app.state.snapshots.current()
        asked = example_parameters(snapshot.store, name)
        path = f"/v1/questions/{name.replace('_', '-')}?{urlencode(asked)}"
        query = fill(query_text(name, "rq"), bind(snapshot.backend, questions()[name], asked))

        def forget() -> None:
            snapshot.answers = AnswerMemory()

        def sparql() -> float:
            began = time.process_time()
            snapshot.store.query(query).serialize(format=QueryResultsFormat.CSV)  # type: ignore[union-attr]
            return time.process_time() - began

        def fresh() -> float:
            forget()
            began = time.process_time()
            assert client.get(path).status_code == 200
            return time.process_time() - began

        def empty() -> float:
            began = time.process_time()
            client.get("/healthz")
            return time.process_time() - began

        fresh()
        measured = [(sparql(), fresh(), empty()) for _ in range(30)]
        benchmark.pedantic(client.get, args=(path,), setup=forget, rounds=10)
    own, first, nothing = (statistics.median(each) * 1000 for each in zip(*measured, strict=True))
    rows = len(ask(snapshot.backend, name, asked).rows)
    benchmark.extra_info |= {"rows": rows, "milliseconds": round(first, 2), "sparql": round(own, 2)}
    benchmark.extra_info["allowed"] = round(2 * own + nothing, 2)
