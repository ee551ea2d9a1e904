"""`HOME/neo4j`: the files of the Neo4j that `traslado neo4j start` runs, for their owner's eyes alone."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from ontology.error import HomeError, ServerError

# The advertised addresses do not follow the listen addresses, and Browser connects to them. Without the
# wait time, Neo4j idles ten seconds before it stops; with preallocation, an empty one takes half a gigabyte.
_CONFIGURATION: Final = """\
# Written by `traslado neo4j start` at every start.
server.default_listen_address=127.0.0.1
server.default_advertised_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt_port}
server.bolt.advertised_address=127.0.0.1:{bolt_port}
server.http.listen_address=127.0.0.1:{http_port}
server.http.advertised_address=127.0.0.1:{http_port}
server.memory.pagecache.size=256m
internal.server.bolt.thread_pool_shutdown_wait_time=500ms
db.tx_log.preallocate=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
client.allow_telemetry=false
browser.remote_content_hostname_whitelist=localhost,127.0.0.1
"""
# The quick compiler alone halves the processor time of a start and of a first sync; only loading far more than a
# hundred thousand facts is slower with it, by a fifth.
_JAVA_OPTIONS: Final = (
    "-Xms256m",
    "-Xmx1g",
    "-XX:TieredStopAtLevel=1",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
)


class Neo4jFolderInUseError(ServerError):
    """Another process is starting or stopping the Neo4j of this folder."""


@dataclass(frozen=True, slots=True)
class State:
    """What is noted of the process that was started last."""

    pid: int
    bolt_port: int
    http_port: int
    version: str


@dataclass(frozen=True, slots=True)
class Neo4jFolder:
    """The files in `HOME/neo4j`, by what they are for."""

    path: Path

    @classmethod
    def of(cls, home: Path) -> Neo4jFolder:
        """The folder in this home, by one spelling however the home is given."""
        return cls(home.resolve() / "neo4j")

    @property
    def configuration(self) -> Path:
        """`conf`: Neo4j's own configuration folder."""
        return self.path / "conf"

    @property
    def java_arguments(self) -> Path:
        """Options and class path for the `java` command."""
        return self.configuration / "java.args"

    @property
    def log(self) -> Path:
        """What Neo4j prints."""
        return self.path / "logs" / "console.log"

    def open_log(self) -> IO[bytes]:
        """The log, to be written to at its end."""
        return os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    @property
    def password_file(self) -> Path:
        """The password of the user `neo4j`, and nothing else."""
        return self.path / "password"

    @property
    def has_data(self) -> bool:
        """Whether Neo4j ever ran here; its password can be set from outside only before."""
        return (self.path / "data" / "databases").exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder where it is missing, and keep other starts and stops out.

        Raises:
            HomeError: it cannot be written.
            Neo4jFolderInUseError: another process holds it.
        """
        try:
            for path in (self.path.parent, self.path, self.configuration, self.log.parent):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise HomeError(
                f"{self.path}: cannot write there ({error.strerror}). "
                "Choose a writable home with --home or TRASLADO_HOME."
            ) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Neo4jFolderInUseError(
                    f"Another process is starting or stopping the Neo4j in {self.path}. Wait until it has."
                ) from None
            yield
        finally:
            os.close(lock)

    def write_configuration(self, classpath: str, bolt_port: int, http_port: int) -> None:
        """Write `neo4j.conf` and the arguments of `java`, for a class path and two ports."""
        self._write(self.configuration / "neo4j.conf", _CONFIGURATION.format(bolt_port=bolt_port, http_port=http_port))
        # A file, since 217 paths are too long for the process list and for some systems' command line.
        escaped = classpath.replace("\\", "\\\\").replace('"', '\\"')
        self._write(self.java_arguments, "\n".join((*_JAVA_OPTIONS, "-cp", f'"{escaped}"', "")))

    def make_password(self) -> None:
        """Generate the password where there is none yet.

        Raises:
            HomeError: there is data already, which another password protects.
        """
        if self.password_file.exists():
            return
        if self.has_data:
            raise HomeError(
                f"{self.password_file} is missing, and the data beside it opens with no other password. Put it back, "
                f"or delete {self.path} and start again; `traslado neo4j sync` fills it anew."
            )
        self._write(self.password_file, secrets.token_hex(12))

    def read_password(self) -> str:
        """The password that was generated."""
        return self.password_file.read_text(encoding="utf-8").strip()

    def read_state(self) -> State | None:
        """What was noted at the last start, or None where nothing runs or was stopped in order.

        Raises:
            HomeError: the note is not what `write_state` wrote.
        """
        try:
            return State(**json.loads(self._state_file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise HomeError(
                f"{self._state_file} does not tell which process is the Neo4j of this home ({error}). End its Java "
                "process if one runs, delete the file, and start again."
            ) from error

    def write_state(self, state: State) -> None:
        """Note the process that was just started."""
        self._write(self._state_file, json.dumps(asdict(state)))

    def clear_state(self) -> None:
        """Forget the process, which has ended."""
        self._state_file.unlink(missing_ok=True)

    @property
    def _state_file(self) -> Path:
        return self.path / "server.json"

    def _write(self, path: Path, text: str) -> None:
        new = path.with_name(path.name + ".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(path)
