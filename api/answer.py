"""Answers to questions as typed JSON, and as CSV with their sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_json as to_json_bytes

from graph.question import Answer, AnswerRow, Cell, Evidence, Question, Reply

_TYPES: Final[dict[str, Any]] = {
    "integer": int | None,
    "boolean": bool | None,
    "list": list[str],
    "facts": list[str],
}
_SHARED: Final[dict[str, tuple[Any, str]]] = {
    "strength": (str | None, "How strongly it is said: never more than the sources say."),
    "basis": (str | None, "flown, appeared, held, charged, or transfer: on what a place rests."),
    "identity": (str | None, "How sure it is who the person is."),
    "documents": (int | None, "Documents that say it."),
    "origins": (int | None, "Independent origins that say it: copies of one text are one."),
    "speakers": (int | None, "Speakers to whom it is attributed."),
}
_KNOWN_EVIDENCE: Final = 100_000
"""Claims whose evidence is kept as JSON, about 100 MB; beyond it the memory starts anew."""


class ReplyModel(BaseModel):
    """A reply to the document, or of whom the claim is about."""

    model_config = ConfigDict(from_attributes=True)

    reply: str = Field(description="IRI of the reply.")
    title: str
    words: str | None = Field(description="Words of the reply.", examples=["I never led it."])
    url: str | None = Field(description="Where it was published.")
    publisher: str | None
    published: str | None
    document: str | None = Field(description="IRI of the document that the reply is, where it is itself loaded.")


class EvidenceModel(BaseModel):
    """One claim behind a row: the words, where they stand, and who says them."""

    model_config = ConfigDict(from_attributes=True)

    claim: str = Field(description="IRI of the claim.")
    document: str = Field(description="IRI of the document.")
    title: str = Field(examples=["Third transfer of prisoners to the United States"])
    publisher: str | None = Field(examples=["Traslado samples"])
    published: str | None = Field(
        description="Date of publication, as precise as it is known.", examples=["2026-01-21"]
    )
    url: str | None
    kind: str = Field(description="Kind of document.", examples=["press release"])
    quote: str = Field(description="The words, as they stand in the text.")
    prefix: str = Field(description="A little of what stands before them.")
    suffix: str = Field(description="A little of what stands after them.")
    modality: str = Field(description="The strength that the document gives.", examples=["alleged"])
    speaker: str | None = Field(description="To whom the document attributes it.", examples=["Security Cabinet"])
    origin: str = Field(description="Documents of one origin count once.")
    cites: list[str] = Field(description="Addresses that the document cites for this very statement.")
    sources: list[str] = Field(description="Addresses that the document rests on as a whole.")
    confirmed: bool = Field(description="A person looked at the words and confirmed that they say so.")
    correction: str | None = Field(description="What the document's publisher corrected of it.")
    replies: list[ReplyModel] = Field(description="Replies to the document, and of whom the claim is about.")


def row_model(question: Question) -> type[BaseModel]:
    """The shape of a row: its columns and its evidence."""
    camel = "".join(word.capitalize() for word in question.name.split("_"))
    fields: dict[str, Any] = {
        name: (type_, Field(default=None, description=description)) for name, (type_, description) in _SHARED.items()
    }
    fields |= {c.name: (_TYPES.get(c.type, str | None), Field(description=c.description.en)) for c in question.columns}
    fields["evidence"] = (list[EvidenceModel], Field(description="The claims that the row rests on."))
    return create_model(f"{camel}Row", __doc__=f"A row of {question.name}.", **fields)


def answer_model(question: Question) -> type[BaseModel]:
    """The shape of a question's answer: `question`, `generation` and `rows`."""
    camel = "".join(word.capitalize() for word in question.name.split("_"))
    row = row_model(question)
    return create_model(
        f"{camel}Answer",
        __doc__=question.title.en,
        question=(str, Field(examples=[question.name])),
        generation=(int, Field(description="Sequence of the generation that the answer is of.", examples=[412])),
        rows=(list[row], Field(description="Rows in the order of their columns.")),  # type: ignore[valid-type]
    )


def to_json(answer: Answer, generation: int, known: dict[str, bytes]) -> bytes:
    """What `answer_model` validates, as bytes.

    Args:
        answer: the answer.
        generation: sequence of the generation that it is of.
        known: the evidence that was written before, by claim, to be added to; of one generation.
    """
    head = b'{"question":"%b","generation":%d,"rows":[' % (answer.question.name.encode(), generation)
    return b"%b%b]}" % (head, rows_json(answer.rows, known))


def rows_json(rows: Iterable[AnswerRow], known: dict[str, bytes]) -> bytes:
    """Rows as JSON with commas between; `known` as in `to_json`."""
    return b",".join(
        b'%b,"evidence":[%b]}' % (to_json_bytes(row.cells)[:-1], b",".join(_evidence_json(row.evidence, known)))
        for row in rows
    )


def _evidence_json(evidence: Iterable[Evidence], known: dict[str, bytes]) -> Iterator[bytes]:
    """Writing the evidence anew would cost more than asking for it."""
    if len(known) > _KNOWN_EVIDENCE:
        known.clear()
    for each in evidence:
        written = known.get(each.claim)
        if written is None:
            written = known[each.claim] = to_json_bytes(each)
        yield written


def to_csv(answer: Answer) -> str:
    """A line a row, with its columns, then its sources (`csv_lines`)."""
    names = list(dict.fromkeys((*(column.name for column in answer.question.columns), *_SHARED)))
    return csv_lines(names, ((row.cells, row.evidence) for row in answer.rows))


def csv_lines(names: Sequence[str], rows: Iterable[tuple[Mapping[str, Cell], Sequence[Evidence]]]) -> str:
    """A line a row (RFC 4180): its columns, then `sources`, `quotes`, `replies`; several in a cell are parted by ` | `.

    A source says what its publisher corrected.
    """
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([*names, "sources", "quotes", "replies"])
    for cells, claims in rows:
        sources = dict.fromkeys(_source(evidence) for evidence in claims)
        quotes = dict.fromkeys(_quoted(evidence) for evidence in claims)
        replies = dict.fromkeys(_replied(reply) for evidence in claims for reply in evidence.replies)
        joined = (" | ".join(parts) for parts in (sources, quotes, replies))
        writer.writerow([*(plain(cells.get(name)) for name in names), *joined])
    return output.getvalue()


def plain(cell: Cell) -> str:
    """A cell as words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "; ".join(cell) if isinstance(cell, list) else str(cell)


def _source(evidence: Evidence) -> str:
    corrected = f"corrected: {evidence.correction}" if evidence.correction else None
    parts = (evidence.publisher, evidence.published, evidence.title, evidence.url or evidence.document, corrected)
    return ", ".join(part for part in parts if part)


def _replied(reply: Reply) -> str:
    words = f"“{reply.words}”" if reply.words else reply.title
    return ", ".join(part for part in (words, reply.publisher, reply.published, reply.url or reply.document) if part)


def _quoted(evidence: Evidence) -> str:
    speaker = f", {evidence.speaker}" if evidence.speaker else ""
    return f"“{evidence.quote}” ({evidence.modality}{speaker})"
