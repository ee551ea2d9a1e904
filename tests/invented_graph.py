"""A ledger's graph of invented people in memory, and a sync of it that is killed, as by kill -9, on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from graph import neo4j_batch, neo4j_sync
from graph.neo4j_connection import Neo4jSettings, connect
from graph.neo4j_source import TouchedUnit
from graph.property_graph import GraphPart, Node, Property, Relationship

BASE = "https://example.org/"
ODD_NAMES = (
    "Ana «La Güera» O'Brien",
    'say "hi"',
    "`; MATCH (n) DETACH DELETE n //",
    "two\nlines\ttab",
    "🦅 Águila 🇲🇽",
    "\\",
    "",
)


class InventedLedger:
    """A ledger's graph in memory: invented people, each a unit, each alleged to lead one of two groups."""

    def __init__(self, ledger_id: str = "ledger-1") -> None:
        self.ledger_id = ledger_id
        self.projection = "whole-1"
        self.held: dict[str, GraphPart] = {}
        self.journal: list[str] = []

    @property
    def sequence(self) -> int:
        return len(self.journal)

    def touched_since(self, sequence: int) -> list[TouchedUnit]:
        last = {unit: number for number, unit in enumerate(self.journal, start=1) if number > sequence}
        before = set(self.journal[:sequence])
        touched = sorted(last.items(), key=lambda item: item[1])
        return [TouchedUnit(unit, number, unit not in before) for unit, number in touched]

    def frozen(self) -> AbstractContextManager[None]:
        return nullcontext()

    def listing(self) -> tuple[int, list[str]]:
        return self.sequence, sorted(self.held)

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        return [self.held.get(unit, GraphPart(unit)) for unit in units]

    def put(self, part: GraphPart) -> None:
        self.held[part.unit] = part
        self.journal.append(part.unit)

    def remove(self, unit: str) -> None:
        del self.held[unit]
        self.journal.append(unit)


def iri(name: str) -> str:
    return f"{BASE}entities/{name}"


def person(
    name: str, *, leads: tuple[str, ...] = (), nicknames: tuple[str, ...] = (), **properties: Property
) -> GraphPart:
    """A unit of a person, a Value node for each nickname, and a fact for each group and nickname."""
    unit = iri(name)
    values = tuple(Node(f"{unit}#{number}", ("Value",), {"value": value}) for number, value in enumerate(nicknames))
    facts = [
        Relationship(
            "LEADER_OF",
            unit,
            iri(group),
            {"iri": f"{unit}/leads/{group}", "strength": "alleged", "origins": 2, "quotes": ["said to lead"]},
        )
        for group in leads
    ]
    facts += [
        Relationship("ALIAS", unit, value.iri, {"iri": f"{value.iri}/fact", "disputed": False}) for value in values
    ]
    return GraphPart(unit, (Node(unit, ("Person",), {"name": name, **properties}), *values), tuple(facts))


def group(name: str) -> GraphPart:
    return GraphPart(iri(name), (Node(iri(name), ("CriminalOrganization",), {"name": name}),))


def small_ledger() -> InventedLedger:
    ledger = InventedLedger()
    for name in ("norte", "sur"):
        ledger.put(group(name))
    for number, name in enumerate(ODD_NAMES):
        ledger.put(person(f"p{number}", leads=("norte", "sur")[: number % 3], nicknames=(name,), label=name))
    return ledger


def history(steps: int) -> InventedLedger:
    """A ledger after so many of its touches: first all appear, then some change, then some go."""
    whole = small_ledger()
    whole.put(person("p1", leads=("sur",), nicknames=("changed",)))
    whole.put(person("p3", leads=("norte", "este")))
    whole.put(person("p4"))
    ledger = InventedLedger()
    for unit in whole.journal[:steps]:
        ledger.put(whole.held[unit] if unit in ledger.held else small_ledger().held[unit])
    if steps > len(whole.journal):
        ledger.remove(iri("norte"))
        ledger.remove(iri("p5"))
    return ledger


def killed_sync(settings: Neo4jSettings, steps: int, *, full: bool = False, after: int) -> None:
    """Sync `history(steps)` in a process of its own, which is killed after so many statements."""
    done = subprocess.run(
        [sys.executable, __file__, settings.uri, str(steps), str(int(full)), str(after)],
        env={**os.environ, "NEO4J_PASSWORD": settings.password},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


def _main(uri: str, steps: str, full: str, after: str) -> None:
    from neo4j import ManagedTransaction

    run, left = ManagedTransaction.run, int(after)

    def run_or_die(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(*args, **kwargs)

    neo4j_batch.BATCH_WEIGHT = 10  # type: ignore[misc]
    with connect(Neo4jSettings(uri, password=os.environ["NEO4J_PASSWORD"])) as connection:
        ManagedTransaction.run = run_or_die  # type: ignore[method-assign]
        neo4j_sync.sync(connection, history(int(steps)), full=bool(int(full)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
