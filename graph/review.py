"""What a person should decide: pairs that share a name, and that nothing else makes one or two."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import token_sort_ratio

from graph.ledger import Ledger
from graph.name import fold
from graph.name_likeness import extends
from graph.sketch import NAMED, SHARED, SKETCH, Sketch

_TOO_COMMON: Final = 12
"""Of a name that more entities bear, a pair says nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a mention that a judgement can name, its entity, and what it is called.

    Attributes:
        accused: accused of something somewhere, or handed over.
    """

    mention: str
    entity: str
    names: tuple[str, ...]
    settings: frozenset[str]
    sketches: frozenset[Sketch]
    accused: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entities that may be one.

    Attributes:
        score: 0 to 100, for names alike and settings in common; orders the queue, decides nothing.
        features: (feature, value), what speaks for and against, in words.
    """

    left: Side
    right: Side
    score: int
    features: tuple[tuple[str, str], ...]

    @property
    def accused(self) -> int:
        """How many of the two are accused or were handed over: 0 to 2."""
        return self.left.accused + self.right.accused


def proposals(ledger: Ledger, limit: int | None = None) -> list[Proposal]:
    """The queue: the accused before officials and others, and then what is most likely first.

    Whoever was judged, or stands beside the other in one text, is left out.

    Args:
        ledger: to read.
        limit: how many at most; all where it is None.
    """
    shared: dict[str, list[str]] = defaultdict(list)
    for key, entity in ledger.connection.execute(
        """SELECT h.key, h.entity FROM key_holder h JOIN
               (SELECT key FROM key_holder WHERE key GLOB :loose GROUP BY key HAVING count(*) BETWEEN 2 AND :common)
               USING (key) ORDER BY h.key, h.entity""",
        {"loose": NAMED + "*", "common": _TOO_COMMON},
    ):
        shared[key].append(entity)
    pairs = {pair for entities in shared.values() for pair in itertools.combinations(entities, 2)}
    settled_pairs = _judged(ledger) | _side_by_side(ledger)
    sides = _sides(ledger, set(itertools.chain.from_iterable(pairs)))
    found = [
        _propose(sides[left], sides[right])
        for left, right in sorted(pairs)
        if left in sides and right in sides and (left, right) not in settled_pairs
    ]
    return sorted(found, key=lambda p: (-p.accused, -p.score, p.left.mention, p.right.mention))[:limit]


def _propose(left: Side, right: Side) -> Proposal:
    common = sorted(left.settings & right.settings)
    likeness = max(token_sort_ratio(fold(a), fold(b)) for a in left.names for b in right.names)
    features = [("names alike", f"{likeness:.0f} of 100")]
    # Kin are known here only as they sound, which is no name to show.
    features += [("in common", s) for s in sorted({s if not s.startswith("kin:") else "kin" for s in common})]
    if (against := _contradiction(left, right)) is not None:
        features.append(("against", against))
        likeness -= 30
    score = max(0, min(100, round(likeness * 0.7 + 15 * min(len(common), 2))))
    return Proposal(left, right, score, tuple(features))


def _contradiction(left: Side, right: Side) -> str | None:
    mine, theirs = ({name for sketch in side.sketches for name in sketch.names} for side in (left, right))
    if mine and theirs and not any(a == b or extends(a, b) or extends(b, a) for a in mine for b in theirs):
        return "neither name is the other's shorter form"
    return None


def _sides(ledger: Ledger, entities: set[str]) -> dict[str, Side]:
    """Each entity with one mention; whoever may not be named stays out of the queue."""
    asked = json.dumps(sorted(entities))
    mentions: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    accused: set[str] = set()
    for entity, mention, names, part in ledger.connection.execute(
        """SELECT r.entity, m.id, m.names, m.part FROM resolution r JOIN mention m ON m.id = r.mention
           WHERE r.entity IN (SELECT value FROM json_each(?)) AND m.names <> '[]'
             AND r.entity NOT IN (SELECT entity FROM protected) ORDER BY m.id""",
        (asked,),
    ):
        mentions[entity].append((mention, json.loads(names)))
        if part == "accused":
            accused.add(entity)
    held: dict[str, set[str]] = defaultdict(set)
    for entity, key in ledger.connection.execute(
        "SELECT entity, key FROM key_holder WHERE entity IN (SELECT value FROM json_each(?))", (asked,)
    ):
        held[entity].add(key)
        if "@transfer:" in key:
            accused.add(entity)
    return {
        entity: Side(
            own[0][0],
            entity,
            tuple(dict.fromkeys(name for _, names in own for name in names)),
            frozenset(key.partition("@")[2] for key in held[entity] if key.startswith(SHARED) and "@" in key),
            frozenset(Sketch.of([key]) for key in held[entity] if key.startswith(SKETCH)),
            entity in accused,
        )
        for entity, own in mentions.items()
    }


def _judged(ledger: Ledger) -> set[tuple[str, str]]:
    rows = ledger.connection.execute(
        """SELECT min(l.entity, r.entity), max(l.entity, r.entity) FROM judged_pair p
           JOIN decision d ON d.id = p.decision AND d.undone_at IS NULL
           JOIN resolution l ON l.mention = p.left_mention JOIN resolution r ON r.mention = p.right_mention"""
    )
    return set(rows.fetchall())


def _side_by_side(ledger: Ledger) -> set[tuple[str, str]]:
    """Pairs that one text names both: two, by the rule that everybody in a text is somebody else."""
    rows = ledger.connection.execute(
        """SELECT DISTINCT min(a.entity, b.entity), max(a.entity, b.entity)
           FROM key_holder h JOIN key_holder other USING (key)
           JOIN resolution a ON a.entity = h.entity JOIN resolution b ON b.entity = other.entity
           JOIN mention m ON m.id = a.mention JOIN mention n ON n.id = b.mention AND n.document = m.document
           JOIN document d ON d.id = m.document AND d.dataset IS NULL
           WHERE h.key GLOB :loose AND h.entity < other.entity AND h.key IN
               (SELECT key FROM key_holder WHERE key GLOB :loose GROUP BY key HAVING count(*) BETWEEN 2 AND :common)""",
        {"loose": NAMED + "*", "common": _TOO_COMMON},
    )
    return set(rows.fetchall())
