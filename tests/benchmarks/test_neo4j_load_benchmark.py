"""First load of a large graph, beside neosemantics, rdflib-neo4j and bare statements (docs/benchmarks.md).

Each contestant has the same server, started anew with an empty database; who comes first changes from round to round.
Where the machine has other work, the processor time of client and server together says more than the clock.
TRASLADO_NEO4J_RELATIONSHIPS says how many relationships, TRASLADO_NEO4J_CONTEST which contestants,
TRASLADO_RDFLIB_NEO4J names a Python in which rdflib-neo4j is installed, and TRASLADO_NEO4J_GRAPHS a folder in which the
N-Triples are kept for the next time.
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
from typing import Any, NamedTuple

import psutil
import pytest
from large_graph import LargeGraph, write_ntriples
from pytest_benchmark.fixture import BenchmarkFixture

from graph import neo4j_folder
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_export import export
from graph.neo4j_import import import_files
from graph.neo4j_parity import verify
from graph.neo4j_server import ServerInfo, start, stop
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.neo4j, pytest.mark.timeout(0)]

RELATIONSHIPS = int(os.environ.get("TRASLADO_NEO4J_RELATIONSHIPS", "100000"))
ROUNDS = int(os.environ.get("TRASLADO_NEO4J_ROUNDS", "3"))
CONTEST = os.environ.get("TRASLADO_NEO4J_CONTEST", "").split()
PEER = os.environ.get("TRASLADO_RDFLIB_NEO4J")
GRAPHS = os.environ.get("TRASLADO_NEO4J_GRAPHS")
BATCH, WRITERS = 10_000, 2
# (what, beside what, how many times as fast it has to be): the aims of docs/benchmarks.md.
_AIMS = (
    ("sync_direct", "neosemantics", 1.5),
    ("sync_direct", "rdflib_neo4j", 2.0),
    ("files_direct", "neosemantics", 2.5),
    ("sync_whole", "bare_whole", 1 / 1.3),
)
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
    (tmp_path / "neo4j" / "plugins").mkdir(parents=True)
    try:
        jar = MavenContext().project("org.neo4j", "neosemantics").at_version("5.1.0.0").artifact().resolve()
    except (RuntimeError, OSError) as error:
        _say(f"neosemantics is left out: {error}")
    else:
        shutil.copy(jar, tmp_path / "neo4j" / "plugins")
    yield tmp_path
    stop(tmp_path)


class Spent(NamedTuple):
    """Seconds by the clock, and of processors in this process, those that it waited for, and the server."""

    clock: float
    processor: float

    @classmethod
    def so_far(cls, server: ServerInfo | None = None) -> Spent:
        times = os.times()
        processor = times.user + times.system + times.children_user + times.children_system
        if server:
            of_server = psutil.Process(server.pid).cpu_times()
            processor += of_server.user + of_server.system
        return cls(time.perf_counter(), processor)

    def since(self, began: Spent) -> Spent:
        return Spent(self.clock - began.clock, self.processor - began.processor)


class Bench:
    """The contestants, each given an empty database; they return what they took."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.direct = LargeGraph(RELATIONSHIPS, evidence=False)
        self.whole = LargeGraph(RELATIONSHIPS)
        self.ntriples, self.triples = _ntriples(Path(GRAPHS) if GRAPHS else home, self.direct)

    def measure(self, contestant: Callable[[], Spent]) -> Spent:
        stop(self.home)
        shutil.rmtree(self.home / "neo4j" / "data", ignore_errors=True)
        return contestant()

    def sync_direct(self) -> Spent:
        return self._sync(self.direct)

    def sync_whole(self) -> Spent:
        return self._sync(self.whole)

    def files_direct(self) -> Spent:
        return self._files(self.direct)

    def files_whole(self) -> Spent:
        return self._files(self.whole)

    def bare_whole(self) -> Spent:
        """Rows made as the sync gets them, written by the plainest statements."""

        def write(connection: Connection) -> None:
            constraint = "CREATE CONSTRAINT traslado_iri FOR (n:Traslado) REQUIRE n.iri IS UNIQUE"
            connection.write(lambda tx: tx.run(constraint).consume())
            _write_at_once(connection, _node_rows(self.whole))
            _write_at_once(connection, _relationship_rows(self.whole))

        return self._over_bolt(write)

    def neosemantics(self) -> Spent:
        def load(connection: Connection) -> None:
            for statement in (
                "CREATE CONSTRAINT n10s_unique_uri FOR (r:Resource) REQUIRE r.uri IS UNIQUE",
                "CALL n10s.graphconfig.init({handleVocabUris: 'IGNORE'})",
            ):
                connection.write(lambda tx, s=statement: tx.run(s).consume())
            statement = "CALL n10s.rdf.import.fetch($url, 'N-Triples', {commitSize: 25000})"
            (report,) = connection.write(lambda tx: tx.run(statement, url=self.ntriples.as_uri()).data())
            assert report["triplesLoaded"] == self.triples, report

        return self._over_bolt(load)

    def rdflib_neo4j(self) -> Spent:
        def load(connection: Connection) -> None:
            settings, program = connection.settings, Path(__file__).with_name("rdflib_neo4j_peer.py")
            command = [str(PEER), str(program), str(self.ntriples), settings.uri, settings.password]
            subprocess.run(command, env={**os.environ, "PYTHONPATH": ""}, check=True, stdout=subprocess.DEVNULL)

        return self._over_bolt(load)

    def _sync(self, graph: LargeGraph) -> Spent:
        return self._over_bolt(lambda connection: sync(connection, graph))

    def _over_bolt(self, load: Callable[[Connection], object]) -> Spent:
        server = start(self.home, report=_silent, bolt_port=0, http_port=0)
        with _connect(server) as connection:
            began = Spent.so_far(server)
            load(connection)
            spent = Spent.so_far(server).since(began)
            _check(connection)
        return spent

    def _files(self, graph: LargeGraph) -> Spent:
        shutil.rmtree(self.home / "files", ignore_errors=True)
        began = Spent.so_far()
        export(graph, self.home / "files")
        written = Spent.so_far()
        import_files(self.home, self.home / "files", report=_silent)
        imported = Spent.so_far()
        server = start(self.home, report=_silent, bolt_port=0, http_port=0)
        with _connect(server) as connection:
            started = Spent.so_far(server)
            sync(connection, graph)
            synced = Spent.so_far(server)
            parity = verify(connection, graph)
            verified = Spent.so_far(server)
            _check(connection)
        assert parity.holds
        for what, spent in {
            "writing": written.since(began),
            "importing": imported.since(written),
            "starting": started.since(imported),
            "the next sync, which makes the constraint and the indexes": synced.since(started),
            "verifying": verified.since(synced),
        }.items():
            _say(f"    {what} {spent.clock:.1f} s ({spent.processor:.1f} of processors)")
        return imported.since(began)


def test_first_load_of_a_large_graph(benchmark: BenchmarkFixture, home: Path) -> None:
    bench = Bench(home)
    names = ["sync_direct", "files_direct", "neosemantics", "rdflib_neo4j", "sync_whole", "bare_whole", "files_whole"]
    if not PEER:
        _say("rdflib_neo4j is left out: TRASLADO_RDFLIB_NEO4J names no Python in which it is installed")
        names.remove("rdflib_neo4j")
    if not any((home / "neo4j" / "plugins").iterdir()):
        names.remove("neosemantics")
    contest = [name for name in names if not CONTEST or name in CONTEST]
    took: dict[str, list[Spent]] = defaultdict(list)

    def rounds() -> None:
        for number in range(ROUNDS):
            for name in contest if number % 2 == 0 else contest[::-1]:
                spent = bench.measure(getattr(bench, name))
                took[name].append(spent)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                _say(f"{name} {spent.clock:.1f} s ({spent.processor:.1f} of processors); so far up to {memory} MB")

    benchmark.pedantic(rounds, rounds=1)
    clock = {name: statistics.median(spent.clock for spent in spents) for name, spents in took.items()}
    processor = {name: statistics.median(spent.processor for spent in spents) for name, spents in took.items()}
    benchmark.extra_info.update({"relationships": RELATIONSHIPS, "triples": bench.triples, **clock})
    _say(f"{RELATIONSHIPS} relationships, {bench.triples} direct triples; medians of {ROUNDS}:")
    for name in contest:
        _say(
            f"  {name} {clock[name]:.1f} s ({processor[name]:.1f} of processors), "
            f"{RELATIONSHIPS / clock[name]:.0f} relationships/s"
        )
    for name, other, aim in _AIMS:
        if name in clock and other in clock:
            _say(
                f"  {name} is {clock[other] / clock[name]:.2f} times as fast as {other}, "
                f"{processor[other] / processor[name]:.2f} by processor time (asked for: {aim:.2f})"
            )


def _ntriples(folder: Path, graph: LargeGraph) -> tuple[Path, int]:
    """The graph's N-Triples in a folder, written there unless they are there already, and how many they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"graph-{RELATIONSHIPS}.nt"
    if not path.exists():
        written = path.with_suffix(".new")
        with written.open("w", encoding="utf-8") as file:
            write_ntriples(graph, file)
        written.replace(path)
    with path.open("rb") as lines:
        return path, sum(1 for _ in lines)


def _connect(server: ServerInfo) -> Connection:
    return connect(Neo4jSettings(server.bolt_uri, server.user, server.password))


def _check(connection: Connection) -> None:
    (found,) = connection.read("MATCH ()-[r]->() RETURN count(r) AS relationships")
    assert found["relationships"] == RELATIONSHIPS


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
