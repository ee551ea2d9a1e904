"""Which entity a cluster of mentions is: IRIs survive merge, split and undo, and none is ever given to someone else."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from graph.clustering import Candidate
from graph.sketch import LOOSE, SHARED, SKETCH
from ontology.iri import hash_id
from ontology.reference import reference_by_slug


class Assignment:
    """Gives each cluster its entity: the oldest that lives wholly in it, else a new one."""

    def __init__(self, connection: sqlite3.Connection, component: dict[str, Candidate]) -> None:
        self.connection = connection
        self.component = component
        self.touched: set[str] = set()
        self.home: dict[str, str] = dict(
            connection.execute(
                "SELECT mention, entity FROM home WHERE mention IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(component)),),
            )
        )
        self.live: dict[str, set[str]] = defaultdict(set)
        for mention, entity in self.home.items():
            self.live[entity].add(mention)
        self.minted: dict[str, int] = dict(
            connection.execute(
                "SELECT id, minted FROM entity WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(self.live)),),
            )
        )
        self.kept_keys = {
            row[0]
            for row in connection.execute(
                """SELECT value FROM json_each(?) WHERE EXISTS
                       (SELECT 1 FROM mention_key JOIN home USING (mention) WHERE key = value)""",
                (json.dumps(sorted({key for candidate in component.values() for key in _own_keys(candidate)})),),
            )
        }
        self.splits: dict[str, set[str]] = defaultdict(set)
        self.moving: list[tuple[str, str]] = []

    def entity_of(self, members: frozenset[str], reference: str | None) -> str:
        """The entity that these mentions are now; whom it replaces leads to it from now on.

        Args:
            members: one cluster.
            reference: slug of the entry of the reference data that it is.
        """
        homes = {self.home[m] for m in members if m in self.home}
        whole = {h for h in homes if self.live[h] <= members and h not in reference_by_slug()}
        partial = {h for h in homes - whole if h not in reference_by_slug()}
        if reference is not None:
            entity = self._reference(reference)
        elif known := min(whole, key=self.minted.__getitem__, default=None) or self._sleeping(members):
            entity = known
            self._wake(entity)
        else:
            entity = self._mint(members)
        for other in whole - {entity}:
            self.touched |= replace_entity(self.connection, other, entity)
        for other in partial:
            self.splits[other].add(entity)
        self.moving += [
            (m, entity) for m in members if m not in self.home or self.home[m] in partial or self._strays(m, entity)
        ]
        return entity

    def _move(self) -> None:
        self.connection.executemany(
            "INSERT INTO home VALUES (?, ?) ON CONFLICT (mention) DO UPDATE SET entity = excluded.entity", self.moving
        )
        self.moving = []

    def finish(self) -> set[str]:
        """Retire what was truly split; return the entities whose state or successors changed."""
        self._move()
        for entity, successors in self.splits.items():
            self.connection.execute("UPDATE entity SET state = 'retired' WHERE id = ?", (entity,))
            self.connection.execute("DELETE FROM succession WHERE entity = ?", (entity,))
            self.connection.executemany(
                "INSERT INTO succession VALUES (?, ?)", [(entity, successor) for successor in sorted(successors)]
            )
            self.touched |= {entity} | _repoint(self.connection, entity, successors)
        return self.touched

    def _strays(self, mention: str, entity: str) -> bool:
        """A mention whose home is a reference entry that no longer names it."""
        return self.home[mention] in reference_by_slug() and self.home[mention] != entity

    def _reference(self, slug: str) -> str:
        if insert_entity(self.connection, slug, reference_by_slug()[slug].type):
            self.touched.add(slug)
        return slug

    def _mint(self, members: frozenset[str]) -> str:
        first = min(members)
        attempt = 0
        while not insert_entity(
            self.connection, entity := hash_id("entity", first, attempt)[:16], self.component[first].type
        ):
            attempt += 1
        self.touched.add(entity)
        return entity

    def _sleeping(self, members: frozenset[str]) -> str | None:
        """A dormant entity of the same keys: the person of an article's earlier version keeps the IRI."""
        keys = {key for m in members for key in _own_keys(self.component[m])} & self.kept_keys
        if not keys:
            return None
        self._move()
        row = self.connection.execute(
            """SELECT e.id FROM mention_key other
               JOIN home h ON h.mention = other.mention JOIN entity e ON e.id = h.entity
               WHERE other.key IN (SELECT value FROM json_each(?))
                 AND NOT EXISTS (SELECT 1 FROM home l JOIN mention m ON m.id = l.mention
                                 JOIN document d ON d.id = m.document
                                 WHERE l.entity = e.id AND d.state = 'current')
                 AND e.state IN ('current', 'dormant')
               ORDER BY e.minted LIMIT 1""",
            (json.dumps(sorted(keys)),),
        ).fetchone()
        return row[0] if row else None

    def _wake(self, entity: str) -> None:
        (state,) = self.connection.execute("SELECT state FROM entity WHERE id = ?", (entity,)).fetchone()
        if state != "current":
            self.connection.execute("UPDATE entity SET state = 'current' WHERE id = ?", (entity,))
            self.connection.execute("DELETE FROM succession WHERE entity = ?", (entity,))
            self.touched.add(entity)


def replace_entity(connection: sqlite3.Connection, entity: str, successor: str) -> set[str]:
    """Let an entity lead to another from now on; returns those whose state or successors changed."""
    known = connection.execute("SELECT successor FROM succession WHERE entity = ?", (entity,)).fetchall()
    if known == [(successor,)]:
        return set()
    connection.execute("UPDATE entity SET state = 'replaced' WHERE id = ?", (entity,))
    connection.execute("DELETE FROM succession WHERE entity = ?", (entity,))
    connection.execute("INSERT INTO succession VALUES (?, ?)", (entity, successor))
    return {entity} | _repoint(connection, entity, {successor})


def _repoint(connection: sqlite3.Connection, entity: str, successors: set[str]) -> set[str]:
    """Who led to `entity` leads straight to its successors from now on; returns who did."""
    earlier = {row[0] for row in connection.execute("SELECT entity FROM succession WHERE successor = ?", (entity,))}
    for predecessor in earlier:
        connection.execute("DELETE FROM succession WHERE entity = ? AND successor = ?", (predecessor, entity))
        connection.executemany(
            "INSERT OR IGNORE INTO succession VALUES (?, ?)",
            [(predecessor, successor) for successor in sorted(successors - {predecessor})],
        )
    return earlier


def insert_entity(connection: sqlite3.Connection, entity: str, type_: str) -> bool:
    """Note a new entity; False where there is one of this id."""
    inserted = connection.execute(
        """INSERT INTO entity (id, type, minted, reference, state)
           VALUES (?, ?, (SELECT coalesce(max(minted), 0) + 1 FROM entity), ?, 'current')
           ON CONFLICT (id) DO NOTHING""",
        (entity, type_, entity in reference_by_slug()),
    )
    return inserted.rowcount == 1


def _own_keys(candidate: Candidate) -> set[str]:
    """What it is known by besides the reference data, whose entities never sleep under another name."""
    return {key for key in candidate.keys if not key.startswith(("ref:", SHARED, LOOSE, SKETCH))}
