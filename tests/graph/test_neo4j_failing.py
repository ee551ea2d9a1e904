"""Servers that stop, fill up or cannot be written, schemas of others in the way: what is said, and what stays."""

from __future__ import annotations

import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from benchmarks.test_resolution_growth import document, people
from invented_graph import group, small_ledger
from large_graph import LargeGraph

from graph import neo4j_folder
from graph.entry import Entry
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import (
    Connection,
    Neo4jDatabaseError,
    Neo4jSchemaError,
    Neo4jSettings,
    connect,
)
from graph.neo4j_parity import verify
from graph.neo4j_server import ServerInfo, start, stop
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import OtherGraphError, sync

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]


def run(connection: Connection, statement: str) -> None:
    connection.write(lambda tx: tx.run(statement).consume())


class TestInTheWay:
    """Of one database with what others have there."""

    @pytest.fixture
    def schema(self, neo4j: Connection) -> Iterator[Callable[[str], None]]:
        """Runs statements on the schema; what they name `others` goes afterwards."""
        yield lambda statement: run(neo4j, statement)
        run(neo4j, "DROP CONSTRAINT others IF EXISTS")
        run(neo4j, "DROP INDEX traslado_unit IF EXISTS")
        run(neo4j, "MATCH (n) DETACH DELETE n")

    def test_constraint_of_others_that_the_graph_breaks_is_named(
        self, neo4j: Connection, schema: Callable[[str], None]
    ) -> None:
        schema("CREATE CONSTRAINT others FOR (p:Person) REQUIRE p.part IS UNIQUE")
        with pytest.raises(Neo4jSchemaError, match=r"in the way.*`Person` and property `part`.*SHOW CONSTRAINTS"):
            sync(neo4j, LargeGraph(160))
        run(neo4j, "DROP CONSTRAINT others")
        sync(neo4j, LargeGraph(160))
        assert verify(neo4j, LargeGraph(160)).holds

    def test_index_of_others_by_the_name_of_ours_is_named(
        self, neo4j: Connection, schema: Callable[[str], None]
    ) -> None:
        schema("DROP INDEX traslado_unit IF EXISTS")
        schema("CREATE INDEX traslado_unit FOR (n:Note) ON (n.text)")
        with pytest.raises(Neo4jSchemaError, match=r"another index named traslado_unit.*Note.*DROP INDEX"):
            sync(neo4j, small_ledger())

    def test_nodes_of_others_with_our_label_are_left_and_named(self, neo4j: Connection) -> None:
        run(neo4j, "CREATE (:Traslado {name: 'of a hotel'})")
        with pytest.raises(OtherGraphError, match="no checkpoint"):
            sync(neo4j, small_ledger())
        assert neo4j.read("MATCH (n) RETURN n.name AS name") == [{"name": "of a hotel"}]

    def test_a_clock_that_goes_wrong_changes_nothing(self, neo4j: Connection) -> None:
        ledger = small_ledger()
        sync(neo4j, ledger)
        run(neo4j, "MATCH (c:TrasladoCheckpoint) SET c.updated = datetime('2099-01-01')")
        ledger.put(small_ledger().held[small_ledger().journal[0]])
        assert sync(neo4j, ledger).units == 1
        assert verify(neo4j, ledger).holds


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose Neo4j these tests break one after another."""
    home = tmp_path_factory.mktemp("breaking")
    yield home
    stop(home)


def started(home: Path, port: int = 0) -> ServerInfo:
    return start(home, report=print, bolt_port=port, http_port=0)


def connect_to(info: ServerInfo) -> Connection:
    return connect(Neo4jSettings(info.bolt_uri, info.user, info.password))


def killed(info: ServerInfo) -> None:
    """The server ends at once, as when its machine loses power."""
    process = psutil.Process(info.pid)
    process.kill()
    process.wait(30)


def free_port() -> int:
    """Not one that the system gives to clients: one that calls in vain there could be given it."""
    for port in range(20_000, 30_000):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


# They need a server of their own, started five seconds at a time.
@pytest.mark.usefixtures("neo4j_server")
class TestServer:
    @pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits a process that runs")
    def test_whose_disk_is_full_is_told_and_the_next_sync_completes(self, home: Path) -> None:
        info, graph = started(home), LargeGraph(16_000)
        with connect_to(info) as connection:
            # No file may grow beyond 2 MB, the transaction log neither.
            resource.prlimit(info.pid, resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
            for _ in range(2):
                with pytest.raises(Neo4jDatabaseError, match=r"cannot go on.*disk may be full.*restart it"):
                    sync(connection, graph)
        killed(info)
        with connect_to(started(home)) as connection:
            sync(connection, graph)
            assert verify(connection, graph).holds

    def test_killed_in_the_middle_and_started_again_has_everything_after_the_next_sync(self, home: Path) -> None:
        stop(home)
        info, dice = started(home, port := free_port()), random.Random(3)
        source = people(dice)
        known = [next(source) for _ in range(300)]
        with Ledger(ledger_path(home), create=True) as ledger:
            with ledger.transaction():
                for number in range(300):
                    ledger.add(Entry.of(document(number, known, dice).extraction))
            command = [sys.executable, "-c", "from api.cli import main; main()", "neo4j", "sync", "--full"]
            process = subprocess.Popen([*command, "--home", str(home)], stderr=subprocess.PIPE, text=True)
            with connect_to(info) as connection:
                while not connection.read(
                    "MATCH (n:Traslado:Claim) WHERE n.unit STARTS WITH $base RETURN n LIMIT 1", {"base": ledger.base}
                ):
                    time.sleep(0.05)
            killed(info)
            again = started(home, port)
            _, told = process.communicate(timeout=120)
            # It waits for the server for half a minute, unless a commit was under way whose end it cannot know.
            assert process.returncode == 0 or "Run the command again" in told or "No Neo4j answers" in told, told
            assert "Traceback" not in told
            with connect_to(again) as connection:
                sync(connection, LedgerSource(ledger))
                assert verify(connection, LedgerSource(ledger)).holds

    def test_that_is_read_only_is_told_and_verify_goes_on(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with connect_to(started(home)) as connection:
            ledger = small_ledger()
            sync(connection, ledger, full=True)
        stop(home)
        read_only = f"{neo4j_folder._CONFIGURATION}server.databases.default_to_read_only=true\n"
        monkeypatch.setattr(neo4j_folder, "_CONFIGURATION", read_only)
        with connect_to(started(home)) as connection:
            ledger.put(group("sur"))
            with pytest.raises(Neo4jDatabaseError, match=r"is read-only.*server\.databases\.read_only"):
                sync(connection, ledger)
            ledger.journal.pop()
            assert verify(connection, ledger).holds
