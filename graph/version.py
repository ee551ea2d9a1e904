"""Which version of an article counts: the versions of one series, of which one stands at most."""

from __future__ import annotations

import sqlite3

from graph.withdrawal import bring_back, withdraw


def settle_versions(connection: sqlite3.Connection, document: str) -> set[str]:
    """Let the latest version of a document count; within a transaction.

    The latest by date, else by the text's hash; undated before dated; none that was retracted, or of a series that a
    person withdrew or withheld.

    Returns:
        versions that count now and did not, or the other way round.
    """
    (series,) = connection.execute("SELECT series FROM document WHERE id = ?", (document,)).fetchone()
    rows = connection.execute(
        "SELECT id, state, retracted_at, coalesce(published, ''), text FROM document WHERE series = ?", (series,)
    ).fetchall()
    left = {
        row[0]
        for row in connection.execute(
            """SELECT verdict FROM decision WHERE series = ? AND undone_at IS NULL
               AND verdict IN ('withdrawn', 'withheld')""",
            (series,),
        )
    }
    standing = [] if left else [row for row in rows if row[2] is None]
    current = max(standing, key=lambda row: (row[3], row[4]))[0] if standing else None
    changed = set()
    for id_, state, retracted_at, *_ in rows:
        wanted = "retracted" if retracted_at or left else "current" if id_ == current else "superseded"
        if wanted != state:
            connection.execute("UPDATE document SET state = ? WHERE id = ?", (wanted, id_))
            if "current" in (wanted, state):
                changed.add(id_)
        if wanted == "retracted" and id_ in changed:
            withdraw(connection, id_, withheld="withheld" in left)
        elif wanted == "current" and id_ in changed:
            bring_back(connection, id_)
    return changed
