"""A few warm worker processes, each killed and replaced when it overruns, dies or has an old folder."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from api.settings import Settings
from api.sparql.error import WorkersBusyError
from api.sparql.job import Form, Job, Reply, error_of
from api.sparql.process import WorkerProcess, timeout
from api.sparql.stream import Backlog, ResultStream
from ontology.error import TrasladoError

_log: Final = logging.getLogger("traslado.sparql")
_MODULE: Final = "api.sparql.worker"
_BACKLOG_BYTES: Final = 128 * 1024 * 1024
"""By how much all clients together may be behind before workers wait for them."""


@dataclass(frozen=True, slots=True)
class Result:
    """A query's result, serialized: whole in `content`, or begun there and going on in `rest`."""

    form: Form
    content: bytes
    rest: ResultStream | None = None


def job_of(settings: Settings, *, base: str, **asked: Any) -> Job:
    """A job with the limits of the settings.

    Args:
        settings: of the service.
        base: that relative IRIs resolve against.
        asked: what else of a `Job` is not empty.
    """
    nothing = Job(
        query="",
        graph=None,
        base=base,
        default_graphs=[],
        named_graphs=[],
        solutions_format=None,
        graph_format=None,
        seconds=settings.sparql_seconds,
        query_bytes=settings.sparql_query_bytes,
        result_bytes=settings.sparql_result_bytes,
        result_rows=settings.sparql_result_rows,
    )
    return cast("Job", {**nothing, **asked})


class WorkerPool:
    """Runs jobs on `workers` processes; a caller waits for a free one as long as a query may run."""

    def __init__(self, *, workers: int, seconds: float, memory_mib: int) -> None:
        self._free = asyncio.Semaphore(workers)
        self._idle: list[WorkerProcess] = []
        self._relays: set[asyncio.Task[None]] = set()
        self._backlog = Backlog(_BACKLOG_BYTES)
        self._seconds = seconds
        self._memory_mib = memory_mib

    async def run(self, folder: Path, job: Job) -> Result:
        """Run one query on a store's folder, and return once its result is there, or long enough to be sent on.

        Raises:
            TrasladoError: one of `error.ERRORS`, as the worker finds; QueryTimeoutError, WorkersBusyError.
            ServerError: the folder cannot be read, or a worker ended for no known reason.
        """
        worker = await self._hire(folder)
        deadline = asyncio.get_running_loop().time() + job["seconds"]
        try:
            async with asyncio.timeout_at(deadline):
                await worker.ask(job)
                reply, content = await self._frame(worker, job)
        except TimeoutError:
            await self._dismiss(worker, at_rest=False)
            raise timeout(job["seconds"]) from None
        except BaseException:  # a cancelled request, too, must not leave its query running
            await self._dismiss(worker, at_rest=False)
            raise
        if reply.get("more"):
            rest = ResultStream(self._backlog)
            relay = asyncio.create_task(self._relay(worker, job, deadline, rest))
            self._relays.add(relay)
            relay.add_done_callback(self._relays.discard)
            rest.start(relay)
            return Result(reply["form"], content, rest)
        await self._dismiss(worker, at_rest=True)
        if "error" in reply:
            raise error_of(reply)
        return Result(reply["form"], content)

    async def warm(self, folder: Path) -> None:
        """Have one worker ready for this folder, and say so where no wall keeps it from the network."""
        worker = await self._hire(folder)
        if not {"network", "calls"} & set(worker.walls):
            _log.warning("nothing but the refusal of SERVICE and LOAD keeps queries from the network: docs/service.md")
        await self._dismiss(worker, at_rest=True)

    async def close(self) -> None:
        """End every worker; those at work on a first frame are ended by the cancellation of their requests."""
        for relay in self._relays:
            relay.cancel()
        if self._relays:
            await asyncio.wait(self._relays)
        while self._idle:
            await self._idle.pop().kill()

    async def _hire(self, folder: Path) -> WorkerProcess:
        try:
            await asyncio.wait_for(self._free.acquire(), self._seconds)
        except TimeoutError:
            raise WorkersBusyError(
                f"All query workers were busy for {self._seconds:g} s. Try again later, "
                "or start the service with more of them (TRASLADO_SPARQL_WORKERS)."
            ) from None
        try:
            while self._idle:
                worker = self._idle.pop()
                if worker.folder == folder and worker.runs:
                    return worker
                await worker.kill()
            return await WorkerProcess.start(_MODULE, folder, self._memory_mib)
        except BaseException:
            self._free.release()
            raise

    async def _dismiss(self, worker: WorkerProcess, *, at_rest: bool) -> None:
        """Take a worker back if its job is done, end it if not."""
        try:
            if at_rest:
                self._idle.append(worker)
            else:
                await worker.kill()
        finally:
            self._free.release()

    async def _relay(self, worker: WorkerProcess, job: Job, deadline: float, stream: ResultStream) -> None:
        at_rest = False
        try:
            async with asyncio.timeout_at(deadline):
                while not at_rest:
                    await stream.room()
                    reply, content = await self._frame(worker, job)
                    at_rest = not reply.get("more", False)
                    if "error" in reply:
                        raise error_of(reply)
                    stream.put(content)
        except TimeoutError:
            stream.fail(timeout(job["seconds"]))
        except TrasladoError as error:
            stream.fail(error)
        finally:
            await self._dismiss(worker, at_rest=at_rest)

    async def _frame(self, worker: WorkerProcess, job: Job) -> tuple[Reply, bytes]:
        try:
            return await worker.read_reply()
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await worker.why_it_ended(job["seconds"]) from None
