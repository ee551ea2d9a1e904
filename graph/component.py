"""Which live mentions must be weighed together, and which join one entity without being weighed.

What keys, judgements and homes connect is read here, step by step from the mentions that came, went or were judged:
the work is that of the component, never of the graph.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from graph.agreement import agree, allows_slips, at_odds, may_be_one, rank
from graph.clustering import Candidate
from graph.sketch import LOOSE, SHARED, SKETCH, Sketch


def joining(connection: sqlite3.Connection, new: set[str]) -> dict[str, str]:
    """New mentions that join one entity and change nothing for others: a hub is not weighed again for each.

    Clustering sees who holds which key, not how often. A mention whose strong keys, or else whose best shared
    keys, lead to one entity, which brings no key that leads elsewhere, and of which all was known by which others
    meet that entity or stay apart from it, would end there in any case. Whatever is not as plain as that is left to
    the whole component.
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
    found: dict[str, str] = {}
    for mention, own in keys.items():
        strong = {entity for key in own if not key.startswith(SHARED) for entity in holders[key]}
        entity = next(iter(strong)) if len(strong) == 1 else None
        if all(key.startswith(SHARED) for key in own):
            entity = _meant(connection, sketches[mention], own, holders)
        leads_elsewhere = any(holders[key] and entity not in holders[key] for key in own)
        # A death may part from an entity whoever was described as living later.
        if sketches[mention].died or leads_elsewhere:
            continue
        if entity and _tells_nothing_new(connection, entity, own, sketches[mention], holders):
            found[mention] = entity
    plain = {
        row[0]
        for row in connection.execute(
            """SELECT id FROM entity WHERE NOT reference AND state = 'current'
               AND id IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(set(found.values()))),),
        )
    }
    # Two of one text may not be one, and which of them joins is for the component to weigh.
    often = Counter((texts[mention], entity) for mention, entity in found.items())
    often.update(_already(connection, {texts[mention] for mention in found}))
    return {
        mention: entity for mention, entity in found.items() if entity in plain and often[texts[mention], entity] == 1
    }


def _tells_nothing_new(
    connection: sqlite3.Connection, entity: str, own: set[str], sketch: Sketch, holders: dict[str, set[str]]
) -> bool:
    """Whether the entity was known by all that a mention says, but for the transfers and people that it comes with."""
    if any(entity not in holders[key] and "@transfer:" not in key and ":person:" not in key for key in own):
        return False
    if not sketch.names and not sketch.nicknames:
        return True
    known = _sketches(connection, entity)
    return {*sketch.names} <= {name for each in known for name in each.names} and {*sketch.nicknames} <= {
        nickname for each in known for nickname in each.nicknames
    }


def _sketches(connection: sqlite3.Connection, entity: str) -> list[Sketch]:
    rows = connection.execute("SELECT key FROM key_holder WHERE entity = ? AND key GLOB ?", (entity, SKETCH + "*"))
    return [Sketch.of(row) for row in rows]


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
    for level, entities in sorted(by_rank.items()):
        meant = []
        for entity in sorted(entities):
            sketches = _sketches(connection, entity)
            fuller = max((known.fullness for known in sketches), default=0) > sketch.fullness
            if fuller and agree([sketch], sketches) and not at_odds(own, _shared_keys(connection, entity), level):
                meant.append(entity)
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _shared_keys(connection: sqlite3.Connection, entity: str) -> Iterator[str]:
    for (key,) in connection.execute(
        "SELECT key FROM key_holder WHERE entity = ? AND key GLOB ?", (entity, SHARED + "*")
    ):
        yield key


def component(connection: sqlite3.Connection, seeds: set[str], joined: Iterable[str] = ()) -> dict[str, Candidate]:
    """Live mentions that may be connected with the seeds: by keys, judgements and common homes.

    Reference keys do not widen a component: a hub such as a country would draw in the whole graph.

    Args:
        connection: of the ledger.
        seeds: mentions that came, went, or were judged.
        joined: mentions that came, too, and of which no entity holds the keys yet.
    """
    found: dict[str, Candidate] = {}
    seen, seen_keys = set(seeds), set[str]()
    frontier = seeds
    waiting = _by_key(connection, joined)
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
        met = {mention for key in new_keys & waiting.keys() for mention in waiting[key]}
        frontier = (met | {row[0] for row in neighbours} | _related(connection, keys)) - seen
        seen |= frontier
    return found


def _by_key(connection: sqlite3.Connection, mentions: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, mention in connection.execute(
        "SELECT key, mention FROM mention_key WHERE mention IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(mentions)),),
    ):
        found[key].add(mention)
    return found


def _related(connection: sqlite3.Connection, keys: Mapping[str, set[str]]) -> set[str]:
    """Mentions of entities that hold a key of one of these, and that could be the same by what is known of both.

    Two full names that contradict never meet by a key in common, and do not bring their components together. Asked of
    entities: each two descriptions are compared once, however many keys and mentions bring them together.
    """
    mine: dict[str, set[str]] = defaultdict(set)
    for own in keys.values():
        described = next((key for key in own if key.startswith(SKETCH)), "")
        for key in own:
            if key.startswith(SHARED):
                mine[key].add(described)
    slips = {key: allows_slips(key) for key in mine}
    meeting: dict[str, dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, entity in connection.execute(
        "SELECT key, entity FROM key_holder WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(sorted(mine)),)
    ):
        meeting[entity][slips[key]] |= mine[key]
    known: dict[str, list[Sketch]] = defaultdict(list)
    for entity, described in connection.execute(
        """SELECT entity, key FROM key_holder WHERE entity IN (SELECT value FROM json_each(:entities))
           AND key GLOB :sketch""",
        {"entities": json.dumps(sorted(meeting)), "sketch": SKETCH + "*"},
    ):
        known[entity].append(Sketch.of([described]))
    sketches = {described: Sketch.of([described]) for own in mine.values() for described in own}
    related = [
        entity
        for entity, met in meeting.items()
        if any(
            may_be_one(sketches[described], theirs, slips=slip)
            for slip, own in met.items()
            for described in own
            for theirs in known[entity]
        )
    ]
    rows = connection.execute(
        """SELECT r.mention FROM resolution r JOIN mention m ON m.id = r.mention
           JOIN document d ON d.id = m.document AND d.state = 'current'
           WHERE r.entity IN (SELECT value FROM json_each(?))""",
        (json.dumps(related),),
    )
    return {row[0] for row in rows}
