"""What is for editors alone: the queue of review, the judgements with their reasons, and the audit trail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api import audit
from api.problem import Problem
from api.review import ProposalModel, review
from api.routers.writing import ACCESS
from api.settings import Settings
from api.token import require_scope
from graph import judgement
from graph.home import ledger_path
from graph.ledger import Ledger

_EMPTY: Final[dict[int | str, dict[str, Any]]] = {404: {"model": Problem, "description": "Nothing is loaded"}}

router = APIRouter(tags=["review"], responses=ACCESS)
_REVIEWER: Final = Depends(require_scope("review:read"))


class JudgementModel(BaseModel):
    """What a person decided."""

    number: int
    target: str = Field(description="pair, claim, document or entity.")
    verdict: str
    about: str = Field(description="What was judged, in words.")
    by: str
    at: str
    reason: str
    undone_at: str | None
    undone_by: str | None
    contradicts: list[int] = Field(description="Numbers of judgements in force with which it cannot hold.")
    unattached: list[str] = Field(description="Words that are no longer found: look at it.")


class AuditModel(BaseModel):
    """One attempt to write over HTTP."""

    number: int
    at: str
    token: str = Field(description="Id of the token.")
    name: str = Field(description="Whose it is.")
    request: str = Field(description="Id of the request, as in the log.")
    action: str = Field(examples=["POST /v1/judgements"])
    status: int | None = Field(description="Of the answer; none where the service ended before it.")
    job: str | None
    made: list[str] = Field(description="What came of it.", examples=[["judgement 4"]])


class _Parameters(BaseModel):
    """What may be asked, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ReviewParameters(_Parameters):
    """How much of the queue."""

    limit: int = Field(default=20, ge=1, le=1000)


class JudgementsParameters(_Parameters):
    """Which judgements."""

    undone: bool = Field(default=False, description="Those that were undone, too.")
    to_review: bool = Field(default=False, description="Only what contradicts another, or is no longer found.")


class AuditParameters(_Parameters):
    """Which entries."""

    before: int | None = Field(default=None, ge=1, lt=2**63, description="Entries below this number.")
    limit: int = Field(default=100, ge=1, le=1000)


@router.get("/v1/review", dependencies=[_REVIEWER], responses=_EMPTY)
def read_review(request: Request, asked: Annotated[ReviewParameters, Query()]) -> list[ProposalModel]:
    """Pairs of names that may be one, the likeliest first. Answer with POST /v1/judgements."""
    with _ledger(request) as ledger:
        return review(ledger, asked.limit)


@router.get("/v1/judgements", dependencies=[_REVIEWER], responses=_EMPTY)
def list_judgements(request: Request, asked: Annotated[JudgementsParameters, Query()]) -> list[JudgementModel]:
    """The judgements, oldest first: by whom, when, why, and which contradict each other."""
    with _ledger(request) as ledger:
        found = judgement.judgements(ledger, undone=asked.undone, to_review=asked.to_review)
    return [JudgementModel(**asdict(one)) for one in found]


@router.get("/v1/audit", dependencies=[Depends(require_scope("audit:read"))])
def read_audit(request: Request, asked: Annotated[AuditParameters, Query()]) -> list[AuditModel]:
    """Who asked for which change over HTTP, the newest first: by numbers and ids, never by names of people."""
    settings: Settings = request.app.state.settings
    return [AuditModel(**asdict(entry)) for entry in audit.trail(settings.home, before=asked.before, limit=asked.limit)]


def _ledger(request: Request) -> Ledger:
    settings: Settings = request.app.state.settings
    return Ledger(ledger_path(settings.home))
