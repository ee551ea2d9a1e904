"""`/sparql`: the SPARQL 1.1 Protocol over the published generation and the graphs that users write."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.answer_cache import GENERATION_HEADER
from api.conditional import entity_tag, not_modified
from api.negotiation import NotAcceptableError, choose
from api.pages import page
from api.pages.example import examples
from api.prefix import PREFIXES
from api.problem import Problem
from api.settings import Settings
from api.snapshot import GENERATION
from api.sparql.dataset import Dataset, Datasets
from api.sparql.pool import WorkerPool, job_of
from api.sparql.protocol import (
    GRAPH_FORMATS,
    SOLUTIONS_FORMATS,
    Query,
    Update,
    accepted_formats,
    read_operation,
)
from api.sparql.response import result_response, while_connected
from api.sparql.service_description import Describer
from api.token import authorize

router = APIRouter(tags=["sparql"])

_SCOPE: Final = "graphs:write"
_NEVER_THE_SAME: Final = re.compile("RAND|NOW|UUID", re.IGNORECASE)
"""Functions that give something else each time; that the letters may also stand elsewhere costs a repeated answer."""
_TEXT: Final = {"type": "string"}
_GRAPHS: Final = {"type": "array", "items": _TEXT}
OF_GENERATION: Final = {
    "name": "generation",
    "in": "query",
    "description": GENERATION,
    "schema": {"type": "integer"},
}
_PARAMETERS: Final = [
    {
        "name": "query",
        "in": "query",
        "description": "A SELECT, ASK, CONSTRUCT or DESCRIBE query. Without one, the answer describes the service.",
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
        "schema": _GRAPHS,
    },
    {
        "name": "named-graph-uri",
        "in": "query",
        "description": "Graphs that GRAPH finds, in place of FROM NAMED; may be repeated.",
        "schema": _GRAPHS,
    },
    OF_GENERATION,
]
_PARAMETERS_OF_POST: Final = [
    *_PARAMETERS[1:],
    {
        "name": "using-graph-uri",
        "in": "query",
        "description": "Of an update: graphs whose merge is the default graph of its WHERE, in place of USING.",
        "schema": _GRAPHS,
    },
    {
        "name": "using-named-graph-uri",
        "in": "query",
        "description": "Of an update: graphs that GRAPH finds in its WHERE, in place of USING NAMED.",
        "schema": _GRAPHS,
    },
]
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The result; a long one comes piece by piece",
        "content": {media: {} for media in (*SOLUTIONS_FORMATS.values(), *GRAPH_FORMATS.values())},
    },
    400: {"model": Problem, "description": "Malformed (with line and column), too complex, or too large a result"},
    403: {"model": Problem, "description": "SERVICE, LOAD, or an update of what is Traslado's own"},
    406: {"model": Problem, "description": "None of the formats asked for is written for this kind of query"},
    413: {"model": Problem, "description": "Too long a query"},
    503: {"model": Problem, "description": "Out of memory, or all workers busy"},
    504: {"model": Problem, "description": "Stopped at the end of its time"},
}
_RESPONSES_OF_GET: Final[dict[int | str, dict[str, Any]]] = {
    **_RESPONSES,
    304: {"description": "The client has this result already: it sent its ETag as If-None-Match"},
    405: {"model": Problem, "description": "An update, which comes by POST"},
}
_RESPONSES_OF_POST: Final[dict[int | str, dict[str, Any]]] = {
    **_RESPONSES,
    204: {"description": "The update is done"},
    401: {"model": Problem, "description": "An update without a token, or with one that is not in force"},
    415: {"model": Problem, "description": "A body of another media type than the protocol's"},
}
_BODY: Final = {
    "content": {
        "application/sparql-query": {"schema": {**_TEXT, "examples": [examples()[0].query]}},
        "application/sparql-update": {"schema": _TEXT},
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"query": _TEXT, "update": _TEXT, "format": _TEXT}}
        },
    }
}


@router.get(
    "/sparql",
    responses=_RESPONSES_OF_GET,
    openapi_extra={"parameters": _PARAMETERS},
    response_class=Response,
)
async def query_by_get(request: Request) -> Response:
    """Run a query given in the address. Without one, describe the service; a browser gets a form."""
    return await _answer(request)


@router.post(
    "/sparql",
    responses=_RESPONSES_OF_POST,
    openapi_extra={"parameters": _PARAMETERS_OF_POST, "requestBody": _BODY},
    response_class=Response,
)
async def operate_by_post(request: Request) -> Response:
    """Run a query or an update given as a form or as the body. Updates need a token, and graphs of your own."""
    return await _answer(request)


@router.get("/.well-known/void", include_in_schema=False)
async def void(request: Request) -> Response:
    """Where the dataset is described (VoID, 7.2)."""
    return RedirectResponse(endpoint_of(request), status_code=HTTPStatus.SEE_OTHER)


@router.options("/sparql", include_in_schema=False)
async def options() -> Response:
    """What can be done here."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": "GET, HEAD, POST, OPTIONS"})


async def _answer(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    operation = await read_operation(request, longest=settings.sparql_query_bytes)
    match operation:
        case Query():
            return await _query(request, operation, settings)
        case Update():
            return await _update(request, operation)
        case None:
            return await _describe(request)


async def _query(request: Request, query: Query, settings: Settings) -> Response:
    accept = request.headers.get("accept")
    solutions_format, graph_format = accepted_formats(query.formats, accept)
    datasets: Datasets = request.app.state.datasets
    dataset = await datasets.of(request)
    headers = headers_of(dataset)
    if request.method == "GET" and not _NEVER_THE_SAME.search(query.text):
        tag = entity_tag(dataset.tag, solutions_format or "", graph_format or "")
        if known := not_modified(request, tag, **headers):
            return known
        headers["ETag"] = tag
    job = job_of(
        settings,
        query=query.text,
        base=base_of(request, dataset),
        default_graphs=list(query.default_graphs),
        named_graphs=list(query.named_graphs),
        solutions_format=solutions_format,
        graph_format=graph_format,
    )
    workers: WorkerPool = request.app.state.workers
    result = await while_connected(request, workers.run(dataset.folder, job))
    return result_response(result, graph_format if result.form == "graph" else solutions_format, headers)


async def _update(request: Request, update: Update) -> Response:
    await run_in_threadpool(authorize, request, _SCOPE)
    datasets: Datasets = request.app.state.datasets
    dataset = await datasets.current()
    changing = datasets.change(
        "update",
        update=update.text,
        base=base_of(request, dataset),
        using=list(update.using),
        using_named=list(update.using_named),
    )
    await while_connected(request, changing)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _describe(request: Request) -> Response:
    accept = request.headers.get("accept")
    media_type = choose((*GRAPH_FORMATS.values(), "text/html"), accept)
    if media_type == "text/html":
        formats = (*SOLUTIONS_FORMATS, *GRAPH_FORMATS)
        return page(request, "sparql.html", examples=examples(), formats=formats, prefixes=PREFIXES)
    _, graph_format = accepted_formats(request.query_params.getlist("format"), accept)
    if graph_format is None:
        raise NotAcceptableError("The service is described in Turtle, N-Triples, JSON-LD and RDF/XML.")
    datasets: Datasets = request.app.state.datasets
    describer: Describer = request.app.state.service_describer
    dataset = await datasets.of(request)
    description = await describer.describe(dataset, endpoint=endpoint_of(request), media_type=graph_format)
    return Response(description, media_type=graph_format, headers=headers_of(dataset))


def headers_of(dataset: Dataset) -> dict[str, str]:
    """What every answer from a dataset has."""
    named = {} if dataset.generation is None else {GENERATION_HEADER: str(dataset.generation)}
    return {"Vary": "Accept", **named}


def endpoint_of(request: Request) -> str:
    """The address of `/sparql` as the client has it."""
    return str(request.url_for("query_by_get"))


def base_of(request: Request, dataset: Dataset) -> str:
    """What relative IRIs resolve against."""
    return dataset.base or endpoint_of(request)
