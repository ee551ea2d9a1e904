"""What can be wrong with a query or an update; a worker tells its pool by the name of the class."""

from __future__ import annotations

from typing import Final

from api.negotiation import NotAcceptableError
from ontology.error import NotFoundError, QueryError, TrasladoError


class QueryRefusedError(QueryError):
    """A query or update for something that this service does not do, however it is written."""


class QueryTooLargeError(QueryError):
    """A query that is longer than the service takes."""


class QueryTooComplexError(QueryError):
    """A query whose nesting or number of patterns or operators would overwhelm the engine."""


class MalformedQueryError(QueryError):
    """A query that does not parse; `line` and `column` say where, where the parser does."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class MalformedGraphError(MalformedQueryError):
    """RDF that does not parse."""


class QueryTimeoutError(QueryError):
    """A query that was stopped at the end of its time."""


class QueryMemoryError(QueryError):
    """A query that was stopped because it needed more memory than a worker has."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "The query was stopped because it needed more memory than its worker has. Narrow it (joins without a "
            "shared variable and ORDER BY over many rows cost most), or start the service with a larger "
            "TRASLADO_SPARQL_MEMORY_MIB."
        )


class ResultTooLargeError(QueryError):
    """A result that passes the limit of bytes or of rows."""


class WorkersBusyError(QueryError):
    """No worker became free in time."""


class GraphsFullError(QueryError):
    """More quads in graphs of users than the service keeps."""


class GraphMissingError(NotFoundError):
    """A named graph that is not there."""


ERRORS: Final[dict[str, type[TrasladoError]]] = {
    error.__name__: error
    for error in (
        QueryError,
        QueryRefusedError,
        QueryTooLargeError,
        QueryTooComplexError,
        MalformedQueryError,
        MalformedGraphError,
        QueryMemoryError,
        ResultTooLargeError,
        GraphsFullError,
        GraphMissingError,
        NotAcceptableError,
    )
}
"""Those that a worker raises, by name."""
