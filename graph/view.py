"""What the ledger holds of one unit, joined and resolved: the input of every projection."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from graph.ledger import Ledger
from graph.name import person_identity
from graph.protection import masks
from graph.reply import ReplyView, replies_of_entities, replies_to_document
from graph.view_masking import mask_claims, mask_document, mask_entity
from graph.withdrawal import withdrawals
from ontology.reference import reference_by_slug
from ontology.terms import IDENTITIES, SYMMETRIC


@dataclass(slots=True)
class ClaimView:
    """A claim of a current document with its resolved entities and what its evidence shows.

    Nothing changes one; it is not frozen because a projection makes millions, and frozen ones cost four times as much.

    Attributes:
        object_state: where the object is a transfer, the state that receives, as this document says it.
        verdict: `confirmed` where a person judged it so; one judged `misread` is in no view.
    """

    id: str
    document: str
    subject: str
    subject_mention: str
    predicate: str
    object: str | None
    object_mention: str | None
    object_state: str | None
    value: str | int | None
    modality: str
    speaker: str | None
    status: str | None
    count: int | None
    when: str | None
    case: str | None
    via: tuple[str, ...]
    context: tuple[tuple[int, int], ...]
    weekday: str | None
    aspect: str | None
    sources: tuple[str, ...]
    cites: tuple[str, ...]
    start: int
    end: int
    quote: str
    rule: str
    origin: str
    published: str | None
    publisher: str | None
    title: str | None
    url: str | None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class EntityView:
    """A resolved entity: its names over all mentions, and the claims of which it is the subject.

    Of a predicate that holds both ways it is the subject of every claim, whichever side the words begin with.

    Attributes:
        state: `current`, `dormant`, `replaced`, `retired` or `withheld`.
        successors: where a replaced or retired one leads.
        names: every form, the most used full form first.
        unnamed: `minor` or `victim`, who is not named.
        replies: of the entity to what is said of it.
        withdrawals: documents that spoke of it and no longer count.
    """

    id: str
    type: str
    state: str
    successors: tuple[str, ...]
    names: tuple[str, ...]
    part: str | None
    identity: str | None
    description: str | None
    from_state: str | None
    to_state: str | None
    claims: tuple[ClaimView, ...]
    unnamed: str | None = None
    replies: tuple[ReplyView, ...] = ()
    withdrawals: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name that an answer shows."""
        if (entry := reference_by_slug().get(self.id)) is not None:
            return entry.label_en
        if self.type == "Transfer":
            return _transfer_label(self)
        if self.unnamed:
            return f"a {self.unnamed}, not named"
        return self.names[0] if self.names else self.description or f"unnamed {self.type}"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document, whether it counts, its text and its claims.

    Attributes:
        changed_at: when what is kept of it last changed, and `sequence` by which entry of the journal.
        state: `current`, `superseded`, `retracted`, or `withdrawn`, if it stood before it was retracted.
        courts: where it names courts: start, end, entity.
    """

    id: str
    text: str
    content: str
    origin: str
    label: str
    url: str | None
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    kind: str
    dataset: str | None
    extractor: str
    extractor_version: str
    changed_at: str
    sequence: int
    state: str
    claims: tuple[ClaimView, ...]
    courts: tuple[tuple[int, int, str], ...]
    correction: str | None = None
    replies: tuple[ReplyView, ...] = ()

    def court_of(self, claim: ClaimView) -> str | None:
        """The court of a step of a case: its object, else the only court in its words; None where there are several."""
        if claim.predicate not in _OF_A_CASE:
            return None
        spans = [(claim.start, claim.end), *claim.context]
        named = {court for start, end, court in self.courts if any(s <= start and end <= e for s, e in spans)}
        if claim.object in named:
            return claim.object
        return next(iter(named)) if len(named) == 1 else None

    def around(self, claim: ClaimView) -> tuple[str, str]:
        """The words before and after a claim's quote: a little context, never the whole text, in a table its row."""
        before = self.content[max(0, claim.start - _CONTEXT_CHARACTERS) : claim.start]
        after = self.content[claim.end : claim.end + _CONTEXT_CHARACTERS]
        if self.dataset:
            return before.rpartition("\n")[2], after.partition("\n")[0]
        return before, after


_CONTEXT_CHARACTERS = 60
_OF_A_CASE = frozenset(("accusedOf", "chargedIn", "appearedIn", "caseStep", "sentencedTo"))
_CLAIM_COLUMNS = """
    SELECT c.id, c.document, subject.entity, c.subject, c.predicate, object.entity, c.object, o.to_state, c.value,
           c.modality, speaker.entity, c.status, c.count, c."when", c."case", c.via, c.context, c.weekday, c.aspect,
           c.sources, c.cites, c.start, c."end", c.quote, c.rule, d.origin_group, d.published, d.publisher,
           d.title, d.url,
           (SELECT max(j.verdict) FROM judged_claim jc JOIN decision j ON j.id = jc.decision WHERE jc.claim = c.id)"""
_BY_SUBJECT = (
    _CLAIM_COLUMNS  # noqa: S608  # of constants
    + """
    FROM resolution subject
    JOIN claim c ON c.subject = subject.mention
    JOIN document d ON d.id = c.document
    LEFT JOIN resolution object ON object.mention = c.object
    LEFT JOIN mention o ON o.id = c.object
    LEFT JOIN resolution speaker ON speaker.mention = c.speaker
    WHERE subject.entity IN (SELECT value FROM json_each(?))"""
)
_BOTH_WAYS = (
    _CLAIM_COLUMNS  # noqa: S608  # of constants
    + """
    FROM resolution object
    JOIN claim c ON c.object = object.mention AND c.predicate IN (SELECT value FROM json_each(?))
    JOIN mention o ON o.id = c.object
    JOIN resolution subject ON subject.mention = c.subject AND subject.entity <> object.entity
    JOIN document d ON d.id = c.document
    LEFT JOIN resolution speaker ON speaker.mention = c.speaker
    WHERE object.entity IN (SELECT value FROM json_each(?))"""
)
_BY_ID = (
    _CLAIM_COLUMNS  # noqa: S608  # of constants
    + """
    FROM claim c
    JOIN resolution subject ON subject.mention = c.subject
    JOIN document d ON d.id = c.document AND d.state = 'current'
    LEFT JOIN resolution object ON object.mention = c.object
    LEFT JOIN mention o ON o.id = c.object
    LEFT JOIN resolution speaker ON speaker.mention = c.speaker
    WHERE c.id IN (SELECT value FROM json_each(?))"""
)
_VALUE, _CONTEXT = 8, 16
_LISTS = (15, _CONTEXT, 19, 20)
"""Columns of `via`, `context`, `sources` and `cites`."""
_SYMMETRIC = json.dumps(SYMMETRIC)
_BY_DOCUMENT = f"""{_CLAIM_COLUMNS}
    FROM claim c
    JOIN resolution subject ON subject.mention = c.subject
    JOIN document d ON d.id = c.document
    LEFT JOIN resolution object ON object.mention = c.object
    LEFT JOIN mention o ON o.id = c.object
    LEFT JOIN resolution speaker ON speaker.mention = c.speaker
    WHERE c.document = ? ORDER BY c.start, c.id"""


def claim_views(ledger: Ledger, ids: Iterable[str]) -> list[ClaimView]:
    """Claims of current documents by their ids, but for what no view shows."""
    rows = ledger.connection.execute(_BY_ID, (json.dumps(sorted(ids)),))
    said = list(_shown(map(_claim, rows)))
    out_of_sight = masks(ledger.connection, {claim.document for claim in said}, ())
    return said if out_of_sight is None else list(mask_claims(said, out_of_sight))


def entity_view(ledger: Ledger, id_: str) -> EntityView | None:
    """An entity as it stands now; None where none was ever minted under the id."""
    return entity_views(ledger, [id_]).get(id_)


def entity_views(ledger: Ledger, ids: Iterable[str]) -> dict[str, EntityView]:
    """Entities as they stand now, by id: a handful of queries for all of them, not for each."""
    ids = sorted(ids)
    connection, asked = ledger.connection, json.dumps(ids)
    successors, claims, mentions = (defaultdict[str, list[Any]](list) for _ in range(3))
    for entity, successor in connection.execute(
        """SELECT entity, successor FROM succession
           WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY successor""",
        (asked,),
    ):
        successors[entity].append(successor)
    said = list(_shown(map(_claim, connection.execute(_BY_SUBJECT, (asked,)))))
    said += map(_turned, _shown(map(_claim, connection.execute(_BOTH_WAYS, (_SYMMETRIC, asked)))))
    out_of_sight = masks(connection, {claim.document for claim in said}, ids)
    for claim in said if out_of_sight is None else mask_claims(said, out_of_sight):
        claims[claim.subject].append(claim)
    for entity, *mention in connection.execute(
        """SELECT r.entity, m.names, m.part, m.identity, m.description, m.from_state, m.to_state
           FROM resolution r JOIN mention m ON m.id = r.mention
           WHERE r.entity IN (SELECT value FROM json_each(?)) ORDER BY m.id""",
        (asked,),
    ):
        mentions[entity].append(mention)
    rows = connection.execute(
        "SELECT id, type, state FROM entity WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    )
    views = {
        id_: _entity(id_, type_, state, successors[id_], claims[id_], mentions[id_])
        for id_, type_, state in rows.fetchall()
    }
    for id_, replies in replies_of_entities(connection, ids).items():
        views[id_] = replace(views[id_], replies=replies)
    for id_, gone in withdrawals(connection, ids).items():
        views[id_] = replace(views[id_], withdrawals=gone)
    for id_ in _reviewed(ledger, asked):
        views[id_] = replace(views[id_], identity="reviewed")
    return views if out_of_sight is None else {id_: mask_entity(view, out_of_sight) for id_, view in views.items()}


def _reviewed(ledger: Ledger, asked: str) -> list[str]:
    """People whose mentions a person judged to be one, or whose identity one confirmed."""
    rows = ledger.connection.execute(
        """SELECT l.entity FROM decision d JOIN judged_pair p ON p.decision = d.id
               JOIN resolution l ON l.mention = p.left_mention
               JOIN resolution r ON r.mention = p.right_mention AND r.entity = l.entity
               JOIN entity e ON e.id = l.entity AND e.type = 'Person'
               WHERE d.verdict = 'same' AND d.undone_at IS NULL AND l.entity IN (SELECT value FROM json_each(:asked))
           UNION SELECT r.entity FROM decision d JOIN anchor a ON a.decision = d.id
               JOIN resolution r ON r.mention = a.attached JOIN entity e ON e.id = r.entity AND e.type = 'Person'
               WHERE d.verdict = 'confirmed' AND d.target = 'entity' AND d.undone_at IS NULL
                   AND r.entity IN (SELECT value FROM json_each(:asked))""",
        {"asked": asked},
    )
    return [row[0] for row in rows]


def _entity(
    id_: str, type_: str, state: str, successors: list[str], claims: list[ClaimView], mentions: list[list[Any]]
) -> EntityView:
    forms = [json.loads(m[0]) for m in mentions]
    aliases = [str(claim.value) for claim in claims if claim.predicate == "alias"]
    return EntityView(
        id_,
        type_,
        state,
        tuple(successors),
        _names(forms, aliases),
        _part([m[1] for m in mentions if m[1]]),
        _identity(forms, aliases, [m[2] for m in mentions]) if type_ == "Person" and mentions else None,
        _first(mentions, 3),
        _first(mentions, 4),
        _first(mentions, 5),
        tuple(sorted(claims, key=lambda claim: claim.id)),
    )


def document_view(ledger: Ledger, id_: str) -> DocumentView | None:
    """A document as it stands now; None where there is none of this id."""
    row = ledger.connection.execute(
        """SELECT d.id, d.text, t.content, coalesce(d.origin_group, d.origin), d.label, d.url, d.title, d.publisher,
                  d.published, d.language,
                  d.kind, d.dataset, d.extractor, d.extractor_version, d.changed_at, d.sequence,
                  iif(EXISTS (SELECT 1 FROM withdrawal WHERE document = d.id), 'withdrawn', d.state)
           FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = ?""",
        (id_,),
    ).fetchone()
    if row is None:
        return None
    fields = dict(zip(DocumentView.__slots__, row, strict=False))
    stands = row[-1] == "current"
    claims = tuple(_shown(map(_claim, ledger.connection.execute(_BY_DOCUMENT, (id_,))))) if stands else ()
    view = DocumentView(
        **fields,
        claims=claims,
        courts=_courts(ledger, id_) if claims else (),
        correction=_correction(ledger, id_),
        replies=replies_to_document(ledger.connection, id_),
    )
    out_of_sight = masks(ledger.connection, [id_], ())
    if out_of_sight is None:
        return view
    return mask_document(replace(view, claims=tuple(mask_claims(claims, out_of_sight))), out_of_sight)


def _correction(ledger: Ledger, document: str) -> str | None:
    """What was said when somebody noted that the publisher corrected the document; the last note."""
    row = ledger.connection.execute(
        """SELECT reason FROM decision WHERE verdict = 'corrected' AND undone_at IS NULL
           AND series = (SELECT series FROM document WHERE id = ?) ORDER BY id DESC""",
        (document,),
    ).fetchone()
    return row[0] if row else None


def _shown(claims: Iterable[ClaimView]) -> Iterable[ClaimView]:
    """Without those that a person judged to be misread."""
    return (claim for claim in claims if claim.verdict != "misread")


def _courts(ledger: Ledger, document: str) -> tuple[tuple[int, int, str], ...]:
    rows = ledger.connection.execute(
        """SELECT m.spans, r.entity FROM mention m JOIN resolution r ON r.mention = m.id
           WHERE m.document = ? AND m.type = 'Court'""",
        (document,),
    )
    return tuple((start, end, entity) for spans, entity in rows for start, end in json.loads(spans))


def _claim(row: tuple[Any, ...]) -> ClaimView:
    values = list(row)
    if values[_VALUE] is not None:
        values[_VALUE] = json.loads(values[_VALUE])
    for index in _LISTS:
        # Nearly all are empty, and of a large graph there are millions.
        values[index] = () if values[index] == "[]" else tuple(json.loads(values[index]))
    if values[_CONTEXT]:
        values[_CONTEXT] = tuple((start, end) for start, end in values[_CONTEXT])
    return ClaimView(*values)


def _turned(claim: ClaimView) -> ClaimView:
    """A claim that holds both ways, seen from its other side."""
    if claim.object is None or claim.object_mention is None:
        raise ValueError(f"{claim.predicate} has no other side")
    return replace(
        claim,
        subject=claim.object,
        subject_mention=claim.object_mention,
        object=claim.subject,
        object_mention=claim.subject_mention,
    )


def _names(forms: list[list[str]], aliases: list[str]) -> tuple[str, ...]:
    """Every form once: what documents call it first, before nicknames; the most used, then the longest, first."""
    nicknames = set(aliases)
    used = Counter(form for own in forms for form in own)
    leading = Counter(own[0] for own in forms if own)
    return tuple(sorted(used.keys() | nicknames, key=lambda f: (f in nicknames, -leading[f], -used[f], -len(f), f)))


def _part(parts: list[str]) -> str | None:
    """Accused where any document says so, else what most say."""
    if "accused" in parts:
        return "accused"
    return min(Counter(parts).items(), key=lambda item: (-item[1], item[0]))[0] if parts else None


def _identity(forms: list[list[str]], aliases: list[str], said: list[str | None]) -> str:
    """The surest identity that any mention gives."""
    found = {own or person_identity(names, aliases) for own, names in zip(said, forms, strict=True)}
    return min(found, key=IDENTITIES.index)


def _first(mentions: list[list[Any]], field: int) -> str | None:
    return min((mention[field] for mention in mentions if mention[field]), default=None)


def _transfer_label(view: EntityView) -> str:
    label = f"{view.from_state or '?'} → {view.to_state or '?'}"
    if day := _most_said(view.claims, "date"):
        label += f", {day}"
    if count := _most_said(view.claims, "peopleCount"):
        label += f" ({count} people)"
    return label


def _most_said(claims: tuple[ClaimView, ...], predicate: str) -> str | None:
    """The value with the most claims, and pages cited for them, behind it; of dates the most precise."""
    said: Counter[str] = Counter()
    for claim in claims:
        if claim.predicate == predicate and claim.modality != "denied":
            said[str(claim.value)] += 1 + len(claim.cites)
    return min(said, key=lambda value: (-said[value], -len(value), value), default=None)
