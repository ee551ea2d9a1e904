"""From arguments to a published generation: read, extract, put into the ledger, project, publish.

Extraction runs on all cores where there is enough to do. A batch is one transaction of the ledger;
killed anywhere, the same command finds what is already there and goes on.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

from graph import generation, purge
from graph.claim import Extraction, Source
from graph.disagreement_ledger import Progress, follow_all
from graph.entry import Entry
from graph.home import ledger_path, store_path, writing
from graph.ledger import Ledger, Outcome
from graph.store import OxigraphStore, follow
from graph.summary_ledger import found_summaries
from loaders.item import Item, expand
from loaders.reader import Overrides
from ontology.error import InputError, ServerError, TrasladoError
from ontology.iri import DEFAULT_BASE

_BATCH: Final = 64
_AHEAD: Final = 32
"""Documents given to the processes ahead, so that they have work while a batch is written."""
_SECONDS: Final = 2.0
"""A batch is committed at least this often while a job runs."""
_GATHERING: Final = 5.0
"""Seconds for which the sink lets commits gather before it follows and publishes them."""
_WORTH_A_POOL: Final = 12
"""Documents from which starting processes costs less than it saves."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not be loaded, and why."""

    location: str
    message: str


@dataclass(slots=True)
class Report:
    """What a job did."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    claims: int = 0
    refused: list[Refusal] = field(default_factory=list)
    seconds: float = 0.0
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Prepared(Generic[T]):
    """What became of one item before the ledger: what was made of it, nothing new, or a refusal with what to do."""

    location: str
    made: tuple[T, ...] = ()
    refusal: str | None = None


def load(
    home: Path,
    arguments: Sequence[str | Path],
    overrides: Overrides,
    *,
    base: str = DEFAULT_BASE,
    progress: Progress = lambda *_: None,
) -> Report:
    """Load files, folders, addresses and datasets into a home.

    Raises:
        HomeError: the home cannot be written or is in use.
    """
    started = time.monotonic()
    items = list(expand(arguments))
    report = Report()
    with writing(home), Ledger(ledger_path(home), create=True, base=base) as ledger, _workers(ledger, items) as workers:
        # What an interrupted withholding or erasing left to do.
        purge.finish(home, ledger)
        outcomes = _outcomes(items, overrides, ledger, workers)
        _write(home, ledger, outcomes, report, "loading", len(items), progress)
    report.seconds = time.monotonic() - started
    return report


def extract_all(arguments: Sequence[str | Path], overrides: Overrides) -> Iterator[Prepared[Extraction]]:
    """Read and extract files, folders, addresses and datasets, and load nothing."""
    for item in expand(arguments):
        yield _guarded(item.location, partial(_extract, item, overrides, None))


def reextract(home: Path, *, progress: Progress = lambda *_: None) -> Report:
    """Read every document of an older extractor anew; what it said before is replaced.

    Tables are read anew by loading their folder again.
    """
    from loaders.extraction.extractor import EXTRACTOR, VERSION

    started = time.monotonic()
    report = Report()
    with writing(home), Ledger(ledger_path(home)) as ledger:
        purge.finish(home, ledger)

        def outcomes() -> Iterator[Prepared[Entry]]:
            for source, extractor, version in ledger.sources():
                if extractor == EXTRACTOR and version != VERSION:
                    yield _entered(source.label, partial(_read_anew, source))
                else:
                    yield Prepared(source.label)

        (total,) = ledger.connection.execute("SELECT count(*) FROM document").fetchone()
        _write(home, ledger, outcomes(), report, "reading anew", total, progress)
    report.seconds = time.monotonic() - started
    return report


def retract(home: Path, reference: str, *, restore: bool = False) -> list[str]:
    """Take the documents that the reference names out of the answers, or bring them back; returns their ids."""
    with writing(home), Ledger(ledger_path(home)) as ledger:
        purge.finish(home, ledger)
        ids = ledger.documents_at(reference)
        _project(home, ledger, lambda *_: None)
        with ledger.transaction():
            (ledger.restore if restore else ledger.retract)(ids)
        _project(home, ledger, lambda *_: None)
    return ids


def rebuild(home: Path, *, progress: Progress = lambda *_: None) -> int:
    """Make the summaries and the store anew from the ledger and publish them; returns the number of units."""
    import shutil

    with writing(home), Ledger(ledger_path(home)) as ledger:
        purge.finish(home, ledger)
        with ledger.transaction():
            found_summaries(ledger.connection)
        if store_path(home).exists():
            shutil.rmtree(store_path(home))
        return _project(home, ledger, progress, anew=True)


def _project(home: Path, ledger: Ledger, progress: Progress, *, anew: bool = False) -> int:
    store = OxigraphStore(store_path(home))
    try:
        written = follow_all(ledger, store, progress)
        generation.publish(home, ledger, store, anew=anew)
    finally:
        store.close()
    return written


def _write(
    home: Path,
    ledger: Ledger,
    outcomes: Iterable[Prepared[Entry]],
    report: Report,
    stage: str,
    total: int,
    progress: Progress,
) -> None:
    """Batches of outcomes into the ledger; the store and the generations follow beside it.

    The sink has a thread and a ledger connection of its own: most of its work is Oxigraph's, which lets other
    threads run. Where it is behind, it takes several batches in one step.
    """
    store = OxigraphStore(store_path(home))
    try:
        # First what a killed run left behind; a store that is not this ledger's is refused before anything is written.
        follow_all(ledger, store)
        with ThreadPoolExecutor(1) as thread:
            committed: SimpleQueue[bool] = SimpleQueue()
            following = thread.submit(_follow_commits, home, store, committed)
            try:
                count = 0
                for batch in _batches(outcomes):
                    with ledger.transaction():
                        for outcome in batch:
                            _settle(ledger, outcome, report)
                    count += len(batch)
                    progress(stage, count, total)
                    committed.put(True)
                    if following.done():
                        break
            finally:
                committed.put(False)
            following.result()
        # Not beside the load: it writes to the ledger, and would wait there for a moment between two batches.
        follow_all(ledger, store, progress)
        report.sequence = generation.publish(home, ledger, store).sequence
    finally:
        store.close()


def _follow_commits(home: Path, store: OxigraphStore, committed: SimpleQueue[bool]) -> None:
    """The sink's thread: follow what is committed and publish it, until there is no more.

    What stops it stops the load.
    """
    with Ledger(ledger_path(home)) as ledger:
        more = True
        while more:
            more = _gather(committed)
            follow(ledger, store)
            if more:
                generation.publish(home, ledger, store)


def _gather(committed: SimpleQueue[bool]) -> bool:
    """Wait for a commit and then some seconds for those after it; whether there will be more.

    Oxigraph has less to compact after few large steps than after many small ones.
    """
    more = committed.get()
    until = time.monotonic() + _GATHERING
    while more and (left := until - time.monotonic()) > 0:
        with suppress(Empty):
            more = committed.get(timeout=left)
    return more


def _settle(ledger: Ledger, outcome: Prepared[Entry], report: Report) -> None:
    if outcome.refusal is not None:
        report.refused.append(Refusal(outcome.location, outcome.refusal))
        return
    if not outcome.made:
        report.unchanged += 1
        return
    try:
        with ledger.savepoint():
            results = [ledger.add(entry) for entry in outcome.made]
    except TrasladoError as error:
        report.refused.append(Refusal(outcome.location, str(error)))
        return
    report.added += results.count(Outcome.ADDED)
    report.replaced += results.count(Outcome.REPLACED)
    report.unchanged += results.count(Outcome.UNCHANGED)
    changed = zip(outcome.made, results, strict=True)
    report.claims += sum(len(entry.claims) for entry, result in changed if result is not Outcome.UNCHANGED)


def _batches(outcomes: Iterable[Prepared[Entry]]) -> Iterator[list[Prepared[Entry]]]:
    batch: list[Prepared[Entry]] = []
    started = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= _BATCH or time.monotonic() - started > _SECONDS:
            yield batch
            batch, started = [], time.monotonic()
    if batch:
        yield batch


@contextmanager
def _workers(ledger: Ledger, items: list[Item]) -> Iterator[Executor | None]:
    """A process for each core, or None where there is too little to do for them."""
    processes = os.cpu_count() or 1
    if len(items) < _WORTH_A_POOL or processes == 1:
        yield None
        return
    # Spawned, not forked: the parent has SQLite and Oxigraph open.
    with ProcessPoolExecutor(processes, get_context("spawn"), _open_ledger, (ledger.path,)) as workers:
        try:
            yield workers
        except BrokenProcessPool as error:
            raise ServerError(
                "A process that read documents was killed, perhaps for want of memory. "
                "What was loaded before stays; the same command goes on from there."
            ) from error


def _outcomes(
    items: list[Item], overrides: Overrides, ledger: Ledger, workers: Executor | None
) -> Iterator[Prepared[Entry]]:
    """Read and extract in the order of the items."""
    if workers is None:
        for item in items:
            yield _prepare(item, overrides, ledger)
        return
    waiting: deque[Future[Prepared[Entry]]] = deque()
    for item in items:
        waiting.append(workers.submit(_prepare_in_worker, item, overrides))
        if len(waiting) >= _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_worker_ledger: Ledger


def _open_ledger(path: Path) -> None:
    global _worker_ledger  # a worker process serves one job
    _worker_ledger = Ledger(path)
    # What was read waits to be written anyway: a writer that lags behind ends alone, on one core.
    os.nice(5)


def _prepare_in_worker(item: Item, overrides: Overrides) -> Prepared[Entry]:
    return _prepare(item, overrides, _worker_ledger)


def _prepare(item: Item, overrides: Overrides, ledger: Ledger) -> Prepared[Entry]:
    return _entered(item.location, partial(_extract, item, overrides, ledger))


def _extract(item: Item, overrides: Overrides, ledger: Ledger | None) -> tuple[Extraction, ...]:
    """Read and extract one item; what the ledger holds already is not extracted again."""
    if item.kind == "dataset":
        from loaders.dataset import load_dataset

        return tuple(load_dataset(Path(item.location)))
    from loaders.extraction.extractor import extract
    from loaders.reader import read

    source = read(item.location, overrides)
    if ledger is not None and ledger.is_retracted(source):
        raise InputError(f"{item.location}: was retracted. Bring it back: traslado retract --restore {source.label}")
    return () if ledger is not None and ledger.holds(source) else (extract(source),)


def _read_anew(source: Source) -> tuple[Extraction, ...]:
    from loaders.extraction.extractor import extract

    return (extract(source),)


def _entered(location: str | Path, make: Callable[[], tuple[Extraction, ...]]) -> Prepared[Entry]:
    return _guarded(location, lambda: tuple(map(Entry.of, make())))


def _guarded(location: str | Path, make: Callable[[], tuple[T, ...]]) -> Prepared[T]:
    """One bad document never ends a batch: it is refused in the report, with what to do."""
    try:
        return Prepared(str(location), make())
    except TrasladoError as error:
        return Prepared(str(location), refusal=str(error))
    except Exception as error:  # whatever a reader stumbles over belongs in the report, not in a trace
        fault = f"{location}: could not be read ({type(error).__name__}: {error}). Please report this with the file."
        return Prepared(str(location), refusal=fault)
