"""Nothing left on the disk of what went: whatever was made from the ledger is made anew, in new files.

What asks for it notes so in the ledger, in the transaction of its change. Killed anywhere, the next who writes to the
home completes it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from graph import generation
from graph.disagreement_ledger import follow_all, forget_disagreements
from graph.home import ended_jobs_path, generations_path, store_path
from graph.ledger import Ledger
from graph.store import OxigraphStore
from graph.summary_ledger import found_summaries
from ontology.error import HomeError

_KEY: Final = "purge"
_KEPT_OF_NEO4J: Final = frozenset(("conf", "lock", "password"))


def request(ledger: Ledger, *, of_ledger: bool) -> None:
    """Note that what stands behind the ledger is to be made anew, and the ledger's file be rid of what was deleted."""
    wanted = "ledger" if of_ledger or _wanted(ledger) == "ledger" else "store"
    ledger.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, wanted))


def finish(home: Path, ledger: Ledger) -> bool:
    """Do what was requested; whether there was anything to do.

    Raises:
        HomeError: another process reads the ledger, so that its file cannot be purged.
    """
    wanted = _wanted(ledger)
    if wanted is None:
        return False
    if wanted == "ledger":
        ledger.connection.execute("PRAGMA secure_delete = ON")
    forget_disagreements(ledger)
    with ledger.transaction():
        found_summaries(ledger.connection)
    if wanted == "ledger":
        ledger.connection.execute("VACUUM")
        shutil.rmtree(ended_jobs_path(home), ignore_errors=True)
    # Oxigraph never forgets a string: only a new folder has none of what went.
    shutil.rmtree(store_path(home), ignore_errors=True)
    store = OxigraphStore(store_path(home))
    try:
        follow_all(ledger, store)
        standing = generation.publish(home, ledger, store, anew=True)
    finally:
        store.close()
    for folder in generations_path(home).iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder.name != standing.name:
            generation.discard(folder)
    _empty_neo4j(home)
    ledger.connection.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    (busy, *_) = ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy and wanted == "ledger":
        ledger.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, wanted))
        raise HomeError(
            f"{ledger.path}: another process reads the ledger, so that its log cannot be purged. End it (a sync into "
            "Neo4j?), and run the same command again."
        )
    return True


def neo4j_runs(home: Path) -> bool:
    """Whether a Neo4j of this home runs."""
    if not (home / "neo4j" / "server.json").exists():
        return False
    from graph.neo4j_server import status

    return status(home) is not None


def _empty_neo4j(home: Path) -> None:
    """A Neo4j of ours gets a new data folder: deleted strings stay in its files and in its transaction logs."""
    folder = home / "neo4j"
    if not folder.exists():
        return
    from graph.neo4j_server import stop

    stop(home)
    for path in folder.iterdir():
        if path.name not in _KEPT_OF_NEO4J:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _wanted(ledger: Ledger) -> str | None:
    row = ledger.connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return row[0] if row else None
