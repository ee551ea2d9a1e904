"""`/v1/timeline`: what is said to have happened when, page by page; the question `timeline` gives it whole."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api.answer import row_model, rows_json, to_csv
from api.negotiation import choose_or_refuse
from api.problem import Problem
from api.snapshot import GENERATION, CurrentSnapshot
from graph.iso_date import DATE_FORM, is_date
from graph.question import Row, ask_cells, questions, with_evidence

_OFFERS: Final = {"json": "application/json", "csv": "text/csv"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer", "content": {"text/csv": {}}},
    404: {"model": Problem, "description": "Nothing is called what a parameter says"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet"},
}
_RowModel: Final = row_model(questions()["timeline"])

router = APIRouter(tags=["timeline"])


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError(f"{text!r} is no date; {DATE_FORM}")
    return text


Date = Annotated[str, Field(max_length=10), AfterValidator(_date)]


class TimelineParameters(BaseModel):
    """What is wanted."""

    model_config = ConfigDict(extra="forbid")

    about: str | None = Field(default=None, max_length=300, description="A name, or an IRI.", examples=["Los Zetas"])
    transfer: str | None = Field(
        default=None, max_length=300, description="Of a transfer and its people.", examples=["2026-01-20"]
    )
    since: Date | None = Field(default=None, description="From this date on, as precise as you like.")
    until: Date | None = Field(default=None, description="Up to this date, as precise as you like.")
    limit: int = Field(default=100, ge=1, le=500, description="Rows on a page.")
    after: str | None = Field(default=None, max_length=300, description="Where the page begins: as `next` has it.")
    format: Literal["json", "csv"] | None = Field(default=None, description="In place of the Accept header.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)


class TimelineModel(BaseModel):
    """A page of the timeline."""

    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    total: int
    next: str | None = Field(description="Address of the next page; none on the last.")
    rows: list[_RowModel]  # type: ignore[valid-type]


@router.get("/v1/timeline", response_model=TimelineModel, responses=_RESPONSES)
def timeline(
    request: Request, snapshot: CurrentSnapshot, parameters: Annotated[TimelineParameters, Query()]
) -> Response:
    """What is said to have happened when, the earliest first, each with its words."""
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), parameters.format)
    given = {name: value for name in ("about", "transfer") if (value := getattr(parameters, name))}
    question, rows = ask_cells(snapshot.backend, "timeline", given)
    since, until = parameters.since or "", parameters.until
    rows = sorted((row for row in rows if _within(str(row["when"]), since, until)), key=_place)
    start = bisect_right(rows, parameters.after, key=_place) if parameters.after else 0
    page = rows[start : start + parameters.limit]
    answer = with_evidence(snapshot.backend, question, page)
    if written == "csv":
        file = 'attachment; filename="timeline.csv"'
        return Response(to_csv(answer), media_type="text/csv", headers={"Content-Disposition": file, "Vary": "Accept"})
    following = None
    if start + parameters.limit < len(rows):
        following = f"/v1/timeline?{urlencode({**dict(request.query_params), 'after': _place(page[-1])})}"
    head = to_json({"generation": snapshot.generation.sequence, "total": len(rows), "next": following})
    body = b'%b,"rows":[%b]}' % (head[:-1], rows_json(answer.rows, snapshot.evidence_json))
    return Response(body, media_type="application/json", headers={"Vary": "Accept"})


def _within(when: str, since: str, until: str | None) -> bool:
    """As far as both are precise: `2025` may be any day of it."""
    return when >= since[: len(when)] and (until is None or when[: len(until)] <= until)


def _place(row: Row) -> str:
    """By what rows are ordered, and a page begins."""
    facts = row["facts"]
    return f"{row['when']}~{' '.join(facts) if isinstance(facts, list) else facts}"
