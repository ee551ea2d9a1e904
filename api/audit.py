"""The audit trail: who asked the service for which change, when, and what came of it.

It names tokens, requests, jobs, judgements and documents by their numbers and ids, never people or words: who was
judged and why stands in the ledger, where withholding and erasing reach it. An entry is written before the change is
tried, so that none is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.service_database import connected, exists
from api.token_store import Token


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One attempt to write.

    Attributes:
        at: ISO date and time in UTC.
        token: its id; `name` is whose it is.
        request: id of the request, as in the log.
        action: method and path template.
        status: HTTP status of the answer; None where the service ended before it answered.
        job: id of the job that does it, where it is one.
        made: what came of it, such as `judgement 4` or `document 0a1b…`.
    """

    number: int
    at: str
    token: str
    name: str
    request: str
    action: str
    status: int | None
    job: str | None
    made: tuple[str, ...]


def begin(home: Path, token: Token, *, request: str, action: str) -> int:
    """Write down that something is about to be tried; returns the entry's number."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with connected(home) as database:
        cursor = database.execute(
            "INSERT INTO audit (at, token, name, request, action) VALUES (?, ?, ?, ?, ?)",
            (now, token.id, token.name, request, action),
        )
        return int(cursor.lastrowid or 0)


def answered(home: Path, number: int, status: int) -> None:
    """Complete an entry with the answer's status."""
    with connected(home) as database:
        database.execute("UPDATE audit SET status = ? WHERE number = ?", (status, number))


def given_to_job(home: Path, number: int, job: str) -> None:
    """Complete an entry with the job that does it."""
    with connected(home) as database:
        database.execute("UPDATE audit SET job = ? WHERE number = ?", (job, number))


def job_made(home: Path, job: str, made: Iterable[str]) -> None:
    """Complete the entries of a job that has not made anything before with what it made."""
    with connected(home) as database:
        database.execute("UPDATE audit SET made = ? WHERE job = ? AND made = '[]'", (json.dumps([*made]), job))


def trail(home: Path, *, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
    """The newest entries first, those below the number `before` where it is given."""
    if not exists(home):
        return []
    with connected(home) as database:
        rows = database.execute(
            """SELECT number, at, token, name, request, action, status, job, made FROM audit
               WHERE :before IS NULL OR number < :before ORDER BY number DESC LIMIT :limit""",
            {"before": before, "limit": limit},
        ).fetchall()
    return [
        AuditEntry(number, at, token, name, request, action, status, job, tuple(json.loads(made)))
        for number, at, token, name, request, action, status, job, made in rows
    ]
