"""The W3C's tests of the SPARQL 1.1 Protocol, the Graph Store Protocol and Service Description.

They run over HTTP on an empty plain dataset, each on one of its own, with a token for what writes. They lie beside the
repository, or where RDF_TESTS says (a clone of w3c/rdf-tests).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from serving import Home, Service, running
from w3c_manifest import FOLDER, Entry, Exchange, entries, entry

from api.settings import Settings
from api.token_store import create_token

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PROTOCOL = entries("protocol/manifest.ttl")
GRAPH_STORE = entries("graph-store-protocol/manifest-direct.ttl") | entries(
    "graph-store-protocol/manifest-indirect.ttl"
)
DESCRIPTION = entries("service-description/manifest.ttl")
EXCEPTIONS: dict[str, str] = {}
"""Names of tests that do not pass, with the reason of each."""
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/w3c or RDF_TESTS, not part of the repository"),
]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over a plain dataset, and a client of it that may write."""
    home = Home(tmp_path_factory.mktemp("w3c") / "home")
    home.path.mkdir()
    with running(Settings(home=home.path, sparql_plain=True), home) as service:
        token = create_token(home.path, "W3C", ["graphs:write"], days=1)
        service.client.headers = httpx.Headers({"Authorization": f"Bearer {token}"})
        yield service


def test_the_manifests_are_read_whole() -> None:
    assert (len(PROTOCOL), len(GRAPH_STORE), len(DESCRIPTION)) == (34, 13, 3)
    assert sum(len(test.exchanges) for test in PROTOCOL.values()) == 39
    assert sum(len(test.exchanges) for test in GRAPH_STORE.values()) == 39
    assert set(EXCEPTIONS) <= {*PROTOCOL, *GRAPH_STORE, *DESCRIPTION}


@pytest.mark.parametrize("name", sorted(PROTOCOL.keys() - EXCEPTIONS.keys()))
def test_the_sparql_protocol(endpoint: Service, name: str) -> None:
    run(endpoint, PROTOCOL[name], "/sparql/", "/sparql")


@pytest.mark.parametrize("name", sorted(GRAPH_STORE.keys() - EXCEPTIONS.keys()))
def test_the_graph_store_protocol(endpoint: Service, name: str) -> None:
    run(endpoint, GRAPH_STORE[name], "/gsp", "/graph-store")


def test_a_test_that_its_manifest_forgets_to_list(endpoint: Service) -> None:
    run(endpoint, entry("graph-store-protocol/manifest-direct.ttl", "head_non_existing_direct"), "/gsp", "/graph-store")


@pytest.mark.parametrize("name", sorted(DESCRIPTION.keys() - EXCEPTIONS.keys()))
def test_the_service_description(endpoint: Service, name: str) -> None:
    response = endpoint.client.get("/sparql", headers={"Accept": "*/*"})
    assert response.status_code == 200
    graph = Graph().parse(data=response.text, format=response.headers["content-type"].partition(";")[0])
    match name:
        case "returns-rdf":
            assert len(graph) > 0
        case "has-endpoint-triple":
            assert list(graph.subjects(SD.endpoint, URIRef(f"{endpoint.url}/sparql"))) != []
        case "conforms-to-schema":
            conforms(graph)
        case _:
            pytest.fail(f"no check for {name}")


def run(service: Service, test: Entry, theirs: str, ours: str) -> None:
    """Begin with nothing but the test's graphs, and send its requests, with our path in place of theirs."""
    assert test.exchanges
    given = " ".join(f"GRAPH <{iri}> {{ {file.read_text()} }}" for iri, file in test.data.items())
    begin = {"update": f"DROP ALL; INSERT DATA {{ {given} }}"}
    service.client.post("/sparql", data=begin).raise_for_status()
    variables: dict[str, str] = {}
    for exchange in test.exchanges:
        path = exchange.path.replace(theirs, ours, 1)
        content = exchange.content
        for variable, value in variables.items():
            path = path.replace(variable, quote(value, safe=""))
            content = None if content is None else content.replace(variable.encode(), value.encode())
        request = service.client.build_request(exchange.method, path, headers=exchange.headers, content=content)
        if exchange.content is not None and "content-type" not in {name.lower() for name in exchange.headers}:
            assert "content-type" not in request.headers  # some tests are about a body without one
        check(exchange, service.client.send(request), variables)


def check(exchange: Exchange, response: httpx.Response, variables: dict[str, str]) -> None:
    expected = exchange.expected
    assert str(response.status_code).startswith(expected.statuses), response.text
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if expected.format is not None:
        assert media_type in FORMATS[expected.format]
        if expected.format == "RDF":
            Graph().parse(data=response.text, format=media_type)
    if expected.truth is not None:
        assert response.json()["boolean"] is expected.truth
    if expected.location is not None:
        variables[expected.location] = response.headers["location"]
    if expected.body is not None:
        base = str(response.url)
        got = Graph().parse(data=response.text, format=media_type, publicID=base)
        assert isomorphic(got, Graph().parse(data=expected.body, format="turtle", publicID=base))


def conforms(graph: Graph) -> None:
    """Domains and ranges of the vocabulary (SPARQL 1.1 Service Description, 3), and one service."""
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(service, SD.endpoint)) != []
    typed = {SD.defaultDataset: SD.Dataset, SD.defaultGraph: SD.Graph, SD.namedGraph: SD.NamedGraph}
    for property_, class_ in typed.items():
        for value in graph.objects(None, property_):
            assert (value, RDF.type, class_) in graph
    for property_ in (SD.supportedLanguage, SD.resultFormat, SD.inputFormat, SD.feature):
        for subject, value in graph.subject_objects(property_):
            assert subject == service
            assert isinstance(value, URIRef)
