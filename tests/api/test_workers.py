"""A service of several workers, as `traslado serve` starts it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest
from builders import handover
from serving import Home, named, serving

from api.job import Jobs
from api.token_store import create_token
from graph.home import writing

pytestmark = pytest.mark.slow


@dataclass
class Traffic:
    """What clients got that ask without pause."""

    answers: Counter[tuple[str, object]] = field(default_factory=Counter)
    sequences: set[int] = field(default_factory=set)

    @property
    def dropped(self) -> list[tuple[str, object]]:
        return [answer for answer in self.answers if answer[1] != 200]


@contextmanager
def two_workers(home: Home, **settings: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`traslado serve` with two workers, ready to answer: its process and its address."""
    with serving(home.path, **{"workers": 2, "sparql_workers": 1, **settings}) as served:
        until(lambda: len(workers(served[0])) == 2)
        yield served


def workers(process: subprocess.Popen[str]) -> set[int]:
    """Ids of the processes that answer requests."""
    try:
        children = psutil.Process(process.pid).children()
        return {child.pid for child in children if "spawn_main" in " ".join(child.cmdline())}
    except psutil.NoSuchProcess:
        return set()


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def traffic(url: str, *paths: str, kept: bool = True) -> Iterator[Traffic]:
    """A client for each path that asks without pause, by new connections and, if `kept`, by one that is kept."""
    seen, stop = Traffic(), threading.Event()

    def ask(path: str) -> None:
        with httpx.Client() as client:
            while not stop.is_set():
                for get in (client.get, httpx.get) if kept else (httpx.get,):
                    try:
                        answer = get(url + path, timeout=60)
                    except httpx.TransportError as error:
                        seen.answers[path, repr(error)] += 1
                        continue
                    seen.answers[path, answer.status_code] += 1
                    if path == "/readyz" and answer.status_code == 200:
                        seen.sequences.add(answer.json()["sequence"])

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("workers") / "home")
    home.publish(handover(label="handover"))
    return home


@pytest.fixture(scope="module")
def served(home: Home) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service that outlives what is done to its workers."""
    with two_workers(home) as served:
        yield served


Served = tuple[subprocess.Popen[str], str]


def test_a_new_graph_is_taken_up_by_every_worker_without_a_dropped_request(served: Served, home: Home) -> None:
    paths = ("/readyz", "/v1/questions/leaders-by-city", "/v1/search?q=Ana")
    _, url = served
    with traffic(url, *paths) as seen:
        for number in range(6):
            home.publish(named("Ana Ruiz", f"Paper {number}"))
            time.sleep(0.4)
        time.sleep(1)
        newest = {httpx.get(f"{url}/readyz").json()["sequence"] for _ in range(30)}
    assert seen.dropped == []
    assert sum(seen.answers.values()) > 100
    assert len(seen.sequences) > 3
    assert newest == {max(seen.sequences)}


def test_workers_are_replaced_one_after_another_without_a_dropped_request(served: Served) -> None:
    process, url = served
    with traffic(url, "/readyz", kept=False) as seen:
        before = workers(process)
        process.send_signal(signal.SIGHUP)
        until(lambda: len(workers(process)) == 2 and not workers(process) & before)
    assert seen.dropped == []


def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    process, url = served
    (killed, other) = workers(process)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(workers(process)) == 2 and killed not in workers(process))
    assert other in workers(process)
    newest = httpx.get(f"{url}/readyz").json()["sequence"]
    served = f"traslado_generation_sequence {newest}.0"
    until(lambda: served in httpx.get(f"{url}/metrics").text)


def test_the_measures_and_the_rate_are_those_of_all_workers_together(home: Home) -> None:
    with two_workers(home, rate_per_client="40/hour") as (_, url):
        statuses = Counter(httpx.get(f"{url}/v1/questions").status_code for _ in range(50))
        metrics = httpx.get(f"{url}/metrics").text
    assert statuses == {200: 40, 429: 10}
    counted = re.findall(r'_count\{method="GET",route="/v1/questions",status="200"\} (\d+)', metrics)
    assert counted == ["40"]
    refused = re.findall(r'_count\{method="GET",route="none",status="429"\} (\d+)', metrics)
    assert refused == ["10"]
    assert re.search(r"^traslado_generation_sequence [1-9]", metrics, re.MULTILINE)


def test_told_to_stop_it_answers_what_it_was_asked_and_leaves_no_process(home: Home) -> None:
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answered: list[int] = []
    with two_workers(home, sparql_seconds=2, stop_seconds=20) as (process, url):
        family = psutil.Process(process.pid).children(recursive=True)

        def ask() -> None:
            answered.append(httpx.get(f"{url}/sparql", params={"query": long}, timeout=60).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.8)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        asking.join()
        assert process.returncode == 0
        _, alive = psutil.wait_procs(family, timeout=5)
    assert answered == [504]
    assert alive == []
    assert "Traceback" not in errors


def test_told_to_stop_it_ends_streams_of_events_and_the_job_is_made_without_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.publish(handover(label="handover"))
    token = create_token(home.path, "desk", ["documents:write"], days=1)
    bearer = {"Authorization": f"Bearer {token}"}
    with two_workers(home, stop_seconds=20) as (process, url):
        with writing(home.path):
            taken = httpx.post(f"{url}/v1/retractions", json={"document": "handover"}, headers=bearer).json()
            with httpx.stream("GET", f"{url}/v1/jobs/{taken['id']}/events", headers=bearer, timeout=60) as stream:
                lines = stream.iter_lines()
                assert next(lines).startswith("event: ")
                told = time.monotonic()
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(httpx.RemoteProtocolError):
                    list(lines)
            assert process.wait(timeout=60) == 0
            assert time.monotonic() - told < 18
        until(lambda: Jobs(home.path).get(taken["id"]).state == "done")
