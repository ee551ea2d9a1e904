"""`/v1/search`: people, organizations, places and transfers by name or alias."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api.describer import Describer
from api.negotiation import choose_or_refuse
from api.pages import page, speaks_spanish
from api.problem import Problem
from api.snapshot import GENERATION, CurrentSnapshot

router = APIRouter(tags=["search"])


class SearchParameters(BaseModel):
    """What a search is told."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(min_length=1, max_length=200, description="A name, or a part of one.", examples=["Caro Quintero"])
    limit: int = Field(default=20, ge=1, le=100, description="How many to give at most.")
    format: Literal["json", "html"] | None = Field(default=None, description="In place of the Accept header.")
    lang: Literal["en", "es"] | None = Field(default=None, description="Language of the page.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)


class Found(BaseModel):
    """An entity that a search found."""

    iri: str = Field(examples=["https://w3id.org/traslado/entities/cartel-de-sinaloa"])
    path: str | None = Field(
        description="Where this service shows it, on this host.", examples=["/entities/cartel-de-sinaloa"]
    )
    type: str = Field(examples=["CriminalOrganization"])
    label: str = Field(description="In the language asked for, where it has one.", examples=["Sinaloa Cartel"])
    name: str = Field(description="The name or alias that matched.", examples=["Cártel de Sinaloa"])
    score: float = Field(description="0 to 100; 100 is the very name, accents and case aside.", examples=[100.0])


class SearchAnswer(BaseModel):
    """What was found, the best first."""

    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    q: str
    matches: list[Found]


@router.get(
    "/v1/search",
    responses={
        200: {"content": {"text/html": {}}, "description": "What was found"},
        422: {"model": Problem, "description": "A parameter is missing, unknown or wrong"},
        503: {"model": Problem, "description": "Nothing is published yet"},
    },
    response_model=SearchAnswer,
)
def search(request: Request, snapshot: CurrentSnapshot, parameters: Annotated[SearchParameters, Query()]) -> Response:
    """Find entities by name or alias; accents and case do not matter, slips of the finger little."""
    offers = {"json": "application/json", "html": "text/html"}
    written = choose_or_refuse(offers, request.headers.get("accept"), parameters.format)
    describer = Describer(snapshot.store, snapshot.generation.base, spanish=speaks_spanish(request))
    matches = [
        Found(
            iri=match.iri,
            path=describer.path(match.iri),
            type=match.type,
            label=describer.thing(match.iri).label,
            name=match.name,
            score=match.score,
        )
        for match in snapshot.names.find(parameters.q, parameters.limit)
    ]
    if written == "html":
        return page(request, "search.html", q=parameters.q, matches=matches)
    answer = SearchAnswer(generation=snapshot.generation.sequence, q=parameters.q, matches=matches)
    return Response(to_json(answer), media_type="application/json", headers={"Vary": "Accept, Accept-Language"})
