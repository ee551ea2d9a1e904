"""What the ledger holds of one unit, joined and resolved: the input of every projection."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.claim_view import ClaimView, unmasked_claims
from graph.fact import Fact, seen_together
from graph.ledger import Ledger
from graph.protection import masks
from graph.reply import ReplyView, replies_of_entities, replies_to_document
from graph.summary import Portrait
from graph.summary_ledger import facts_of_entities, portraits
from graph.view_masking import mask_claims, mask_document, mask_entity
from graph.withdrawal import withdrawals
from ontology.reference import reference_by_slug


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who speaks of an entity.

    Attributes:
        documents: current ones that mention it.
        origins: independent ones among these.
        first: when the first was published, where a date is known; `last` when the last was.
    """

    documents: int = 0
    origins: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class EntityView:
    """A resolved entity: its names over all mentions, and the facts of which it is the subject.

    Of a predicate that holds both ways it is the subject of every fact, whichever side the words begin with.

    Attributes:
        state: `current`, `dormant`, `replaced`, `retired` or `withheld`.
        successors: where a replaced or retired one leads.
        names: every form, the most used full form first.
        coverage: who speaks of it, whatever they say.
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
    facts: tuple[Fact, ...]
    coverage: Coverage = Coverage()
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

    @property
    def aliases(self) -> tuple[str, ...]:
        """What claims call a nickname of it, a denied one, too; each once, sorted."""
        return tuple(sorted({str(fact.value) for fact in self.facts if fact.predicate == "alias"}))


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


def entity_view(ledger: Ledger, id_: str) -> EntityView | None:
    """An entity as it stands now; None where none was ever minted under the id."""
    return entity_views(ledger, [id_]).get(id_)


def entity_views(ledger: Ledger, ids: Iterable[str]) -> dict[str, EntityView]:
    """Entities as they stand now, by id: a handful of queries for all of them, not for each."""
    ids = sorted(ids)
    connection, asked = ledger.connection, json.dumps(ids)
    successors: dict[str, list[str]] = defaultdict(list)
    for entity, successor in connection.execute(
        """SELECT entity, successor FROM succession
           WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY successor""",
        (asked,),
    ):
        successors[entity].append(successor)
    facts, seen = facts_of_entities(connection, ids), portraits(connection, ids)
    rows = connection.execute(
        "SELECT id, type, state FROM entity WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    )
    views = {
        id_: _entity(id_, type_, state, successors.get(id_, []), facts.get(id_, []), seen.get(id_) or Portrait())
        for id_, type_, state in rows.fetchall()
    }
    for id_, replies in replies_of_entities(connection, ids).items():
        views[id_] = replace(views[id_], replies=replies)
    for id_, gone in withdrawals(connection, ids).items():
        views[id_] = replace(views[id_], withdrawals=gone)
    for id_ in _reviewed(ledger, asked):
        views[id_] = replace(views[id_], identity="reviewed")
    out_of_sight = masks(connection, (), ids)
    return views if out_of_sight is None else {id_: mask_entity(view, out_of_sight) for id_, view in views.items()}


def _reviewed(ledger: Ledger, asked: str) -> list[str]:
    """People whose mentions a person judged to be one, or whose identity one confirmed.

    By the decisions, which are few: the plus keeps SQLite from going by the mentions of an entity.
    """
    rows = ledger.connection.execute(
        """SELECT l.entity FROM decision d JOIN judged_pair p ON p.decision = d.id
               JOIN resolution l ON l.mention = p.left_mention
               JOIN resolution r ON r.mention = p.right_mention AND r.entity = l.entity
               JOIN entity e ON e.id = l.entity AND e.type = 'Person'
               WHERE d.verdict = 'same' AND d.undone_at IS NULL AND +l.entity IN (SELECT value FROM json_each(:asked))
           UNION SELECT r.entity FROM decision d JOIN anchor a ON a.decision = d.id
               JOIN resolution r ON r.mention = a.attached JOIN entity e ON e.id = r.entity AND e.type = 'Person'
               WHERE d.verdict = 'confirmed' AND d.target = 'entity' AND d.undone_at IS NULL
                   AND +r.entity IN (SELECT value FROM json_each(:asked))""",
        {"asked": asked},
    )
    return [row[0] for row in rows]


def _entity(
    id_: str, type_: str, state: str, successors: list[str], facts: list[Fact], portrait: Portrait
) -> EntityView:
    aliases = {str(fact.value) for fact in facts if fact.predicate == "alias"}
    return EntityView(
        id_,
        type_,
        state,
        tuple(successors),
        portrait.names(aliases),
        portrait.part,
        portrait.identity(aliases) if type_ == "Person" else None,
        portrait.description,
        portrait.from_state,
        portrait.to_state,
        tuple(seen_together(facts)),
        Coverage(portrait.documents, portrait.origins, portrait.first or None, portrait.last or None),
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
    claims = tuple(unmasked_claims(ledger.connection, [id_])) if stands else ()
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


def _courts(ledger: Ledger, document: str) -> tuple[tuple[int, int, str], ...]:
    rows = ledger.connection.execute(
        """SELECT m.spans, r.entity FROM mention m JOIN resolution r ON r.mention = m.id
           WHERE m.document = ? AND m.type = 'Court'""",
        (document,),
    )
    return tuple((start, end, entity) for spans, entity in rows for start, end in json.loads(spans))


def _transfer_label(view: EntityView) -> str:
    label = f"{view.from_state or '?'} → {view.to_state or '?'}"
    if day := _most_said(view.facts, "date"):
        label += f", {day}"
    if count := _most_said(view.facts, "peopleCount"):
        label += f" ({count} people)"
    return label


def _most_said(facts: tuple[Fact, ...], predicate: str) -> str | None:
    """The value with the most claims, and pages cited for them, behind it; of dates the most precise."""
    said: Counter[str] = Counter()
    for fact in facts:
        if fact.predicate == predicate and fact.claims > fact.denials:
            said[str(fact.value)] += fact.claims - fact.denials + fact.cites
    return min(said, key=lambda value: (-said[value], -len(value), value), default=None)
