"""A worker process: started, asked, ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from api.sparql.error import QueryMemoryError, QueryTimeoutError, QueryTooComplexError
from api.sparql.job import FRAME_BYTES, Reply, error_of
from ontology.error import ServerError, TrasladoError

WORKER_ENVIRONMENT: Final = {
    "RUST_BACKTRACE": "0",  # a worker out of memory would take seconds to draw one
    # Each thread of the store would reserve an arena of its own, and now and then leave no room to start the next one.
    "MALLOC_ARENA_MAX": "2",
}

_INHERITED: Final = re.compile(r"PATH|HOME|TMPDIR|LANG|TZ|VIRTUAL_ENV|(?:PYTHON|LC_|LD_|DYLD_|COV_|COVERAGE_)\w*")


def environment() -> dict[str, str]:
    """What a worker gets of the environment: what Python needs, none of the service's settings and secrets."""
    return {name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)} | WORKER_ENVIRONMENT


class WorkerProcess:
    """One process, and the folder that it has open."""

    def __init__(self, process: Process, folder: Path) -> None:
        assert process.stdin is not None  # noqa: S101 - asked for
        assert process.stdout is not None  # noqa: S101
        self.folder = folder
        self.walls: list[str] = []
        self._process = process
        self._input = process.stdin
        self._output = process.stdout

    @classmethod
    async def start(cls, module: str, folder: Path, memory_mib: int) -> WorkerProcess:
        """Start a process and wait until it is ready.

        Args:
            module: what it runs.
            folder: what it works on.
            memory_mib: the memory that it may take.

        Raises:
            ServerError: it does not get ready.
        """
        process = await asyncio.create_subprocess_exec(
            # -P keeps the folder that the service was started in off the module path.
            *(sys.executable, "-P", "-m", module, str(folder), str(memory_mib)),
            stdin=PIPE,
            stdout=PIPE,
            # Control+C is for the service, which then ends its workers. A group of its own, and no session: the kernel
            # would share the processor out by session first, and being nice would mean nothing.
            process_group=0,
            limit=4 * FRAME_BYTES,
            env=environment(),
        )
        worker = cls(process, folder)
        try:
            reply, _ = await worker.read_reply()
        except asyncio.IncompleteReadError:
            await worker.kill()
            raise ServerError(
                f"{folder}: a query worker ended before it began (exit code {process.returncode}); "
                "its standard error says why."
            ) from None
        except BaseException:
            await worker.kill()
            raise
        if "error" in reply:
            await worker.kill()
            raise error_of(reply)
        worker.walls = reply["walls"]
        return worker

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def ask(self, job: Mapping[str, Any], content: bytes = b"") -> None:
        """Send a job, and the bytes that belong to it."""
        self._input.write(json.dumps(job).encode() + b"\n" + content)
        with contextlib.suppress(ConnectionError):  # it ended: reading tells why
            await self._input.drain()

    async def read_reply(self) -> tuple[Reply, bytes]:
        """The next frame.

        Raises:
            asyncio.IncompleteReadError: the process ended.
        """
        reply: Reply = json.loads(await self._output.readuntil(b"\n"))
        return reply, await self._output.readexactly(reply.get("bytes", 0))

    async def kill(self) -> None:
        """End the process, if it has not ended by itself."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it ended this moment
                self._process.kill()
        await self._process.wait()

    async def why_it_ended(self, seconds: float) -> TrasladoError:
        """What to say of a process that ended by itself, with the time that its job had."""
        code = await self._process.wait()
        if code == -signal.SIGABRT:
            return QueryMemoryError()
        if code == -signal.SIGALRM:
            return timeout(seconds)
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            return QueryTooComplexError(
                "The query overflowed the engine's stack. Nest less, or ask in several queries."
            )
        return ServerError(f"The query's worker ended with exit code {code}. Try again; a new one takes its place.")


def timeout(seconds: float) -> QueryTimeoutError:
    """What to say of a job that was stopped at the end of its time."""
    return QueryTimeoutError(
        f"The query was stopped after {seconds:g} s. Narrow it (fewer unbound patterns, a LIMIT without "
        "ORDER BY), or start the service with a longer TRASLADO_SPARQL_SECONDS."
    )
