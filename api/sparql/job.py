"""What a pool asks of a worker process and what it hears back, over the worker's standard streams.

A job is one line of JSON. The reply is a line of JSON, then as many bytes of the result as it announces; where it
announces that there is `more`, another such line follows.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO, Final, Literal, TypedDict

from api.sparql.error import ERRORS, MalformedQueryError
from ontology.error import ServerError, TrasladoError

FRAME_BYTES: Final = 256 * 1024
"""How much of a result travels at a time; up to this, a result is whole before the first byte is sent on.

More costs more memory and a longer wait for the first byte; with a quarter of it, the service is woken so often that
a long result takes a tenth more processor time.
"""

Form = Literal["solutions", "boolean", "graph"]


class Job(TypedDict):
    """A query. Formats are media types; None where the client accepts none of that kind.

    `graph` asks for the triples of a graph in place of a query: its IRI, or "" for the default graph.
    """

    query: str
    graph: str | None
    base: str
    default_graphs: list[str]
    named_graphs: list[str]
    solutions_format: str | None
    graph_format: str | None
    seconds: float
    query_bytes: int
    result_bytes: int
    result_rows: int


class Reply(TypedDict, total=False):
    """One frame of a result, or the name of one of `ERRORS` with what it says."""

    form: Form
    bytes: int
    more: bool
    error: str
    message: str
    line: int | None
    column: int | None
    walls: list[str]  # of a worker that is ready
    data: dict[str, Any]  # of a job that makes something other than a result


def send(output: BinaryIO, reply: Reply, content: bytes = b"") -> None:
    """Write a frame, at once: a beginning by itself would wake the reader for nothing."""
    output.write(b"%b\n%b" % (json.dumps(reply).encode(), content))
    output.flush()


def refusal(error: TrasladoError) -> Reply:
    """The frame that tells of an error."""
    reply: Reply = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, MalformedQueryError):
        reply |= {"line": error.line, "column": error.column}
    return reply


def error_of(reply: Reply) -> TrasladoError:
    """The error that a frame tells of."""
    class_ = ERRORS.get(reply["error"])
    message = reply.get("message", "")
    if class_ is None:
        return ServerError(f"A query's worker failed: {message}")
    if issubclass(class_, MalformedQueryError):
        return class_(message, reply.get("line"), reply.get("column"))
    return class_(message)
