"""Who is not named: the withheld, whom no view shows at all, and minors and victims, who stay unnamed.

The table `protected` holds their mentions, and is kept with each change. Views are masked with it
where they are made (`graph.view`), so that every projection is.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.anchor import borne
from graph.claim import Span
from graph.corroboration import subjects_of
from graph.masking import Names, every_form, full_forms, overwrite, parts_of_full
from graph.name import fold
from graph.resolution import Touched

if TYPE_CHECKING:
    from graph.ledger import Ledger


@dataclass(slots=True)
class DocumentMask:
    """What is out of sight in one document.

    Attributes:
        names: of its protected people, in every form, and of the withheld of all documents.
        content: its text without them; None where the text was not asked for.
    """

    names: Names
    content: str | None = None


@dataclass(slots=True)
class Masks:
    """What is out of sight in some documents and entities.

    Attributes:
        withheld: mentions whose claims no view shows.
        unnamed: mentions of people who are not named.
        entities: kind of protection, by entity.
        names: of the withheld, to be masked wherever they stand.
        documents: by id, those in which more than that is masked.
    """

    withheld: set[str] = field(default_factory=set)
    unnamed: set[str] = field(default_factory=set)
    entities: dict[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names(()))
    documents: dict[str, DocumentMask] = field(default_factory=dict)

    def names_in(self, document: str) -> Names:
        """The names that are masked in a document."""
        return self.documents[document].names if document in self.documents else self.names


def masks(connection: sqlite3.Connection, documents: Iterable[str], entities: Iterable[str]) -> Masks | None:
    """What is out of sight in these documents and entities; None where nobody is protected at all."""
    if (
        connection.execute(
            "SELECT 1 FROM protected UNION ALL SELECT 1 FROM decision WHERE verdict = 'withheld'"
        ).fetchone()
        is None
    ):
        return None
    found = Masks()
    withheld = withheld_forms(connection)
    found.names = Names(full_forms(withheld), anywhere=True)
    rows = connection.execute(
        """SELECT p.mention, p.document, p.entity, p.kind, m.names, m.spans FROM protected p
           JOIN mention m ON m.id = p.mention WHERE p.document IN (SELECT value FROM json_each(:documents))
           UNION SELECT NULL, NULL, entity, kind, NULL, NULL FROM protected
           WHERE entity IN (SELECT value FROM json_each(:entities))""",
        {"documents": json.dumps(sorted(documents)), "entities": json.dumps(sorted(entities))},
    ).fetchall()
    forms: dict[str, set[str]] = defaultdict(set)
    spans: dict[str, list[Span]] = defaultdict(list)
    beside: dict[str, set[str]] = defaultdict(set)
    for mention, document, entity, kind, names, own in rows:
        found.entities[entity] = kind
        if mention is None:
            continue
        (found.withheld if kind == "withheld" else found.unnamed).add(mention)
        forms[document] |= {*json.loads(names), *_aliases(connection, mention)}
        spans[document] += [(start, end) for start, end in json.loads(own)]
    for document, names in connection.execute(
        """SELECT d.id, m.names FROM document d JOIN document other ON other.dataset = d.dataset AND other.id <> d.id
           JOIN protected p ON p.document = other.id AND p.kind = 'withheld' JOIN mention m ON m.id = p.mention
           WHERE d.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(documents)),),
    ):
        # One table names him in full, and another is read beside it.
        beside[document] |= set(parts_of_full(json.loads(names)))
    for document in forms.keys() | beside.keys():
        mask = DocumentMask(Names([*every_form(forms[document]), *beside[document], *full_forms(withheld)]))
        mask.content = _masked_content(connection, document, mask.names, spans[document])
        found.documents[document] = mask
    return found


def withheld_forms(connection: sqlite3.Connection) -> set[str]:
    """Every form of the names of those who are withheld now."""
    rows = connection.execute(
        "SELECT m.names FROM protected p JOIN mention m ON m.id = p.mention WHERE p.kind = 'withheld'"
    ).fetchall()
    return _judged_forms(connection) | {form for (names,) in rows for form in json.loads(names)}


def _judged_forms(connection: sqlite3.Connection) -> set[str]:
    """The forms that they had when they were judged to be withheld."""
    rows = connection.execute(
        """SELECT a.names FROM anchor a JOIN decision d ON d.id = a.decision
           WHERE d.verdict = 'withheld' AND d.undone_at IS NULL
           UNION SELECT json_array(words) FROM decision
           WHERE verdict = 'withheld' AND undone_at IS NULL AND words IS NOT NULL"""
    ).fetchall()
    return {form for (names,) in rows for form in json.loads(names)}


def settle_protection(connection: sqlite3.Connection, touched: Touched, affected: Iterable[str]) -> None:
    """Say anew who of the affected is protected; what shows them is added to the touched."""
    mentions, asked = set(affected), json.dumps(sorted(touched.entities))
    earlier = connection.execute(
        "SELECT mention, document FROM protected WHERE entity IN (SELECT value FROM json_each(?))", (asked,)
    ).fetchall()
    mentions |= {mention for mention, _ in earlier}
    candidates = _candidates(connection, mentions)
    before = {document for _, document in earlier}
    held = set(
        connection.execute(
            "SELECT mention, document, entity, kind FROM protected WHERE entity IN (SELECT value FROM json_each(?)) "
            "OR mention IN (SELECT value FROM json_each(?))",
            (asked, json.dumps(sorted(mentions))),
        )
    )
    held |= set(
        connection.execute(
            "SELECT mention, document, entity, kind FROM protected WHERE entity IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(candidates)),),
        )
    )
    wanted = {
        (mention, document, entity, kind)
        for entity, kind in _kinds(connection, candidates).items()
        for mention, document in connection.execute(
            "SELECT r.mention, m.document FROM resolution r JOIN mention m ON m.id = r.mention WHERE r.entity = ?",
            (entity,),
        )
    }
    if held == wanted:
        return
    connection.executemany("DELETE FROM protected WHERE mention = ?", [(row[0],) for row in held - wanted])
    connection.executemany("INSERT OR REPLACE INTO protected VALUES (?, ?, ?, ?)", sorted(wanted - held))
    documents = {row[1] for row in held ^ wanted} | before
    touched.documents |= {
        row[0]
        for row in connection.execute(
            "SELECT id FROM document WHERE state = 'current' AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(documents)),),
        )
    }
    touched.entities |= subjects_of(connection, documents) | {row[2] for row in held ^ wanted}


def protect(ledger: Ledger) -> None:
    """Say anew who is protected by a judgement, and by the names of the withheld; within a transaction."""
    connection = ledger.connection
    affected = set().union(
        *(
            borne(connection, row[0])
            for row in connection.execute("SELECT id FROM decision WHERE verdict IN ('withheld', 'minor')").fetchall()
        )
    )
    touched = Touched()
    names = _folded(full_forms(_judged_forms(connection)))
    for mention, forms in connection.execute("SELECT id, names FROM mention WHERE type = 'Person'") if names else ():
        if names & _folded(json.loads(forms)):
            affected.add(mention)
    touched.entities |= {row[0] for row in connection.execute("SELECT entity FROM protected WHERE kind <> 'victim'")}
    settle_protection(connection, touched, affected)
    ledger.record(touched)


def _candidates(connection: sqlite3.Connection, mentions: set[str]) -> set[str]:
    """Entities of the mentions that may be protected: of a victim, a minor, whom somebody judged so, of the name."""
    names = _folded(full_forms(_judged_forms(connection)))
    rows = connection.execute(
        """SELECT r.entity, m.names, m.part = 'victim'
                  OR EXISTS (SELECT 1 FROM minor WHERE mention = m.id)
                  OR EXISTS (SELECT 1 FROM protected p WHERE p.mention = m.id)
                  OR EXISTS (SELECT 1 FROM anchor a JOIN decision d ON d.id = a.decision
                             WHERE a.attached = m.id AND d.verdict IN ('withheld', 'minor'))
           FROM mention m JOIN resolution r ON r.mention = m.id
           WHERE m.type = 'Person' AND m.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(mentions)),),
    )
    found = {entity for entity, forms, certain in rows if certain or (names and names & _folded(json.loads(forms)))}
    unattached = _unattached(connection)
    return found | {
        row[0]
        for row in connection.execute(
            "SELECT entity FROM resolution WHERE mention IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(mentions & unattached.keys())),),
        )
    }


def _unattached(connection: sqlite3.Connection) -> dict[str, str]:
    """Mention → verdict, for judgements whose words are no longer found: they hold for who carries the name."""
    found: dict[str, str] = {}
    for decision, verdict in connection.execute(
        """SELECT DISTINCT d.id, d.verdict FROM decision d JOIN anchor a ON a.decision = d.id
           WHERE d.verdict IN ('withheld', 'minor') AND d.undone_at IS NULL AND a.attached IS NULL"""
    ).fetchall():
        found.update(dict.fromkeys(borne(connection, decision), verdict))
    return found


def _kinds(connection: sqlite3.Connection, entities: set[str]) -> dict[str, str]:
    names, unattached = _folded(full_forms(_judged_forms(connection))), _unattached(connection)
    judged: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for entity, mention, own, part, minor, verdict in connection.execute(
        """SELECT r.entity, m.id, m.names, m.part, EXISTS (SELECT 1 FROM minor WHERE mention = m.id), d.verdict
           FROM resolution r JOIN mention m ON m.id = r.mention
           LEFT JOIN anchor a ON a.attached = m.id
           LEFT JOIN decision d ON d.id = a.decision AND d.undone_at IS NULL AND d.verdict IN ('withheld', 'minor')
           WHERE m.type = 'Person' AND r.entity IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(entities)),),
    ):
        forms[entity] |= _folded(json.loads(own))
        parts[entity].add(part)
        judged[entity] |= {v for v in (verdict, unattached.get(mention), "minor" if minor else None) if v}
    kinds: dict[str, str] = {}
    for entity in forms:
        if "withheld" in judged[entity] or names & forms[entity]:
            kinds[entity] = "withheld"
        elif "minor" in judged[entity]:
            kinds[entity] = "minor"
        elif "victim" in parts[entity] and "accused" not in parts[entity]:
            kinds[entity] = "victim"
    return kinds


def _aliases(connection: sqlite3.Connection, mention: str) -> set[str]:
    rows = connection.execute("SELECT value FROM claim WHERE subject = ? AND predicate = 'alias'", (mention,))
    return {str(json.loads(value)) for (value,) in rows if value is not None}


def _masked_content(connection: sqlite3.Connection, document: str, names: Names, spans: list[Span]) -> str:
    """The text without the protected, wherever they stand, but for words that are somebody else's name."""
    (content,) = connection.execute(
        "SELECT t.content FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = ?", (document,)
    ).fetchone()
    return mask_content(content, names, spans, others_spans(connection, document))


def mask_content(content: str, names: Names, spans: list[Span], others: list[Span]) -> str:
    """A text without the names and spans; a name within somebody else's longer one is his."""
    found = [
        (start, end)
        for start, end in names.spans(content)
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in others)
    ]
    return overwrite(content, [*spans, *found])


def others_spans(connection: sqlite3.Connection, document: str) -> list[Span]:
    """Where a document speaks of those who are not protected."""
    rows = connection.execute(
        """SELECT m.spans FROM mention m WHERE m.document = ?
           AND NOT EXISTS (SELECT 1 FROM protected p WHERE p.mention = m.id)""",
        (document,),
    )
    return [(start, end) for (own,) in rows for start, end in json.loads(own)]


def _folded(forms: Iterable[str]) -> set[str]:
    return {fold(form) for form in forms}
