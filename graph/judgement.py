"""What a person decided about two mentions: the same, or different. Stored, undone, never lost."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.ledger import Ledger
from graph.resolution import resolve
from ontology.error import InputError, NotFoundError


def judge(ledger: Ledger, left: str, right: str, verdict: str, *, by: str, reason: str) -> int:
    """Record a judgement on a pair of mentions and resolve anew; returns its number.

    Args:
        ledger: opened for writing.
        left: id of a mention.
        right: id of another mention, of the same type.
        verdict: `same` or `different`.
        by: who judged.
        reason: why.

    Raises:
        NotFoundError: no such mention.
        InputError: the two are of different types, or one mention twice.
    """
    types = dict(ledger.connection.execute("SELECT id, type FROM mention WHERE id IN (?, ?)", (left, right)))
    for mention in (left, right):
        if mention not in types:
            raise NotFoundError(f"{mention}: no such mention")
    if left == right or types[left] != types[right]:
        raise InputError(f"{left} ({types[left]}) and {right} ({types[right]}): judge two mentions of one type")
    with ledger.transaction():
        cursor = ledger.connection.execute(
            """INSERT INTO judgement (left_mention, right_mention, verdict, judged_by, judged_at, reason)
               VALUES (?, ?, ?, ?, ?, ?)""",
            (left, right, verdict, by, datetime.now(UTC).isoformat(timespec="seconds"), reason),
        )
        ledger.record(resolve(ledger.connection, {left, right}))
    return int(cursor.lastrowid or 0)


def undo(ledger: Ledger, number: int) -> None:
    """Take a judgement back: what it merged comes apart again under the IRIs that it had.

    Raises:
        NotFoundError: no such judgement, or undone before.
    """
    row = ledger.connection.execute(
        "SELECT left_mention, right_mention FROM judgement WHERE id = ? AND undone_at IS NULL", (number,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"judgement {number}: there is none, or it was undone before")
    with ledger.transaction():
        ledger.connection.execute(
            "UPDATE judgement SET undone_at = ? WHERE id = ?",
            (datetime.now(UTC).isoformat(timespec="seconds"), number),
        )
        ledger.record(resolve(ledger.connection, set(row)))
