"""Mentions → entities in the ledger, with IRIs that survive merge, split and undo.

Whom mentions may meet is decided in `graph.matching`, who is one in `graph.clustering`; this module keeps the books.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.clustering import Candidate, agree, allows_slips, cluster, may_be_one, rank
from graph.matching import LOOSE, SHARED, SKETCH, Sketch
from ontology.iri import hash_id
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
    joining = _joining(connection, affected - before.keys())
    component = _component(connection, affected - joining.keys())
    ids = set(component)
    before |= _column_map(connection, _RESOLVED, ids)
    same, different = _judgements(connection, ids)
    after: dict[str, str] = {}
    assigned = _Assignment(connection, component)
    for members, reference in cluster(component.values(), same, different):
        entity = assigned.entity_of(members, reference)
        after.update(dict.fromkeys(members, entity))
    touched.entities |= assigned.finish()
    joining = {mention: entity for mention, entity in joining.items() if mention not in after}
    connection.executemany("INSERT INTO home VALUES (?, ?) ON CONFLICT DO NOTHING", list(joining.items()))
    after |= joining

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


def _joining(connection: sqlite3.Connection, new: set[str]) -> dict[str, str]:
    """New mentions that join one entity and change nothing for others: a hub is not weighed again for each.

    Clustering sees who holds which key, not how often. A mention whose strong keys, or else whose best shared
    keys, lead to one entity, and which brings no key that leads elsewhere, would end there in any case. Whatever is
    not as plain as that is left to the whole component.
    """
    keys: Mapping[str, set[str]] = defaultdict(set)
    texts: dict[str, str] = {}
    for mention, document, key in connection.execute(
        """SELECT m.id, m.document, k.key FROM mention m
           JOIN document d ON d.id = m.document AND d.state = 'current' AND d.dataset IS NULL
           JOIN mention_key k ON k.mention = m.id LEFT JOIN home h ON h.mention = m.id
           WHERE m.id IN (SELECT value FROM json_each(:new)) AND h.mention IS NULL AND NOT EXISTS
               (SELECT 1 FROM judgement WHERE left_mention = m.id OR right_mention = m.id)""",
        {"new": json.dumps(sorted(new))},
    ):
        keys[mention].add(key)
        texts[mention] = document
    sketches = {mention: Sketch.of(own) for mention, own in keys.items()}
    keys = {mention: {key for key in own if not key.startswith((LOOSE, SKETCH))} for mention, own in keys.items()}
    holders = _holders(connection, {key for own in keys.values() for key in own})
    joining: dict[str, str] = {}
    for mention, own in keys.items():
        strong = {entity for key in own if not key.startswith(SHARED) for entity in holders[key]}
        entity = next(iter(strong)) if len(strong) == 1 else None
        if all(key.startswith(SHARED) for key in own):
            entity = _meant(connection, sketches[mention], own, holders)
        if entity and all(entity in holders[key] for key in own if holders[key]):
            joining[mention] = entity
    plain = {
        row[0]
        for row in connection.execute(
            """SELECT id FROM entity WHERE NOT reference AND state = 'current'
               AND id IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(set(joining.values()))),),
        )
    }
    # Two of one text may not be one, and which of them joins is for the component to weigh.
    often = Counter((texts[mention], entity) for mention, entity in joining.items())
    often.update(_already(connection, {texts[mention] for mention in joining}))
    return {
        mention: entity for mention, entity in joining.items() if entity in plain and often[texts[mention], entity] == 1
    }


def _holders(connection: sqlite3.Connection, keys: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, entity in connection.execute(
        "SELECT key, entity FROM key_holder WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(sorted(keys)),)
    ):
        found[key].add(entity)
    return found


def _already(connection: sqlite3.Connection, documents: set[str]) -> list[tuple[str, str]]:
    """(document, entity) of what is resolved in these documents."""
    return connection.execute(
        """SELECT m.document, r.entity FROM mention m JOIN resolution r ON r.mention = m.id
           WHERE m.document IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(documents)),),
    ).fetchall()


def _meant(connection: sqlite3.Connection, sketch: Sketch, own: set[str], holders: dict[str, set[str]]) -> str | None:
    """The one fuller entity that a short name means, as `clustering` would find it; None unless it is just one."""
    by_rank: dict[int, set[str]] = defaultdict(set)
    for key in own:
        by_rank[rank(key)] |= holders[key]
    for _, entities in sorted(by_rank.items()):
        meant = []
        for entity in sorted(entities):
            sketches = [
                Sketch.of(row)
                for row in connection.execute(
                    "SELECT key FROM key_holder WHERE entity = ? AND key GLOB ?", (entity, SKETCH + "*")
                )
            ]
            if max((known.fullness for known in sketches), default=0) > sketch.fullness and agree([sketch], sketches):
                meant.append(entity)
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _component(connection: sqlite3.Connection, seeds: set[str]) -> dict[str, Candidate]:
    """Live mentions that may be connected with the seeds: by keys, judgements and common homes.

    Reference keys do not widen a component: a hub such as a country would draw in the whole graph.
    """
    found: dict[str, Candidate] = {}
    seen, seen_keys = set(seeds), set[str]()
    frontier = seeds
    while frontier:
        asked = json.dumps(sorted(frontier))
        keys: dict[str, set[str]] = defaultdict(set)
        for mention, key in connection.execute(
            "SELECT mention, key FROM mention_key WHERE mention IN (SELECT value FROM json_each(?))", (asked,)
        ):
            keys[mention].add(key)
        for id_, type_, document, dataset in connection.execute(
            """SELECT m.id, m.type, m.document, d.dataset IS NOT NULL
               FROM mention m JOIN document d ON d.id = m.document
               WHERE m.id IN (SELECT value FROM json_each(?)) AND d.state = 'current'""",
            (asked,),
        ):
            found[id_] = Candidate(id_, type_, document, bool(dataset), frozenset(keys[id_]), Sketch.of(keys[id_]))
        new_keys = {
            key for own in keys.values() for key in own if not key.startswith(("ref:", LOOSE, SKETCH))
        } - seen_keys
        seen_keys |= new_keys
        neighbours = connection.execute(
            """WITH asked (mention) AS (SELECT value FROM json_each(:asked)), near (mention) AS (
                   SELECT mention FROM mention_key WHERE key IN (SELECT value FROM json_each(:keys))
                   UNION SELECT right_mention FROM judgement, asked WHERE left_mention = mention AND undone_at IS NULL
                   UNION SELECT left_mention FROM judgement, asked WHERE right_mention = mention AND undone_at IS NULL
                   UNION SELECT other.mention FROM asked JOIN home own USING (mention)
                       JOIN entity e ON e.id = own.entity AND NOT e.reference JOIN home other ON other.entity = e.id)
               SELECT near.mention FROM near JOIN mention m ON m.id = near.mention
               JOIN document d ON d.id = m.document AND d.state = 'current'""",
            {"keys": json.dumps(sorted(key for key in new_keys if not key.startswith(SHARED))), "asked": asked},
        )
        frontier = ({row[0] for row in neighbours} | _related(connection, keys)) - seen
        seen |= frontier
    return found


def _related(connection: sqlite3.Connection, keys: Mapping[str, set[str]]) -> set[str]:
    """Live mentions that share a key with one of these, and that could be the same by what is known of both.

    Two full names that contradict never meet by a key in common, and do not bring their components together.
    """
    mine: dict[str, set[str]] = defaultdict(set)
    for own in keys.values():
        described = next((key for key in own if key.startswith(SKETCH)), "")
        for key in own:
            if key.startswith(SHARED):
                mine[key].add(described)
    rows = connection.execute(
        """SELECT coalesce(s.key, ''), k.key, k.mention FROM mention_key k JOIN mention m ON m.id = k.mention
           JOIN document d ON d.id = m.document AND d.state = 'current'
           LEFT JOIN mention_key s ON s.mention = k.mention AND s.key GLOB :sketch
           WHERE k.key IN (SELECT value FROM json_each(:keys))""",
        {"keys": json.dumps(sorted(mine)), "sketch": SKETCH + "*"},
    )
    # Each two descriptions are compared once, however many keys and mentions bring them together.
    meeting: dict[tuple[str, bool], set[str]] = defaultdict(set)
    mentions: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for described, key, mention in rows:
        theirs = (described, allows_slips(key))
        meeting[theirs] |= mine[key]
        mentions[theirs].add(mention)
    return {
        mention
        for theirs, described in meeting.items()
        if any(may_be_one(Sketch.of([one]), Sketch.of([theirs[0]]), slips=theirs[1]) for one in described)
        for mention in mentions[theirs]
    }


def _own_keys(candidate: Candidate) -> set[str]:
    """What it is known by besides the reference data, whose entities never sleep under another name."""
    return {key for key in candidate.keys if not key.startswith(("ref:", SHARED, LOOSE, SKETCH))}


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


class _Assignment:
    """Gives each cluster its entity: the oldest that lives wholly in it, else a new one."""

    def __init__(self, connection: sqlite3.Connection, component: dict[str, Candidate]) -> None:
        self.connection = connection
        self.component = component
        self.touched: set[str] = set()
        self.home = _column_map(
            connection, "SELECT mention, entity FROM home WHERE mention IN (SELECT value FROM json_each(?))", component
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
            self._replace(other, entity)
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
            self._repoint(entity, successors)
            self.touched.add(entity)
        return self.touched

    def _strays(self, mention: str, entity: str) -> bool:
        """A mention whose home is a reference entry that no longer names it."""
        return self.home[mention] in reference_by_slug() and self.home[mention] != entity

    def _reference(self, slug: str) -> str:
        if _insert_entity(self.connection, slug, reference_by_slug()[slug].type):
            self.touched.add(slug)
        return slug

    def _mint(self, members: frozenset[str]) -> str:
        first = min(members)
        attempt = 0
        while not _insert_entity(
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

    def _replace(self, entity: str, successor: str) -> None:
        known = self.connection.execute("SELECT successor FROM succession WHERE entity = ?", (entity,)).fetchall()
        if known == [(successor,)]:
            return
        self.connection.execute("UPDATE entity SET state = 'replaced' WHERE id = ?", (entity,))
        self.connection.execute("DELETE FROM succession WHERE entity = ?", (entity,))
        self.connection.execute("INSERT INTO succession VALUES (?, ?)", (entity, successor))
        self._repoint(entity, {successor})
        self.touched.add(entity)

    def _repoint(self, entity: str, successors: set[str]) -> None:
        """Who led to `entity` leads straight to its successors from now on."""
        earlier = [
            row[0] for row in self.connection.execute("SELECT entity FROM succession WHERE successor = ?", (entity,))
        ]
        for predecessor in earlier:
            self.connection.execute("DELETE FROM succession WHERE entity = ? AND successor = ?", (predecessor, entity))
            self.connection.executemany(
                "INSERT OR IGNORE INTO succession VALUES (?, ?)",
                [(predecessor, successor) for successor in sorted(successors - {predecessor})],
            )
            self.touched.add(predecessor)


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
                _insert_entity(connection, new, reference[new].type)
                connection.execute("INSERT INTO dependency VALUES (?, ?)", (entity, new))
            # What it rests on has one more or one less to carry, and is weighed again.
            entities |= rests[entity] ^ wanted
            settled = "current" if in_use else "dormant"
            if state in ("current", "dormant") and state != settled:
                connection.execute("UPDATE entity SET state = ? WHERE id = ?", (settled, entity))
                changed.add(entity)
        changed |= entities
    return changed


def _insert_entity(connection: sqlite3.Connection, entity: str, type_: str) -> bool:
    """Note a new entity; False where there is one of this id."""
    inserted = connection.execute(
        """INSERT INTO entity (id, type, minted, reference, state)
           VALUES (?, ?, (SELECT coalesce(max(minted), 0) + 1 FROM entity), ?, 'current')
           ON CONFLICT (id) DO NOTHING""",
        (entity, type_, entity in reference_by_slug()),
    )
    return inserted.rowcount == 1


def _rests_on(entry: ReferenceEntry) -> list[str]:
    return [slug for slug in (entry.located_in, entry.country) if slug]


def _column_map(connection: sqlite3.Connection, sql: str, ids: Iterable[str]) -> dict[str, str]:
    return dict(connection.execute(sql, (json.dumps(sorted(ids)),)))
