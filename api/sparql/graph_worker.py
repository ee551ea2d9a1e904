"""The process that writes graphs of users: `python -m api.sparql.graph_worker FOLDER MEMORY_MIB`, one job and it ends.

Its folder has what it works on, and it sees nothing else: `own.nq`, the graphs of users as they stand; `store`, a copy
of the dataset, for an update; `payload-0`, `payload-1` … It leaves `new.nq` there. Whatever an update does to the copy,
only graphs that users may write leave it.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypedDict

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from api.sparql.confinement import confine
from api.sparql.error import GraphMissingError, GraphsFullError, MalformedGraphError, QueryMemoryError
from api.sparql.job import Reply, refusal, send
from api.sparql.updating import run_update
from api.sparql.worker import alarm
from ontology.error import QueryError, TrasladoError

OWN: Final = "own.nq"
NEW: Final = "new.nq"
STORE: Final = "store"

Kind = Literal["update", "replace", "add", "delete"]


class GraphJob(TypedDict):
    """What to do.

    Attributes:
        kind: run `update`; or `replace`, `add` to or `delete` the graph.
        graph: an IRI, "" for the default graph.
        reserved: beginnings of the IRIs of graphs that nobody writes, nor the default graph; empty where all may be
            written.
        payload: media type of each `payload-N`.
    """

    kind: Kind
    update: str
    base: str
    using: list[str]
    using_named: list[str]
    graph: str
    payload: list[str]
    reserved: list[str]
    query_bytes: int
    most_quads: int
    seconds: float


def main() -> None:
    """Do the one job behind walls."""
    folder = Path(sys.argv[1])
    output = sys.stdout.buffer
    walls = confine(readable=[], writable=[folder], memory_mib=int(sys.argv[2]))
    send(output, {"walls": walls})
    line = sys.stdin.buffer.readline()
    if line:
        job: GraphJob = json.loads(line)
        with alarm(job["seconds"]):
            send(output, _reply(folder, job))


def _reply(folder: Path, job: GraphJob) -> Reply:
    try:
        return {"data": _do(folder, job)}
    except TrasladoError as error:
        return refusal(error)
    except MemoryError:
        return refusal(QueryMemoryError())
    except (ValueError, RuntimeError) as error:
        return refusal(QueryError(f"This could not be written: {error}."))
    except OSError as error:
        return {"error": "", "message": f"graphs of users cannot be written ({error.strerror or error})"}


def _do(folder: Path, job: GraphJob) -> dict[str, bool]:
    match job["kind"]:
        case "update":
            store = Store(str(folder / STORE))
            run_update(
                store,
                job["update"],
                base=job["base"],
                using=job["using"],
                using_named=job["using_named"],
                reserved=job["reserved"],
                longest=job["query_bytes"],
            )
            _keep(_of_users(store, job["reserved"]), folder, job["most_quads"])
            return {}
        case _:
            return _change_graph(folder, job)


def _of_users(store: Store, reserved: list[str]) -> Iterator[Quad]:
    for graph in store.named_graphs():
        if not str(graph.value).startswith(tuple(reserved)):
            yield from store.quads_for_pattern(None, None, None, graph)
    if not reserved:
        yield from store.quads_for_pattern(None, None, None, DefaultGraph())


def _keep(quads: Iterable[Quad], folder: Path, most: int) -> None:
    """Write what is to stand.

    Raises:
        GraphsFullError: it is too much.
    """
    quads = iter(quads)
    with (folder / NEW).open("wb") as file:
        serialize(itertools.islice(quads, most), file, RdfFormat.N_QUADS)
    if next(quads, None) is not None:
        raise GraphsFullError(
            f"Graphs of users would have more than {most:,} quads. Delete what is not needed, or start the service "
            "with a larger TRASLADO_SPARQL_GRAPHS_QUADS."
        )


def _change_graph(folder: Path, job: GraphJob) -> dict[str, bool]:
    graph = NamedNode(job["graph"]) if job["graph"] else DefaultGraph()
    store = Store()
    if (folder / OWN).exists():
        store.bulk_load(path=str(folder / OWN), format=RdfFormat.N_QUADS)
    existed = next(store.quads_for_pattern(None, None, None, graph), None) is not None
    if job["kind"] == "delete" and job["graph"] and not existed:
        raise GraphMissingError(f"{job['graph']}: there is no such graph.")
    if job["kind"] != "add":
        store.clear_graph(graph)
    for index, media_type in enumerate(job["payload"]):
        with (folder / f"payload-{index}").open("rb") as payload:
            store.bulk_extend(_triples(payload, media_type, graph, job))
    _keep(store.quads_for_pattern(None, None, None, None), folder, job["most_quads"])
    return {"existed": existed}


def _triples(payload: BinaryIO, media_type: str, graph: NamedNode | DefaultGraph, job: GraphJob) -> Iterator[Quad]:
    """What a payload says, in the graph, with blank nodes of its own."""
    format_ = RdfFormat.from_media_type(media_type)
    try:
        for quad in parse(payload, format_, base_iri=job["base"], without_named_graphs=True, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)
    except SyntaxError as error:
        place = f"Line {error.lineno}, column {error.offset}: " if error.lineno else ""
        raise MalformedGraphError(f"{place}{error.msg}", error.lineno, error.offset) from None


if __name__ == "__main__":
    main()
