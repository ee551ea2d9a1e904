"""A few warm worker processes, each killed and replaced when it overruns, dies or has an old generation."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.negotiation import NotAcceptableError
from api.sparql.guard import QueryTooComplexError
from api.sparql.protocol import offered_formats
from api.sparql.worker import Job, Reply
from ontology.error import QueryError, ServerError, TrasladoError

WORKER_ENVIRONMENT: Final = {
    "RUST_BACKTRACE": "0",  # a worker out of memory would take seconds to draw one
    # Each thread of the store would reserve an arena of its own, and now and then leave no room to start the next one.
    "MALLOC_ARENA_MAX": "2",
}


class MalformedQueryError(QueryError):
    """A query that does not parse; `line` and `column` say where, where the parser does."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryTimeoutError(QueryError):
    """A query that was stopped at the end of its time."""


class QueryMemoryError(QueryError):
    """A query that was stopped because it needed more memory than a worker has."""


class ResultTooLargeError(QueryError):
    """A result that passes the limit of bytes."""


class WorkersBusyError(QueryError):
    """No worker became free in time."""


@dataclass(frozen=True, slots=True)
class Result:
    """A query's result, serialized: `form` is `solutions`, `boolean` or `graph`."""

    form: str
    content: bytes


class _Worker:
    """One process and the generation's folder that it has open."""

    def __init__(self, process: Process, folder: Path) -> None:
        assert process.stdin is not None  # noqa: S101 - asked for
        assert process.stdout is not None  # noqa: S101
        self.folder = folder
        self._process = process
        self._input = process.stdin
        self._output = process.stdout

    @classmethod
    async def start(cls, folder: Path, memory_mib: int) -> _Worker:
        """Start a process and wait until it has the folder open.

        Raises:
            ServerError: it cannot be opened.
        """
        process = await asyncio.create_subprocess_exec(
            # -P keeps the folder that the service was started in off the module path.
            *(sys.executable, "-P", "-m", "api.sparql.worker", str(folder), str(memory_mib)),
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,  # Control+C is for the service, which then ends its workers
            env=os.environ | WORKER_ENVIRONMENT,
        )
        worker = cls(process, folder)
        try:
            reply, _ = await worker._read_reply()
        except asyncio.IncompleteReadError:
            await worker.kill()
            raise ServerError(
                f"{folder}: a query worker ended before it began (exit code {process.returncode}); "
                "its standard error says why."
            ) from None
        if "error" in reply:
            await worker.kill()
            raise ServerError(f"{folder}: cannot be opened by a query worker: {reply.get('message')}")
        return worker

    async def ask(self, job: Job) -> tuple[Reply, bytes]:
        """Send a job and read its reply.

        Raises:
            asyncio.IncompleteReadError, ConnectionError: the process ended.
        """
        self._input.write(json.dumps(job).encode() + b"\n")
        await self._input.drain()
        return await self._read_reply()

    async def kill(self) -> int:
        """End the process, if it has not ended by itself, and return its exit code."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it ended this moment
                self._process.kill()
        return await self._process.wait()

    async def exit_code(self) -> int:
        """Wait for a process that closed its output, and return its exit code."""
        return await self._process.wait()

    async def _read_reply(self) -> tuple[Reply, bytes]:
        reply: Reply = json.loads(await self._output.readuntil(b"\n"))
        return reply, await self._output.readexactly(reply.get("bytes", 0))


class WorkerPool:
    """Runs jobs on `workers` processes; a caller waits for a free one as long as a query may run."""

    def __init__(self, *, workers: int, seconds: float, memory_mib: int) -> None:
        self._free = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._seconds = seconds
        self._memory_mib = memory_mib

    async def run(self, folder: Path, job: Job) -> Result:
        """Run one query on a generation's folder.

        Raises:
            MalformedQueryError, QueryTimeoutError, QueryMemoryError, QueryTooComplexError,
            ResultTooLargeError, NotAcceptableError, WorkersBusyError: as they say.
            ServerError: the folder cannot be read, or a worker ended for no known reason.
        """
        try:
            await asyncio.wait_for(self._free.acquire(), self._seconds)
        except TimeoutError:
            raise WorkersBusyError(
                f"All query workers were busy for {self._seconds:g} s. Try again later, "
                "or start the service with more of them (TRASLADO_SPARQL_WORKERS)."
            ) from None
        try:
            worker = await self._take(folder)
            try:
                reply, content = await self._exchange(worker, job)
            except BaseException:  # a cancelled request, too, must not leave its query running
                await worker.kill()
                raise
            self._idle.append(worker)
        finally:
            self._free.release()
        if "error" in reply:
            raise _error_of(reply, job)
        return Result(reply["form"], content)

    async def warm(self, folder: Path) -> None:
        """Have one worker ready for this folder before anyone asks."""
        async with self._free:
            self._idle.append(await self._take(folder))

    async def close(self) -> None:
        """End every idle worker; those at work are ended by the cancellation of their requests."""
        while self._idle:
            await self._idle.pop().kill()

    async def _take(self, folder: Path) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.folder == folder:
                return worker
            await worker.kill()
        return await _Worker.start(folder, self._memory_mib)

    async def _exchange(self, worker: _Worker, job: Job) -> tuple[Reply, bytes]:
        try:
            return await asyncio.wait_for(worker.ask(job), job["seconds"])
        except TimeoutError:
            raise _timeout(job) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await worker.exit_code()
        if code == -signal.SIGABRT:
            raise _out_of_memory()
        if code == -signal.SIGALRM:
            raise _timeout(job)
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            raise QueryTooComplexError("The query overflowed the engine's stack. Nest less, or ask in several queries.")
        raise ServerError(f"The query's worker ended with exit code {code}. Try again; a new one takes its place.")


def _timeout(job: Job) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"The query was stopped after {job['seconds']:g} s. Narrow it (fewer unbound patterns, a LIMIT without "
        "ORDER BY), or start the service with a longer TRASLADO_SPARQL_SECONDS."
    )


def _out_of_memory() -> QueryMemoryError:
    return QueryMemoryError(
        "The query was stopped because it needed more memory than its worker has. Narrow it (joins without a shared "
        "variable and ORDER BY over many rows cost most), or start the service with a larger "
        "TRASLADO_SPARQL_MEMORY_MIB."
    )


def _error_of(reply: Reply, job: Job) -> TrasladoError:
    message = reply.get("message", "")
    match reply["error"]:
        case "malformed":
            line, column = reply.get("line"), reply.get("column")
            place = f"Line {line}, column {column}: " if line else ""
            return MalformedQueryError(place + message, line, column)
        case "failed":
            return QueryError(f"The query failed: {message}.")
        case "memory":
            return _out_of_memory()
        case "result too large":
            return ResultTooLargeError(
                f"The result is larger than {job['result_bytes']:,} bytes. Add a LIMIT, select fewer variables, "
                "or start the service with a larger TRASLADO_SPARQL_RESULT_BYTES."
            )
        case "not acceptable":
            return NotAcceptableError(f"The query gives {message}; that is not what was asked for. {offered_formats()}")
        case _:
            return ServerError(f"The query's worker cannot read the graph: {message}")
