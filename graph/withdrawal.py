"""Documents that stood and no longer count: what an answer may tell of them, which is that, when, and about whom.

Of who is withheld or erased nothing is told: that a document spoke of him would say something of him.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from ontology.iri import document_iri


def withdraw(connection: sqlite3.Connection, document: str, *, withheld: bool) -> None:
    """Note that a document that stood does so no longer; within a transaction.

    Args:
        connection: of the ledger.
        document: its id.
        withheld: on whose request nothing may be told but that it is gone.
    """
    connection.execute("INSERT OR IGNORE INTO withdrawal VALUES (?)", (document,))
    connection.execute("DELETE FROM withdrawal_entity WHERE document = ?", (document,))
    if not withheld:
        connection.execute(
            """INSERT INTO withdrawal_entity SELECT DISTINCT h.entity, m.document
               FROM mention m JOIN home h ON h.mention = m.id WHERE m.document = ?""",
            (document,),
        )


def bring_back(connection: sqlite3.Connection, document: str) -> None:
    """Forget that a document was withdrawn: it stands again; within a transaction."""
    for table in ("withdrawal", "withdrawal_entity"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608  # of constants


def withdrawals(connection: sqlite3.Connection, entities: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Ids of withdrawn documents that spoke of each of some entities, or of what it replaced."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity, document in connection.execute(
        """WITH asked (entity) AS (SELECT value FROM json_each(?))
           SELECT a.entity, w.document FROM asked a JOIN withdrawal_entity w ON w.entity = a.entity
           UNION SELECT a.entity, w.document FROM asked a JOIN succession s ON s.successor = a.entity
               JOIN withdrawal_entity w ON w.entity = s.entity""",
        (json.dumps(sorted(entities)),),
    ):
        found[entity].add(document)
    return {entity: tuple(sorted(documents)) for entity, documents in found.items()}


def withdrawal_iri(base: str, document: str) -> str:
    """Address of the withdrawal of a document."""
    return f"{document_iri(base, document)}#withdrawal"
