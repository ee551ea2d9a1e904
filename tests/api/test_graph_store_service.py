from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Iterator

import httpx
import pytest
from builders import handover
from rdflib import Graph
from serving import Home, Service, allegation, running

from api.settings import Settings
from api.token_store import create_token
from graph.home import generations_path

TURTLE = {"Content-Type": "text/turtle"}
NOTES = "urn:example:notes"
COUNT = "SELECT (COUNT(*) AS ?n) { %s }"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over a home with two documents, and a client that may write graphs."""
    home = Home(tmp_path_factory.mktemp("graphs ñ") / "home")
    home.publish(handover(), allegation())
    with running(Settings(home=home.path, sparql_graphs_quads=1_000), home) as service:
        token = create_token(home.path, "desk", ["graphs:write"], days=1)
        service.client.headers = httpx.Headers({"Authorization": f"Bearer {token}"})
        yield service


def update(service: Service, text: str) -> httpx.Response:
    return service.client.post("/sparql", data={"update": text})


def count(service: Service, pattern: str) -> int:
    rows = service.client.get("/sparql", params={"query": COUNT % pattern}).json()["results"]["bindings"]
    return int(rows[0]["n"]["value"])


def document(service: Service) -> str:
    query = "SELECT ?g { GRAPH ?g { ?p tr:leaderOf ?o } }"
    (row,) = service.client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return str(row["g"]["value"])


def test_an_update_joins_ours_with_theirs(written: Service) -> None:
    people = count(written, "?p a tr:Person")
    response = update(written, "INSERT { GRAPH <urn:example:w> { ?p a <urn:example:W> } } WHERE { ?p a tr:Person }")
    assert response.status_code == 204
    assert count(written, "?p a tr:Person . GRAPH <urn:example:w> { ?p a <urn:example:W> }") == people > 0
    assert count(written, "?p a <urn:example:W>") == 0
    response = update(written, "DROP GRAPH <urn:example:w>")
    assert response.status_code == 204, response.text
    assert count(written, "GRAPH <urn:example:w> { ?p a <urn:example:W> }") == 0


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE WHERE { GRAPH ?g { ?s tr:leaderOf ?o } }",
        "INSERT DATA { <urn:example:a> tr:leaderOf <urn:example:b> }",
        "CLEAR ALL",
        "CLEAR GRAPH <urn:traslado:checkpoint>",
    ],
)
def test_what_is_ours_answers_403_and_stands(written: Service, text: str) -> None:
    before = count(written, "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }")
    response = update(written, text)
    assert response.status_code == 403
    assert "never edited by hand" in response.json()["detail"]
    assert count(written, "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }") == before


def test_a_document_s_graph_is_read_and_not_written(written: Service) -> None:
    graph = document(written)
    response = written.client.get("/graph-store", params={"graph": graph}, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert len(Graph().parse(data=response.text, format="turtle")) > 0
    for method in ("PUT", "POST", "DELETE"):
        refused = written.client.request(
            method, "/graph-store", params={"graph": graph}, content="<urn:a> <urn:b> 1 .", headers=TURTLE
        )
        assert refused.status_code == 403
        assert "Traslado's own" in refused.json()["detail"]
    assert written.client.put("/graph-store?default", content="", headers=TURTLE).status_code == 403
    known = {"If-None-Match": response.headers["etag"]}
    again = written.client.get("/graph-store", params={"graph": graph}, headers=known)
    assert again.status_code == 304


def test_the_default_graph_is_read(written: Service) -> None:
    response = written.client.get("/graph-store?default&format=ntriples")
    assert response.status_code == 200
    assert response.text.count("\n") == count(written, "?s ?p ?o")


def test_a_graph_is_put_added_to_and_deleted(written: Service) -> None:
    client, graph = written.client, {"graph": NOTES}
    assert client.get("/graph-store", params=graph).status_code == 404
    put = client.put("/graph-store", params=graph, content="<urn:a> <urn:b> [ <urn:c> 'ñ' ] .", headers=TURTLE)
    assert (put.status_code, put.headers["location"]) == (201, NOTES)
    post = client.post("/graph-store", params=graph, content="<urn:a> <urn:b> [ <urn:c> 2 ] .", headers=TURTLE)
    assert post.status_code == 204
    assert len(Graph().parse(data=client.get("/graph-store", params=graph).text, format="turtle")) == 4
    assert client.put("/graph-store", params=graph, content="<urn:a> <urn:b> 3 .", headers=TURTLE).status_code == 204
    assert client.get("/graph-store", params=graph | {"format": "nt"}).text.startswith('<urn:a> <urn:b> "3"')
    assert client.head("/graph-store", params=graph).status_code == 200
    assert client.delete("/graph-store", params=graph).status_code == 204
    assert client.delete("/graph-store", params=graph).status_code == 404


def test_malformed_rdf_says_where_and_changes_nothing(written: Service) -> None:
    graph = {"graph": "urn:example:broken"}
    response = written.client.put(
        "/graph-store", params=graph, content="<urn:a> <urn:b> 1 .\n<urn:a> <urn:b", headers=TURTLE
    )
    assert response.status_code == 400
    assert response.json()["line"] == 2
    assert response.json()["type"] == "urn:traslado:problem:malformed-graph"
    assert written.client.get("/graph-store", params=graph).status_code == 404


@pytest.mark.parametrize(
    ("method", "url", "type_", "status"),
    [
        ("GET", "/graph-store", None, 400),
        ("GET", "/graph-store?graph=relative", None, 400),
        ("GET", "/graph-store?graph=urn:a:a&default", None, 400),
        ("GET", "/graph-store?graph=urn:a:a&graph=urn:a:b", None, 400),
        ("GET", "/graph-store?default&format=csv", None, 406),
        ("GET", "/graph-store/not/there", None, 404),
        ("GET", "/graph-store/a%20b%3C", None, 404),
        ("DELETE", "/graph-store", None, 400),
        ("PUT", "/graph-store?graph=urn:a:a", "text/csv", 415),
        ("PUT", "/graph-store?graph=urn:a:a", "text/turtle; charset=latin1", 415),
        ("PATCH", "/graph-store?graph=urn:a:a", "application/sparql-update", 405),
    ],
)
def test_bad_requests_get_a_problem(written: Service, method: str, url: str, type_: str | None, status: int) -> None:
    headers = {"Content-Type": type_} if type_ else {}
    response = written.client.request(method, url, headers=headers, content="<urn:a> <urn:b> 1 ." if type_ else None)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_who_has_no_token_may_read_and_not_write(written: Service) -> None:
    with httpx.Client(base_url=written.url) as anyone:
        assert anyone.get("/graph-store?default").status_code == 200
        assert anyone.put("/graph-store?graph=urn:a:a", content="", headers=TURTLE).status_code == 401
        assert anyone.post("/sparql", data={"update": "CLEAR GRAPH <urn:a:a>"}).status_code == 401
        wrong = {"Authorization": f"Bearer {create_token(written.home.path, 'x', ['documents:write'], days=1)}"}
        assert anyone.post("/sparql", data={"update": "CLEAR GRAPH <urn:a:a>"}, headers=wrong).status_code == 403


def test_there_is_a_most_of_it(written: Service) -> None:
    before = count(written, "GRAPH ?g { ?s ?p ?o }")
    many = "\n".join(f"<urn:s:{i}> <urn:p:p> {i} ." for i in range(1_001))
    response = written.client.put("/graph-store?graph=urn:example:many", content=many, headers=TURTLE)
    assert response.status_code == 413
    assert "TRASLADO_SPARQL_GRAPHS_QUADS" in response.json()["detail"]
    assert count(written, "GRAPH ?g { ?s ?p ?o }") == before


def test_no_writer_loses_what_another_wrote(written: Service) -> None:
    def add(number: int) -> int:
        graph = {"graph": "urn:example:race"}
        triple = f"<urn:s:{number}> <urn:p:p> {number} ."
        return written.client.post("/graph-store", params=graph, content=triple, headers=TURTLE).status_code

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(6))) == [201, 204, 204, 204, 204, 204]
    assert count(written, "GRAPH <urn:example:race> { ?s ?p ?o }") == 6


def test_an_update_that_runs_on_is_stopped_and_changes_nothing(written: Service) -> None:
    settings = Settings(home=written.home.path, sparql_seconds=1.5)
    endless = (
        "INSERT DATA { GRAPH <urn:example:half> { <urn:a> <urn:b> 1 } } ; "
        "INSERT { GRAPH <urn:example:half> { <urn:a> <urn:b> ?n } } "
        "WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
    )
    with running(settings, written.home) as short:
        short.client.headers = written.client.headers
        assert update(short, endless).status_code == 504
        assert count(short, "GRAPH <urn:example:half> { ?s ?p ?o }") == 0


def test_theirs_stay_when_ours_is_published_anew(own_service: Service, home: Home) -> None:
    home.publish(handover())
    time.sleep(0.6)
    token = create_token(home.path, "desk", ["graphs:write"], days=1)
    own_service.client.headers = httpx.Headers({"Authorization": f"Bearer {token}"})
    assert update(own_service, "INSERT DATA { GRAPH <urn:example:w> { <urn:a> <urn:b> 1 } }").status_code == 204
    for number, city in enumerate(["Dallas", "Houston", "Phoenix", "Miami"], start=2):
        home.publish(handover("Beto Cano Mora", city=city, label=city))
        time.sleep(0.6)
        assert count(own_service, "?d a tr:Document") == number
        assert count(own_service, "GRAPH <urn:example:w> { ?s ?p ?o }") == 1
    kept = {path.parent.name for path in generations_path(home.path).glob("0*/with-graphs-*")}
    assert 0 < len(kept) <= 3  # what was made of a generation goes with it


def test_nothing_can_be_written_before_there_is_a_graph(own_service: Service, home: Home) -> None:
    home.path.mkdir()
    token = create_token(home.path, "desk", ["graphs:write"], days=1)
    headers = TURTLE | {"Authorization": f"Bearer {token}"}
    response = own_service.client.put("/graph-store?graph=urn:a:a", content="", headers=headers)
    assert response.status_code == 503
