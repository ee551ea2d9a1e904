"""`/v1/generations`: which states of the graph can be asked, and the context that makes `/v1`'s answers JSON-LD."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.context import context
from api.problem import Problem
from api.settings import Settings
from api.snapshot import CurrentSnapshot
from graph.generation import kept

router = APIRouter(tags=["generations"])


class JsonLdResponse(JSONResponse):
    """JSON-LD."""

    media_type = "application/ld+json"


class GenerationModel(BaseModel):
    """A state of the graph that can be asked: `generation=` with its sequence."""

    sequence: int = Field(description="Of the journal's last entry in it.", examples=[412])
    published: str = Field(description="When, in UTC.", examples=["2026-11-24T19:39:03+00:00"])
    current: bool = Field(description="What is asked without `generation=`.")


class GenerationsModel(BaseModel):
    """What is kept, the oldest first."""

    ledger: str = Field(description="Id of the ledger: sequences of another one mean nothing here.")
    generations: list[GenerationModel]


@router.get("/v1/generations", responses={503: {"model": Problem, "description": "Nothing is published yet"}})
def list_generations(request: Request, snapshot: CurrentSnapshot) -> GenerationsModel:
    """The generations that can be asked. Withholding and erasing leave none of the earlier ones."""
    settings: Settings = request.app.state.settings
    current = snapshot.generation
    return GenerationsModel(
        ledger=current.ledger,
        generations=[
            GenerationModel(sequence=one.sequence, published=one.published, current=one.sequence == current.sequence)
            for one in kept(settings.home)
            if one.ledger == current.ledger
        ],
    )


@router.get("/v1/context.jsonld", response_class=JsonLdResponse)
async def read_context() -> JsonLdResponse:
    """What the names in `/v1`'s answers mean: their JSON-LD context, which every answer links to."""
    return JsonLdResponse(context())
