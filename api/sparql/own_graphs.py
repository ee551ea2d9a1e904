"""Graphs that users write: each version a file of N-Quads of its own, beside what Traslado publishes and never in it.

A file, since it is written whole or not at all, is read by any number of processes, and forgets what is deleted.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from api.sparql.error import WorkersBusyError

_SUFFIX: Final = ".nq"
_ASK_AGAIN_SECONDS: Final = 0.02


class OwnGraphs:
    """The versions in a folder; the highest number stands, 0 is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def version(self) -> int:
        """The number that stands."""
        return max((int(file.stem) for file in self._folder.glob(f"*{_SUFFIX}")), default=0)

    def file(self, version: int) -> Path:
        """The file of a version that is or was there."""
        return self._folder / f"{version:08d}{_SUFFIX}"

    @asynccontextmanager
    async def writing(self, seconds: float) -> AsyncIterator[None]:
        """Be the only one to write them, in this process or another.

        Raises:
            WorkersBusyError: others write for as long as that.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + seconds
            while not _locked(lock):
                if time.monotonic() > deadline:
                    raise WorkersBusyError(f"Others have been writing graphs for {seconds:g} s. Try again later.")
                await asyncio.sleep(_ASK_AGAIN_SECONDS)
            yield
        finally:
            os.close(lock)

    def publish(self, written: Path) -> int:
        """Make a file the version that stands, and drop those before it; returns its number."""
        with written.open("rb") as file:
            os.fsync(file.fileno())
        standing = self.version()
        written.rename(self.file(standing + 1))
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.file(standing).unlink(missing_ok=True)
        return standing + 1


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
