"""Syncs of a real ledger that are killed, as by kill -9, at any moment: the next one completes them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.test_resolution_growth import document, people

from graph.entry import Entry
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_parity import verify
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]

COMMAND = "from api.cli import main; main()"


class Coverage:
    """A ledger of articles with hubs, that goes on: documents come, are retracted and come back."""

    def __init__(self, home: Path, documents: int, seed: int) -> None:
        home.mkdir()
        self.home = home
        self.ledger = Ledger(ledger_path(home), create=True)
        self._dice = random.Random(seed)
        source = people(self._dice)
        self._known = [next(source) for _ in range(documents)]
        self._next = 0
        self._retracted: list[str] = []
        self.add(documents)

    def add(self, count: int) -> None:
        with self.ledger.transaction():
            for _ in range(count):
                self.ledger.add(Entry.of(document(self._next, self._known, self._dice).extraction))
                self._next += 1

    def go_on(self, count: int) -> None:
        """So many documents are added, as many retracted, and half of those retracted before come back."""
        self.add(count)
        back, self._retracted = self._retracted[::2], []
        with self.ledger.transaction():
            self.ledger.restore(back)
            labels = self._dice.sample([f"growth-{number}" for number in range(self._next)], count)
            self._retracted = [id_ for label in labels for id_ in self.ledger.documents_at(label)]
            self.ledger.retract(self._retracted)


def killed(home: Path, settings: Neo4jSettings, seconds: float, *options: str) -> bool:
    """Sync in a process of its own, killed after some seconds; whether it was still running."""
    environment = {**os.environ, "NEO4J_URI": settings.uri, "NEO4J_PASSWORD": settings.password}
    command = [sys.executable, "-c", COMMAND, "neo4j", "sync", "--home", str(home), *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() == -signal.SIGKILL


def kill_at_random(
    connection: Connection, settings: Neo4jSettings, coverage: Coverage, kills: int, change: int, seed: int
) -> None:
    dice = random.Random(seed)
    source = LedgerSource(coverage.ledger)
    began = time.monotonic()
    sync(connection, source)
    whole = time.monotonic() - began
    done = 0
    while done < kills:
        full = dice.random() < 0.4
        if not full:
            coverage.go_on(change)
        started = 0.5  # what it takes to import and to connect
        if killed(coverage.home, settings, started + dice.random() * whole, *(["--full"] if full else [])):
            done += 1
            report = sync(connection, source)
            assert report.sequence == coverage.ledger.sequence
            parity = verify(connection, source)
            assert parity.holds, (done, parity.first)


@pytest.mark.timeout(300)
def test_five_random_kills_lose_double_and_leave_nothing(
    neo4j: Connection, neo4j_settings: Neo4jSettings, tmp_path: Path
) -> None:
    kill_at_random(neo4j, neo4j_settings, Coverage(tmp_path / "home", 50, 5), kills=5, change=12, seed=11)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_fifty_random_kills_on_a_hundred_thousand_relationships(
    neo4j: Connection, neo4j_settings: Neo4jSettings, tmp_path: Path
) -> None:
    coverage = Coverage(tmp_path / "home", 4_400, 6)
    kill_at_random(neo4j, neo4j_settings, coverage, kills=50, change=150, seed=12)
    (found,) = neo4j.read("MATCH (:Traslado)-[r]->() RETURN count(r) AS relationships")
    assert found["relationships"] >= 100_000
