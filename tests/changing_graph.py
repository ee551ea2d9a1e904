"""A large graph that goes on, and a sync of it in a process of its own that is killed, as by kill -9, on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

from large_graph import LargeGraph

from graph.neo4j_connection import Neo4jSettings, connect
from graph.neo4j_source import TouchedUnit
from graph.neo4j_sync import sync
from graph.property_graph import GraphPart


class ChangingGraph(LargeGraph):
    """Its units after so many steps, of which each changes, takes away or brings back one; always the same ones."""

    def __init__(self, relationships: int, steps: int) -> None:
        super().__init__(relationships)
        self._listed = list(self.all_units())
        self._last: dict[str, int] = {}
        self._gone: set[str] = set()
        for step in range(1, steps + 1):
            dice = random.Random(step)
            unit = dice.choice(self._listed)
            self._last[unit] = step
            if unit not in self._gone and dice.random() < 0.3:
                self._gone.add(unit)
            else:
                self._gone.discard(unit)
        self._steps = steps

    @property
    def sequence(self) -> int:
        return super().sequence + self._steps

    def touched_since(self, sequence: int) -> list[TouchedUnit]:
        before = super().sequence
        steps = sorted((step, unit) for unit, step in self._last.items() if before + step > sequence)
        return [TouchedUnit(unit, before + step) for step, unit in steps]

    def listing(self) -> tuple[int, list[str]]:
        return self.sequence, [unit for unit in self._listed if unit not in self._gone]

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        return [self._changed(unit) for unit in units]

    def _changed(self, unit: str) -> GraphPart:
        if unit in self._gone:
            return GraphPart(unit)
        part, step = self.part(unit), self._last.get(unit)
        if step is None:
            return part
        dice = random.Random(step)
        nodes = [replace(node, properties={**node.properties, "revision": step}) for node in part.nodes]
        kept = [each for each in part.relationships if dice.random() < 0.8]
        return GraphPart(unit, tuple(nodes), tuple(kept))


def killed_sync(settings: Neo4jSettings, relationships: int, steps: int, *, full: bool, seconds: float) -> bool:
    """Sync in a process of its own, killed so many seconds after it connected; whether it was still at work."""
    command = [sys.executable, __file__, settings.uri, str(relationships), str(steps), str(int(full))]
    environment = {**os.environ, "NEO4J_PASSWORD": settings.password}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"connected\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == -signal.SIGKILL


def _main(uri: str, relationships: str, steps: str, full: str) -> None:
    graph = ChangingGraph(int(relationships), int(steps))
    with connect(Neo4jSettings(uri, password=os.environ["NEO4J_PASSWORD"])) as connection:
        sys.stdout.write("connected\n")
        sys.stdout.flush()
        sync(connection, graph, full=bool(int(full)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
