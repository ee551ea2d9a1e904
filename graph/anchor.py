"""What a judgement is bound to, and what of a new version or a newer extraction that is.

A mention is bound by the series of its document, its type, the words where it stands and its folded
names. What it is now depends on these and on the current version alone, never on the versions between.
Where it cannot be said, a person should look at it, and a veto holds for whoever carries the name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from graph.alignment import Alignment, overlap
from graph.claim import Span
from graph.name import fold

VETOES = ("different", "withheld", "minor")
"""Verdicts that hold for whoever carries the name, where the words are no longer found."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words to which a judgement is bound.

    Attributes:
        side: `left`, `right` or `claim`.
        names: folded.
        attached: the mention or claim that they are in the current version.
    """

    decision: int
    side: str
    number: int
    series: str
    document: str
    type: str
    names: frozenset[str]
    key: str | None
    span: Span | None
    attached: str | None


@dataclass(frozen=True, slots=True)
class _Mention:
    id: str
    type: str
    names: frozenset[str]
    spans: tuple[Span, ...]
    key: str | None


_COLUMNS = """SELECT a.decision, a.side, a.number, a.series, a.document, a.type, a.names, a.key, a.start, a."end",
                     a.attached FROM anchor a"""


def bind(connection: sqlite3.Connection, decision: int, side: str, mentions: Iterable[str]) -> None:
    """Bind one side of a judgement to mentions."""
    rows = connection.execute(
        """SELECT d.series, d.id, m.type, m.names, m.key, json_extract(m.spans, '$[0][0]'),
                  json_extract(m.spans, '$[0][1]'), t.content, m.id
           FROM mention m JOIN document d ON d.id = m.document JOIN text t ON t.sha256 = d.text
           WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id""",
        (json.dumps(sorted(mentions)),),
    ).fetchall()
    connection.executemany(
        "INSERT INTO anchor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (decision, side, number, *row[:7], row[7][row[5] : row[6]] if row[5] is not None else "", row[8])
            for number, row in enumerate(rows)
        ],
    )


def reattach(connection: sqlite3.Connection, document: str) -> set[str]:
    """Bind the judgements on a document's series to its current version; returns the mentions that this changes."""
    (series,) = connection.execute("SELECT series FROM document WHERE id = ?", (document,)).fetchone()
    anchors = _read(
        connection, "JOIN decision d ON d.id = a.decision AND d.undone_at IS NULL WHERE a.series = ?", series
    )
    if not anchors:
        return set()
    current = connection.execute(
        """SELECT d.id, t.content FROM document d JOIN text t ON t.sha256 = d.text
           WHERE d.series = ? AND d.state = 'current'""",
        (series,),
    ).fetchone()
    if current is None:
        return set()
    mentions = _mentions(connection, current[0])
    alignments: dict[str, Alignment] = {}
    for anchor in anchors:
        if anchor.document not in alignments:
            alignments[anchor.document] = Alignment(_content(connection, anchor.document), current[1])
    for anchor in anchors:
        if anchor.side != "claim":
            _attach(connection, anchor, _find(anchor, mentions, alignments[anchor.document]))
    affected: set[str] = set()
    for decision in sorted({anchor.decision for anchor in anchors}):
        affected |= apply(connection, decision, alignments)
    return affected


def apply(connection: sqlite3.Connection, decision: int, alignments: dict[str, Alignment] | None = None) -> set[str]:
    """Note on which pairs and claims a judgement bears now; returns the mentions for which that changed."""
    target, verdict, undone = connection.execute(
        "SELECT target, verdict, undone_at FROM decision WHERE id = ?", (decision,)
    ).fetchone()
    anchors = _read(connection, "WHERE a.decision = ?", decision)
    sides = {
        side: set().union(*(_borne(connection, a, verdict) for a in anchors if a.side == side))
        for side in ("left", "right")
    }
    if target == "claim":
        (quote,) = (anchor for anchor in anchors if anchor.side == "claim")
        wanted = set() if undone else _claims(connection, quote, sides, alignments)
        _attach(connection, quote, min(wanted, default=None))
        return _replace_claims(connection, decision, wanted)
    if target != "pair":
        return set().union(*sides.values())
    pairs = set() if undone else {tuple(pair) for pair in product(sides["left"], sides["right"]) if len({*pair}) == 2}
    return _replace_pairs(connection, decision, pairs)


def carriers(connection: sqlite3.Connection, anchor: Anchor) -> set[str]:
    """The mentions of the current version that have the type and one of the names."""
    (row,) = connection.execute(
        "SELECT (SELECT id FROM document WHERE series = ? AND state = 'current')", (anchor.series,)
    )
    if row[0] is None:
        return set()
    return {m.id for m in _mentions(connection, row[0]) if m.type == anchor.type and m.names & anchor.names}


def borne(connection: sqlite3.Connection, decision: int) -> set[str]:
    """The mentions that a judgement on an entity bears on now."""
    (verdict,) = connection.execute("SELECT verdict FROM decision WHERE id = ?", (decision,)).fetchone()
    anchors = _read(connection, "WHERE a.decision = ?", decision)
    return set().union(*(_borne(connection, anchor, verdict) for anchor in anchors))


def _borne(connection: sqlite3.Connection, anchor: Anchor, verdict: str) -> set[str]:
    if anchor.attached is not None:
        return {anchor.attached}
    return carriers(connection, anchor) if verdict in (*VETOES, "misread") else set()


def _find(anchor: Anchor, mentions: list[_Mention], alignment: Alignment) -> str | None:
    """The mention that stands where the words stand now; else the only one of the name."""
    alike = [mention for mention in mentions if mention.type == anchor.type]
    if anchor.key is not None:
        return next((mention.id for mention in alike if mention.key == anchor.key), None)
    named = [mention for mention in alike if mention.names & anchor.names]
    if anchor.span is not None:
        images, whole = alignment.images(anchor.span), alignment.keeps(anchor.span)
        shared = {m.id: sum(overlap(image, span) for image in images for span in m.spans) for m in alike}
        over = [m for m in (alike if whole else named) if shared[m.id]]
        # Of several that overlap, one of the name before others, then the one that covers most.
        ranked = sorted(over, key=lambda m: (m not in named, -shared[m.id]))
        if len(ranked) == 1 or (len(ranked) > 1 and _rank(ranked[0], named, shared) != _rank(ranked[1], named, shared)):
            return ranked[0].id
        if ranked:
            return None
    return named[0].id if len(named) == 1 else None


def _rank(mention: _Mention, named: list[_Mention], shared: dict[str, int]) -> tuple[bool, int]:
    return mention not in named, shared[mention.id]


def _claims(
    connection: sqlite3.Connection,
    quote: Anchor,
    sides: dict[str, set[str]],
    alignments: dict[str, Alignment] | None,
) -> set[str]:
    """The claims of the current version that say the same in the same words."""
    row = connection.execute(
        """SELECT d.id, t.content, j.predicate, j.value FROM decision j, document d JOIN text t ON t.sha256 = d.text
           WHERE j.id = ? AND d.series = ? AND d.state = 'current'""",
        (quote.decision, quote.series),
    ).fetchone()
    if row is None or quote.span is None:
        return {quote.attached} if quote.attached else set()
    document, content, predicate, value = row
    alignment = (alignments or {}).get(quote.document) or Alignment(_content(connection, quote.document), content)
    images = alignment.images(quote.span)
    found = connection.execute(
        'SELECT id, subject, object, value, start, "end" FROM claim WHERE document = ? AND predicate = ?',
        (document, predicate),
    )
    return {
        id_
        for id_, subject, target, own, start, end in found
        if subject in sides["left"]
        and (target in sides["right"] if target is not None else own == value)
        and any(overlap(image, (start, end)) for image in images)
    }


def _replace_claims(connection: sqlite3.Connection, decision: int, wanted: set[str]) -> set[str]:
    held = {row[0] for row in connection.execute("SELECT claim FROM judged_claim WHERE decision = ?", (decision,))}
    connection.executemany(
        "DELETE FROM judged_claim WHERE decision = ? AND claim = ?", [(decision, claim) for claim in held - wanted]
    )
    connection.executemany("INSERT INTO judged_claim VALUES (?, ?)", [(claim, decision) for claim in wanted - held])
    rows = connection.execute(
        "SELECT subject, object, speaker FROM claim WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(held ^ wanted)),),
    )
    return {mention for row in rows for mention in row if mention is not None}


def _replace_pairs(connection: sqlite3.Connection, decision: int, wanted: set[tuple[str, ...]]) -> set[str]:
    held = set(
        connection.execute("SELECT left_mention, right_mention FROM judged_pair WHERE decision = ?", (decision,))
    )
    connection.executemany(
        "DELETE FROM judged_pair WHERE decision = ? AND left_mention = ? AND right_mention = ?",
        [(decision, *pair) for pair in held - wanted],
    )
    connection.executemany("INSERT INTO judged_pair VALUES (?, ?, ?)", [(decision, *pair) for pair in wanted - held])
    return {mention for pair in held ^ wanted for mention in pair}


def _attach(connection: sqlite3.Connection, anchor: Anchor, attached: str | None) -> None:
    if attached != anchor.attached:
        connection.execute(
            "UPDATE anchor SET attached = ? WHERE decision = ? AND side = ? AND number = ?",
            (attached, anchor.decision, anchor.side, anchor.number),
        )


def _read(connection: sqlite3.Connection, where: str, value: str | int) -> list[Anchor]:
    rows = connection.execute(f"{_COLUMNS} {where} ORDER BY a.decision, a.side, a.number", (value,))
    return [
        Anchor(
            decision,
            side,
            number,
            series,
            document,
            type_,
            _folded(names),
            key,
            None if start is None else (start, end),
            on,
        )
        for decision, side, number, series, document, type_, names, key, start, end, on in rows.fetchall()
    ]


def _mentions(connection: sqlite3.Connection, document: str) -> list[_Mention]:
    rows = connection.execute(
        "SELECT id, type, names, spans, key FROM mention WHERE document = ? ORDER BY id", (document,)
    )
    return [
        _Mention(id_, type_, _folded(names), tuple((start, end) for start, end in json.loads(spans)), key)
        for id_, type_, names, spans, key in rows
    ]


def _content(connection: sqlite3.Connection, document: str) -> str:
    row = connection.execute(
        "SELECT t.content FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = ?", (document,)
    ).fetchone()
    return row[0] if row else ""


def _folded(names: str) -> frozenset[str]:
    return frozenset(fold(name) for name in json.loads(names))
