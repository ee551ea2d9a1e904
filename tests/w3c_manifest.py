"""Reads the W3C's manifests of tests that are sequences of HTTP requests (w3c/rdf-tests, sparql/sparql11)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDFS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

FOLDER = Path(os.environ.get("RDF_TESTS") or Path(__file__).parents[1] / "../shared/w3c") / "sparql11"
if not FOLDER.is_dir() and (FOLDER.parent / "sparql/sparql11").is_dir():  # a clone of w3c/rdf-tests
    FOLDER = FOLDER.parent / "sparql/sparql11"


@dataclass(frozen=True)
class Expected:
    """What a response is to be: its status as `200` or `2` for all that begin so."""

    statuses: tuple[str, ...]
    format: str | None
    truth: bool | None
    location: str | None
    body: str | None


@dataclass(frozen=True)
class Exchange:
    """A request and what is to come back."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes | None
    expected: Expected


@dataclass(frozen=True)
class Entry:
    """A test: graphs to be there before (file by IRI), and its exchanges in order."""

    name: str
    data: dict[str, Path]
    exchanges: tuple[Exchange, ...]


_STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}


def entries(manifest: str) -> dict[str, Entry]:
    """The tests that a manifest lists, by name; none where it is not there."""
    path = FOLDER / manifest
    if not path.exists():
        return {}
    graph = Graph().parse(path, publicID="http://tests.example/manifest.ttl")
    (start,) = graph.objects(None, MF.entries)
    return {str(node).rpartition("#")[2]: _entry(graph, node, path.parent) for node in Collection(graph, start)}


def entry(manifest: str, name: str) -> Entry:
    """A test that a manifest describes, listed or not."""
    path = FOLDER / manifest
    graph = Graph().parse(path, publicID="http://tests.example/manifest.ttl")
    (node,) = (node for node in set(graph.subjects(MF.action)) if str(node).endswith(f"#{name}"))
    return _entry(graph, node, path.parent)


def _entry(graph: Graph, node: Node, folder: Path) -> Entry:
    data = {
        str(graph.value(given, RDFS.label)): folder / str(graph.value(given, UT.graph)).rpartition("/")[2]
        for given in graph.objects(node, UT.graphData)
    }
    action = graph.value(node, MF.action)
    return Entry(str(node).rpartition("#")[2], data, tuple(_exchanges(graph, action)) if action else ())


def _exchanges(graph: Graph, action: Node) -> Iterator[Exchange]:
    for request in Collection(graph, graph.value(action, HT.requests)):
        body = graph.value(request, HT.body)
        yield Exchange(
            method=str(graph.value(request, HT.methodName)),
            path=str(graph.value(request, HT.absolutePath)),
            headers=dict(_headers(graph, request)),
            content=None if body is None else _text(graph, body).encode(str(graph.value(body, CNT.characterEncoding))),
            expected=_expected(graph, graph.value(request, HT.resp)),
        )


def _headers(graph: Graph, message: Node) -> Iterator[tuple[str, str]]:
    fields = graph.value(message, HT.headers)
    for field in Collection(graph, fields) if fields is not None else ():
        yield str(graph.value(field, HT.fieldName)), str(graph.value(field, HT.fieldValue))


def _expected(graph: Graph, response: Node | None) -> Expected:
    assert isinstance(response, (BNode, URIRef))
    body = graph.value(response, HT.body)
    truth = graph.value(response, MF.expectedBoolean)
    format_, location = graph.value(response, MF.expectedFormat), graph.value(response, MF.expectedLocation)
    statuses = (str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus))
    return Expected(
        statuses=tuple(_STATUS.get(status) or status.removeprefix("StatusCode")[0] for status in statuses),
        format=None if format_ is None else str(format_),
        truth=None if truth is None else bool(truth.toPython()),  # type: ignore[attr-defined]
        location=None if location is None else str(location),
        body=None if body is None else _text(graph, body),
    )


def _text(graph: Graph, body: Node) -> str:
    return str(graph.value(body, CNT.chars))
