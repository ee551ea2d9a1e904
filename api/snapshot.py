"""The generation that requests read: opened once, taken up anew when another is published."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store
from starlette.concurrency import run_in_threadpool

from api import metrics
from api.answer_cache import AnswerMemory
from api.backend import backends
from api.search import NameIndex
from graph import generation
from graph.collection import Collection, items
from graph.generation import Generation
from graph.sparql_question import SparqlBackend
from ontology.error import HomeError, InputError, NotFoundError, ServerError, TrasladoError
from ontology.terms import TR

if TYPE_CHECKING:
    from graph.neo4j_connection import Connection

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COUNTED: Final = {
    "documents": "Document",
    "claims": "Claim",
    "people": "Person",
    "organizations": "CriminalOrganization",
    "transfers": "Transfer",
}
_IN_MEMORY_BYTES: Final = 64 * 1024 * 1024
"""Up to about half a million quads, which take a second to copy and some 200 MB."""
_KEPT_ITEMS: Final = 2_000_000
"""IRIs of lists that are kept, about 200 MB; beyond it the memory starts anew."""
GENERATION: Final = "Answer from this generation, while it is kept: a sequence of /v1/generations."
_LONGEST_NUMBER: Final = 15
_EARLIER_OPEN: Final = 2
"""Earlier generations that are open at a time."""
_LOOK_EVERY_SECONDS: Final = 0.25
_log: Final = logging.getLogger("traslado.snapshot")


class NothingPublishedError(ServerError):
    """The service runs before anything was loaded into its home."""


class Snapshot:
    """A published generation, open for reading; it lives as long as a request holds it."""

    def __init__(self, generation: Generation, neo4j: Connection | None = None) -> None:
        """Open the generation's store.

        Args:
            generation: which.
            neo4j: where to ask the questions instead, as long as it holds the same.

        Raises:
            HomeError: the folder cannot be read.
        """
        try:
            self.store = _open(generation.path)
        except OSError as error:
            raise HomeError(
                f"{generation.path}: the published graph cannot be opened ({error}). Publish it anew: traslado rebuild"
            ) from error
        self.generation = generation
        self.backend, self.network = backends(self.store, generation, neo4j)
        self.published = SparqlBackend(self.store)
        self._lock = threading.Lock()
        self.answers = AnswerMemory()
        self.evidence_json: dict[str, bytes] = {}
        self._names: NameIndex | None = None
        self._lists: dict[tuple[str, ...], list[str]] = {}
        self._counts: dict[str, int] | None = None

    @property
    def names(self) -> NameIndex:
        """All names of the graph, ready to be searched; built when first asked for."""
        with self._lock:
            if self._names is None:
                self._names = NameIndex(self.store)
            return self._names

    def listed(self, collection: Collection, given: Mapping[str, str]) -> list[str]:
        """IRIs of what is in a collection (`graph.collection.items`), kept, so that its next page is only cut out."""
        key = (collection.name, *(part for item in sorted(given.items()) for part in item))
        found = self._lists.get(key)
        if found is None:
            found = items(self.published, collection, given)
            if sum(map(len, self._lists.values())) + len(found) > _KEPT_ITEMS:
                self._lists = {}
            self._lists[key] = found
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many documents, claims, people, organizations and transfers there are, and the journal's entry."""
        with self._lock:
            if self._counts is None:
                self._counts = {name: self._count(type_) for name, type_ in _COUNTED.items()}
                self._counts["sequence"] = self.generation.sequence
            return self._counts

    def _count(self, type_: str) -> int:
        quads = self.store.quads_for_pattern(None, _TYPE, NamedNode(TR + type_), DefaultGraph())
        return sum(1 for _ in quads)


def _open(folder: Path) -> Store:
    """The store of a generation, copied into memory where it is small: its queries take half the time there."""
    store = Store.read_only(str(folder))
    if sum(file.stat().st_size for file in folder.iterdir()) > _IN_MEMORY_BYTES:
        return store
    memory = Store()
    with TemporaryDirectory(prefix="traslado-") as scratch:
        # Through a file, since from store to store no other thread runs meanwhile, and every request would wait.
        quads = str(Path(scratch) / "graph.nq")
        store.dump(quads, RdfFormat.N_QUADS)
        memory.bulk_load(path=quads, format=RdfFormat.N_QUADS, lenient=True)
    return memory


class Snapshots:
    """The current snapshot of a home. Requests go on with the one that stands while a newer one is opened."""

    def __init__(self, home: Path, neo4j: Connection | None = None) -> None:
        self._home = home
        self._neo4j = neo4j
        self._lock = threading.Lock()
        self._standing: Snapshot | None = None
        self._earlier: dict[Path, Snapshot] = {}

    @property
    def standing(self) -> Snapshot | None:
        """The snapshot that stands, where one is open; asked for without waiting."""
        return self._standing

    def at(self, sequence: int) -> Snapshot:
        """The snapshot of an earlier generation, or of the one that stands.

        Raises:
            NotFoundError: it is not kept, or not any more.
            NothingPublishedError, HomeError: as `current`.
        """
        now = self.current()
        if sequence == now.generation.sequence:
            return now
        generations = generation.kept(self._home)
        found = next((each for each in generations if each.sequence == sequence), None)
        if found is None:
            known = ", ".join(str(each.sequence) for each in generations)
            raise NotFoundError(f"generation={sequence} is not kept. These are: {known}.")
        with self._lock:
            snapshot = self._earlier.pop(found.path, None) or Snapshot(found, self._neo4j)
            self._earlier[found.path] = snapshot
            for path in list(self._earlier)[:-_EARLIER_OPEN]:
                del self._earlier[path]
        return snapshot

    def current(self) -> Snapshot:
        """The snapshot to answer from; the first is opened here, newer ones by `renew`.

        Raises:
            NothingPublishedError: nothing was published in this home.
            HomeError: what was published cannot be read.
        """
        with self._lock:
            if self._standing is None:
                self._standing = Snapshot(self._published(), self._neo4j)
            return self._standing

    def renew(self) -> Snapshot:
        """Take up what was published since. Where that fails nothing stands: the old one may show who is withheld now.

        Raises:
            NothingPublishedError, HomeError: as `current`.
        """
        newest: Snapshot | None = None
        try:
            published = self._published()
            standing = self._standing
            if standing is None or standing.generation != published:
                standing = Snapshot(published, self._neo4j)
            newest = standing
            return standing
        finally:
            with self._lock:
                self._standing = newest

    async def keep_renewed(self) -> None:
        """Look for what is newer several times a second, until cancelled."""
        told = None
        while True:
            try:
                snapshot = await run_in_threadpool(self.renew)
                metrics.serving(snapshot.generation.sequence)
                told = None
            except NothingPublishedError:
                pass
            except TrasladoError as error:
                if told != str(error):
                    _log.warning("%s", error)
                told = str(error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _published(self) -> Generation:
        try:
            return generation.current(self._home)
        except NotFoundError as error:
            raise NothingPublishedError(str(error)) from error


async def snapshot_of(request: Request) -> Snapshot:
    """The snapshot that a request is answered from; its answer names it (`api.answer_cache`)."""
    snapshots: Snapshots = request.app.state.snapshots
    asked = request.query_params.get("generation")
    if asked:
        if not asked.isdecimal() or len(asked) > _LONGEST_NUMBER:
            raise InputError(f"generation={asked} is none: write the number of one, as /v1/generations lists them.")
        snapshot = await run_in_threadpool(snapshots.at, int(asked))
    elif (standing := snapshots.standing) is not None:
        snapshot = standing
    else:
        snapshot = await run_in_threadpool(snapshots.current)
    request.state.snapshot = snapshot
    return snapshot


CurrentSnapshot = Annotated[Snapshot, Depends(snapshot_of)]
