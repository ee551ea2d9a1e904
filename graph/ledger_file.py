"""The file of a ledger: opened as it should be, and brought to this version's tables."""

from __future__ import annotations

import sqlite3
import uuid
from importlib.resources import files
from pathlib import Path
from typing import Final

from ontology.error import HomeError, NotFoundError

SCHEMA_VERSION: Final = 6
"""Number of the last file in `schema/`."""


def open_ledger(path: Path, *, create: bool, base: str) -> sqlite3.Connection:
    """Open the file, made where it is missing and may be.

    Args:
        path: of the SQLite file.
        create: make a missing one.
        base: of the addresses of a new one.

    Raises:
        NotFoundError: it is missing.
        HomeError: the file is no ledger, of a newer version, or cannot be opened.
    """
    if not create and not path.exists():
        raise NotFoundError(f"{path.parent}: nothing is loaded here. Load something first: traslado load PATH")
    new = not path.exists()
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
        # The sink's thread writes what disagrees while the load writes its batches: each waits for the other.
        connection.execute("PRAGMA busy_timeout = 60000")
        # For the many small savepoints and scattered index pages of a load (docs/benchmarks.md).
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise HomeError(f"{path}: cannot be opened as a ledger ({error}). Choose another --home.") from error
    if version > SCHEMA_VERSION:
        raise HomeError(
            f"{path}: made by a newer Traslado (ledger version {version}, this one reads {SCHEMA_VERSION}). "
            "Update Traslado, or choose another --home."
        )
    if version == 0 and not new and not create:
        raise HomeError(f"{path}: not a ledger. Choose another --home.")
    if version < SCHEMA_VERSION:
        _upgrade(connection, version, base)
    return connection


def _upgrade(connection: sqlite3.Connection, version: int, base: str) -> None:
    """Run the files of `schema/` that this ledger has not seen, all or nothing; a new one gets its id and base."""
    steps = [
        files("graph").joinpath("schema", f"{step}.sql").read_text("utf-8")
        for step in range(version + 1, SCHEMA_VERSION + 1)
    ]
    if version == 0:
        quoted = base.replace("'", "''")
        steps.append(f"INSERT INTO meta VALUES ('ledger', '{uuid.uuid4().hex}'), ('base', '{quoted}');")  # noqa: S608
    # executescript takes no parameters, and the rows must be there with the tables or not at all.
    script = "\n".join(steps)
    connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;")
