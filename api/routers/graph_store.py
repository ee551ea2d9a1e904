"""`/graph-store`: the SPARQL 1.1 Graph Store Protocol; everybody reads, who has a token writes graphs of their own."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import NamedNode
from starlette.datastructures import UploadFile

from api.conditional import entity_tag, not_modified
from api.negotiation import NotAcceptableError
from api.problem import Problem
from api.routers.sparql import OF_GENERATION, base_of, headers_of
from api.settings import Settings
from api.sparql.dataset import Datasets
from api.sparql.error import QueryRefusedError
from api.sparql.graph_worker import Kind
from api.sparql.pool import WorkerPool, job_of
from api.sparql.protocol import (
    GRAPH_FORMATS,
    MediaTypeError,
    RequestError,
    accepted_formats,
    body_type,
    fields_of,
    only,
)
from api.sparql.response import result_response, while_connected
from api.token import require_scope
from api.token_store import Token

router = APIRouter(tags=["sparql"])

Writer = Annotated[Token, Depends(require_scope("graphs:write"))]
_MULTIPART: Final = "multipart/form-data"
_INDIRECT: Final = "/graph-store"
_DIRECT: Final = "/graph-store/{path:path}"
_READ: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The graph", "content": {media: {} for media in GRAPH_FORMATS.values()}},
    304: {"description": "The client has this graph already: it sent its ETag as If-None-Match"},
    400: {"model": Problem, "description": "No graph, or no IRI; too large a graph"},
    404: {"model": Problem, "description": "There is no such graph"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
}
_WRITE: Final[dict[int | str, dict[str, Any]]] = {
    201: {"description": "There was no such graph before"},
    204: {"description": "It is done"},
    400: {"model": Problem, "description": "No graph, no IRI, or RDF that does not parse (with line and column)"},
    401: {"model": Problem, "description": "No token, or one that is not in force"},
    403: {"model": Problem, "description": "A graph of Traslado's own, or a token without the scope"},
    404: {"model": Problem, "description": "There is no such graph to delete"},
    413: {"model": Problem, "description": "Too large a body"},
    415: {"model": Problem, "description": "A body that is not RDF"},
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {media: {"schema": {"type": "string"}} for media in (*GRAPH_FORMATS.values(), _MULTIPART)},
    }
}


_NAMED_BY: Final = [
    {
        "name": "graph",
        "in": "query",
        "description": "IRI of the graph. Without it and `default`, the address itself, `/graph-store/…`, is the IRI.",
        "schema": {"type": "string", "examples": ["urn:example:watched"]},
    },
    {
        "name": "default",
        "in": "query",
        "allowEmptyValue": True,
        "description": "Given, even empty: the default graph, which is Traslado's own.",
        "schema": {"type": "string"},
    },
]
_FORMAT: Final = {
    "name": "format",
    "in": "query",
    "description": "Format by name, in place of the Accept header.",
    "schema": {"type": "string", "enum": [*GRAPH_FORMATS]},
}
_READ_BY: Final = [*_NAMED_BY, _FORMAT, OF_GENERATION]


@router.get(_INDIRECT, responses=_READ, openapi_extra={"parameters": _READ_BY}, response_class=Response)
@router.get(_DIRECT, include_in_schema=False)
async def read_graph(request: Request) -> Response:
    """The triples of a graph: a document's, by its IRI, the default graph, or one that a user wrote."""
    name = _named(request)
    if name is None:
        raise RequestError("Name a graph: ?graph=IRI, or ?default.")
    formats = fields_of(request.url.query).get("format", ())
    _, graph_format = accepted_formats(formats, request.headers.get("accept"))
    if graph_format is None:
        raise NotAcceptableError(f"Graphs are written as {', '.join(GRAPH_FORMATS.values())}.")
    settings: Settings = request.app.state.settings
    datasets: Datasets = request.app.state.datasets
    workers: WorkerPool = request.app.state.workers
    dataset = await datasets.of(request)
    tag = entity_tag(dataset.tag, graph_format)
    headers = headers_of(dataset)
    if known := not_modified(request, tag, **headers):
        return known
    job = job_of(settings, graph=name, base=base_of(request, dataset), graph_format=graph_format)
    result = await while_connected(request, workers.run(dataset.folder, job))
    return result_response(result, graph_format, {**headers, "ETag": tag})


@router.put(_INDIRECT, status_code=204, responses=_WRITE, openapi_extra={"parameters": _NAMED_BY, **_BODY})
@router.put(_DIRECT, status_code=204, include_in_schema=False)
async def replace_graph(request: Request, _: Writer) -> Response:
    """Make a graph of your own say this and nothing else."""
    return await _write(request, "replace", _required(request))


@router.post(_INDIRECT, status_code=204, responses=_WRITE, openapi_extra={"parameters": _NAMED_BY, **_BODY})
@router.post(_DIRECT, status_code=204, include_in_schema=False)
async def add_to_graph(request: Request, _: Writer) -> Response:
    """Add to a graph of your own; where none is named, to a new one, whose IRI is the answer's Location."""
    name = _named(request)
    if name is not None:
        return await _write(request, "add", name)
    address = f"{_address(request)}/{uuid.uuid4()}"
    datasets: Datasets = request.app.state.datasets
    reserved = (await datasets.current()).reserves(address)
    return await _write(request, "add", uuid.uuid4().urn if reserved else address)


@router.delete(_INDIRECT, status_code=204, responses=_WRITE, openapi_extra={"parameters": _NAMED_BY})
@router.delete(_DIRECT, status_code=204, include_in_schema=False)
async def delete_graph(request: Request, _: Writer) -> Response:
    """Delete a graph of your own."""
    name = _required(request)
    await _change(request, "delete", name, [])
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.options(_INDIRECT, include_in_schema=False)
@router.options(_DIRECT, include_in_schema=False)
async def options() -> Response:
    """What can be done here."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": "GET, HEAD, PUT, POST, DELETE, OPTIONS"})


async def _write(request: Request, kind: Literal["replace", "add"], name: str) -> Response:
    done = await _change(request, kind, name, await _payload(request))
    if done["existed"]:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return Response(status_code=HTTPStatus.CREATED, headers={"Location": name} if name else {})


async def _change(request: Request, kind: Kind, name: str, payload: list[tuple[str, bytes]]) -> dict[str, Any]:
    datasets: Datasets = request.app.state.datasets
    dataset = await datasets.current()
    if dataset.reserves(name):
        raise QueryRefusedError(
            f"{f'<{name}>' if name else 'The default graph'} is Traslado's own: it follows from documents and "
            "judgements, and is never edited by hand. Write to a graph of your own, outside its base."
        )
    return await datasets.change(kind, graph=name, base=name or base_of(request, dataset), payload=payload)


async def _payload(request: Request) -> list[tuple[str, bytes]]:
    """Media type and content of the body, or of each file in it."""
    media_type = body_type(request)
    if media_type != _MULTIPART:
        return [(_rdf(media_type), await request.body())]
    async with request.form() as form:
        files = [part for part in form.values() if isinstance(part, UploadFile)]
        return [(_rdf((file.content_type or "").partition(";")[0].strip()), await file.read()) for file in files]


def _rdf(media_type: str) -> str:
    if media_type not in GRAPH_FORMATS.values():
        raise MediaTypeError(
            f"Content-Type is {media_type or 'missing'}. Send a graph as {', '.join(GRAPH_FORMATS.values())}."
        )
    return media_type


def _required(request: Request) -> str:
    name = _named(request)
    if name is None:
        raise RequestError("Name a graph: ?graph=IRI.")
    return name


def _named(request: Request) -> str | None:
    """The graph of a request: its IRI, "" for the default graph; None where it names none.

    Raises:
        RequestError: it names two, or what it names is no absolute IRI.
    """
    fields = fields_of(request.url.query)
    graph = only(fields, "graph")
    if graph is None:
        if "default" in fields:
            return ""
        direct = "path" in request.path_params
        return _iri(_address(request)) if direct else None
    if "default" in fields:
        raise RequestError("The request has `graph` and `default`. Give one of them.")
    return _iri(graph)


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise RequestError(f"{text}: this is no absolute IRI ({error}).") from None


def _address(request: Request) -> str:
    """The address of the request as it was sent, without its parameters."""
    raw: bytes = request.scope["raw_path"]
    return f"{request.url.scheme}://{request.url.netloc}{raw.decode('ascii')}"
