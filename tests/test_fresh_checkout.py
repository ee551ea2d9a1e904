"""What a new user does: a checkout in a folder of any name, and one command."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

CHECKOUT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git keeps or would keep, in a folder whose name has a space, a quote and an ñ."""
    copy = tmp_path_factory.mktemp("a new user") / "Ana's traslado ñ"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout.split("\0"):
        if name and (CHECKOUT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(port: int) -> dict[str, str]:
    """The user's own, without the virtual environment and the settings that these tests run in."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRASLADO_")}
    return {**ours, "TRASLADO_PORT": str(port)}


@contextmanager
def demo(checkout: Path, port: int) -> Iterator[str]:
    """`make demo`, until it has said what to try; gives what it printed."""
    process = subprocess.Popen(
        ["make", "demo"],
        cwd=checkout,
        env=environment(port),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    printed = ""
    try:
        for line in process.stdout:
            printed += line
            if "make neo4j" in line:
                break
        else:
            pytest.fail(f"make demo ended with code {process.wait()}:\n{printed}")
        yield printed
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.read()
        process.wait(30)


@pytest.fixture(scope="module")
def first(checkout: Path, port: int) -> str:
    """What the first `make demo` printed, with the answers to what it suggested."""
    with demo(checkout, port) as printed:
        addresses = re.findall(r"^    (http\S+)$", printed, re.MULTILINE)
        commands = re.findall(r"^    ((?:\.venv|curl) .*|\.venv/\S+ .*)$", printed, re.MULTILINE)
        assert len(addresses) + len(commands) == 3, printed
        for address in addresses:
            assert httpx.get(address).raise_for_status().json()["rows"], address
        for command in commands:
            done = subprocess.run(shlex.split(command), cwd=checkout, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert len(done.stdout.splitlines()) > 5, command
    return printed


def test_one_command_installs_loads_and_says_what_to_ask(first: str, port: int) -> None:
    assert "0 refused" in first
    assert f"http://127.0.0.1:{port}/" in first


def test_a_second_start_installs_and_loads_nothing(checkout: Path, port: int, first: str) -> None:
    with demo(checkout, port) as printed:
        assert "Installing" in first
        assert "Installing" not in printed
        assert "Loading" not in printed


def test_a_port_in_use_is_said_and_nothing_to_try_is_printed(checkout: Path, first: str) -> None:
    assert first
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(
            ["make", "demo"], cwd=checkout, env=environment(port), capture_output=True, text=True, check=False
        )
    assert done.returncode != 0
    assert f"127.0.0.1:{port}" in done.stderr
    assert "TRASLADO_PORT" in done.stderr
    assert "Three questions" not in done.stdout


def test_nothing_of_it_is_seen_by_git_or_others(checkout: Path, first: str) -> None:
    assert first
    assert (checkout / ".demo").stat().st_mode & 0o077 == 0
    ignored = (CHECKOUT / ".gitignore").read_text("utf-8").splitlines()
    assert {".demo/", ".venv/"} <= set(ignored)
