"""The SPARQL 1.1 Protocol: what a request asks, and in which formats it accepts the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.negotiation import NotAcceptableError, choose
from api.sparql.error import QueryTooLargeError
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
    "rdfxml": "application/rdf+xml",
}
"""Formats of CONSTRUCT and DESCRIBE, and of graphs, by the name that `format=` takes."""

_OTHER_NAMES: Final = {
    "ttl": "turtle",
    "n3": "turtle",
    "nt": "ntriples",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    **{media_type: name for name, media_type in (SOLUTIONS_FORMATS | GRAPH_FORMATS).items()},
}
"""What clients call formats: SPARQLWrapper, Virtuoso's and Jena's."""
_OF_EITHER_KIND: Final = {"json": "jsonld", "xml": "rdfxml"}
"""A name for solutions, and what it is taken for where the query gives a graph."""
_ALSO_SOLUTIONS = ("application/json", "application/xml", "text/xml")
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 1_000


class RequestError(QueryError):
    """A request that is not as the protocol has it."""


class MediaTypeError(QueryError):
    """A body of a media type that the operation does not take."""


class MethodError(QueryError):
    """An operation by a method that the protocol does not have it by."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the dataset of the request (it replaces FROM and FROM NAMED), and the formats asked by name."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """An update, and the dataset of the request for its WHERE (in place of USING and USING NAMED)."""

    text: str
    using: tuple[str, ...]
    using_named: tuple[str, ...]


async def read_operation(request: Request, *, longest: int) -> Query | Update | None:
    """What the request asks; None for a GET that asks nothing.

    Args:
        request: as it came.
        longest: most bytes of a query or an update.

    Raises:
        RequestError: no operation or several, not UTF-8, or malformed parameters.
        MediaTypeError: a POST of another media type than the protocol's three.
        MethodError: an update by GET.
        QueryTooLargeError: a body over what an operation of `longest` bytes can need.
    """
    fields = fields_of(request.url.query)
    if request.method != "POST":
        if "update" in fields:
            raise MethodError("An update comes by POST, as the parameter `update` of a form or as the body.")
        return _query(fields) if "query" in fields else None
    if fields.keys() & {"query", "update"}:
        raise RequestError("The request has its operation in the address. A POST has it in its body.")
    media_type = body_type(request)
    if media_type not in (_FORM, _QUERY, _UPDATE):
        raise MediaTypeError(
            f"Content-Type is {media_type or 'missing'}. Send {_FORM}, {_QUERY} or {_UPDATE}, in UTF-8."
        )
    body = await _body(request, longest=longest)
    if media_type == _FORM:
        for name, values in fields_of(body).items():
            fields.setdefault(name, []).extend(values)
    else:
        fields["query" if media_type == _QUERY else "update"] = [body]
    if "update" not in fields:
        return _query(fields)
    if "query" in fields:
        raise RequestError("The request has a query and an update. Send them one after the other.")
    return _update(fields)


def body_type(request: Request) -> str:
    """The media type of the body, in small letters and without parameters; empty where none is declared.

    Raises:
        MediaTypeError: it is declared to be other than UTF-8.
    """
    media_type, _, options = request.headers.get("content-type", "").partition(";")
    if "charset" in options.lower() and "utf-8" not in options.lower():
        raise MediaTypeError("The body is declared to be other than UTF-8. Send UTF-8.")
    return media_type.strip().lower()


def accepted_formats(names: Sequence[str], accept: str | None) -> tuple[str | None, str | None]:
    """Media types to write solutions and graphs in, None where the client takes none of that kind.

    Args:
        names: the `format` parameters; they go before the header, and of several the first that is known counts, since
            SPARQLWrapper sends a format under all its names.
        accept: the Accept header.

    Raises:
        NotAcceptableError: it takes none of either kind.
    """
    if not names:
        solutions = choose((*SOLUTIONS_FORMATS.values(), *_ALSO_SOLUTIONS), accept)
        graph = choose(tuple(GRAPH_FORMATS.values()), accept)
    else:
        known = [_OTHER_NAMES.get(name.lower(), name.lower()) for name in names]
        solutions = next((SOLUTIONS_FORMATS[name] for name in known if name in SOLUTIONS_FORMATS), None)
        of_graphs = (_OF_EITHER_KIND.get(name, name) for name in known)
        graph = next((GRAPH_FORMATS[name] for name in of_graphs if name in GRAPH_FORMATS), None)
    if solutions is None and graph is None:
        raise NotAcceptableError(f"None of the formats asked for is offered here. {_offered_formats()}")
    return solutions, graph


def _offered_formats() -> str:
    """A sentence that lists what can be asked for."""
    solutions = ", ".join(f"{name} ({media_type})" for name, media_type in SOLUTIONS_FORMATS.items())
    graphs = ", ".join(f"{name} ({media_type})" for name, media_type in GRAPH_FORMATS.items())
    return f"SELECT and ASK: {solutions}. CONSTRUCT and DESCRIBE: {graphs}."


def _query(fields: dict[str, list[str]]) -> Query:
    return Query(
        text=_one(fields, "query"),
        default_graphs=tuple(fields.get("default-graph-uri", ())),
        named_graphs=tuple(fields.get("named-graph-uri", ())),
        formats=tuple(fields.get("format", ())),
    )


def _update(fields: dict[str, list[str]]) -> Update:
    return Update(
        text=_one(fields, "update"),
        using=tuple(fields.get("using-graph-uri", ())),
        using_named=tuple(fields.get("using-named-graph-uri", ())),
    )


def _one(fields: dict[str, list[str]], name: str) -> str:
    values = fields.get(name, [])
    if len(values) != 1:
        raise RequestError(f"The request has `{name}` {len(values)} times. Send one, as a parameter or as the body.")
    return values[0]


def only(fields: dict[str, list[str]], name: str) -> str | None:
    """The value of a parameter that may be given once; None where it is not.

    Raises:
        RequestError: it is given several times.
    """
    values = fields.get(name, [])
    if len(values) > 1:
        raise RequestError(f"The request has several `{name}` parameters. Send one.")
    return values[0] if values else None


def fields_of(encoded: str) -> dict[str, list[str]]:
    """The parameters of an address or a form, each with its values.

    Raises:
        RequestError: they are not UTF-8, or too many.
    """
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
