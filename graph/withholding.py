"""A person or a document out of every public view, reversibly."""

from __future__ import annotations

import json
from collections.abc import Iterable

from graph import purge
from graph.anchor import bind
from graph.corroboration import subjects_of
from graph.judgement import decide, series_of_documents, undo
from graph.ledger import Ledger
from graph.masking import Names, full_forms
from graph.naming import entities_called, mentions_called
from graph.protection import protect, withheld_forms
from graph.resolution import Touched
from ontology.error import InputError, NotFoundError


def withhold(ledger: Ledger, reference: str, *, by: str, reason: str) -> list[int]:
    """Withhold a person or a document; returns the numbers of the judgements, by which it is undone.

    Args:
        ledger: of `change.changing`, which makes the store anew afterwards.
        reference: a document by URL, id or label; a person by id, IRI, or name: then all of the name.
        by: who decided.
        reason: why.

    Raises:
        NotFoundError: there is no such person or document.
        InputError: it is neither.
    """
    try:
        series = series_of_documents(ledger, reference)
    except NotFoundError:
        mentions = people_called(ledger, reference)
    else:
        with ledger.transaction():
            numbers = []
            for one in series:
                numbers.append(decide(ledger, "document", "withheld", by, reason, series=one))
                ledger.settle_series(one)
            purge.request(ledger, of_ledger=False)
        return numbers
    with ledger.transaction():
        number = decide(ledger, "entity", "withheld", by, reason, words=None if mentions else reference)
        bind(ledger.connection, number, "left", mentions)
        ledger.settle_mentions(mentions)
        protect(ledger)
        touch_named(ledger, withheld_forms(ledger.connection))
        purge.request(ledger, of_ledger=False)
    return [number]


def release(ledger: Ledger, reference: str, *, by: str) -> list[int]:
    """Undo what withholds a person or a document; returns the numbers of the judgements.

    Raises:
        NotFoundError: nothing withholds it.
    """
    connection = ledger.connection
    try:
        asked = json.dumps(series_of_documents(ledger, reference))
        rows = connection.execute(
            "SELECT id FROM decision WHERE series IN (SELECT value FROM json_each(?)) AND verdict = 'withheld' "
            "AND undone_at IS NULL",
            (asked,),
        )
    except NotFoundError:
        rows = connection.execute(
            """SELECT DISTINCT d.id FROM decision d LEFT JOIN anchor a ON a.decision = d.id
               WHERE d.verdict = 'withheld' AND d.undone_at IS NULL
                   AND (d.words = ? OR a.attached IN (SELECT value FROM json_each(?)))""",
            (reference, json.dumps(people_called(ledger, reference))),
        )
    numbers = [row[0] for row in rows.fetchall()]
    if not numbers:
        raise NotFoundError(f"{reference}: is not withheld. `traslado judge list` shows what is.")
    for number in numbers:
        release_number(ledger, number, by=by)
    return numbers


def release_number(ledger: Ledger, number: int, *, by: str) -> None:
    """Undo a judgement of any kind; of one that withholds, show anew whatever names whom it withheld."""
    forms = withheld_forms(ledger.connection)
    undo(ledger, number, by=by)
    if forms == withheld_forms(ledger.connection):
        return
    with ledger.transaction():
        protect(ledger)
        touch_named(ledger, forms)


def people_called(ledger: Ledger, reference: str) -> list[str]:
    """The mentions of the person whom an IRI names, or of all people of a name; none for a name no document extracts.

    Raises:
        NotFoundError: no text has the name.
        InputError: it is no person.
    """
    connection = ledger.connection
    found = {m for entity in entities_called(connection, reference) for m in mentions_called(connection, entity)}
    if not found:
        try:
            found = set(mentions_called(connection, reference))
        except NotFoundError:
            if not _documents_naming(ledger, Names(full_forms([reference]), anywhere=True)):
                raise
    people = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM mention WHERE type = 'Person' AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(found)),),
        )
    }
    if found and not people:
        raise InputError(f"{reference}: is no person. People and documents are withheld, nothing else.")
    return sorted(people)


def touch_named(ledger: Ledger, forms: Iterable[str]) -> None:
    """Whatever shows one of these names is shown anew; within a transaction."""
    documents = _documents_naming(ledger, Names(full_forms(forms), anywhere=True))
    touched = Touched(documents, subjects_of(ledger.connection, documents))
    touched.entities |= {
        row[0]
        for row in ledger.connection.execute(
            """SELECT r.entity FROM mention m JOIN resolution r ON r.mention = m.id
               WHERE m.document IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(documents)),),
        )
    }
    ledger.record(touched)


def _documents_naming(ledger: Ledger, names: Names) -> set[str]:
    """Current documents whose text, title, label or address has one of the names."""
    rows = ledger.connection.execute(
        """SELECT d.id, t.content, d.label, coalesce(d.title, ''), coalesce(d.url, '')
           FROM document d JOIN text t ON t.sha256 = d.text WHERE d.state = 'current'"""
    )
    return {
        id_
        for id_, content, label, title, url in rows
        if names.spans(content) or names.spans(f"{label}\n{title}") or names.mask_address(url) != url
    }
