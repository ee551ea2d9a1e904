"""What changed from one entry of the journal to another: documents, entities and disagreements, and how.

It is read from the ledger; whether a thing is shown now is for the generation to say, which knows what is withheld.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ontology.error import HomeError

Kind = Literal["document", "entity", "disagreement"]
How = Literal["new", "corrected", "withdrawn", "re-resolved", "changed"]
HOWS: Final[tuple[How, ...]] = ("new", "corrected", "withdrawn", "re-resolved", "changed")

_TOUCHED: Final = """
    SELECT kind, id, max(sequence) AS last FROM journal
    WHERE sequence > :since AND sequence <= :until {only}
    GROUP BY kind, id ORDER BY last {order} LIMIT :limit"""
_OF_ENTITY: Final = """AND (
    (kind = 'entity' AND id IN (SELECT id FROM followed))
    OR (kind = 'document' AND id IN (SELECT document FROM mention WHERE id IN (
        SELECT mention FROM resolution WHERE entity IN (SELECT id FROM followed)
        UNION SELECT mention FROM home WHERE entity IN (SELECT id FROM followed))))
    OR (kind = 'disagreement' AND id IN (
        SELECT disagreement FROM disagreement_entity WHERE entity IN (SELECT id FROM followed))))"""
_OF_CASE: Final = """AND kind = 'document' AND id IN (SELECT document FROM claim WHERE "case" = :case)"""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one thing.

    Attributes:
        sequence: of the journal's last entry about it.
        how: `new` (it was not there), `corrected` (its publisher corrected or replaced it), `withdrawn` (it is no
            longer there), `re-resolved` (read anew, or who is who was decided otherwise), `changed` (a disagreement has
            other sides, an entity other facts).
        at: when, as ISO 8601; None where no document changed with it or since.
        successors: ids of what stands in its place: a newer version, or the entities that it turned out to be.
    """

    sequence: int
    kind: Kind
    id: str
    how: How
    at: str | None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Some of what changed.

    Attributes:
        reached: the last entry of the journal that was looked at; `looked_at` how many things.
    """

    changes: list[Change]
    reached: int
    looked_at: int


def changes(
    ledger: Path,
    *,
    since: int,
    until: int,
    entity: str | None = None,
    case: str | None = None,
    limit: int,
    latest: bool = False,
) -> History:
    """What changed after one entry of the journal up to another, in its order.

    Args:
        ledger: the file.
        since: an entry.
        until: another.
        entity: id: only what is about it, or about those that were merged into it.
        case: number of a case: only documents that name it.
        limit: how many things to look at; those of which nothing is to be told are not in the answer.
        latest: the last ones, the last first, in place of the first.

    Raises:
        HomeError: the ledger cannot be read.
    """
    only = " ".join(part for part, given in ((_OF_ENTITY, entity), (_OF_CASE, case)) if given)
    with _reading(ledger) as connection:
        connection.execute("CREATE TEMP TABLE followed AS SELECT :entity AS id", {"entity": entity})
        connection.execute("INSERT INTO followed SELECT entity FROM succession WHERE successor = ?", (entity,))
        touched = connection.execute(
            _TOUCHED.format(only=only, order="DESC" if latest else "ASC"),
            {"since": since, "until": until, "limit": limit, "case": case},
        ).fetchall()
        connection.execute("CREATE TEMP TABLE touched (kind, id, last, PRIMARY KEY (kind, id))")
        connection.executemany("INSERT INTO touched VALUES (?, ?, ?)", touched)
        told = list(_told(connection, touched, since))
        return History(told, max((last for _, _, last in touched), default=until), len(touched))


def _told(connection: sqlite3.Connection, touched: list[tuple[Kind, str, int]], since: int) -> Iterator[Change]:
    known = set(
        connection.execute(
            "SELECT DISTINCT j.kind, j.id FROM journal j JOIN touched t ON t.kind = j.kind AND t.id = j.id "
            "WHERE j.sequence <= ?",
            (since,),
        )
    )
    moments = connection.execute(
        "SELECT sequence, changed_at FROM document WHERE sequence > ? ORDER BY sequence", (since,)
    ).fetchall()
    documents, entities = _documents(connection), _entities(connection)
    disagreements = {
        row[0] for row in connection.execute("SELECT id FROM disagreement WHERE id IN (SELECT id FROM touched)")
    }
    for kind, id_, last in touched:
        was_there = (kind, id_) in known
        successors: tuple[str, ...] = ()
        if kind == "document":
            how, successors = documents.get(id_, ("withdrawn", ()))
        elif kind == "entity":
            how, successors = entities.get(id_, ("withdrawn", ()))
        else:
            how = "changed" if id_ in disagreements else "withdrawn"
        if how in ("re-resolved", "changed") and not was_there and not successors:
            how = "new"
        if how == "withdrawn" and not was_there:
            continue
        index = bisect_left(moments, (last,))
        yield Change(last, kind, id_, how, moments[index][1] if index < len(moments) else None, successors)


def _documents(connection: sqlite3.Connection) -> dict[str, tuple[How, tuple[str, ...]]]:
    rows = connection.execute(
        """SELECT d.id, d.state, c.id, EXISTS (SELECT 1 FROM decision WHERE series = d.series AND undone_at IS NULL
                                               AND verdict = 'corrected')
           FROM document d LEFT JOIN document c ON c.series = d.series AND c.state = 'current'
           WHERE d.id IN (SELECT id FROM touched WHERE kind = 'document')"""
    )
    found: dict[str, tuple[How, tuple[str, ...]]] = {}
    for id_, state, current, corrected in rows:
        if state == "current":
            found[id_] = ("corrected" if corrected else "re-resolved", ())
        elif state == "superseded" and current is not None:
            found[id_] = ("corrected", (current,))
        else:
            found[id_] = ("withdrawn", ())
    return found


def _entities(connection: sqlite3.Connection) -> dict[str, tuple[How, tuple[str, ...]]]:
    successors: dict[str, list[str]] = {}
    for entity, successor in connection.execute(
        """SELECT entity, successor FROM succession WHERE entity IN (SELECT id FROM touched WHERE kind = 'entity')
           ORDER BY successor"""
    ):
        successors.setdefault(entity, []).append(successor)
    merged = {successor for each in successors.values() for successor in each}
    rows = connection.execute("SELECT id, state FROM entity WHERE id IN (SELECT id FROM touched WHERE kind = 'entity')")
    found: dict[str, tuple[How, tuple[str, ...]]] = {}
    for id_, state in rows:
        if state in ("replaced", "retired"):
            found[id_] = ("re-resolved", tuple(successors.get(id_, ())))
        elif state == "current":
            found[id_] = ("re-resolved" if id_ in merged else "changed", ())
        else:
            found[id_] = ("withdrawn", ())
    return found


@contextmanager
def _reading(ledger: Path) -> Iterator[sqlite3.Connection]:
    """For as long as one answer takes: who reads the ledger for longer keeps what was erased in its log."""
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA temp_store = MEMORY")
            yield connection
    except sqlite3.Error as error:
        raise HomeError(f"{ledger}: cannot be read ({error}). Is the service of the home's own user?") from error
