"""Mentions → entities in the ledger, with IRIs that survive merge, split and undo.

Whom mentions may meet is decided in `graph.matching`, who is weighed with whom in `graph.component`, who is one in
`graph.clustering`, under which IRI in `graph.assignment`; this module keeps the books.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.assignment import Assignment, insert_entity
from graph.clustering import cluster
from graph.component import component, joining
from ontology.reference import ReferenceEntry, reference_by_slug
from ontology.terms import SYMMETRIC

_SYMMETRIC = json.dumps(SYMMETRIC)
_RESOLVED = "SELECT mention, entity FROM resolution WHERE mention IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Touched:
    """What a change of the ledger reaches: the units that sinks recompute."""

    documents: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)


def resolve(connection: sqlite3.Connection, affected: Iterable[str]) -> Touched:
    """Resolve anew what the affected mentions belong to; inside the caller's transaction.

    Args:
        connection: of the ledger.
        affected: mentions that came, went, or were judged.
    """
    affected = set(affected)
    touched = Touched()
    before = _column_map(connection, _RESOLVED, affected)
    touched.entities |= set(before.values())
    joined = joining(connection, affected - before.keys())
    together = component(connection, affected - joined.keys(), joined)
    ids = set(together)
    before |= _column_map(connection, _RESOLVED, ids)
    same, different = _judgements(connection, ids)
    after: dict[str, str] = {}
    assigned = Assignment(connection, together)
    for members, reference in cluster(together.values(), same, different):
        entity = assigned.entity_of(members, reference)
        after.update(dict.fromkeys(members, entity))
    touched.entities |= assigned.finish()
    joined = {mention: entity for mention, entity in joined.items() if mention not in after}
    connection.executemany("INSERT INTO home VALUES (?, ?) ON CONFLICT DO NOTHING", list(joined.items()))
    after |= joined

    gone = [mention for mention in affected if mention not in after]
    connection.executemany("DELETE FROM resolution WHERE mention = ?", [(m,) for m in gone])
    moved = [mention for mention, entity in after.items() if before.get(mention) != entity]
    connection.executemany(
        "INSERT INTO resolution VALUES (?, ?) ON CONFLICT (mention) DO UPDATE SET entity = excluded.entity",
        [(mention, after[mention]) for mention in moved],
    )
    touched.entities |= {after[m] for m in moved} | {before[m] for m in moved if m in before}
    touched.entities |= {after[m] for m in affected if m in after}
    _touch_dependents(connection, {m for m in moved if m in before} | set(gone), touched)
    touched.entities |= _settle_states(connection, touched.entities)
    return touched


def _judgements(connection: sqlite3.Connection, ids: set[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    rows = connection.execute(
        """SELECT left_mention, right_mention, verdict FROM judgement
           WHERE undone_at IS NULL AND left_mention IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(ids)),),
    )
    for left, right, verdict in rows:
        (same if verdict == "same" else different).append((left, right))
    return same, different


def _touch_dependents(connection: sqlite3.Connection, mentions: set[str], touched: Touched) -> None:
    """Whoever names a moved mention is recomputed: its document, and the subjects of claims about it."""
    asked = json.dumps(sorted(mentions))
    touched.documents |= {
        row[0]
        for row in connection.execute(
            "SELECT document FROM mention WHERE id IN (SELECT value FROM json_each(?))", (asked,)
        )
    }
    touched.entities |= {
        row[0]
        for row in connection.execute(
            """SELECT r.entity FROM claim c JOIN resolution r ON r.mention = c.subject
               WHERE c.object IN (SELECT value FROM json_each(:asked))
               UNION SELECT r.entity FROM claim c JOIN resolution r ON r.mention = c.subject
               WHERE c.speaker IN (SELECT value FROM json_each(:asked))
               UNION SELECT r.entity FROM claim c JOIN resolution r ON r.mention = c.object
               WHERE c.subject IN (SELECT value FROM json_each(:asked))
                   AND c.predicate IN (SELECT value FROM json_each(:symmetric))""",
            {"asked": asked, "symmetric": _SYMMETRIC},
        )
    }


def _settle_states(connection: sqlite3.Connection, entities: set[str]) -> set[str]:
    """Put to sleep who lost the last mention; keep reference entities awake while something rests on them.

    Returns:
        the entities whose state, or what they rest on or carry, changed.
    """
    reference = reference_by_slug()
    changed: set[str] = set()
    while entities:
        asked = json.dumps(sorted(entities))
        rests: dict[str, set[str]] = defaultdict(set)
        for dependent, rests_on in connection.execute(
            "SELECT dependent, rests_on FROM dependency WHERE dependent IN (SELECT value FROM json_each(?))", (asked,)
        ):
            rests[dependent].add(rests_on)
        states = connection.execute(
            """SELECT id, state, EXISTS (SELECT 1 FROM resolution WHERE entity = e.id)
                   OR EXISTS (SELECT 1 FROM dependency WHERE rests_on = e.id)
               FROM entity e WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id""",
            (asked,),
        ).fetchall()
        entities = set()
        for entity, state, in_use in states:
            wanted = set(_rests_on(reference[entity])) if in_use and entity in reference else set()
            for gone in rests[entity] - wanted:
                connection.execute("DELETE FROM dependency WHERE dependent = ? AND rests_on = ?", (entity, gone))
            for new in sorted(wanted - rests[entity]):
                insert_entity(connection, new, reference[new].type)
                connection.execute("INSERT INTO dependency VALUES (?, ?)", (entity, new))
            # What it rests on has one more or one less to carry, and is weighed again.
            entities |= rests[entity] ^ wanted
            settled = "current" if in_use else "dormant"
            if state in ("current", "dormant") and state != settled:
                connection.execute("UPDATE entity SET state = ? WHERE id = ?", (settled, entity))
                changed.add(entity)
        changed |= entities
    return changed


def _rests_on(entry: ReferenceEntry) -> list[str]:
    return [slug for slug in (entry.located_in, entry.country) if slug]


def _column_map(connection: sqlite3.Connection, sql: str, ids: Iterable[str]) -> dict[str, str]:
    return dict(connection.execute(sql, (json.dumps(sorted(ids)),)))
