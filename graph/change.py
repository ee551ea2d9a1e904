"""A change that a person makes to the ledger, and what follows from it: the store and a published generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph import generation, purge
from graph.disagreement_ledger import follow_all
from graph.home import ledger_path, store_path, writing
from graph.ledger import Ledger
from graph.store import OxigraphStore


@contextmanager
def changing(home: Path) -> Iterator[Ledger]:
    """The ledger of a home, held for writing; what was changed is published when the block ends.

    Raises:
        NotFoundError: nothing is loaded in this home.
        HomeInUseError: another process holds it.
    """
    with writing(home), Ledger(ledger_path(home)) as ledger:
        purge.finish(home, ledger)
        yield ledger
        if not purge.finish(home, ledger):
            store = OxigraphStore(store_path(home))
            try:
                follow_all(ledger, store)
                generation.publish(home, ledger, store)
            finally:
                store.close()
