"""What people decided: two mentions are one or two, a claim was misread, a document was withdrawn. Never lost.

A judgement is stored with who, when and why, can be undone, and is bound to words (`graph.anchor`), so that it
outlives a new version of the article and a newer extractor. Those that contradict each other all stand in the list;
of two that cannot both hold the negative one does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.anchor import apply, bind
from graph.claim import QUOTE_LIMIT
from graph.ledger import Ledger
from graph.naming import mentions_called
from graph.protection import protect
from graph.resolution import Touched
from ontology.error import InputError, NotFoundError
from ontology.iri import local_id

PAIR_VERDICTS = ("same", "different", "unsure")
CLAIM_VERDICTS = ("misread", "confirmed")
DOCUMENT_VERDICTS = ("withdrawn", "corrected")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement as a list shows it.

    Attributes:
        about: what was judged, in words.
        contradicts: numbers of judgements in force with which it cannot hold.
        unattached: words that are no longer found, so that a person should look at it.
    """

    number: int
    target: str
    verdict: str
    about: str
    by: str
    at: str
    reason: str
    undone_at: str | None
    undone_by: str | None
    contradicts: tuple[int, ...] = ()
    unattached: tuple[str, ...] = ()


def judge(ledger: Ledger, left: str, right: str, verdict: str, *, by: str, reason: str) -> int:
    """Record a judgement on a pair and resolve anew; returns its number.

    Args:
        ledger: opened for writing.
        left: id of a mention, or an entity's id, IRI or name.
        right: the same, of another one of the same type.
        verdict: `same`, `different` or `unsure`.
        by: who judged.
        reason: why.

    Raises:
        NotFoundError: no such mention or entity.
        InputError: the two are of different types, or one and the same.
    """
    _known(verdict, PAIR_VERDICTS)
    sides = [mentions_called(ledger.connection, side) for side in (left, right)]
    types = [_type(ledger, side) for side in sides]
    if types[0] != types[1]:
        raise InputError(
            f"{left} is a {types[0]} and {right} a {types[1]}: they cannot be one. Judge two mentions of one type."
        )
    if set(sides[0]) & set(sides[1]):
        raise InputError(
            f"{left} and {right} are the same {types[0]}. Judge two mentions of one type: `traslado ask evidence_of` "
            "names those of an entity."
        )
    # One mention each holds two together; to keep two apart each name of theirs is bound.
    bound = [side if verdict == "different" else side[:1] for side in sides]
    with ledger.transaction():
        number = decide(ledger, "pair", verdict, by, reason)
        for name, side in zip(("left", "right"), bound, strict=True):
            bind(ledger.connection, number, name, side)
        ledger.settle_mentions({*sides[0][:1], *sides[1][:1]} | apply(ledger.connection, number))
    return number


def judge_claim(ledger: Ledger, claim: str, verdict: str, *, by: str, reason: str) -> int:
    """Record that a claim was misread, so that it leaves every answer, or is confirmed; returns its number.

    Raises:
        NotFoundError: no such claim.
    """
    _known(verdict, CLAIM_VERDICTS)
    row = ledger.connection.execute(
        """SELECT c.id, c.subject, c.object, c.predicate, c.value, c.start, c."end", c.quote, d.series, d.id
           FROM claim c JOIN document d ON d.id = c.document WHERE c.id = ?""",
        (local_id(claim),),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"{claim}: no such claim. `traslado ask evidence_of --about NAME` gives their addresses.")
    id_, subject, target, predicate, value, start, end, quote, series, document = row
    with ledger.transaction():
        number = decide(ledger, "claim", verdict, by, reason, predicate=predicate, value=value)
        bind(ledger.connection, number, "left", [subject])
        if target is not None:
            bind(ledger.connection, number, "right", [target])
        ledger.connection.execute(
            "INSERT INTO anchor VALUES (?, 'claim', 0, ?, ?, 'Claim', '[]', NULL, ?, ?, ?, ?)",
            (number, series, document, start, end, quote, id_),
        )
        apply(ledger.connection, number)
        _settle_claims(ledger, number)
    return number


def judge_document(ledger: Ledger, reference: str, verdict: str, *, by: str, reason: str) -> list[int]:
    """Record that its publisher withdrew or corrected a document, in all its versions; returns the numbers.

    Raises:
        NotFoundError: no such document.
    """
    _known(verdict, DOCUMENT_VERDICTS)
    with ledger.transaction():
        numbers = []
        for series in series_of_documents(ledger, reference):
            numbers.append(decide(ledger, "document", verdict, by, reason, series=series))
            ledger.settle_series(series)
    return numbers


def confirm_identity(ledger: Ledger, reference: str, *, by: str, reason: str) -> int:
    """Record that a person looked at who an entity is; its identity shows as reviewed. Returns the number.

    Raises:
        NotFoundError: no such entity.
    """
    return _judge_entity(ledger, reference, "confirmed", by, reason)


def judge_minor(ledger: Ledger, reference: str, *, by: str, reason: str) -> int:
    """Record that somebody is a minor, who is not named in any answer; returns the number.

    Raises:
        NotFoundError: no such person.
        InputError: it is no person.
    """
    return _judge_entity(ledger, reference, "minor", by, reason, only="Person")


def attach_reply(
    ledger: Ledger,
    target: str,
    *,
    by: str,
    reason: str,
    words: str | None = None,
    url: str | None = None,
    document: str | None = None,
) -> list[int]:
    """Record a reply to a document or of an entity: it stands beside every row that they touch. Returns the numbers.

    Args:
        ledger: opened for writing.
        target: a document, or an entity by id, IRI or name.
        by: who attaches it.
        reason: why.
        words: of the reply, at most 300 characters.
        url: where it was published.
        document: the reply, where it is itself loaded, by URL, label or id.

    Raises:
        NotFoundError: no such target or document.
        InputError: neither words with an address nor a document, or a reply to itself.
    """
    if document is None and not (words and url):
        raise InputError("A reply is a loaded document, or words with the address where they were published.")
    if words and len(words) > QUOTE_LIMIT:
        raise InputError(
            f"The words of a reply are a quote: at most {QUOTE_LIMIT} characters, and these are {len(words)}."
        )
    reply = series_of_documents(ledger, document)[0] if document is not None else None
    fields = {"words": words, "url": url, "reply": reply}
    try:
        targets = series_of_documents(ledger, target)
    except NotFoundError:
        return [_judge_entity(ledger, target, "reply", by, reason, **fields)]
    if reply in targets:
        raise InputError(f"{document}: a document is no reply to itself.")
    with ledger.transaction():
        numbers = []
        for series in targets:
            numbers.append(decide(ledger, "document", "reply", by, reason, series=series, **fields))
            ledger.settle_series(series)
    return numbers


def undo(ledger: Ledger, number: int, *, by: str = "") -> None:
    """Take a judgement back: what it did comes apart again, under the IRIs of before; it stays in the list.

    Raises:
        NotFoundError: no such judgement, or undone before.
    """
    row = ledger.connection.execute(
        "SELECT target, verdict, series FROM decision WHERE id = ? AND undone_at IS NULL", (number,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"judgement {number}: there is none, or it was undone before")
    target, _, series = row
    with ledger.transaction():
        touched = _claims_of(ledger, number)
        ledger.connection.execute(
            "UPDATE decision SET undone_at = ?, undone_by = ? WHERE id = ?", (_now(), by or None, number)
        )
        affected = apply(ledger.connection, number)
        if target == "document":
            ledger.settle_series(series)
        elif target == "claim":
            _record_claims(ledger, touched)
        else:
            ledger.settle_mentions(affected | _attached(ledger, number))
            if target == "entity":
                protect(ledger)


def judgements(ledger: Ledger, *, undone: bool = False, to_review: bool = False) -> list[Judgement]:
    """All judgements in force, oldest first, with those that contradict them.

    Args:
        ledger: to read.
        undone: those that were undone, too.
        to_review: only those whose words are no longer found, or that contradict each other.
    """
    contradictions = _contradictions(ledger)
    found = []
    for row in ledger.connection.execute(
        """SELECT id, target, verdict, judged_by, judged_at, reason, undone_at, undone_by, series, predicate, value,
                  words, url, reply FROM decision ORDER BY id"""
    ).fetchall():
        number, target, verdict, by, at, reason, undone_at, undone_by, series, predicate, value, words, url, reply = row
        if undone_at is not None and not undone:
            continue
        anchors = ledger.connection.execute(
            "SELECT side, names, words, attached FROM anchor WHERE decision = ? ORDER BY side DESC, number", (number,)
        ).fetchall()
        sides = {side: _shown(names, own) for side, names, own, _ in reversed(anchors)}
        about = {
            "pair": f"{sides.get('left')} / {sides.get('right')}",
            "claim": f"{sides.get('left')} {predicate} {sides.get('right') or value}: “{sides.get('claim')}”",
            "document": series,
            "entity": sides.get("left"),
        }[target]
        if verdict == "reply":
            about += f" ← {words or ''} {reply or url or ''}".rstrip()
        lost = {_shown(names, own) for _, names, own, attached in anchors if attached is None}
        judgement = Judgement(
            number,
            target,
            verdict,
            str(about),
            by,
            at,
            reason,
            undone_at,
            undone_by,
            tuple(sorted(contradictions.get(number, ()))),
            tuple(sorted(lost)) if undone_at is None else (),
        )
        if not to_review or judgement.contradicts or judgement.unattached:
            found.append(judgement)
    return found


def _contradictions(ledger: Ledger) -> dict[int, set[int]]:
    """By number, what cannot hold with it: a `same` that vetoes keep apart, two verdicts on one claim."""
    found: dict[int, set[int]] = {}

    def clash(one: int, other: int) -> None:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)

    pairs = ledger.connection.execute(
        "SELECT id, left_mention, right_mention, verdict FROM judgement WHERE undone_at IS NULL"
    ).fetchall()
    united = _united([(left, right) for _, left, right, verdict in pairs if verdict == "same"])
    for number, left, right, verdict in pairs:
        group = united.get(left)
        if verdict == "different" and group is not None and group is united.get(right):
            for other, one, _, said in pairs:
                if said == "same" and united.get(one) is group:
                    clash(number, other)
    for one, other in ledger.connection.execute(
        """SELECT DISTINCT a.decision, b.decision FROM judged_claim a JOIN judged_claim b USING (claim)
           JOIN decision x ON x.id = a.decision JOIN decision y ON y.id = b.decision
           WHERE x.verdict = 'misread' AND y.verdict = 'confirmed'"""
    ):
        clash(one, other)
    return found


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Who would be one if every `same` held."""
    groups: dict[str, set[str]] = {}
    for left, right in pairs:
        merged = groups.get(left, {left}) | groups.get(right, {right})
        for member in merged:
            groups[member] = merged
    return groups


def _judge_entity(
    ledger: Ledger, reference: str, verdict: str, by: str, reason: str, only: str | None = None, **fields: str | None
) -> int:
    mentions = mentions_called(ledger.connection, reference)
    type_ = _type(ledger, mentions)
    if only is not None and type_ != only:
        raise InputError(f"{reference} is a {type_}: only a {only} can be judged {verdict}.")
    with ledger.transaction():
        number = decide(ledger, "entity", verdict, by, reason, **fields)
        bind(ledger.connection, number, "left", mentions[:1] if verdict in ("confirmed", "reply") else mentions)
        ledger.settle_mentions(set(mentions))
        protect(ledger)
    return number


def decide(ledger: Ledger, target: str, verdict: str, by: str, reason: str, **fields: str | None) -> int:
    """Write a judgement down, within a transaction; returns its number."""
    columns = {"target": target, "verdict": verdict, "judged_by": by, "judged_at": _now(), "reason": reason, **fields}
    cursor = ledger.connection.execute(
        f"INSERT INTO decision ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
        list(columns.values()),
    )
    return int(cursor.lastrowid or 0)


def series_of_documents(ledger: Ledger, reference: str) -> list[str]:
    """The series of the documents that a reference names.

    Raises:
        NotFoundError: none does.
    """
    rows = ledger.connection.execute(
        "SELECT DISTINCT series FROM document WHERE id IN (SELECT value FROM json_each(?)) ORDER BY series",
        (json.dumps(ledger.documents_at(reference)),),
    )
    return [row[0] for row in rows]


def _type(ledger: Ledger, mentions: list[str]) -> str:
    (type_,) = ledger.connection.execute("SELECT type FROM mention WHERE id = ?", (mentions[0],)).fetchone()
    return str(type_)


def _attached(ledger: Ledger, number: int) -> set[str]:
    rows = ledger.connection.execute(
        "SELECT attached FROM anchor WHERE decision = ? AND side <> 'claim' AND attached IS NOT NULL", (number,)
    )
    return {row[0] for row in rows}


def _settle_claims(ledger: Ledger, number: int) -> None:
    _record_claims(ledger, _claims_of(ledger, number))


def _claims_of(ledger: Ledger, number: int) -> set[str]:
    return {row[0] for row in ledger.connection.execute("SELECT claim FROM judged_claim WHERE decision = ?", (number,))}


def _record_claims(ledger: Ledger, claims: set[str]) -> None:
    """Whoever shows these claims is shown anew."""
    touched = Touched()
    for document, *entities in ledger.connection.execute(
        """SELECT c.document, s.entity, o.entity, p.entity FROM claim c
           LEFT JOIN resolution s ON s.mention = c.subject LEFT JOIN resolution o ON o.mention = c.object
           LEFT JOIN resolution p ON p.mention = c.speaker WHERE c.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(claims)),),
    ):
        touched.documents.add(document)
        touched.entities |= {entity for entity in entities if entity is not None}
    ledger.record(touched)


def _shown(names: str, words: str) -> str:
    return next(iter(json.loads(names)), words) or words


def _known(verdict: str, verdicts: tuple[str, ...]) -> None:
    if verdict not in verdicts:
        raise InputError(f"{verdict!r} is no verdict here. There are: {', '.join(verdicts)}.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
