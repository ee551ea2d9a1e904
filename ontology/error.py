"""The root of every error that Traslado raises on purpose.

Each package derives its own branch where it is raised; the command line shows the message and
exits with `exit_code`, the service maps the class to an HTTP status::

    TrasladoError
    ├── InputError            a file, address, table or option is not what it should be
    ├── NotFoundError         what was asked for is not there
    │   └── GoneError         it was erased for good
    ├── HomeError             the home folder cannot be used (permissions, version, lock)
    ├── QueryError            a query is malformed, refused or over a limit
    └── ServerError           something we talk to (Neo4j, a port, a store) does not answer
"""

from __future__ import annotations


class TrasladoError(Exception):
    """An error with a message for a person: what happened, where, and what to do."""

    exit_code = 1


class InputError(TrasladoError):
    """Input that cannot be used: the message names the file, the line or the field."""


class NotFoundError(TrasladoError):
    """An entity, document, question or file that does not exist."""


class UnknownNameError(NotFoundError):
    """Nothing is called so.

    Attributes:
        type: of what was asked for, as a question's parameter says it.
        name: that nothing has.
    """

    def __init__(self, message: str, type_: str, name: str) -> None:
        super().__init__(message)
        self.type = type_
        self.name = name


class GoneError(NotFoundError):
    """What was there and was erased for good on request."""


class HomeError(TrasladoError):
    """The home folder cannot be used: not writable, in use, or of another version."""


class QueryError(TrasladoError):
    """A query that is malformed, refused, or over a limit."""


class ServerError(TrasladoError):
    """A server that we depend on cannot be reached or refuses us."""
