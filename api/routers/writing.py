"""Changes over HTTP: documents, retractions, judgements, withholding. Each is taken on as a job, and made elsewhere."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api import audit
from api.change import AttachedReply, Change, Judgement, Load, Retraction, Undoing, Withholding
from api.job import Job, Jobs
from api.problem import Problem, problem_response
from api.token import require_scope
from api.token_store import Token

ACCESS: Final[dict[int | str, dict[str, Any]]] = {
    401: {"model": Problem, "description": "No token, or none that is in force"},
    403: {"model": Problem, "description": "A token without the scope, or no token was ever made here"},
    429: {"model": Problem, "description": "More requests than a client or a token may send"},
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Job, "description": "Done within the time that the request waits (`Prefer: wait`)"},
    202: {"description": "Taken on; the job's address is in Location"},
    400: {"model": Problem, "description": "The change cannot be made, or the body is no JSON"},
    404: {"model": Problem, "description": "Nothing is called what the change names"},
    413: {"model": Problem, "description": "More than TRASLADO_REQUEST_BYTES"},
    503: {"model": Problem, "description": "The home cannot be written"},
    **ACCESS,
}
_MOST_SECONDS: Final = 30
_SECONDS_BETWEEN_LOOKS: Final = 0.05

router = APIRouter(tags=["writing"], responses=_RESPONSES)
_Prefer = Annotated[
    str | None,
    Header(
        description=f"`wait=10` (RFC 7240): wait so long, at most {_MOST_SECONDS}, for the job's end, and "
        "answer with what came of it."
    ),
]


@router.post("/v1/documents", status_code=202, response_model=Job)
async def load_documents(
    request: Request,
    load: Load,
    token: Annotated[Token, Depends(require_scope(Load.scope))],
    prefer: _Prefer = None,
) -> Response:
    """Load documents as text. The same documents again are the same job, and change nothing."""
    return await _take_on(request, load, token, prefer)


@router.post("/v1/retractions", status_code=202, response_model=Job)
async def retract_document(
    request: Request,
    retraction: Retraction,
    token: Annotated[Token, Depends(require_scope(Retraction.scope))],
    prefer: _Prefer = None,
) -> Response:
    """Take a document out of the answers, or bring it back."""
    return await _take_on(request, retraction, token, prefer)


@router.post("/v1/judgements", status_code=202, response_model=Job)
async def make_judgement(
    request: Request,
    judgement: Judgement,
    token: Annotated[Token, Depends(require_scope(AttachedReply.scope))],
    prefer: _Prefer = None,
) -> Response:
    """Say what is right where the documents or their reading are not, signed with the token's name."""
    return await _take_on(request, judgement, token, prefer)


@router.post("/v1/judgements/{number}/undo", status_code=202, response_model=Job)
async def undo_judgement(
    request: Request,
    number: Annotated[int, Path(ge=1, lt=2**63)],
    token: Annotated[Token, Depends(require_scope(Undoing.scope))],
    prefer: _Prefer = None,
) -> Response:
    """Take a judgement back; it stays in the list."""
    return await _take_on(request, Undoing(number=number), token, prefer)


@router.post("/v1/withholding", status_code=202, response_model=Job)
async def withhold(
    request: Request,
    withholding: Withholding,
    token: Annotated[Token, Depends(require_scope(Withholding.scope))],
    prefer: _Prefer = None,
) -> Response:
    """Take a person or a document out of every public view, or show it again."""
    return await _take_on(request, withholding, token, prefer)


async def _take_on(request: Request, change: Change, token: Token, prefer: str | None) -> Response:
    jobs: Jobs = request.app.state.jobs
    job = await run_in_threadpool(jobs.submit, change, by=token.name)
    await run_in_threadpool(audit.given_to_job, jobs.home, request.state.audit, job.id)
    seconds = _seconds(prefer)
    job = await _ended(jobs, job, seconds)
    if job.problem is not None:
        response = problem_response(request, job.problem)
    else:
        response = Response(job.model_dump_json(), 200 if job.ended else 202, media_type="application/json")
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    response.headers["Cache-Control"] = "no-store"
    if seconds:
        response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


async def _ended(jobs: Jobs, job: Job, seconds: int) -> Job:
    """The job once it has ended, or as it stands after so many seconds."""
    until = time.monotonic() + seconds
    while not job.ended and time.monotonic() < until:
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        job = await run_in_threadpool(jobs.get, job.id)
    return job


def _seconds(prefer: str | None) -> int:
    asked = re.search(r"(?:^|[,;\s])wait=(\d{1,4})(?![\w.])", prefer or "")
    return min(int(asked[1]), _MOST_SECONDS) if asked else 0
