"""Whom a description means: "the brother of the leader of O", through all documents together, with the date in mind.

Resolution by keys comes first and knows nothing of this, so that what is found here depends on what the keys made one,
and never the other way round: the order of loading changes nothing, and whatever is taken back undoes itself. Who is
meant is the one person of whom it is said that he is so:

- by one document, within the same case, transfer or family;
- by one document of the same year or of the year before;
- by several: one says who leads O, in that year or the year before, another whose kin he is. A brother's brother is a
  brother.

Nobody is meant who is named in the same text, who was judged to be somebody else, who was dead by then, whose kin or
cases are others, or whose kinsman was no longer alive to lead. Where two may be meant, nobody is.

What is known of each description (`description`) is kept with the entities that it rests on (`description_entity`), and
is looked at again only when one of these changes or a document adds to it; mentions are looked at again only if it is
then another.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.agreement import RANKS, at_odds, rank
from graph.assignment import replace_entity
from graph.resolution import Touched, resolve
from graph.sketch import DESCRIBED, KIN, NAMED, SHARED, SKETCH, TIED, Sketch

_CROWD: Final = 40
"""Of so many leaders of one organization none is *the* leader."""
_INVERSE: Final = {"childOf": "parentOf", "parentOf": "childOf"}
_RELATIONS: Final = ("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf")
_YEAR: Final = "year:"


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody whom a description may mean.

    Attributes:
        died: days on which he is said to have died.
        through: days on which each leader died through whom he is meant, none for one who is not said to have; empty
            where one document says so itself.
        kin: (relation, entity) of a leader.
        settings: cases by which he is known, and kin unless a description names them, as keys.
    """

    entity: str
    died: tuple[str, ...] = ()
    through: tuple[tuple[str, ...], ...] = ()
    kin: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()

    def is_meant_on(self, day: str) -> bool:
        """Whether he, and one through whom he is meant, were not dead on the day of the document."""
        return _alive(self.died, day) and (not self.through or any(_alive(died, day) for died in self.through))


@dataclass(slots=True)
class _Description:
    """A described mention: its keys without their prefix, the day of its document, and the entity of its own."""

    mention: str
    own: str
    now: str
    day: str
    keys: list[str] = field(default_factory=list)


def settle_descriptions(connection: sqlite3.Connection, touched: Touched, affected: Iterable[str]) -> None:
    """Say anew whom descriptions mean that rest on what changed; within the caller's transaction.

    Args:
        connection: of the ledger.
        touched: what resolution by keys touched; what this touches is added.
        affected: mentions that came, went or were judged.
    """
    mentions = json.dumps(sorted(set(affected)))
    own = _documents_of(connection, mentions) | touched.documents
    documents = {
        row[0]
        for row in connection.execute(
            """SELECT m.document FROM mention m JOIN mention_key k ON k.mention = m.id AND k.key GLOB ?
               WHERE m.document IN (SELECT value FROM json_each(?))""",
            (DESCRIBED + "*", json.dumps(sorted(own))),
        )
    }
    for key in sorted(_keys_to_look_at(connection, touched, mentions)):
        if _look_again(connection, key):
            documents |= _documents_describing(connection, key)
        else:
            documents |= _documents_describing(connection, key, judged=True)
    _settle(connection, touched, documents)


def _documents_of(connection: sqlite3.Connection, mentions: str) -> set[str]:
    rows = connection.execute(
        "SELECT DISTINCT document FROM mention WHERE id IN (SELECT value FROM json_each(?))", (mentions,)
    )
    return {row[0] for row in rows}


def _keys_to_look_at(connection: sqlite3.Connection, touched: Touched, mentions: str) -> set[str]:
    """Descriptions that rest on a touched entity, or to which a mention adds, or that are new."""
    found = {
        row[0]
        for row in connection.execute(
            "SELECT key FROM description_entity WHERE entity IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(touched.entities)),),
        )
    }
    asked: set[str] = set()
    for (key,) in connection.execute(
        """SELECT DISTINCT key FROM mention_key WHERE mention IN (SELECT value FROM json_each(?))
           AND (key GLOB ? OR key GLOB ?)""",
        (mentions, DESCRIBED + "*", TIED + "*"),
    ):
        if key.startswith(DESCRIBED):
            found.add(key.removeprefix(DESCRIBED))
        else:
            asked |= _told_by(key.removeprefix(TIED))
    rows = connection.execute(
        "SELECT key FROM description WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(sorted(asked)),)
    )
    return found | {row[0] for row in rows}


def _told_by(tie: str) -> set[str]:
    """The descriptions to which a tie adds: its own; of a year also of the next, and those of the leader's kin."""
    tag, _, setting = tie.rpartition("@")
    if not setting.startswith(_YEAR):
        return {tie}
    tags = {tag} | ({f"{relation}:{tag}" for relation in _RELATIONS} if tag.startswith("leader:") else set())
    year = int(setting.removeprefix(_YEAR))
    return {f"{each}@{_YEAR}{later}" for each in tags for later in (year, year + 1)}


def _look_again(connection: sqlite3.Connection, key: str) -> bool:
    """Write down what is known of a description now; whether that is something else than before."""
    before = connection.execute("SELECT known FROM description WHERE key = ?", (key,)).fetchone()
    connection.execute("DELETE FROM description_entity WHERE key = ?", (key,))
    described = connection.execute("SELECT 1 FROM key_holder WHERE key = ?", (DESCRIBED + key,)).fetchone()
    if described is None:
        connection.execute("DELETE FROM description WHERE key = ?", (key,))
        return False
    known, rests_on = _known(connection, key)
    written = json.dumps([[one.entity, one.died, one.through, one.kin, one.settings] for one in known])
    connection.execute("INSERT OR REPLACE INTO description VALUES (?, ?)", (key, written))
    connection.executemany("INSERT INTO description_entity VALUES (?, ?)", [(one, key) for one in sorted(rests_on)])
    return before is None or before[0] != written


def _known(connection: sqlite3.Connection, key: str) -> tuple[list[_Known], set[str]]:
    """Whom a description may mean, and every entity on which that rests."""
    tag, _, setting = key.rpartition("@")
    if not setting.startswith(_YEAR):
        said = _holding(connection, [TIED + key])
        return [_Known(entity, _died(connection, entity)) for entity in sorted(said)], said
    year = int(setting.removeprefix(_YEAR))
    relation, _, led = tag.rpartition("leader:")
    relation = relation.removesuffix(":")
    leaders = _holding(connection, [f"{TIED}leader:{led}@{_YEAR}{y}" for y in (year - 1, year)])
    if len(leaders) > _CROWD:
        return [], leaders
    kin = {leader: _kin(connection, leader) for leader in leaders}
    rests_on = leaders | {other for own in kin.values() for _, other in own}
    if not relation:
        return [
            _Known(one, _died(connection, one), (), tuple(sorted(kin[one])), _settings(connection, one, "case:"))
            for one in sorted(leaders)
        ], rests_on
    through: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for leader, own in kin.items():
        for other in {other for each, other in own if each == relation}:
            through[other].append(_died(connection, leader))
    said = _holding(connection, [f"{TIED}{tag}@{_YEAR}{y}" for y in (year - 1, year)])
    found = [
        _Known(
            one,
            _died(connection, one),
            () if one in said else tuple(sorted(through[one])),
            (),
            _settings(connection, one, "kin:", "case:"),
        )
        for one in sorted(said | through.keys())
    ]
    return found, rests_on | said


def _kin(connection: sqlite3.Connection, entity: str) -> set[tuple[str, str]]:
    """(relation, entity) of those who are said to be his kin: `childOf` of his children. Brothers' brothers are his."""
    own = _said_kin(connection, entity)
    brothers = {other for relation, other in own if relation == "siblingOf"}
    for brother in brothers:
        own |= {pair for pair in _said_kin(connection, brother) if pair[0] == "siblingOf" and pair[1] != entity}
    return own


def _said_kin(connection: sqlite3.Connection, entity: str) -> set[tuple[str, str]]:
    """By the names by which he is called somebody's kin, and by the claims that say so of him and no namesake."""
    candidates = connection.execute(
        """SELECT DISTINCT h.key, h.entity FROM key_holder own JOIN key_holder h
               ON h.key >= :kin || substr(own.key, :start) || '@' AND h.key < :kin || substr(own.key, :start) || 'A'
           WHERE own.entity = :entity AND own.key GLOB :named AND h.entity <> :entity""",
        {"entity": entity, "kin": KIN, "named": NAMED + "*", "start": len(NAMED) + 1},
    ).fetchall()
    found = set()
    for key, other in candidates:
        relation = key.rpartition("@")[2]
        if (relation, other) not in found and _is_said(connection, key, other, relation, entity):
            found.add((relation, other))
    return found


def _is_said(connection: sqlite3.Connection, key: str, one: str, relation: str, other: str) -> bool:
    """Whether a claim between mentions of the two, both named, says that the one is this kin of the other."""
    row = connection.execute(
        """SELECT 1 FROM mention_key k JOIN resolution r ON r.mention = k.mention AND r.entity = :one
           JOIN claim c ON (c.subject = k.mention AND c.predicate = :relation)
               OR (c.object = k.mention AND c.predicate = :inverse)
           JOIN mention m ON m.id = iif(c.subject = k.mention, c.object, c.subject) AND m.names <> '[]'
           JOIN resolution o ON o.mention = m.id AND o.entity = :other
           WHERE k.key = :key AND c.modality NOT IN ('denied', 'possible') LIMIT 1""",
        {"one": one, "other": other, "relation": relation, "inverse": _INVERSE.get(relation, relation), "key": key},
    ).fetchone()
    return row is not None


def _holding(connection: sqlite3.Connection, keys: list[str]) -> set[str]:
    rows = connection.execute(
        "SELECT entity FROM key_holder WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
    )
    return {row[0] for row in rows}


def _died(connection: sqlite3.Connection, entity: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT key FROM key_holder WHERE entity = ? AND key GLOB ?", (entity, SKETCH + "*"))
    return tuple(sorted({day for row in rows for day in Sketch.of(row).died}))


def _settings(connection: sqlite3.Connection, entity: str, *kinds: str) -> tuple[str, ...]:
    """The settings of some kinds in which an entity is known: what may tell it from whom a description means."""
    rows = connection.execute("SELECT key FROM key_holder WHERE entity = ? AND key GLOB ?", (entity, SHARED + "*"))
    settings = {row[0].rpartition("@")[2] for row in rows}
    return tuple(sorted(f"@{setting}" for setting in settings if setting.startswith(kinds)))


def _documents_describing(connection: sqlite3.Connection, key: str, *, judged: bool = False) -> set[str]:
    """Current documents that describe somebody so; with `judged` only those in which a person judged about him."""
    rows = connection.execute(
        """SELECT DISTINCT m.document FROM mention_key k JOIN mention m ON m.id = k.mention
           JOIN document d ON d.id = m.document AND d.state = 'current' WHERE k.key = :key AND (NOT :judged OR EXISTS
               (SELECT 1 FROM judgement WHERE left_mention = m.id OR right_mention = m.id))""",
        {"key": DESCRIBED + key, "judged": judged},
    )
    return {row[0] for row in rows}


def _settle(connection: sqlite3.Connection, touched: Touched, documents: set[str]) -> None:
    """Let each described mention of some documents be who it means, or itself."""
    leaving: set[str] = set()
    joining: list[tuple[_Description, str]] = []
    for document in sorted(documents):
        described = _described_in(connection, document)
        meant = _meant(connection, document, described)
        for one in described:
            entity = meant.get(one.mention)
            if one.now not in (one.own, entity):
                leaving.add(one.mention)
            if entity not in (None, one.now):
                joining.append((one, str(entity)))
    if leaving:
        # Each is first itself again, as if nobody had ever been meant.
        again = resolve(connection, leaving)
        touched.documents |= again.documents
        touched.entities |= again.entities
    for one, entity in joining:
        _join(connection, touched, one, entity)


def _described_in(connection: sqlite3.Connection, document: str) -> list[_Description]:
    """The described mentions of a current document, but for those whom a person judged to be somebody."""
    found: dict[str, _Description] = {}
    for mention, own, now, day, key in connection.execute(
        """SELECT m.id, h.entity, r.entity, coalesce(d.published, ''), k.key FROM mention m
           JOIN document d ON d.id = m.document AND d.state = 'current'
           JOIN mention_key k ON k.mention = m.id AND k.key GLOB :described
           JOIN home h ON h.mention = m.id JOIN resolution r ON r.mention = m.id
           WHERE m.document = :document AND NOT EXISTS
               (SELECT 1 FROM judgement WHERE verdict = 'same' AND (left_mention = m.id OR right_mention = m.id))
           ORDER BY m.id, k.key""",
        {"document": document, "described": DESCRIBED + "*"},
    ):
        one = found.setdefault(mention, _Description(mention, own, now, day))
        one.keys.append(key.removeprefix(DESCRIBED))
    return list(found.values())


def _meant(connection: sqlite3.Connection, document: str, described: list[_Description]) -> dict[str, str]:
    """Whom each description of a document means; those who would be one with another of its people mean nobody."""
    if not described:
        return {}
    mentions = {one.mention for one in described}
    named = {
        mention: entity
        for mention, entity in connection.execute(
            "SELECT m.id, r.entity FROM mention m JOIN resolution r ON r.mention = m.id WHERE m.document = ?",
            (document,),
        )
        if mention not in mentions
    }
    kin = _kin_in(connection, document)
    meant: dict[str, str] = {}
    # Whose kin somebody is may have been said by whom another description means.
    for one in sorted(described, key=lambda d: (all(key.startswith("leader:") for key in d.keys), d.mention)):
        known = named | meant
        relatives = {(relation, known[other]) for relation, other in kin[one.mention] if other in known}
        candidates = _candidates(connection, one, relatives)
        candidates -= {*named.values(), *_judged_others(connection, one.mention)}
        if len(candidates) == 1:
            meant[one.mention] = candidates.pop()
    often = list(meant.values())
    return {mention: entity for mention, entity in meant.items() if often.count(entity) == 1}


def _candidates(connection: sqlite3.Connection, one: _Description, relatives: set[tuple[str, str]]) -> set[str]:
    """Whom a description may mean, by what tells best of all that leads to anybody.

    Args:
        connection: of the ledger.
        one: the description.
        relatives: (what he is of that one, entity), for his kin of whom it is known who they are.
    """
    by_rank: dict[int, set[str]] = defaultdict(set)
    for key in one.keys:
        level = rank(key)
        for known in _written(connection, key):
            if not known.is_meant_on(one.day) or at_odds((f"@{key}" for key in one.keys), known.settings, level):
                continue
            # Of a leader it must be said, too, that he is that one's kin.
            through_kin = level == RANKS["year"] and key.startswith("leader:")
            theirs = {(_INVERSE.get(relation, relation), other) for relation, other in known.kin}
            if not through_kin or theirs & relatives:
                by_rank[level].add(known.entity)
    return by_rank[min(by_rank)] if by_rank else set()


def _written(connection: sqlite3.Connection, key: str) -> Iterator[_Known]:
    row = connection.execute("SELECT known FROM description WHERE key = ?", (key,)).fetchone()
    for entity, died, through, kin, settings in json.loads(row[0]) if row else ():
        yield _Known(entity, tuple(died), tuple(map(tuple, through)), tuple(map(tuple, kin)), tuple(settings))


def _kin_in(connection: sqlite3.Connection, document: str) -> dict[str, list[tuple[str, str]]]:
    """Mention → (what he is of the other, mention), as a document says."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, other in connection.execute(
        """SELECT subject, predicate, object FROM claim WHERE document = ? AND modality NOT IN ('denied', 'possible')
           AND predicate IN (SELECT value FROM json_each(?))""",
        (document, json.dumps(_RELATIONS)),
    ):
        found[subject].append((predicate, other))
        found[other].append((_INVERSE.get(predicate, predicate), subject))
    return found


def _judged_others(connection: sqlite3.Connection, mention: str) -> set[str]:
    """Entities of those of whom a person judged that he is none of them."""
    rows = connection.execute(
        """SELECT r.entity FROM judgement j
           JOIN resolution r ON r.mention = iif(j.left_mention = :mention, j.right_mention, j.left_mention)
           WHERE (j.left_mention = :mention OR j.right_mention = :mention) AND j.verdict = 'different'""",
        {"mention": mention},
    )
    return {row[0] for row in rows}


def _join(connection: sqlite3.Connection, touched: Touched, one: _Description, entity: str) -> None:
    """Hold a described mention for somebody; its home stays its own, so that it finds its way back."""
    connection.execute("UPDATE resolution SET entity = ? WHERE mention = ?", (entity, one.mention))
    touched.entities |= replace_entity(connection, one.own, entity) | {one.own, entity}
    touched.documents |= _documents_of(connection, json.dumps([one.mention]))
    touched.entities |= {
        row[0]
        for row in connection.execute(
            """SELECT r.entity FROM claim c JOIN resolution r ON r.mention IN (c.subject, c.object)
               WHERE c.subject = :mention OR c.object = :mention OR c.speaker = :mention""",
            {"mention": one.mention},
        )
    }


def _alive(died: tuple[str, ...], day: str) -> bool:
    return not died or not day or any(last >= day[: len(last)] for last in died)
