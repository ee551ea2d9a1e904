"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.problem import Problem
from api.snapshot import CurrentSnapshot

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["alive"])


class Ready(BaseModel):
    """A generation is open."""

    status: str = Field(examples=["ready"])
    sequence: int = Field(description="Of the journal's last entry in the graph that is served.", examples=[412])
    ledger: str = Field(description="Id of the ledger that the graph was made from.")


@router.get("/healthz")
async def healthz() -> Alive:
    """The process is up, whatever it has to serve."""
    return Alive(status="alive")


@router.get("/readyz", responses={503: {"model": Problem, "description": "Nothing is published yet"}})
def readyz(snapshot: CurrentSnapshot) -> Ready:
    """A generation is open and questions are answered from it."""
    return Ready(status="ready", sequence=snapshot.generation.sequence, ledger=snapshot.generation.ledger)
