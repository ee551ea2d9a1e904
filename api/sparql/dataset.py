"""What `/sparql` answers from: the published generation, together with the graphs that users wrote.

The two are one Oxigraph folder, made of a copy by hard links, inside the generation's folder: it goes when that goes,
so that nothing withheld outlives it. Without graphs of users it is the generation itself.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import RdfFormat, Store, parse

from api.settings import Settings
from api.snapshot import Snapshots, snapshot_of
from api.sparql.graph_worker import NEW, OWN, STORE, GraphJob, Kind
from api.sparql.job import error_of
from api.sparql.own_graphs import OwnGraphs
from api.sparql.process import WorkerProcess, timeout
from graph.generation import Generation
from graph.home import own_graphs_path, plain_graphs_path
from ontology.error import ServerError

_MODULE: Final = "api.sparql.graph_worker"
_ATTEMPTS: Final = 5
_RENEWED_SECONDS: Final = 0.3
"""A little more than it takes until a new generation is noticed."""
_BULK_BYTES: Final = 1024 * 1024
"""What is smaller is written sooner than a bulk load waits for the disk."""
_OURS: Final = "urn:traslado:"
"""Beginning of the names of graphs that keep a store in order."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A store's folder that never changes.

    Attributes:
        folder: of the store.
        generation: sequence of the one that it holds.
        base: that relative IRIs resolve against; None for the address of the service.
        reserved: beginnings of the IRIs of graphs that users may not write, nor the default graph; empty where they may
            write all.
        tag: another one for everything else that is served.
    """

    folder: Path
    generation: int | None
    base: str | None
    reserved: tuple[str, ...]
    tag: str

    def reserves(self, graph: str) -> bool:
        """Whether this graph (an IRI, "" for the default one) is Traslado's own."""
        return bool(self.reserved) and (not graph or graph.startswith(self.reserved))


class Datasets:
    """The dataset that stands, and changes of it."""

    def __init__(self, settings: Settings, snapshots: Snapshots) -> None:
        self._settings = settings
        self._snapshots = snapshots
        self._plain = settings.sparql_plain
        path = plain_graphs_path if self._plain else own_graphs_path
        self._own = OwnGraphs(path(settings.home))
        self._joining = asyncio.Lock()

    async def of(self, request: Request) -> Dataset:
        """What a request is answered from: `generation=`, else what stands.

        Raises:
            NotFoundError: that generation is not kept.
            InputError: it is no number.
            NothingPublishedError, ServerError: as `current`.
        """
        return await self.current(None if self._plain else (await snapshot_of(request)).generation)

    async def current(self, generation: Generation | None = None) -> Dataset:
        """What stands now, or with another generation than the one that stands.

        Raises:
            NothingPublishedError: nothing was published in this home.
            ServerError: the graphs of users cannot be joined to it.
        """
        for _ in range(_ATTEMPTS):
            published = self._published(generation)
            version = self._own.version()
            if version == 0 and not self._plain:
                return published
            joined = published.folder.parent / f"with-graphs-{version:08d}"
            try:
                await self._join(published, version, joined)
            except FileNotFoundError:  # another generation or version took its place this moment
                await asyncio.sleep(_RENEWED_SECONDS)
                continue
            return replace(published, folder=joined, tag=f"{published.tag}+{version}")
        raise ServerError("Graphs are being published faster than they can be read. Try again.")

    async def change(self, kind: Kind, *, payload: list[tuple[str, bytes]] | None = None, **job: Any) -> dict[str, Any]:
        """Change graphs of users, all or nothing; what is read next has it.

        Args:
            kind: what to do.
            payload: media type and content of each part.
            job: the rest of a `GraphJob`.

        Raises:
            TrasladoError: one of `error.ERRORS`, as the worker finds; QueryTimeoutError, WorkersBusyError.
        """
        async with self._own.writing(self._settings.sparql_seconds):
            dataset = await self.current()
            with self._workspace(dataset.folder.parent, self._own.version()) as workspace:
                if kind == "update":
                    await run_in_threadpool(_copy, dataset.folder, workspace / STORE)
                for index, (_, content) in enumerate(payload or ()):
                    (workspace / f"payload-{index}").write_bytes(content)
                done = await self._work(
                    workspace,
                    kind,
                    reserved=list(dataset.reserved),
                    payload=[media_type for media_type, _ in payload or ()],
                    **job,
                )
                await run_in_threadpool(self._own.publish, workspace / NEW)
                return done

    def _published(self, generation: Generation | None) -> Dataset:
        if self._plain:
            folder = plain_graphs_path(self._settings.home) / "served"
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return Dataset(folder / "none", None, None, (), "plain")
        if generation is None:
            generation = self._snapshots.current().generation
        return Dataset(
            generation.path,
            generation.sequence,
            generation.base,
            (generation.base, _OURS),
            f"{generation.ledger[:8]}-{generation.name}",
        )

    async def _join(self, published: Dataset, version: int, joined: Path) -> None:
        folder = joined.parent
        async with self._joining:
            if joined.exists():
                return
            with self._workspace(folder, version) as workspace:
                await run_in_threadpool(_join, None if self._plain else published.folder, workspace)
                try:
                    (workspace / STORE).rename(joined)
                except OSError:
                    if not joined.exists():  # no other process was quicker
                        raise
            for old in sorted(folder.glob("with-graphs-*"))[:-2]:  # a worker may be opening the one before
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _workspace(self, folder: Path, version: int) -> Iterator[Path]:
        """A folder for one job, with a version of the graphs of users.

        Raises:
            FileNotFoundError: the folder or the version is gone.
        """
        with tempfile.TemporaryDirectory(prefix=".work-", dir=folder, ignore_cleanup_errors=True) as name:
            workspace = Path(name)
            if version:
                (workspace / OWN).hardlink_to(self._own.file(version))
            yield workspace

    async def _work(self, workspace: Path, kind: Kind, **asked: Any) -> dict[str, Any]:
        seconds = self._settings.sparql_seconds
        nothing = GraphJob(
            kind=kind,
            update="",
            base="",
            using=[],
            using_named=[],
            graph="",
            payload=[],
            reserved=[],
            query_bytes=self._settings.sparql_query_bytes,
            most_quads=self._settings.sparql_graphs_quads,
            seconds=seconds,
        )
        worker = await WorkerProcess.start(_MODULE, workspace, self._settings.sparql_memory_mib)
        try:
            async with asyncio.timeout(seconds):
                await worker.ask({**nothing, **asked})
                reply, _ = await worker.read_reply()
        except TimeoutError:
            raise timeout(seconds) from None
        except asyncio.IncompleteReadError:
            raise await worker.why_it_ended(seconds) from None
        finally:
            await worker.kill()
        if "error" in reply:
            raise error_of(reply)
        return reply["data"]


def _copy(folder: Path, to: Path) -> None:
    """Copy a store by hard links."""
    Store.read_only(str(folder)).backup(str(to))


def _join(published: Path | None, workspace: Path) -> None:
    """Make a store of what is published and the graphs of users."""
    if published is not None:
        _copy(published, workspace / STORE)
    store = Store(str(workspace / STORE))
    own = workspace / OWN
    if own.exists() and own.stat().st_size > _BULK_BYTES:
        store.bulk_load(path=str(own), format=RdfFormat.N_QUADS)
    elif own.exists():
        store.extend(parse(path=str(own), format=RdfFormat.N_QUADS))
    store.flush()  # what is still in its log would be missing in a copy
