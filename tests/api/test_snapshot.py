from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from api.snapshot import Snapshot
from graph.generation import Generation

QUADS = 100_000


@pytest.mark.slow
def test_other_threads_run_while_a_graph_is_opened(tmp_path: Path) -> None:
    written = Store(str(tmp_path / "store"))
    name = NamedNode("https://example.org/name")
    written.bulk_extend(Quad(NamedNode(f"https://example.org/{n}"), name, Literal(f"Name {n}")) for n in range(QUADS))
    written.flush()
    del written
    ticks: list[float] = []
    opened = threading.Event()

    def tick() -> None:
        while not opened.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    began = time.perf_counter()
    snapshot = Snapshot(Generation(tmp_path / "store", 1, "ledger", "https://example.org/"))
    took = time.perf_counter() - began
    opened.set()
    ticking.join()
    assert len(snapshot.store) == QUADS
    longest = max(later - earlier for earlier, later in itertools.pairwise(ticks))
    assert longest < took / 2
