"""The W3C's tests of the SPARQL 1.1 Protocol, where they lie beside the repository (w3c/rdf-tests)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from rdflib import RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from serving import Home, Service, running

from api.settings import Settings
from graph.home import generations_path

FOLDER = Path(__file__).parents[2] / "../shared/w3c/sparql11/protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/n-triples", "application/ld+json"},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/w3c, which is not in the repository"),
]


def manifest() -> Graph:
    return Graph().parse(FOLDER / "manifest.ttl", publicID="http://tests.example/manifest.ttl")


def entries(graph: Graph) -> list[URIRef]:
    (start,) = graph.objects(None, MF.entries)
    return [entry for entry in Collection(graph, start) if isinstance(entry, URIRef)]


NAMES = [entry.rpartition("#")[2] for entry in entries(manifest())] if FOLDER.is_dir() else []
QUERIES = [name for name in NAMES if not name.startswith(("update", "bad_update"))]
UPDATES = [name for name in NAMES if name not in QUERIES]


@pytest.fixture(scope="module")
def w3c_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over the tests' graphs, each under the IRI that its label names."""
    home = Home(tmp_path_factory.mktemp("w3c"))
    folder = generations_path(home.path) / "00000001"
    folder.mkdir(parents=True)
    store = Store(str(folder / "store"))
    graph = manifest()
    for data in set(graph.objects(None, UT.graphData)):
        file = FOLDER / str(graph.value(data, UT.graph)).rpartition("/")[2]
        name = NamedNode(str(graph.value(data, RDFS.label)))
        store.bulk_load(file.read_bytes(), format=RdfFormat.N_TRIPLES, to_graph=name)
    store.flush()
    del store
    (folder / "generation.json").write_text(json.dumps({"sequence": 1, "ledger": "w3c", "base": "http://x.example/"}))
    (generations_path(home.path) / "current").symlink_to("00000001")
    with running(Settings(home=home.path), home) as service:
        yield service


def requests(name: str) -> Iterator[tuple[dict[str, Any], Any, Graph]]:
    """Each request of a test as arguments of httpx, with its expected response."""
    graph = manifest()
    (test,) = (entry for entry in entries(graph) if entry.endswith(f"#{name}"))
    action = graph.value(test, MF.action)
    for request in Collection(graph, graph.value(action, HT.requests)):
        headers = {}
        if fields := graph.value(request, HT.headers):
            for field in Collection(graph, fields):
                headers[str(graph.value(field, HT.fieldName))] = str(graph.value(field, HT.fieldValue))
        content = None
        if body := graph.value(request, HT.body):
            content = str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))
        url = str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
        method = str(graph.value(request, HT.methodName))
        yield (
            {"method": method, "url": url, "headers": headers, "content": content},
            graph.value(request, HT.resp),
            graph,
        )


def test_the_manifest_is_read_whole() -> None:
    assert len(NAMES) == 34
    assert len(QUERIES) == 21


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_test_of_the_w3c_passes(w3c_service: Service, name: str) -> None:
    answered = 0
    for request, expected, graph in requests(name):
        response = w3c_service.client.request(**request)
        statuses = {str(status).rpartition("StatusCode")[2][0] for status in graph.objects(expected, MF.expectedStatus)}
        assert str(response.status_code)[0] in statuses
        media_type = response.headers["content-type"].partition(";")[0]
        if format_ := graph.value(expected, MF.expectedFormat):
            assert media_type in FORMATS[str(format_)]
            if str(format_) == "RDF":
                list(parse(response.content, format=RdfFormat.from_media_type(media_type)))
        truth = graph.value(expected, MF.expectedBoolean)
        if isinstance(truth, Literal):
            assert response.json()["boolean"] is truth.toPython()
        answered += 1
    assert answered >= 1


@pytest.mark.parametrize("name", UPDATES)
def test_every_update_is_refused_since_the_service_only_reads(w3c_service: Service, name: str) -> None:
    request, _, _ = next(requests(name))
    assert w3c_service.client.request(**request).status_code in (400, 403, 405, 415)
