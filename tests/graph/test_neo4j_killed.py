"""Syncs that are killed, as by kill -9, at any moment: after the next one the graph is exactly the ledger's."""

from __future__ import annotations

import random
import sys
import time

import pytest
from changing_graph import ChangingGraph, killed_sync
from neo4j_contents import empty

from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_parity import verify
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]


def kill_at_random(connection: Connection, settings: Neo4jSettings, relationships: int, kills: int, seed: int) -> None:
    """First loads, full syncs and syncs of changes, each killed at a moment of its own, then completed."""
    dice = random.Random(seed)
    steps = done = 0
    began = time.monotonic()
    sync(connection, ChangingGraph(relationships, 0))
    whole = time.monotonic() - began
    while done < kills:
        kind = dice.choice(("first", "full", "changes", "changes"))
        steps += dice.randrange(1, relationships // 100)
        if kind == "first":
            empty(connection)
        seconds = dice.random() * whole * (0.2 if kind == "changes" else 1)
        if not killed_sync(settings, relationships, steps, full=kind == "full", seconds=seconds):
            continue
        done += 1
        graph = ChangingGraph(relationships, steps)
        report = sync(connection, graph)
        parity = verify(connection, graph)
        sys.stdout.write(f"{done}: {kind} after {seconds:.1f} s, {report.units} units left, {parity.holds}\n")
        sys.stdout.flush()
        assert parity.holds, (done, parity.first)


@pytest.mark.timeout(300)
def test_five_random_kills_lose_double_and_leave_nothing(bare_neo4j: Connection, neo4j_settings: Neo4jSettings) -> None:
    kill_at_random(bare_neo4j, neo4j_settings, relationships=8_000, kills=5, seed=11)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_fifty_random_kills_on_a_hundred_thousand_relationships(
    bare_neo4j: Connection, neo4j_settings: Neo4jSettings
) -> None:
    kill_at_random(bare_neo4j, neo4j_settings, relationships=100_000, kills=50, seed=12)
