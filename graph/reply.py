"""Replies that people attached: to documents, or of entities. They stand beside every row that these touch."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.resolution import Touched


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply as it is shown.

    Attributes:
        number: of the judgement that attached it.
        words: a quote of it.
        document: id of the reply, where it is itself loaded.
    """

    number: int
    words: str | None
    url: str | None
    document: str | None
    title: str | None
    publisher: str | None
    published: str | None


# A reply that was loaded and is no longer there is shown only by the words that were given.
_REPLY = """d.id, d.words, coalesce(d.url, r.url), r.id, coalesce(r.title, r.label), r.publisher, r.published
            FROM decision d LEFT JOIN document r ON r.series = d.reply AND r.state = 'current'"""
_STANDS = "d.verdict = 'reply' AND d.undone_at IS NULL AND (r.id IS NOT NULL OR d.words IS NOT NULL)"


def replies_to_document(connection: sqlite3.Connection, document: str) -> tuple[ReplyView, ...]:
    """Replies to a document, the first attached first."""
    rows = connection.execute(
        f"""SELECT {_REPLY} WHERE {_STANDS} AND d.target = 'document'
            AND d.series = (SELECT series FROM document WHERE id = ?) ORDER BY d.id""",  # noqa: S608  # of constants
        (document,),
    )
    return tuple(ReplyView(*row) for row in rows)


def replies_of_entities(connection: sqlite3.Connection, entities: Iterable[str]) -> dict[str, tuple[ReplyView, ...]]:
    """Replies of entities, by entity."""
    found: dict[str, list[ReplyView]] = defaultdict(list)
    rows = connection.execute(
        f"""SELECT DISTINCT n.entity, {_REPLY} JOIN anchor a ON a.decision = d.id
            JOIN resolution n ON n.mention = a.attached
            WHERE {_STANDS} AND d.target = 'entity' AND n.entity IN (SELECT value FROM json_each(?))
            ORDER BY d.id""",  # noqa: S608  # of constants
        (json.dumps(sorted(entities)),),
    )
    for entity, *reply in rows:
        found[entity].append(ReplyView(*reply))
    return {entity: tuple(replies) for entity, replies in found.items()}


def touch_replied(connection: sqlite3.Connection, touched: Touched, document: str) -> None:
    """Whoever shows a document as a reply is shown anew."""
    (series,) = connection.execute("SELECT series FROM document WHERE id = ?", (document,)).fetchone()
    for kind, id_ in connection.execute(
        """SELECT 'document', t.id FROM decision d JOIN document t ON t.series = d.series AND t.state = 'current'
               WHERE d.reply = :series
           UNION SELECT 'entity', r.entity FROM decision d JOIN anchor a ON a.decision = d.id
               JOIN resolution r ON r.mention = a.attached WHERE d.reply = :series""",
        {"series": series},
    ):
        (touched.documents if kind == "document" else touched.entities).add(id_)
