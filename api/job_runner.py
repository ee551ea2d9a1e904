"""The process that makes the jobs of a home, one after another, and ends when there are no more.

Run as `python -m api.job_runner HOME LOCK` by `api.job`, which hands it the lock as an open file.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from api import audit
from api.job import Job, Jobs
from api.problem import Problem, problem_of
from api.structured_log import configure
from graph.home import HomeInUseError, writing
from ontology.error import TrasladoError

_MOST_ATTEMPTS: Final = 3
_SECONDS_BETWEEN_LOOKS: Final = 0.5
"""How soon a home that another process writes is tried again."""
_SECONDS_BETWEEN_NOTES: Final = 0.2
_log: Final = logging.getLogger("traslado.job")


def run(jobs: Jobs, lock: int | None) -> None:
    """Make every job of a home, as long as this process is the one that does."""
    while lock is not None:
        for id_ in jobs.unfinished():
            _make(jobs, jobs.get(id_))
        os.close(lock)
        # What came in after the last look, and found the lock taken.
        lock = jobs.lock() if jobs.unfinished() else None


def _make(jobs: Jobs, job: Job) -> None:
    if job.ended:  # and was not put away
        jobs.note(job)
        return
    try:
        change = jobs.change(job.id)
    except ValueError:  # another version of Traslado took it on
        _log.exception("a job cannot be read", extra={"fields": {"job": job.id, "kind": job.kind}})
        _end(jobs, job, problem=_unexpected(job))
        return
    if job.state == "running" and (job.attempts >= _MOST_ATTEMPTS or not change.repeatable):
        _end(jobs, job, problem=_interrupted(job))
        return
    noted = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal noted
        job.stage, job.done, job.total = stage, done, total
        if (now := time.monotonic()) - noted >= _SECONDS_BETWEEN_NOTES:
            noted = now
            jobs.note(job)

    while True:
        _wait(jobs, job)
        job.state, job.note, job.attempts = "running", None, job.attempts + 1
        jobs.note(job)
        try:
            job.made = change.make(jobs.home, by=job.by, scratch=jobs.scratch(job.id), progress=progress)
        except HomeInUseError:
            continue  # somebody was faster
        except TrasladoError as error:
            _end(jobs, job, problem=problem_of(error, jobs.home))
            return
        except Exception:
            _log.exception("a job failed", extra={"fields": {"job": job.id, "kind": job.kind}})
            _end(jobs, job, problem=_unexpected(job))
            return
        else:
            _end(jobs, job, problem=None)
            return


def _wait(jobs: Jobs, job: Job) -> None:
    """Wait until nobody else writes to the home."""
    while True:
        try:
            with writing(jobs.home):
                return
        except HomeInUseError:
            if job.state != "waiting" or job.note is None:
                job.state, job.note = "waiting", "Another process writes to the home."
                jobs.note(job)
            time.sleep(_SECONDS_BETWEEN_LOOKS)


def _end(jobs: Jobs, job: Job, *, problem: Problem | None) -> None:
    job.state, job.problem = "done" if problem is None else "failed", problem
    job.ended_at = datetime.now(UTC).isoformat(timespec="milliseconds")
    if job.made is None:
        made = ["nothing"]
    else:
        made = [f"judgement {number}" for number in job.made.judgements]
        made += [f"document {id_}" for id_ in job.made.documents]
    audit.job_made(jobs.home, job.id, made)
    jobs.note(job)
    _log.info("job", extra={"fields": {"job": job.id, "kind": job.kind, "state": job.state, "by": job.by}})


def _interrupted(job: Job) -> Problem:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = (
        f"The process that made it ended {job.attempts} times before it was done; the service's log may say why. "
        "Look what was done (the judgements, the audit trail), and send it again if need be."
    )
    return Problem(type="urn:traslado:problem:interrupted", title=status.phrase, status=status, detail=detail)


def _unexpected(job: Job) -> Problem:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = f"Traslado failed at this job. Please report it, with the job's id: {job.id}"
    return Problem(type="urn:traslado:problem:unexpected", title=status.phrase, status=status, detail=detail)


def main() -> None:
    """Make the jobs of the home that the command line names."""
    home, lock = Path(sys.argv[1]), int(sys.argv[2])
    configure(os.environ.get("TRASLADO_LOG_LEVEL", "warning"))
    os.nice(10)  # requests come first
    os.set_inheritable(lock, False)  # whoever it starts must not hold it
    run(Jobs(home), lock)


if __name__ == "__main__":
    main()
