"""`/sparql`: the SPARQL 1.1 Protocol's query operation over the current generation."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.negotiation import choose
from api.pages import page
from api.pages.example import examples
from api.prefix import PREFIXES
from api.problem import Problem
from api.settings import Settings
from api.snapshot import Snapshots
from api.sparql.guard import check_query
from api.sparql.pool import Result, WorkerPool
from api.sparql.protocol import (
    GRAPH_FORMATS,
    SOLUTIONS_FORMATS,
    RequestError,
    accepted_formats,
    read_operation,
)
from api.sparql.worker import Job

router = APIRouter(tags=["sparql"])

_TEXT: Final = {"type": "string"}
_PARAMETERS: Final = [
    {
        "name": "query",
        "in": "query",
        "required": True,
        "description": "A SELECT, ASK, CONSTRUCT or DESCRIBE query.",
        "schema": {**_TEXT, "examples": [examples()[0].query]},
    },
    {
        "name": "format",
        "in": "query",
        "description": "Format by name, in place of the Accept header.",
        "schema": {**_TEXT, "enum": [*SOLUTIONS_FORMATS, *GRAPH_FORMATS]},
    },
    {
        "name": "default-graph-uri",
        "in": "query",
        "description": "Graphs whose merge is the default graph of the query, in place of FROM; may be repeated.",
        "schema": {"type": "array", "items": _TEXT},
    },
    {
        "name": "named-graph-uri",
        "in": "query",
        "description": "Graphs that GRAPH finds, in place of FROM NAMED; may be repeated.",
        "schema": {"type": "array", "items": _TEXT},
    },
]
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The result",
        "content": {media: {} for media in (*SOLUTIONS_FORMATS.values(), *GRAPH_FORMATS.values())},
    },
    400: {"model": Problem, "description": "Malformed (with line and column), too complex, or too large a result"},
    403: {"model": Problem, "description": "SERVICE or an update, which this service does not do"},
    406: {"model": Problem, "description": "None of the formats asked for is written for this kind of query"},
    413: {"model": Problem, "description": "Too long a query"},
    415: {"model": Problem, "description": "A body of another media type than the protocol's"},
    503: {"model": Problem, "description": "Out of memory, or all workers busy"},
    504: {"model": Problem, "description": "Stopped at the end of its time"},
}
_BODY: Final = {
    "content": {
        "application/sparql-query": {"schema": {**_TEXT, "examples": [examples()[0].query]}},
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"query": _TEXT, "format": _TEXT}, "required": ["query"]}
        },
    }
}


@router.get("/sparql", responses=_RESPONSES, openapi_extra={"parameters": _PARAMETERS}, response_class=Response)
async def query_by_get(request: Request) -> Response:
    """Run a query given in the address. Without one, a browser gets a form."""
    return await _answer(request)


@router.post(
    "/sparql",
    responses=_RESPONSES,
    openapi_extra={"parameters": _PARAMETERS[1:], "requestBody": _BODY},
    response_class=Response,
)
async def query_by_post(request: Request) -> Response:
    """Run a query given as a form or as the body."""
    return await _answer(request)


async def _answer(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    workers: WorkerPool = request.app.state.workers
    snapshots: Snapshots = request.app.state.snapshots
    accept = request.headers.get("accept")
    operation = await read_operation(request, longest=settings.sparql_query_bytes)
    if operation is None:
        if choose(("application/json", "text/html"), accept) != "text/html":
            raise RequestError("The request has no query. Send one as the parameter `query`, or as the body of a POST.")
        formats = (*SOLUTIONS_FORMATS, *GRAPH_FORMATS)
        return page(request, "sparql.html", examples=examples(), formats=formats, prefixes=PREFIXES)
    await run_in_threadpool(check_query, operation.query, longest=settings.sparql_query_bytes)
    solutions_format, graph_format = accepted_formats(operation, accept)
    snapshot = await run_in_threadpool(snapshots.current)
    job = Job(
        query=operation.query,
        base=snapshot.generation.base,
        default_graphs=list(operation.default_graphs),
        named_graphs=list(operation.named_graphs),
        solutions_format=solutions_format,
        graph_format=graph_format,
        seconds=settings.sparql_seconds,
        result_bytes=settings.sparql_result_bytes,
    )
    result = await _while_connected(request, workers.run(snapshot.generation.path, job))
    media_type = graph_format if result.form == "graph" else solutions_format
    return Response(result.content, media_type=media_type, headers={"Vary": "Accept"})


async def _while_connected(request: Request, running: Coroutine[Any, Any, Result]) -> Result:
    """Wait for a result, and stop the query when the client goes away."""
    query = asyncio.ensure_future(running)
    departure = asyncio.ensure_future(_departure(request))
    try:
        await asyncio.wait({query, departure}, return_when=asyncio.FIRST_COMPLETED)
        if not query.done():
            raise ClientDisconnect
        return query.result()
    finally:
        departure.cancel()
        if query.cancel():
            await asyncio.wait({query})


async def _departure(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
