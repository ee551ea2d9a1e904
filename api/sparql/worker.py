"""The process in which one SPARQL query at a time runs: `python -m api.sparql.worker FOLDER MEMORY_MIB`.

It speaks with its pool over its standard streams. A request is one line of JSON (`Job`); the reply is
one line of JSON, then the `bytes` of the result it announces. It imports next to nothing of the service,
so that it is up in 50 ms. The engine cannot be told to stop: whoever wants that kills the process, and
an alarm does so where nobody is left who would.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, TypedDict

from api.prefix import PREFIXES

if TYPE_CHECKING:
    from typing_extensions import Buffer

GRACE_SECONDS = 2.0
"""How long after the deadline the worker's own alarm ends it."""

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


class Job(TypedDict):
    """What a worker is asked. Formats are media types; None where the client accepts none of that kind."""

    query: str
    base: str
    default_graphs: list[str]
    named_graphs: list[str]
    solutions_format: str | None
    graph_format: str | None
    seconds: float
    result_bytes: int


class Reply(TypedDict, total=False):
    """What it answers: `error` is a name that `pool` knows, with a message; else a form and its bytes."""

    form: str  # "solutions", "boolean" or "graph"
    bytes: int
    error: str
    message: str
    line: int
    column: int


class ResultTooLargeError(Exception):
    """The result passes the bytes that the job allows."""


class _Buffer(BytesIO):
    """Takes bytes up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, chunk: Buffer, /) -> int:
        if self.tell() + memoryview(chunk).nbytes > self._limit:
            raise ResultTooLargeError
        return super().write(chunk)


def leave_network() -> bool:
    """Move this process into a network of its own that has nothing in it; Linux only, and where it is allowed.

    The second wall behind the refusal of SERVICE. Needs a process without threads.
    """
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    return bool(library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def main() -> None:
    """Open the folder read-only, limit memory, and answer until the input ends."""
    folder, memory_mib = sys.argv[1:]
    isolated = leave_network()
    limit = int(memory_mib) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    from pyoxigraph import Store

    output = sys.stdout.buffer
    try:
        store = Store.read_only(folder)
    except OSError as error:
        _send(output, {"error": "unreadable", "message": str(error)})
        return
    _send(output, {"form": "isolated" if isolated else "ready"})
    for line in sys.stdin.buffer:
        job: Job = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, job["seconds"] + GRACE_SECONDS)
        reply, content = _answer(store, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(output, reply, content)


def _send(output: BinaryIO, reply: Reply, content: bytes = b"") -> None:
    output.write(json.dumps(reply).encode() + b"\n")
    output.write(content)
    output.flush()


def _answer(store: Any, job: Job) -> tuple[Reply, bytes]:
    try:
        return _run(store, job)
    except ResultTooLargeError:
        return {"error": "result too large"}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except SyntaxError as error:
        return _malformed(job, str(error)), b""
    except (ValueError, RuntimeError) as error:
        return {"error": "failed", "message": str(error)}, b""
    except OSError as error:
        return {"error": "unreadable", "message": str(error)}, b""


def _malformed(job: Job, message: str) -> Reply:
    from api.sparql.position import find_fault

    fault = find_fault(job["query"], base=job["base"], prefixes=PREFIXES)
    if fault is None:
        return {"error": "malformed", "message": message}
    return {"error": "malformed", "message": fault.message, "line": fault.line, "column": fault.column}


def _run(store: Any, job: Job) -> tuple[Reply, bytes]:
    from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, serialize

    dataset: dict[str, Any] = {}
    if job["default_graphs"] or job["named_graphs"]:
        # A dataset of the request replaces that of the query and of the store, both parts of it.
        dataset = {
            "default_graph": [NamedNode(iri) for iri in job["default_graphs"]],
            "named_graphs": [NamedNode(iri) for iri in job["named_graphs"]],
        }
    results = store.query(job["query"], base_iri=job["base"], prefixes=PREFIXES, **dataset)
    is_graph = isinstance(results, QueryTriples)
    media_type = job["graph_format"] if is_graph else job["solutions_format"]
    if media_type is None:
        return {"error": "not acceptable", "message": "a graph" if is_graph else "solutions or a truth value"}, b""
    buffer = _Buffer(job["result_bytes"])
    if is_graph:
        serialize(results, buffer, RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
        form = "graph"
    else:
        results.serialize(buffer, QueryResultsFormat.from_media_type(media_type))
        form = "boolean" if isinstance(results, QueryBoolean) else "solutions"
    content = buffer.getvalue()
    return {"form": form, "bytes": len(content)}, content


if __name__ == "__main__":
    main()
