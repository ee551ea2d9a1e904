"""A connection to somebody's Neo4j: where it is, who we are there, and errors that say what to do.

Settings come from `NEO4J_URI`, `NEO4J_USER`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`; without
`NEO4J_URI`, from the server that `traslado neo4j start` runs for the home::

    ServerError
    ├── Neo4jUnreachableError       nothing answers there, or it is no Neo4j
    ├── Neo4jAuthenticationError    the user or the password is wrong
    ├── Neo4jVersionError           a Neo4j older than 5.26
    ├── Neo4jDatabaseError          no database of that name, or it is stopped, read-only or full
    ├── Neo4jSchemaError            a constraint or an index of somebody else is in the way
    ├── Neo4jLockedError            somebody else holds what we need
    └── Neo4jQueryError             Neo4j refuses or fails a statement

This module imports the Neo4j driver: import it only where it is used.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, LiteralString, Self, TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction, Session, unit_of_work
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from graph.neo4j_server import status
from ontology.error import InputError, ServerError

MINIMUM_VERSION: Final = (5, 26)

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_CONNECT_TIMEOUT = 10
_READ_ONLY = (
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
)
_BROKEN = ("Neo.DatabaseError.Transaction.", "Neo.DatabaseError.Database.", "Neo.TransientError.Database.")
_OUT_OF_TIME = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")
_NOT_IN_TIME = frozenset(
    (
        *_OUT_OF_TIME,
        *("LockAcquisitionTimeout", "LockClientStopped", "Terminated"),
    )
)
"""Last words of the codes of what a transaction ends with that waits too long for a lock."""
_T = TypeVar("_T")
# Who sets up logging is told of every retry; who does not is told of what failed in the end.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jUnreachableError(ServerError):
    """Nothing answers at the address, or what answers does not speak Bolt."""


class Neo4jAuthenticationError(ServerError):
    """The user or the password is wrong."""


class Neo4jVersionError(ServerError):
    """The server is older than what the sync and the questions need."""


class Neo4jDatabaseError(ServerError):
    """The server has no database of this name, or it cannot be used now."""


class Neo4jSchemaError(ServerError):
    """A constraint or an index of somebody else is in the way."""


class Neo4jLockedError(ServerError):
    """Somebody else holds a lock that is needed."""


class Neo4jQueryError(ServerError):
    """Neo4j refused or failed a statement."""


class Neo4jTimeoutError(Neo4jQueryError):
    """A statement took longer than it may, and Neo4j ended it."""


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """Where a Neo4j is and who we are there.

    Attributes:
        uri: `bolt://`, `neo4j://` (routing, also one server) or their encrypted forms `+s`, `+ssc`.
        user: of the server.
        password: empty where the server asks for none.
        database: the one that gets the graph.

    Raises:
        InputError: the URI has another scheme.
    """

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    def __post_init__(self) -> None:
        scheme, separator, rest = self.uri.partition("://")
        if scheme not in _SCHEMES or not separator or not rest:
            raise InputError(
                f"NEO4J_URI is {self.uri!r}, which is no address of a Neo4j. It starts with one of "
                f"{', '.join(f'{known}://' for known in _SCHEMES)}; for example bolt://127.0.0.1:7687."
            )


def find_settings(environ: Mapping[str, str], home: Path) -> Neo4jSettings:
    """The Neo4j that the environment names, else the one that runs for this home.

    Raises:
        InputError: `NEO4J_URI` is no address of a Neo4j.
        Neo4jUnreachableError: neither is there.
    """
    database = environ.get("NEO4J_DATABASE") or "neo4j"
    if uri := environ.get("NEO4J_URI"):
        return Neo4jSettings(uri, environ.get("NEO4J_USER") or "neo4j", environ.get("NEO4J_PASSWORD", ""), database)
    if server := status(home):
        return Neo4jSettings(server.bolt_uri, server.user, server.password, database)
    raise Neo4jUnreachableError(
        f"There is no Neo4j to talk to: NEO4J_URI is not set, and none runs for {home}. Start one with "
        "`traslado neo4j start`, or set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD."
    )


class Connection:
    """An open, checked connection to one database of a Neo4j; close it, or use it in `with`.

    Safe to share between threads: every call takes a session of its own. In a cluster, reads go to any member and
    see what this connection wrote before (bookmarks); writes go to the leader.
    """

    def __init__(self, driver: Driver, settings: Neo4jSettings, version: str) -> None:
        self._driver = driver
        self._bookmarks = GraphDatabase.bookmark_manager()
        self.settings = settings
        self.version = version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the network connections back."""
        self._driver.close()

    def write(self, work: Callable[[ManagedTransaction], _T]) -> _T:
        """What `work` returns, run in one transaction that is committed at its end.

        The driver runs it again after a transient failure (a deadlock, a lost leader), so it must be idempotent.

        Raises:
            ServerError: one of this module's, when Neo4j does not answer, refuses or fails.
        """
        with _explained(self.settings), self._session() as session:
            return session.execute_write(work)

    def read(
        self, query: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> list[dict[str, Any]]:
        """All rows of a query that only reads, each a mapping in the order of the query's columns.

        Args:
            query: Cypher; values go into `parameters`, never into the text.
            parameters: by name.
            seconds: after which Neo4j ends the query; without it, the server's own limit holds.

        Raises:
            ServerError: one of this module's, when Neo4j does not answer, refuses or fails.
        """
        return self.read_with(
            lambda transaction: transaction.run(query, dict(parameters or {})).data(), seconds=seconds
        )

    def read_with(self, work: Callable[[ManagedTransaction], _T], *, seconds: float | None = None) -> _T:
        """What `work` returns, run in one transaction that only reads.

        Raises:
            ServerError: one of this module's, when Neo4j does not answer, refuses or fails.
        """
        work = unit_of_work(timeout=seconds)(work)
        with _explained(self.settings), self._session(READ_ACCESS) as session:
            return session.execute_read(work)

    @contextmanager
    def held(self, statement: LiteralString, *, wait: float, name: str) -> Iterator[None]:
        """Hold the locks of a statement that writes for a block; at its end, or with the connection, it is undone.

        Args:
            statement: whose locks are wanted, not what it writes.
            wait: seconds for which to wait for them.
            name: of what is held, as `SHOW TRANSACTIONS` shows it in its metadata.

        Raises:
            Neo4jLockedError: somebody else holds one of them longer.
            ServerError: one of this module's, when Neo4j does not answer, refuses or fails.
        """
        with self._session() as session:
            with _explained(self.settings):
                try:
                    # Not in the transaction that stays: its timeout would end it, too.
                    with session.begin_transaction(timeout=wait) as trial:
                        trial.run(statement).consume()
                        trial.rollback()
                except Neo4jError as error:
                    if (error.code or "").rpartition(".")[2] not in _NOT_IN_TIME:
                        raise
                    raise Neo4jLockedError(f"Neo4j at {self.settings.uri} gave no lock in {wait:.0f} s.") from error
                holding = session.begin_transaction(metadata={"app": "traslado", "holds": name}, timeout=0)
                holding.run(statement).consume()
            try:
                yield
            finally:
                # Whatever ended it ended the locks.
                with suppress(Neo4jError, DriverError):
                    holding.rollback()

    def _session(self, access: str = WRITE_ACCESS) -> Session:
        return self._driver.session(
            database=self.settings.database, default_access_mode=access, bookmark_manager=self._bookmarks
        )


def connect(settings: Neo4jSettings) -> Connection:
    """A connection whose address, password, version and database have been checked.

    Raises:
        Neo4jUnreachableError: nothing answers there, or it is no Neo4j.
        Neo4jAuthenticationError: the user or the password is wrong.
        Neo4jVersionError: the server is too old.
        Neo4jDatabaseError: the server has no such database.
    """
    with _explained(settings):
        driver = GraphDatabase.driver(
            settings.uri,
            auth=(settings.user, settings.password) if settings.password else None,
            connection_timeout=_CONNECT_TIMEOUT,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
        try:
            agent = driver.get_server_info().agent
            check_version(agent, settings.uri)
            # Not execute_query, which would try for half a minute to reach a server that is down.
            with driver.session(database=settings.database) as session:
                session.run("RETURN 1").consume()
        except BaseException:
            driver.close()
            raise
    return Connection(driver, settings, agent.partition("/")[2])


def check_version(agent: str, uri: str) -> None:
    """Refuse a server that names itself as anything but Neo4j 5.26 or later.

    Raises:
        Neo4jVersionError: it is older, or it is another product.
    """
    match = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if match is None or (int(match[1]), int(match[2])) < MINIMUM_VERSION:
        raise Neo4jVersionError(
            f"{uri} is {agent}; Traslado needs Neo4j 5.26 or later. Upgrade it, or start one with "
            "`traslado neo4j start`."
        )


@contextmanager
def _explained(settings: Neo4jSettings) -> Iterator[None]:
    try:
        yield
    except AuthError as error:
        raise Neo4jAuthenticationError(
            f"Neo4j at {settings.uri} refuses the user {settings.user!r} with this password. Set NEO4J_USER and "
            "NEO4J_PASSWORD to what the server expects; `traslado neo4j status` shows those of the server started here."
        ) from error
    except ClientError as error:
        raise _client_error(error, settings) from error
    except ServiceUnavailable as error:
        raise Neo4jUnreachableError(
            f"No Neo4j answers at {settings.uri}: {_one_line(error)}. Check that it runs (`traslado neo4j status`) "
            "and that NEO4J_URI is its Bolt address, with +s or +ssc where it wants encryption."
        ) from error
    except ConfigurationError as error:
        raise InputError(f"NEO4J_URI is {settings.uri!r}, which the Neo4j driver refuses: {error}.") from error
    except Neo4jError as error:
        if (error.code or "").startswith(_BROKEN):
            raise Neo4jDatabaseError(
                f"Neo4j at {settings.uri} cannot go on ({error.code}): {_one_line_of(error.message)} Its disk may be "
                "full: look there and into its log, restart it, and run the command again; what was committed stays."
            ) from error
        raise Neo4jQueryError(f"Neo4j at {settings.uri} failed ({error.code}): {error.message}") from error
    except DriverError as error:
        raise Neo4jUnreachableError(
            f"The connection to Neo4j at {settings.uri} broke: {_one_line(error)}. Run the command again; what was "
            "committed stays."
        ) from error


def _client_error(error: ClientError, settings: Neo4jSettings) -> ServerError:
    code = error.code or ""
    if code == "Neo.ClientError.Security.AuthenticationRateLimit":
        return Neo4jAuthenticationError(
            f"Neo4j at {settings.uri} locked the user {settings.user!r} for some seconds after too many wrong "
            "passwords. Wait, set the right NEO4J_PASSWORD, and try again."
        )
    if code in _READ_ONLY:
        return Neo4jDatabaseError(
            f"The database {settings.database!r} at {settings.uri} is read-only ({error.message}). Have it opened for "
            "writing (server.databases.read_only, server.databases.default_to_read_only), or use another database."
        )
    if code.startswith("Neo.ClientError.Schema."):
        return Neo4jSchemaError(
            f"A constraint or an index in the database {settings.database!r} at {settings.uri} is in the way: "
            f"{error.message}. `SHOW CONSTRAINTS` lists them; drop it, or use another database."
        )
    if code.startswith("Neo.ClientError.Database."):
        return Neo4jDatabaseError(
            f"Neo4j at {settings.uri} has no usable database {settings.database!r} ({error.message}). Set "
            "NEO4J_DATABASE to one that `SHOW DATABASES` lists as online; Community has only `neo4j`."
        )
    if code.rpartition(".")[2] in _OUT_OF_TIME:
        return Neo4jTimeoutError(f"Neo4j at {settings.uri} ended a statement that took too long. Ask for less.")
    return Neo4jQueryError(f"Neo4j at {settings.uri} refused a statement ({code}): {error.message}")


def _one_line(error: Exception) -> str:
    return _one_line_of(str(error))


def _one_line_of(message: str | None) -> str:
    return " ".join((message or "").split())
