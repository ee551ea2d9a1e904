"""Changes that the service was asked for: each a folder in the home until a process of its own has made it.

Kept in files, so that they outlive the service, and so that what a job was given is gone when it ends. One process
at a time makes the jobs of a home, in the order in which they came (`api.job_runner`).
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from api.change import CHANGES, Change, Load, Made
from api.problem import Problem
from graph.home import ended_jobs_path, jobs_path
from ontology.error import HomeError, NotFoundError

_ID: Final = re.compile(r"[0-9a-f]{24}")
_STATE: Final = "job.json"
_CHANGE: Final = "change.json"
_KEPT_SECONDS: Final = 7 * 86_400


class Job(BaseModel):
    """A change, and how far it is."""

    id: str = Field(description="Of loading, made of the content: the same documents are the same job.")
    kind: str = Field(examples=["load"])
    state: Literal["waiting", "running", "done", "failed"]
    by: str = Field(description="Name of the token.")
    submitted_at: str
    ended_at: str | None = None
    note: str | None = Field(default=None, description="Why it waits.")
    stage: str | None = Field(default=None, description="What it is doing.", examples=["loading"])
    done: int = Field(default=0, description="Of `total`, in this stage.")
    total: int = 0
    attempts: int = Field(default=0, description="How often it was begun.")
    made: Made | None = Field(default=None, description="What came of it, once it is done.")
    problem: Problem | None = Field(default=None, description="Why it failed; nothing was changed.")

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed")

    @property
    def scope(self) -> str:
        """What a token must be good for to see it."""
        return CHANGES[self.kind].scope


class Jobs:
    """The jobs of a home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = jobs_path(home)
        self._ended = ended_jobs_path(home)

    def submit(self, change: Change, *, by: str) -> Job:
        """Take a change on, and have it made; the same documents that wait already are not taken twice.

        Raises:
            HomeError: the home cannot be written.
        """
        content = change.model_dump_json()
        same = f"load {content}".encode()
        id_ = hashlib.sha256(same).hexdigest()[:24] if isinstance(change, Load) else secrets.token_hex(12)
        job = Job(id=id_, kind=change.kind(), state="waiting", by=by, submitted_at=_now())
        unfinished = self._folder / f".{secrets.token_hex(8)}"
        try:
            self._ended.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.mkdir(mode=0o700)
            _write(unfinished / _CHANGE, content)
            _write(unfinished / _STATE, job.model_dump_json())
            unfinished.rename(self._folder / id_)
        except OSError as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):  # it waits already
                raise HomeError(f"The home cannot be written ({error.strerror}).") from error
        self.make_sure_they_are_made()
        return self.get(id_)

    def get(self, id_: str) -> Job:
        """A job by its id.

        Raises:
            NotFoundError: there is none, or it ended a week ago.
        """
        if _ID.fullmatch(id_):
            # In this order: what came of a job is written before its folder goes.
            for path in (self._folder / id_ / _STATE, self._ended / f"{id_}.json"):
                with suppress(FileNotFoundError):
                    return Job.model_validate_json(path.read_bytes())
        raise NotFoundError(f"{id_}: there is no such job. What ended is kept for a week.")

    def all(self) -> list[Job]:
        """Every job that is kept, the newest first."""
        ended = (path.stem for path in self._ended.glob("*.json")) if self._ended.exists() else ()
        found = []
        for id_ in {*self.unfinished(), *ended}:
            with suppress(NotFoundError):  # its week ended this moment
                found.append(self.get(id_))
        return sorted(found, key=lambda job: (job.submitted_at, job.id), reverse=True)

    def unfinished(self) -> list[str]:
        """Ids of those that are not made yet, in the order in which they came."""
        if not self._folder.exists():
            return []
        came = {}
        for path in self._folder.iterdir():
            if _ID.fullmatch(path.name):
                with suppress(FileNotFoundError):  # it ended this moment
                    came[path.name] = (path / _CHANGE).stat().st_mtime_ns
        return sorted(came, key=lambda id_: (came[id_], id_))

    # For the process that makes them

    def lock(self) -> int | None:
        """Be the one that makes the jobs, as long as the file that is returned is open; None where another one is."""
        file = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file

    def make_sure_they_are_made(self) -> None:
        """Start the process that makes them, if something waits and none runs.

        It outlives the service, which need not wait for it to stop.
        """
        if not self.unfinished() or (lock := self.lock()) is None:
            return
        command = [sys.executable, "-P", "-m", "api.job_runner", str(self.home), str(lock)]
        try:
            process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=(lock,), start_new_session=True
            )
        finally:
            os.close(lock)  # the process has its own
        threading.Thread(target=process.wait, daemon=True).start()

    def change(self, id_: str) -> Change:
        """What a job was asked for."""
        job = self.get(id_)
        return CHANGES[job.kind].model_validate_json((self._folder / id_ / _CHANGE).read_bytes())

    def scratch(self, id_: str) -> Path:
        """A new folder for what a job needs while it runs."""
        folder = self._folder / id_ / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        return folder

    def note(self, job: Job) -> None:
        """Write down how far a job is; one that ended leaves nothing of what it was given."""
        state = job.model_dump_json()
        _write(self._folder / job.id / _STATE, state)
        if not job.ended:
            return
        self._ended.mkdir(exist_ok=True, mode=0o700)
        _write(self._ended / f"{job.id}.json", state)
        shutil.rmtree(self._folder / job.id)
        for path in self._ended.glob("*.json"):
            if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                path.unlink()


def _write(path: Path, content: str) -> None:
    """The whole content or none, and on the disk when this returns."""
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
