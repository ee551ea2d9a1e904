"""The home folder: where the ledger, the store and its generations live, and who may write now."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ontology.error import HomeError


class HomeInUseError(HomeError):
    """Another process is writing to this home."""


def default_home() -> Path:
    """`TRASLADO_HOME`, else `.traslado` in the user's home folder."""
    return Path(os.environ.get("TRASLADO_HOME") or Path.home() / ".traslado")


def ledger_path(home: Path) -> Path:
    """The SQLite file that is the truth."""
    return home / "ledger.sqlite3"


def store_path(home: Path) -> Path:
    """The writer's Oxigraph folder; readers open generations, never this."""
    return home / "store"


def generations_path(home: Path) -> Path:
    """The folder of published, read-only snapshots."""
    return home / "generations"


def jobs_path(home: Path) -> Path:
    """The folder of the changes that the service was asked for and that are not made yet."""
    return home / "jobs"


def ended_jobs_path(home: Path) -> Path:
    """The folder of what came of them; their messages may name people."""
    return jobs_path(home) / "ended"


def own_graphs_path(home: Path) -> Path:
    """The folder of the graphs that users write over HTTP; nothing of Traslado's follows from them."""
    return home / "graphs"


def plain_graphs_path(home: Path) -> Path:
    """The folder of what a service holds that is told to serve nothing of Traslado's."""
    return home / "plain"


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the home for writing; create it, readable by its owner alone, where it does not exist.

    Raises:
        HomeInUseError: another process holds it.
        HomeError: the folder cannot be created or written.
    """
    os.umask(0o077)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HomeError(
            f"{home}: cannot write the home folder ({error.strerror}). "
            "Choose a writable one with --home or TRASLADO_HOME."
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 32, 0).decode().strip() or "unknown"
            raise HomeInUseError(
                f"{home}: in use by another writer (process {holder}). Wait until it ends, or choose another --home."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)
