"""The claims of current documents, joined and resolved, without what no view shows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from graph.protection import masks
from graph.view_masking import mask_claims


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


_CLAIMS: Final = """
    SELECT c.id, c.document, subject.entity, c.subject, c.predicate, object.entity, c.object, o.to_state, c.value,
           c.modality, speaker.entity, c.status, c.count, c."when", c."case", c.via, c.context, c.weekday, c.aspect,
           c.sources, c.cites, c.start, c."end", c.quote, c.rule, d.origin_group, d.published, d.publisher,
           d.title, d.url,
           (SELECT max(j.verdict) FROM judged_claim jc JOIN decision j ON j.id = jc.decision WHERE jc.claim = c.id)
    FROM claim c
    JOIN resolution subject ON subject.mention = c.subject
    JOIN document d ON d.id = c.document AND d.state = 'current'
    LEFT JOIN resolution object ON object.mention = c.object
    LEFT JOIN mention o ON o.id = c.object
    LEFT JOIN resolution speaker ON speaker.mention = c.speaker"""
_BY_ID: Final = _CLAIMS + " WHERE c.id IN (SELECT value FROM json_each(?))"  # noqa: S608  # of constants
_BY_DOCUMENT: Final = (
    _CLAIMS + " WHERE c.document IN (SELECT value FROM json_each(?)) ORDER BY c.start, c.id"  # noqa: S608  # of constants
)
_VALUE: Final = 8
_CONTEXT: Final = 16
_LISTS: Final = (15, _CONTEXT, 19, 20)
"""Columns of `via`, `context`, `sources` and `cites`."""


def claim_views(connection: sqlite3.Connection, ids: Iterable[str]) -> list[ClaimView]:
    """Claims of current documents by their ids, but for what no view shows."""
    return _masked(connection, _read(connection, _BY_ID, ids))


def claims_of_documents(connection: sqlite3.Connection, documents: Iterable[str]) -> list[ClaimView]:
    """All claims of those of the documents that are current, in their order, but for what no view shows."""
    return _masked(connection, unmasked_claims(connection, documents))


def unmasked_claims(connection: sqlite3.Connection, documents: Iterable[str]) -> list[ClaimView]:
    """As `claims_of_documents`, before masking."""
    return _read(connection, _BY_DOCUMENT, documents)


def _read(connection: sqlite3.Connection, query: str, asked: Iterable[str]) -> list[ClaimView]:
    """Without those that a person judged to be misread."""
    said = map(_claim, connection.execute(query, (json.dumps(sorted(asked)),)))
    return [claim for claim in said if claim.verdict != "misread"]


def _masked(connection: sqlite3.Connection, said: list[ClaimView]) -> list[ClaimView]:
    out_of_sight = masks(connection, {claim.document for claim in said}, ())
    return said if out_of_sight is None else list(mask_claims(said, out_of_sight))


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
