"""First load of a large graph, beside neosemantics, rdflib-neo4j and bare statements (docs/benchmarks.md).

Each contestant has the same server, started anew with an empty database; who comes first changes from round to round.
TRASLADO_NEO4J_RELATIONSHIPS says how many relationships, TRASLADO_NEO4J_CONTEST which contestants, and
TRASLADO_RDFLIB_NEO4J names a Python in which rdflib-neo4j is installed.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from large_graph import LargeGraph, write_ntriples
from pytest_benchmark.fixture import BenchmarkFixture

from graph import neo4j_folder
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_export import export
from graph.neo4j_import import import_files
from graph.neo4j_server import ServerInfo, start, stop
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.neo4j, pytest.mark.timeout(0)]

RELATIONSHIPS = int(os.environ.get("TRASLADO_NEO4J_RELATIONSHIPS", "100000"))
ROUNDS = int(os.environ.get("TRASLADO_NEO4J_ROUNDS", "3"))
CONTEST = os.environ.get("TRASLADO_NEO4J_CONTEST", "").split()
PEER = os.environ.get("TRASLADO_RDFLIB_NEO4J")
BATCH, WRITERS = 10_000, 2
_ENDS = "UNWIND $rows AS row MATCH (s:Traslado {iri: row.s}) MATCH (e:Traslado {iri: row.e})"


@pytest.fixture
def home(tmp_path: Path, neo4j_server: ServerInfo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose Neo4j has neosemantics among its plugins, where Maven's cache or Maven Central has it."""
    from jgo.maven import MavenContext

    monkeypatch.setattr(
        neo4j_folder,
        "_CONFIGURATION",
        f"{neo4j_folder._CONFIGURATION}dbms.security.procedures.unrestricted=n10s.*\n",
    )
    jar = MavenContext().project("org.neo4j", "neosemantics").at_version("5.1.0.0").artifact().resolve()
    (tmp_path / "neo4j" / "plugins").mkdir(parents=True)
    shutil.copy(jar, tmp_path / "neo4j" / "plugins")
    yield tmp_path
    stop(tmp_path)


class Bench:
    """The contestants, each given an empty database; they return the seconds that they took."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.direct = LargeGraph(RELATIONSHIPS, evidence=False)
        self.whole = LargeGraph(RELATIONSHIPS)
        self.ntriples = home / "graph.nt"
        with self.ntriples.open("w", encoding="utf-8") as file:
            self.triples = write_ntriples(self.direct, file)

    def measure(self, contestant: Callable[[], float]) -> float:
        stop(self.home)
        shutil.rmtree(self.home / "neo4j" / "data", ignore_errors=True)
        return contestant()

    def sync_direct(self) -> float:
        return self._sync(self.direct)

    def sync_whole(self) -> float:
        return self._sync(self.whole)

    def files_direct(self) -> float:
        return self._files(self.direct)

    def files_whole(self) -> float:
        return self._files(self.whole)

    def bare_whole(self) -> float:
        """Rows made as the sync gets them, written by the plainest statements."""
        with self._server() as connection:
            began = time.perf_counter()
            connection.write(
                lambda tx: tx.run("CREATE CONSTRAINT traslado_iri FOR (n:Traslado) REQUIRE n.iri IS UNIQUE").consume()
            )
            _write_at_once(connection, _node_rows(self.whole))
            _write_at_once(connection, _relationship_rows(self.whole))
            return self._checked(connection, began)

    def neosemantics(self) -> float:
        with self._server() as connection:
            for statement in (
                "CREATE CONSTRAINT n10s_unique_uri FOR (r:Resource) REQUIRE r.uri IS UNIQUE",
                "CALL n10s.graphconfig.init({handleVocabUris: 'IGNORE'})",
            ):
                connection.write(lambda tx, s=statement: tx.run(s).consume())
            began = time.perf_counter()
            (report,) = connection.write(
                lambda tx: tx.run(
                    "CALL n10s.rdf.import.fetch($url, 'N-Triples', {commitSize: 25000})", url=self.ntriples.as_uri()
                ).data()
            )
            assert report["triplesLoaded"] == self.triples, report
            return self._checked(connection, began)

    def rdflib_neo4j(self) -> float:
        with self._server() as connection:
            settings = connection.settings
            done = subprocess.run(
                [
                    PEER,
                    Path(__file__).with_name("rdflib_neo4j_peer.py"),
                    self.ntriples,
                    settings.uri,
                    settings.password,
                ],
                env={**os.environ, "PYTHONPATH": ""},
                check=True,
                capture_output=True,
                text=True,
            )
            self._checked(connection, 0)
            return float(done.stdout.split()[-1])

    def _sync(self, graph: LargeGraph) -> float:
        with self._server() as connection:
            began = time.perf_counter()
            sync(connection, graph)
            return self._checked(connection, began)

    def _files(self, graph: LargeGraph) -> float:
        shutil.rmtree(self.home / "files", ignore_errors=True)
        began = time.perf_counter()
        export(graph, self.home / "files")
        written = time.perf_counter()
        import_files(self.home, self.home / "files", report=_silent)
        imported = time.perf_counter()
        with self._server() as connection:
            started = time.perf_counter()
            sync(connection, graph)
            going_on = time.perf_counter()
            self._checked(connection, 0)
        _say(
            f"files: written {written - began:.1f} s, imported {imported - written:.1f} s, started "
            f"{started - imported:.1f} s, next sync with its constraint and indexes {going_on - started:.1f} s"
        )
        return imported - began

    def _server(self) -> Connection:
        info = start(self.home, report=_silent, bolt_port=0, http_port=0)
        return connect(Neo4jSettings(info.bolt_uri, info.user, info.password))

    def _checked(self, connection: Connection, began: float) -> float:
        seconds = time.perf_counter() - began
        (found,) = connection.read("MATCH ()-[r]->() RETURN count(r) AS relationships")
        assert found["relationships"] == RELATIONSHIPS
        return seconds


def test_first_load_of_a_large_graph(benchmark: BenchmarkFixture, home: Path) -> None:
    bench = Bench(home)
    names = ["sync_direct", "files_direct", "neosemantics", "rdflib_neo4j", "sync_whole", "bare_whole", "files_whole"]
    if not PEER:
        _say("rdflib_neo4j is left out: TRASLADO_RDFLIB_NEO4J names no Python in which it is installed")
        names.remove("rdflib_neo4j")
    contest = [name for name in names if not CONTEST or name in CONTEST]
    took: dict[str, list[float]] = defaultdict(list)

    def rounds() -> None:
        for number in range(ROUNDS):
            for name in contest if number % 2 == 0 else contest[::-1]:
                took[name].append(bench.measure(getattr(bench, name)))
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                _say(f"{name} {took[name][-1]:.1f} s; this process had up to {memory} MB")

    benchmark.pedantic(rounds, rounds=1)
    medians = {name: statistics.median(seconds) for name, seconds in took.items()}
    benchmark.extra_info.update({"relationships": RELATIONSHIPS, "triples": bench.triples, **medians})
    _say(f"{RELATIONSHIPS} relationships, {bench.triples} direct triples; medians of {ROUNDS}:")
    for name, seconds in medians.items():
        _say(f"  {name} {seconds:.1f} s, {RELATIONSHIPS / seconds:.0f} relationships/s ({took[name]})")


def _node_rows(graph: LargeGraph) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    rows = (
        (f"UNWIND $rows AS row CREATE (n:Traslado:{node.labels[0]}) SET n = row", {**node.properties, "iri": node.iri})
        for unit in graph.all_units()
        for node in graph.part(unit).nodes
    )
    return _batches(rows)


def _relationship_rows(graph: LargeGraph) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    rows = (
        (
            f"{_ENDS} CREATE (s)-[r:{each.type}]->(e) SET r = row.p",
            {"s": each.start, "e": each.end, "p": each.properties},
        )
        for unit in graph.all_units()
        for each in graph.part(unit).relationships
    )
    return _batches(rows)


def _batches(rows: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for statement, row in rows:
        waiting[statement].append(row)
        if len(waiting[statement]) == BATCH:
            yield statement, waiting.pop(statement)
    yield from waiting.items()


def _write_at_once(connection: Connection, batches: Iterator[tuple[str, list[dict[str, Any]]]]) -> None:
    room = threading.BoundedSemaphore(2 * WRITERS)

    def write(statement: Any, rows: list[dict[str, Any]]) -> None:
        connection.write(lambda tx: tx.run(statement, rows=rows).consume())

    with ThreadPoolExecutor(WRITERS) as threads:
        futures = []
        for statement, rows in batches:
            room.acquire()
            futures.append(threads.submit(write, statement, rows))
            futures[-1].add_done_callback(lambda _: room.release())
        for future in futures:
            future.result()


def _silent(line: str) -> None:
    """Say nothing of what goes well."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
