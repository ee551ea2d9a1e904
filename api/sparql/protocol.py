"""The SPARQL 1.1 Protocol's query operation: what a request asks, and in which formats it accepts the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.negotiation import NotAcceptableError, choose
from api.sparql.guard import QueryRefusedError, QueryTooLargeError
from ontology.error import QueryError

SOLUTIONS_FORMATS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Formats of SELECT and ASK by the name that `format=` takes."""
GRAPH_FORMATS: Final = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
}
"""Formats of CONSTRUCT and DESCRIBE by the name that `format=` takes."""

_ALSO_SOLUTIONS = ("application/json", "application/xml", "text/xml")
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_MOST_FIELDS = 1_000


class RequestError(QueryError):
    """A request that is not as the protocol has it."""


class MediaTypeError(QueryError):
    """A body of a media type that the query operation does not take."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, the dataset of the request (it replaces FROM and FROM NAMED), and the format asked by name."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


async def read_operation(request: Request, *, longest: int) -> Operation | None:
    """What the request asks; None for a GET that asks nothing.

    Raises:
        RequestError: no query or several, not UTF-8, or malformed parameters.
        MediaTypeError: a POST of another media type than the protocol's two.
        QueryRefusedError: an update.
        QueryTooLargeError: a body over what a query of `longest` bytes can need.
    """
    fields = _fields(request.url.query)
    if request.method != "POST":
        return _operation(fields) if fields.keys() & {"query", "update"} else None
    media_type, _, options = request.headers.get("content-type", "").partition(";")
    if "charset" in options.lower() and "utf-8" not in options.lower():
        raise MediaTypeError("The body is declared to be other than UTF-8. Send UTF-8.")
    body = await _body(request, longest=longest)
    match media_type.strip().lower():
        case "application/x-www-form-urlencoded":
            for name, values in _fields(body).items():
                fields.setdefault(name, []).extend(values)
        case "application/sparql-query":
            fields.setdefault("query", []).append(body)
        case "application/sparql-update":
            fields["update"] = [body]
        case other:
            raise MediaTypeError(f"Content-Type is {other or 'missing'}. Send {_FORM} or {_DIRECT}, in UTF-8.")
    return _operation(fields)


def accepted_formats(operation: Operation, accept: str | None) -> tuple[str | None, str | None]:
    """Media types to write solutions and graphs in, None where the client takes none of that kind.

    Raises:
        NotAcceptableError: it takes none of either kind.
    """
    if operation.format is None:
        solutions = choose((*SOLUTIONS_FORMATS.values(), *_ALSO_SOLUTIONS), accept)
        graph = choose(tuple(GRAPH_FORMATS.values()), accept)
    else:
        solutions = SOLUTIONS_FORMATS.get(operation.format)
        graph = GRAPH_FORMATS.get(operation.format)
    if solutions is None and graph is None:
        raise NotAcceptableError(f"None of the formats asked for is offered here. {offered_formats()}")
    return solutions, graph


def offered_formats() -> str:
    """A sentence that lists what can be asked for."""
    solutions = ", ".join(f"{name} ({media_type})" for name, media_type in SOLUTIONS_FORMATS.items())
    graphs = ", ".join(f"{name} ({media_type})" for name, media_type in GRAPH_FORMATS.items())
    return f"SELECT and ASK: {solutions}. CONSTRUCT and DESCRIBE: {graphs}."


def _operation(fields: dict[str, list[str]]) -> Operation:
    if "update" in fields:
        raise QueryRefusedError("This service only answers queries; the graph is changed by `traslado load`.")
    queries = fields.get("query", [])
    if len(queries) != 1:
        raise RequestError(f"The request has {len(queries)} queries. Send one, as `query` or as the body.")
    formats = fields.get("format", [])
    if len(formats) > 1:
        raise RequestError("The request has several `format` parameters. Send one, or an Accept header.")
    return Operation(
        query=queries[0],
        default_graphs=tuple(fields.get("default-graph-uri", ())),
        named_graphs=tuple(fields.get("named-graph-uri", ())),
        format=formats[0] if formats else None,
    )


def _fields(encoded: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise RequestError("The parameters are not UTF-8. Encode them in UTF-8, then with %.") from None
    except ValueError:
        raise RequestError(f"The request has more than {_MOST_FIELDS:,} parameters.") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


async def _body(request: Request, *, longest: int) -> str:
    most = 3 * longest + 65_536  # every byte percent-encoded, and room for the dataset
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise QueryTooLargeError(f"The body has more than {most:,} bytes; a query may have {longest:,}.")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RequestError(f"The body is not UTF-8 (byte {error.start}). Send UTF-8.") from None
