"""The ledger's table of disagreements, kept by following the journal as a sink does: derived, and made again at will.

The rules are asked of the store for what was touched, so this runs after the store has followed; what changed is
in the journal again, for the store and every other sink.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Final

from graph.disagreement import Disagreement, find, rules, settled
from graph.ledger import Ledger
from graph.store import OxigraphStore, follow

Progress = Callable[[str, int, int], None]
"""Told (stage, done, all)."""

_AT_ONCE: Final = 1_000
"""Entities that the rules are asked for together."""
_CHECKPOINT: Final = "disagreements"
_VERSION: Final = "1"
"""Of what is kept; with the texts of the rules it tells whether all must be found anew."""


def follow_all(ledger: Ledger, store: OxigraphStore, progress: Progress = lambda *_: None) -> int:
    """Bring the store up to the ledger, find in it what disagrees, and write that, too; returns the units written."""

    def projecting(done: int, total: int) -> None:
        progress("projecting", done, total)

    written = follow(ledger, store, projecting)
    return written + follow(ledger, store, projecting) if settle_disagreements(ledger, store, progress) else written


def settle_disagreements(ledger: Ledger, store: OxigraphStore, progress: Progress = lambda *_: None) -> bool:
    """Ask the rules about what was touched since they were asked last; whether something changed."""
    at = store.checkpoint()
    reached = at.sequence if at else 0
    since, version = _checkpoint(ledger)
    if version == _rules_version() and since >= reached:
        return False
    whole = version != _rules_version()
    units = ledger.units() if whole else [unit for unit in ledger.touched_since(since) if unit.sequence <= reached]
    touched = [unit.id for unit in units if unit.kind == "entity"]
    left = _ids(ledger, "SELECT id FROM disagreement WHERE 1 OR ?", []) if whole else set()
    changed = False
    for start in range(0, len(touched), _AT_ONCE):
        known, made = _found(ledger, store, touched[start : start + _AT_ONCE])
        left -= {disagreement.id for disagreement, _ in made}
        changed |= _write(ledger, known - {disagreement.id for disagreement, _ in made}, made)
        progress("comparing", min(start + _AT_ONCE, len(touched)), len(touched))
    changed |= _write(ledger, left, [])
    with ledger.transaction():
        ledger.connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_CHECKPOINT, f"{reached} {_rules_version()}"),
        )
    return changed


def forget_disagreements(ledger: Ledger) -> None:
    """Take all away, to be found anew in a store that never held the words of those that are no more."""
    with ledger.transaction():
        connection = ledger.connection
        connection.execute("INSERT INTO journal (kind, id) SELECT 'disagreement', id FROM disagreement ORDER BY id")
        connection.execute("DELETE FROM disagreement_entity")
        connection.execute("DELETE FROM disagreement")
        connection.execute("DELETE FROM meta WHERE key = ?", (_CHECKPOINT,))


def _found(
    ledger: Ledger, store: OxigraphStore, touched: Iterable[str]
) -> tuple[set[str], list[tuple[Disagreement, set[str]]]]:
    """Disagreements that the touched were involved in, and those that they are in now, with whom these involve."""
    asked = set(touched)
    known = _ids(
        ledger, "SELECT disagreement FROM disagreement_entity WHERE entity IN (SELECT value FROM json_each(?))", asked
    )
    for (body,) in ledger.connection.execute(
        "SELECT body FROM disagreement WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(known)),)
    ):
        asked |= set(Disagreement.from_json(body).subjects)
    types = dict(
        ledger.connection.execute(
            "SELECT id, type FROM entity WHERE state = 'current' AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(asked)),),
        )
    )
    found = find(store.store, ledger.base, types)
    return known, [(each, found[each.id].involved) for each in settled(ledger, found)]


def _write(ledger: Ledger, gone: set[str], made: list[tuple[Disagreement, set[str]]]) -> bool:
    """Put what was found in place of what was known, and what changed into the journal."""
    with ledger.transaction():
        connection = ledger.connection
        before = dict(
            connection.execute(
                "SELECT id, body FROM disagreement WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(gone | {each.id for each, _ in made})),),
            )
        )
        bodies = {each.id: each.to_json() for each, _ in made}
        changed = [id_ for id_, body in bodies.items() if before.get(id_) != body] + sorted(gone & before.keys())
        connection.executemany(
            "DELETE FROM disagreement_entity WHERE disagreement = ?", [(id_,) for id_ in (*gone, *bodies)]
        )
        connection.executemany("DELETE FROM disagreement WHERE id = ?", [(id_,) for id_ in gone])
        connection.executemany(
            "INSERT INTO disagreement VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body", bodies.items()
        )
        connection.executemany(
            "INSERT INTO disagreement_entity VALUES (?, ?)",
            [(entity, each.id) for each, involved in made for entity in sorted(involved)],
        )
        connection.executemany("INSERT INTO journal (kind, id) VALUES ('disagreement', ?)", [(id_,) for id_ in changed])
    return bool(changed)


def _checkpoint(ledger: Ledger) -> tuple[int, str]:
    row = ledger.connection.execute("SELECT value FROM meta WHERE key = ?", (_CHECKPOINT,)).fetchone()
    sequence, _, version = row[0].partition(" ") if row else ("0", "", "")
    return int(sequence), version


def _rules_version() -> str:
    texts = [text for rule in rules().values() for text in (rule.kind, rule.query, str(rule.through))]
    return hashlib.sha256("\x1f".join([_VERSION, *texts]).encode()).hexdigest()[:16]


def _ids(ledger: Ledger, sql: str, asked: Iterable[str]) -> set[str]:
    return {row[0] for row in ledger.connection.execute(sql, (json.dumps(sorted(asked)),))}
