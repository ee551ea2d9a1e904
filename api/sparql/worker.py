"""The process in which one SPARQL query at a time runs: `python -m api.sparql.worker FOLDER MEMORY_MIB`.

It speaks with its pool as `job` says, and imports next to nothing of the service, so that it is up in 50 ms. Reading
the query is its work, too: a long one keeps no other request waiting. The engine cannot be told to stop: whoever wants
that kills the process, and an alarm does so where nobody is left who would.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from api.negotiation import NotAcceptableError
from api.prefix import PREFIXES
from api.sparql.confinement import confine
from api.sparql.error import (
    GraphMissingError,
    MalformedQueryError,
    QueryMemoryError,
    ResultTooLargeError,
)
from api.sparql.guard import check_query
from api.sparql.job import FRAME_BYTES, Form, Job, Reply, refusal, send
from api.sparql.position import find_fault
from api.sparql.row_counter import RowCounter, can_reach
from ontology.error import QueryError, TrasladoError

GRACE_SECONDS: Final = 2.0
"""How long after the deadline the worker's own alarm ends it."""
_PIPE_BYTES: Final = 1024 * 1024
_NICE: Final = 10
"""Queries of strangers yield to the rest of the service."""
_RESULTS: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}


class _Frames:
    """A file that sends what is written to it frame by frame, up to the limits of the job."""

    def __init__(self, output: BinaryIO, form: Form, job: Job, media_type: str) -> None:
        self._output = output
        self._form = form
        self._job = job
        self._rows: RowCounter | None = None
        if form == "solutions" and can_reach(job["result_rows"] + 1, media_type, within=job["result_bytes"]):
            self._rows = RowCounter(media_type)
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._written = 0

    def write(self, piece: bytes, /) -> int:
        """Take note of the next piece of the result.

        Raises:
            ResultTooLargeError: it passes a limit.
        """
        self._written += len(piece)
        if self._written > self._job["result_bytes"]:
            raise ResultTooLargeError(
                f"The result is larger than {self._job['result_bytes']:,} bytes. Add a LIMIT, select fewer variables, "
                "or start the service with a larger TRASLADO_SPARQL_RESULT_BYTES."
            )
        if self._rows is not None:
            self._rows.see(piece)
            if self._rows.rows > self._job["result_rows"]:
                raise _too_many_rows(self._job)
        self._pending.append(piece)
        self._pending_bytes += len(piece)
        if self._pending_bytes > FRAME_BYTES:
            self._send(more=True)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: frames leave when they are full."""

    def close(self) -> None:
        """Send the last frame."""
        self._send(more=False)

    def _send(self, *, more: bool) -> None:
        send(self._output, {"form": self._form, "bytes": self._pending_bytes, "more": more}, b"".join(self._pending))
        self._pending.clear()
        self._pending_bytes = 0


def _too_many_rows(job: Job) -> ResultTooLargeError:
    return ResultTooLargeError(
        f"The result has more than {job['result_rows']:,} rows. Add a LIMIT, or start the service with a larger "
        "TRASLADO_SPARQL_RESULT_ROWS."
    )


def main() -> None:
    """Open the folder read-only behind walls, and answer until the input ends."""
    folder, memory_mib = sys.argv[1:]
    output = sys.stdout.buffer
    os.nice(_NICE)
    _widen(output)
    try:
        walls = confine(readable=[Path(folder)], writable=[], memory_mib=int(memory_mib))
        store = Store.read_only(folder)
    except OSError as error:
        send(output, {"error": "", "message": str(error)})
        return
    send(output, {"walls": walls})
    for line in sys.stdin.buffer:
        job: Job = json.loads(line)
        with alarm(job["seconds"]):
            reply = _answer(store, job, output)
        if reply is not None:
            send(output, reply)


def _widen(output: BinaryIO) -> None:
    """Let the engine go on writing while the service is busy elsewhere, where the system can (Linux)."""
    if sys.platform == "linux":
        with suppress(OSError):  # many processes of this user have done so already
            fcntl.fcntl(output, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End this process where it is still within after that time and some grace."""
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(store: Store, job: Job, output: BinaryIO) -> Reply | None:
    """Run a job; what is returned is still to be sent."""
    try:
        if job["graph"] is None:
            _run_query(store, job, output)
        else:
            _write_graph(store, job["graph"], job, output)
    except TrasladoError as error:
        return refusal(error)
    except MemoryError:
        return refusal(QueryMemoryError())
    except SyntaxError as error:
        return refusal(_malformed(job, str(error)))
    except (ValueError, RuntimeError) as error:
        return refusal(QueryError(f"The query failed: {error}."))
    except OSError as error:
        return {"error": "", "message": f"the graph cannot be read ({error})"}
    return None


def _malformed(job: Job, message: str) -> MalformedQueryError:
    fault = find_fault(job["query"], base=job["base"], prefixes=PREFIXES)
    if fault is None:
        return MalformedQueryError(message)
    return MalformedQueryError(f"Line {fault.line}, column {fault.column}: {fault.message}", fault.line, fault.column)


def _run_query(store: Store, job: Job, output: BinaryIO) -> None:
    check_query(job["query"], longest=job["query_bytes"])
    dataset: dict[str, Any] = {}
    if job["default_graphs"] or job["named_graphs"]:
        # A dataset of the request replaces that of the query and of the store, both parts of it.
        dataset = {
            "default_graph": [NamedNode(iri) for iri in job["default_graphs"]],
            "named_graphs": [NamedNode(iri) for iri in job["named_graphs"]],
        }
    results = store.query(job["query"], base_iri=job["base"], prefixes=PREFIXES, **dataset)
    if isinstance(results, QueryTriples):
        _write_triples(results, job, output)
        return
    if job["solutions_format"] is None:
        raise _not_acceptable("solutions or a truth value")
    media_type = _RESULTS.get(job["solutions_format"], job["solutions_format"])
    frames = _Frames(output, "boolean" if isinstance(results, QueryBoolean) else "solutions", job, media_type)
    format_ = QueryResultsFormat.from_media_type(media_type)
    assert format_ is not None  # noqa: S101 - the protocol offers no other
    results.serialize(frames, format_)  # type: ignore[arg-type]
    frames.close()


def _write_graph(store: Store, name: str, job: Job, output: BinaryIO) -> None:
    quads = store.quads_for_pattern(None, None, None, NamedNode(name) if name else DefaultGraph())
    first = next(quads, None)
    if first is None and name:
        raise GraphMissingError(f"{name}: there is no such graph.")
    quads_left = itertools.chain([first] if first is not None else [], quads)
    _write_triples((quad.triple for quad in quads_left), job, output)


def _write_triples(triples: Iterable[Any], job: Job, output: BinaryIO) -> None:
    if job["graph_format"] is None:
        raise _not_acceptable("a graph")
    frames = _Frames(output, "graph", job, job["graph_format"])
    triples = iter(triples)
    format_ = RdfFormat.from_media_type(job["graph_format"])
    assert format_ is not None  # noqa: S101 - the protocol offers no other
    serialize(itertools.islice(triples, job["result_rows"]), frames, format_, prefixes=PREFIXES)  # type: ignore[arg-type]
    if next(triples, None) is not None:
        raise _too_many_rows(job)
    frames.close()


def _not_acceptable(kind: str) -> NotAcceptableError:
    return NotAcceptableError(
        f"The query gives {kind}; that is not what was asked for. SELECT and ASK have other formats than CONSTRUCT and "
        "DESCRIBE; GET /openapi.json lists them."
    )


if __name__ == "__main__":
    main()
