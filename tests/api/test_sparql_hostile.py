"""The service while clients send the worst queries without pause: for twenty seconds, and as soak for ten minutes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from hostile_clients import WORST
from serving import serving

HOSTILE = Path(__file__).parents[1] / "hostile_clients.py"
POINT = "/v1/questions/leaders-by-city?city=Houston"
# The answer is made anew each time: one that may depend on who asks is not kept.
ANEW = {"Prefer": "anew"}
ALLOWED = {"200", "400", "403", "413", "503", "504", "cut"}
GIBIBYTE = 1024**3


@dataclass
class Measured:
    """What a client of point questions saw, in seconds, and the most memory that the service took, in bytes."""

    seconds: list[float]
    memory: int

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def measure(url: str, service: psutil.Process, goes_on: Callable[[], bool]) -> Measured:
    seconds: list[float] = []
    memory = 0
    looked = 0.0
    with httpx.Client(base_url=url, headers=ANEW, timeout=30) as client:
        while goes_on():
            began = time.perf_counter()
            response = client.get(POINT)
            seconds.append(time.perf_counter() - began)
            assert response.status_code == 200
            if time.monotonic() - looked > 0.25:
                memory, looked = max(memory, taken(service)), time.monotonic()
            time.sleep(0.005)
    return Measured(seconds, memory)


def taken(service: psutil.Process) -> int:
    """Memory of the service and its workers that nobody else has."""
    total = 0
    for process in (service, *service.children(recursive=True)):
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total


def attacked(home: Path, seconds: float) -> tuple[Measured, Measured, dict[str, dict[str, int]]]:
    """Point questions in quiet, then beside four hostile clients, and what these got."""
    with serving(home, sparql_seconds=3) as (process, url):
        service = psutil.Process(process.pid)
        end = time.monotonic() + min(seconds / 4, 30)
        quiet = measure(url, service, lambda: time.monotonic() < end)
        command = [sys.executable, str(HOSTILE), url.rpartition(":")[2], "4", str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as attack:
            loud = measure(url, service, lambda: attack.poll() is None)
            assert attack.stdout is not None
            told: dict[str, dict[str, int]] = json.loads(attack.stdout.read())
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}, timeout=30).json()["boolean"] is True
    return quiet, loud, told


@pytest.mark.slow
def test_the_worst_queries_do_not_reach_the_rest_of_the_service(demo_home: Path) -> None:
    quiet, loud, told = attacked(demo_home, 20)
    assert {status for statuses in told.values() for status in statuses} <= ALLOWED, told
    assert sum(map(bool, told.values())) > len(WORST) / 2
    assert loud.memory - quiet.memory < GIBIBYTE
    # How long it takes is measured by the soak, and on a machine that does nothing else.
    assert loud.p99 < max(3 * quiet.p99, 0.25)


@pytest.mark.soak
def test_it_stays_so_for_ten_minutes(demo_home: Path) -> None:
    quiet, loud, told = attacked(demo_home, 600)
    sys.stdout.write(
        f"p99 of a point question: {quiet.p99 * 1000:.1f} ms quiet, {loud.p99 * 1000:.1f} ms attacked; "
        f"memory {quiet.memory / 2**20:.0f} and {loud.memory / 2**20:.0f} MiB; {told}\n"
    )
    assert {status for statuses in told.values() for status in statuses} <= ALLOWED, told
    assert all(told.values())
    assert loud.memory - quiet.memory < GIBIBYTE
    assert loud.p99 <= 3 * quiet.p99
