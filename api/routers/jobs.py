"""What became of the changes that were taken on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.change import CHANGES
from api.job import Job, Jobs
from api.problem import Problem
from api.routers.writing import ACCESS
from api.token import require_scope
from api.token_store import Token
from ontology.error import NotFoundError

_SCOPES: Final = sorted({change.scope for change in CHANGES.values()})
_MISSING: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": Problem, "description": "No such job, or it ended a week ago"}
}
_SECONDS_BETWEEN_LOOKS: Final = 0.2

router = APIRouter(tags=["writing"], responses=ACCESS)
_Id = Annotated[str, Path(description="The job's id.", examples=["0123456789abcdef01234567"])]
_Token = Annotated[Token, Depends(require_scope(*_SCOPES))]


@router.get("/v1/jobs")
def list_jobs(request: Request, token: _Token) -> list[Job]:
    """The jobs that the token's scopes let it see, the newest first; what ended is kept for a week."""
    jobs: Jobs = request.app.state.jobs
    return [job for job in jobs.all() if job.scope in token.scopes]


@router.get("/v1/jobs/{id}", responses=_MISSING)
def read_job(request: Request, id_: Annotated[_Id, Path(alias="id")], token: _Token) -> Job:
    """How far a job is, and what came of it."""
    return _job(request.app.state.jobs, id_, token)


@router.get(
    "/v1/jobs/{id}/events",
    responses={**_MISSING, 200: {"description": "Server-sent events", "content": {"text/event-stream": {}}}},
    response_class=EventSourceResponse,
)
async def follow_job(request: Request, id_: Annotated[_Id, Path(alias="id")], token: _Token) -> EventSourceResponse:
    """The job as it goes on: an event `progress` with the job each time something changes, at last one `ended`."""
    jobs: Jobs = request.app.state.jobs
    job = await run_in_threadpool(_job, jobs, id_, token)
    return EventSourceResponse(_events(jobs, job))


async def _events(jobs: Jobs, job: Job) -> AsyncIterator[ServerSentEvent]:
    told: Job | None = None
    while True:
        if job != told:
            yield ServerSentEvent(job.model_dump_json(), event="ended" if job.ended else "progress")
            told = job
        if job.ended:
            return
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        job = await run_in_threadpool(jobs.get, job.id)


def _job(jobs: Jobs, id_: str, token: Token) -> Job:
    job = jobs.get(id_)
    if job.scope not in token.scopes:
        raise NotFoundError(f"{id_}: there is no such job.")
    if not job.ended:
        jobs.make_sure_they_are_made()
    return job
