"""The service's own SQLite file in the home: who may write, and what was asked of it.

Apart from the ledger, which is what is known: a ledger restored from a backup must not bring a revoked token back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ontology.error import HomeError

_FILE: Final = "service.sqlite3"
_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE UNIQUE INDEX token_name ON token (name) WHERE revoked_at IS NULL;
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    token TEXT NOT NULL,
    name TEXT NOT NULL,
    request TEXT NOT NULL,
    action TEXT NOT NULL,
    status INTEGER,
    job TEXT,
    made TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX audit_job ON audit (job);
"""


def exists(home: Path) -> bool:
    """Whether this home has the file: without one no token was ever made."""
    return (home / _FILE).exists()


@contextmanager
def connected(home: Path) -> Iterator[sqlite3.Connection]:
    """The file, made where it is missing; what the block changes is kept only if it ends well.

    Raises:
        HomeError: it cannot be opened or written, or a newer Traslado made it.
    """
    path = home / _FILE
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite gives its journal the permissions of the file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    except (OSError, sqlite3.Error) as error:
        raise HomeError(f"{path}: cannot be opened ({error}). Is the home folder yours to write?") from error
    try:
        connection.execute("PRAGMA synchronous = FULL")
        _prepare(connection, path)
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise HomeError(f"{path}: cannot be read or written ({error}).") from error
    finally:
        connection.close()  # rolls back what was not committed


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    if version > _VERSION:
        raise HomeError(f"{path}: made by a newer Traslado. Update this one.")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:  # no other process was faster
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
