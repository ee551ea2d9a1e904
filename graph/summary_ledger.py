"""The ledger's tables of summaries: kept with each change, so that its cost is that of the change, never of a hub.

A document is the unit of change: whatever makes its claims or mentions look otherwise (who is who, who is not named,
of which origin it is) names it in the journal. So its rows are made anew, and what differs from those that were
counted before is counted out and in. Only where the first or last of something went is a fact or an entity looked
through, in one index.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.claim_view import ClaimView, claim_views, claims_of_documents
from graph.fact import Fact
from graph.summary import SHOWN, Appearance, FactSummary, Portrait, Statement

_AT_ONCE: Final = 200
"""Documents whose rows are read together."""
_VERSION: Final = "1"
"""Of what is kept: summaries of another version are made anew."""
_KEY: Final = "summaries"
_COLUMNS: Final = "subject, predicate, object, value, aspect, body"


def settle_summaries(connection: sqlite3.Connection, documents: Iterable[str]) -> None:
    """Count what documents, which came, went or changed, say now instead of what they said; within a transaction."""
    ordered = sorted(documents)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        _settle_facts(connection, some)
        _settle_portraits(connection, some)


def found_summaries(connection: sqlite3.Connection) -> None:
    """Make all of them anew; within a transaction."""
    clear_summaries(connection)
    settle_summaries(connection, [row[0] for row in connection.execute("SELECT id FROM document")])
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, _VERSION))


def clear_summaries(connection: sqlite3.Connection) -> None:
    """Forget them, so that they can be made anew."""
    for table in ("statement", "fact", "appearance", "portrait"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # of constants


def are_founded(connection: sqlite3.Connection) -> bool:
    """Whether there are summaries, of this version."""
    return connection.execute("SELECT 1 FROM meta WHERE key = ? AND value = ?", (_KEY, _VERSION)).fetchone() is not None


def facts_of_entities(connection: sqlite3.Connection, entities: Iterable[str]) -> dict[str, list[Fact]]:
    """The facts of each of some entities; of those that hold both ways each is the subject."""
    asked = json.dumps(sorted(entities))
    found: dict[str, list[Fact]] = defaultdict(list)
    in_asked = "IN (SELECT value FROM json_each(?))"
    for id_, *row in connection.execute(
        f"SELECT id, {_COLUMNS} FROM fact WHERE subject {in_asked}",  # noqa: S608  # of constants
        (asked,),
    ):
        fact = FactSummary.from_row(tuple(row)).fact(id_)
        found[fact.subject].append(fact)
    for id_, *row in connection.execute(
        f"SELECT id, {_COLUMNS} FROM fact WHERE mirrored = 1 AND object {in_asked}",  # noqa: S608  # of constants
        (asked,),
    ):
        fact = FactSummary.from_row(tuple(row)).fact(id_).turned
        found[fact.subject].append(fact)
    return found


def portraits(connection: sqlite3.Connection, entities: Iterable[str]) -> dict[str, Portrait]:
    """Those of some entities that have mentions."""
    rows = connection.execute(
        "SELECT entity, body FROM portrait WHERE entity IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(entities)),),
    )
    return {entity: Portrait.from_json(body) for entity, body in rows}


def origin_keys(connection: sqlite3.Connection, facts: Iterable[Fact]) -> dict[str, list[str]]:
    """The distinct origins that each of some facts counts, sorted."""
    asked = [(fact.id, fact.denials == fact.claims) for fact in facts]
    found: dict[str, list[str]] = defaultdict(list)
    for fact, origin in connection.execute(
        """SELECT DISTINCT s.fact, s.origin FROM json_each(?) q
           JOIN statement s ON s.fact = q.value ->> 0 AND (s.strength = 'denied') = (q.value ->> 1)
           ORDER BY s.fact, s.origin""",
        (json.dumps(asked),),
    ):
        found[fact].append(origin)
    return found


@dataclass(slots=True)
class _Change:
    """Claims that are no longer counted for a fact, and those that are now, in the order of their publication."""

    gone: list[Statement] = field(default_factory=list)
    come: list[Statement] = field(default_factory=list)


def _settle_facts(connection: sqlite3.Connection, documents: list[str]) -> None:
    claims = {claim.id: claim for claim in claims_of_documents(connection, documents)}
    after = {Statement.of(claim) for claim in claims.values()}
    rows = connection.execute(
        "SELECT * FROM statement WHERE document IN (SELECT value FROM json_each(?))", (json.dumps(documents),)
    )
    before = {Statement(*row) for row in rows}
    changes: dict[str, _Change] = defaultdict(_Change)
    for statement in before - after:
        changes[statement.fact].gone.append(statement)
    for statement in sorted(after - before, key=_place):
        changes[statement.fact].come.append(statement)
    if not changes:
        return
    gone = [statement[:2] for change in changes.values() for statement in change.gone]
    connection.executemany("DELETE FROM statement WHERE document = ? AND claim = ?", gone)
    known = _known(connection, changes)
    others = _Others(connection, {id_: change for id_, change in changes.items() if id_ in known})
    documents_now, documents_before = _documents(after), _documents(before)
    summaries: dict[str, FactSummary] = {}
    to_scan, to_read = [], []
    for id_, change in changes.items():
        if id_ not in known:
            summaries[id_] = _first_summary(change.come, claims)
            continue
        summary = summaries[id_] = known[id_]
        for denies, voices in enumerate(summary.voices):
            voices.documents += documents_now[id_, bool(denies)] - documents_before[id_, bool(denies)]
            voices.origins += others.more_origins(id_, change, bool(denies))
            voices.speakers += others.more_speakers(id_, change, bool(denies))
        # Not `any`, which stops at the first: all have to be counted.
        if sum([summary.count(statement, -1) for statement in change.gone]):
            to_scan.append(id_)
        for statement in change.come:
            summary.count(statement, 1)
        if not _show(summary, change, others, claims):
            to_read.append(id_)
    connection.executemany(
        f"INSERT INTO statement VALUES ({', '.join('?' * len(Statement._fields))})",  # noqa: S608  # of constants
        [statement for change in changes.values() for statement in change.come],
    )
    for id_ in to_scan:
        _scan(connection, id_, summaries[id_])
    for id_ in to_read:
        _read_lines(connection, id_, summaries[id_])
    for id_, summary in summaries.items():
        summary.state = next(iter(summary.states), None) if len(summary.states) < 2 else _state(connection, id_)
    _write(connection, "fact", [summary.row(id_) for id_, summary in summaries.items() if summary.strengths])
    emptied = [(id_,) for id_, summary in summaries.items() if not summary.strengths]
    connection.executemany("DELETE FROM fact WHERE id = ?", emptied)


def _first_summary(come: list[Statement], claims: Mapping[str, ClaimView]) -> FactSummary:
    """Of a fact that nobody stated before, as most are."""
    summary = FactSummary.about(claims[come[0].claim])
    for denies, voices in enumerate(summary.voices):
        if own := [statement for statement in come if statement.denies == denies]:
            voices.documents = len({statement.document for statement in own})
            voices.origins = len({statement.origin for statement in own})
            voices.speakers = len({statement.speaker for statement in own if statement.speaker})
    ranks: Counter[str] = Counter()
    for statement in come:
        summary.count(statement, 1)
        ranks[statement.origin] += 1
        summary.show(claims[statement.claim], ranks[statement.origin])
    return summary


def _place(statement: Statement) -> tuple[str, str]:
    return statement.published, statement.claim


def _documents(statements: Iterable[Statement]) -> Counter[tuple[str, bool]]:
    """How many documents state each fact (False), and deny it (True)."""
    return Counter((fact, denies) for fact, denies, _ in {(s.fact, s.denies, s.document) for s in statements})


def _known(connection: sqlite3.Connection, facts: Iterable[str]) -> dict[str, FactSummary]:
    rows = connection.execute(
        f"SELECT id, {_COLUMNS} FROM fact WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608  # of constants
        (json.dumps(list(facts)),),
    )
    return {id_: FactSummary.from_row(tuple(row)) for id_, *row in rows}


class _Others:
    """What of changed facts is counted besides: the claims of the same origins, and whether the same speak of it."""

    def __init__(self, connection: sqlite3.Connection, changes: Mapping[str, _Change]) -> None:
        moved = [(id_, statement) for id_, change in changes.items() for statement in (*change.gone, *change.come)]
        self._of_origin: dict[tuple[str, str], list[tuple[str, str, bool]]] = defaultdict(list)
        for fact, origin, published, claim, denies in connection.execute(
            """SELECT s.fact, s.origin, s.published, s.claim, s.strength = 'denied' FROM json_each(?) q
               JOIN statement s ON s.fact = q.value ->> 0 AND s.origin = q.value ->> 1
               ORDER BY s.fact, s.origin, s.published, s.claim""",
            (json.dumps(sorted({(id_, statement.origin) for id_, statement in moved})),),
        ):
            self._of_origin[fact, origin].append((published, claim, bool(denies)))
        self._speaking = {
            (fact, speaker, bool(denies))
            for fact, speaker, denies in connection.execute(
                """SELECT q.value ->> 0, q.value ->> 1, q.value ->> 2 FROM json_each(?) q WHERE EXISTS
                   (SELECT 1 FROM statement s WHERE s.fact = q.value ->> 0 AND s.speaker = q.value ->> 1
                    AND s.speaker IS NOT NULL AND (s.strength = 'denied') = (q.value ->> 2))""",
                (json.dumps(sorted({(id_, s.speaker, s.denies) for id_, s in moved if s.speaker})),),
            )
        }

    def of_origin(self, fact: str, origin: str) -> list[tuple[str, str]]:
        """(published, claim) of those of an origin, in this order."""
        return [place[:2] for place in self._of_origin.get((fact, origin), ())]

    def more_origins(self, fact: str, change: _Change, denies: bool) -> int:
        """By how many a change raises the number of origins."""
        gone, come = ({s.origin for s in some if s.denies == denies} for some in (change.gone, change.come))
        return sum(
            (origin in come) - (origin in gone)
            for origin in gone ^ come
            if not any(other[2] == denies for other in self._of_origin.get((fact, origin), ()))
        )

    def more_speakers(self, fact: str, change: _Change, denies: bool) -> int:
        """By how many a change raises the number of speakers."""
        gone, come = (
            {s.speaker for s in some if s.speaker and s.denies == denies} for some in (change.gone, change.come)
        )
        moved = [speaker for speaker in gone ^ come if (fact, speaker, denies) not in self._speaking]
        return sum((speaker in come) - (speaker in gone) for speaker in moved)


def _show(summary: FactSummary, change: _Change, others: _Others, claims: Mapping[str, ClaimView]) -> bool:
    """Show the lines of what came; whether that was enough, because no other claim changed its place."""
    for statement in change.gone:
        rest = others.of_origin(statement.fact, statement.origin)
        if summary.shows(statement.claim) or (rest and rest[-1] > _place(statement)):
            return False
    ranks: Counter[str] = Counter()
    for statement in change.come:
        rest = others.of_origin(statement.fact, statement.origin)
        if rest and rest[-1] > _place(statement):
            return False
        ranks[statement.origin] += 1
        summary.show(claims[statement.claim], len(rest) + ranks[statement.origin])
    return True


def _scan(connection: sqlite3.Connection, fact: str, summary: FactSummary) -> None:
    """Look for the first and the last, after one of them went."""
    for voices in summary.voices:
        voices.first = voices.last = ""
    for denies, first, last in connection.execute(
        """SELECT strength = 'denied', min(published), max(published) FROM statement
           WHERE fact = ? AND published <> '' GROUP BY 1""",
        (fact,),
    ):
        voices = summary.voices[denies]
        voices.first, voices.last = first, last
    summary.latest = dict(
        connection.execute(
            """SELECT strength, max(coalesce(nullif("when", ''), published)) FROM statement
               WHERE fact = ? AND strength <> 'denied' GROUP BY strength""",
            (fact,),
        )
    )


def _read_lines(connection: sqlite3.Connection, fact: str, summary: FactSummary) -> None:
    """Look for the first quotes and sources, after the order of the claims changed: as many are read as are needed."""
    ranks: Counter[str] = Counter()
    ranked = []
    for origin, claim in connection.execute(
        "SELECT origin, claim FROM statement WHERE fact = ? ORDER BY published, claim", (fact,)
    ):
        ranks[origin] += 1
        ranked.append((ranks[origin], claim))
    ranked.sort(key=lambda pair: pair[0])
    summary.quotes, summary.sources = [], []
    for start in range(0, len(ranked), 2 * SHOWN):
        some = {claim: rank for rank, claim in ranked[start : start + 2 * SHOWN]}
        for claim in claim_views(connection, some):
            summary.show(claim, some[claim.id])
        if len(summary.quotes) == len(summary.sources) == SHOWN:
            break


def _state(connection: sqlite3.Connection, fact: str) -> str | None:
    """The state that receives by the least of the claims that name one."""
    row = connection.execute(
        "SELECT object_state FROM statement WHERE fact = ? AND object_state <> '' ORDER BY claim LIMIT 1", (fact,)
    ).fetchone()
    return row[0] if row else None


def _settle_portraits(connection: sqlite3.Connection, documents: list[str]) -> None:
    after = _appearances(connection, documents)
    rows = connection.execute(
        "SELECT * FROM appearance WHERE document IN (SELECT value FROM json_each(?))", (json.dumps(documents),)
    )
    before = {Appearance(*row) for row in rows}
    gone, come = before - after, after - before
    connection.executemany("DELETE FROM appearance WHERE document = ? AND entity = ?", [each[:2] for each in gone])
    moved = {(each.entity, each.origin) for each in gone | come}
    held = set(
        connection.execute(
            """SELECT q.value ->> 0, q.value ->> 1 FROM json_each(?) q WHERE EXISTS
               (SELECT 1 FROM appearance a WHERE a.entity = q.value ->> 0 AND a.origin = q.value ->> 1)""",
            (json.dumps(sorted(moved)),),
        )
    )
    connection.executemany("INSERT INTO appearance VALUES (?, ?, ?, ?, ?)", come)
    kept = portraits(connection, {entity for entity, _ in moved})
    now = {entity: kept.get(entity) or Portrait() for entity, _ in moved}
    to_scan = {each.entity for each in gone if now[each.entity].count(each, -1)}
    for each in come:
        now[each.entity].count(each, 1)
    left, reached = ({(each.entity, each.origin) for each in some} for some in (gone, come))
    for entity, origin in (left ^ reached) - held:
        now[entity].origins += 1 if (entity, origin) in reached else -1
    for entity in to_scan:
        _scan_portrait(connection, entity, now[entity])
    _write(
        connection, "portrait", [(entity, portrait.to_json()) for entity, portrait in now.items() if portrait.documents]
    )
    forgotten = [(entity,) for entity, portrait in now.items() if not portrait.documents]
    connection.executemany("DELETE FROM portrait WHERE entity = ?", forgotten)


def _appearances(connection: sqlite3.Connection, documents: list[str]) -> set[Appearance]:
    mentions: dict[tuple[str, str, str, str], list[list[object]]] = defaultdict(list)
    for document, entity, origin, published, names, *rest in connection.execute(
        """SELECT m.document, r.entity, coalesce(d.origin_group, ''), coalesce(d.published, ''), m.names, m.part,
                  m.identity, m.description, m.from_state, m.to_state
           FROM mention m JOIN resolution r ON r.mention = m.id JOIN document d ON d.id = m.document
           WHERE m.document IN (SELECT value FROM json_each(?)) ORDER BY m.id""",
        (json.dumps(documents),),
    ):
        mentions[document, entity, origin, published].append([json.loads(names), *rest])
    return {Appearance(*of, json.dumps(own, ensure_ascii=False)) for of, own in mentions.items()}


def _scan_portrait(connection: sqlite3.Connection, entity: str, portrait: Portrait) -> None:
    """Look for the first and the last, after one of them went."""
    portrait.first, portrait.last, portrait.description = connection.execute(
        """SELECT coalesce(min(nullif(published, '')), ''), coalesce(max(published), ''),
                  (SELECT min(nullif(m.value ->> 3, '')) FROM appearance a, json_each(a.mentions) m
                   WHERE a.entity = :entity)
           FROM appearance WHERE entity = :entity""",
        {"entity": entity},
    ).fetchone()


def _write(connection: sqlite3.Connection, table: str, rows: list[tuple[str | int | None, ...]]) -> None:
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)  # noqa: S608  # of constants
