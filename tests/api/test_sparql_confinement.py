"""Each wall by itself, on a system that has it; a worker stands behind all that can be had."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="macOS has none of these walls")
PRELUDE = """
import os, socket, sys
from pathlib import Path
from pyoxigraph import Store
from api.sparql.confinement import confine, deny_calls, leave_network, limit_memory, see_only
folder, port = Path(sys.argv[1]), int(sys.argv[2])

def works(act):
    try:
        act()
    except (OSError, SyntaxError, RuntimeError) as error:
        return False
    return True

def connect():
    socket.create_connection(("127.0.0.1", port), timeout=2).close()

def ask():
    Store().query(f"ASK {{ SERVICE <http://127.0.0.1:{port}/> {{}} }}")
"""


def run(program: str, folder: Path, port: int) -> list[str]:
    command = [sys.executable, "-c", PRELUDE + textwrap.dedent(program), str(folder), str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@LINUX
def test_who_left_the_network_reaches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert run("print(works(connect))", tmp_path, port) == ["True"]
        left, connected = run("print(leave_network(), works(connect))", tmp_path, port)
        assert left != connected  # where the kernel forbids to leave, it is said


@LINUX
def test_who_may_not_make_a_socket_calls_nobody_and_starts_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        denied, *worked = run(
            "print(deny_calls(), works(connect), works(ask), works(lambda: os.execv('/bin/true', ['true'])))",
            tmp_path,
            port,
        )
        assert (denied, worked) in (("True", ["False"] * 3), ("False", []))


@LINUX
def test_who_may_not_call_lays_no_hand_on_another_process_and_can_still_abort(tmp_path: Path) -> None:
    denied, *worked = run("print(deny_calls(), works(lambda: os.kill(os.getppid(), 0)))", tmp_path, 0)
    assert (denied, worked) in (("True", ["False"]), ("False", ["True"]))
    aborted = subprocess.run(
        [sys.executable, "-c", PRELUDE + "deny_calls(); os.abort()", str(tmp_path), "0"], check=False
    )
    assert aborted.returncode == -signal.SIGABRT  # by which a worker out of memory is known


@LINUX
def test_who_sees_only_a_folder_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen/file").write_text("x")
    (tmp_path / "hidden").write_text("x")
    alone, *worked = run(
        """
        alone = see_only(readable=[folder / "seen"], writable=[])
        print(alone)
        for path in (folder / "seen/file", folder / "hidden", Path("/etc/passwd")):
            print(works(path.read_text))
        print(works(lambda: (folder / "seen/new").write_text("x")))
        """,
        tmp_path,
        0,
    )
    assert (alone, worked) in (("True", ["True", "False", "False", "False"]), ("False", ["True"] * 4))


@LINUX
def test_memory_has_an_end(tmp_path: Path) -> None:
    program = """
    limit_memory(200)
    try:
        len(bytearray(300_000_000))
    except MemoryError:
        print("ended")
    """
    assert run(program, tmp_path, 0) == ["ended"]


def test_a_process_says_which_walls_stand(tmp_path: Path) -> None:
    walls = run("print(*confine(readable=[folder], writable=[], memory_mib=400))", tmp_path, 0)
    assert set(walls) <= {"network", "calls", "files"}
