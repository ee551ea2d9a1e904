from __future__ import annotations

import concurrent.futures
import csv
import io
import socket
import threading
import time
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from builders import handover
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from serving import Home, Service, running

from api.settings import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = (
    "SELECT (STRLEN(?x31) AS ?n) { BIND('0123456789' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(31))
    + "}"
)
LEADERS = "SELECT ?name ?group { ?p tr:leaderOf ?g . ?p rdfs:label ?name . ?g rdfs:label ?group }"


def problem(response: httpx.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert body["status"] == response.status_code
    return dict(body)


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_is_taken_in_each_way_of_the_protocol(service: Service, way: str) -> None:
    if way == "get":
        response = service.client.get("/sparql", params={"query": LEADERS})
    elif way == "form":
        response = service.client.post("/sparql", data={"query": LEADERS})
    else:
        headers = {"Content-Type": "application/sparql-query"}
        response = service.client.post("/sparql", content=LEADERS, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    (row,) = response.json()["results"]["bindings"]
    assert row["name"]["value"] == "Ana Ruiz Soto"
    assert row["group"]["value"] == "Cartel of the Example Hills"


def test_an_allegation_stands_only_in_its_twin(service: Service) -> None:
    query = "SELECT ?name { ?p alleged:leaderOf ?g ; rdfs:label ?name }"
    bindings = service.client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["name"]["value"] for row in bindings] == ["Beto Cano Mora"]


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
    ],
)
@pytest.mark.parametrize("by", ["accept", "parameter"])
def test_solutions_come_in_each_format(service: Service, format_: str, media_type: str, by: str) -> None:
    asked = {"headers": {"Accept": media_type}} if by == "accept" else {}
    parameters = {"query": LEADERS} | ({"format": format_} if by == "parameter" else {})
    response = service.client.get("/sparql", params=parameters, **asked)
    assert response.headers["content-type"].partition(";")[0] == media_type
    match format_:
        case "json":
            assert response.json()["head"]["vars"] == ["name", "group"]
        case "xml":
            assert ElementTree.fromstring(response.text).tag == "{http://www.w3.org/2005/sparql-results#}sparql"
        case "csv":
            assert next(csv.reader(io.StringIO(response.text))) == ["name", "group"]
        case "tsv":
            assert response.text.splitlines()[0] == "?name\t?group"


@pytest.mark.parametrize(
    ("format_", "rdf"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdfxml", RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_in_each_format(service: Service, format_: str, rdf: RdfFormat) -> None:
    query = "CONSTRUCT { ?p tr:leaderOf ?g } WHERE { ?p tr:leaderOf ?g }"
    response = service.client.get("/sparql", params={"query": query, "format": format_})
    assert response.headers["content-type"].partition(";")[0] == rdf.media_type
    assert len(list(parse(response.content, format=rdf))) == 1


def test_a_browser_without_a_query_gets_a_form(service: Service) -> None:
    page = service.client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert "<textarea" in page.text


def test_a_format_that_does_not_fit_the_kind_of_query_is_not_acceptable(service: Service) -> None:
    response = service.client.get("/sparql", params={"query": LEADERS, "format": "turtle"})
    assert response.status_code == 406
    assert "solutions" in problem(response)["detail"]
    response = service.client.get("/sparql", params={"query": LEADERS}, headers={"Accept": "image/png"})
    assert response.status_code == 406


def test_a_malformed_query_says_where(service: Service) -> None:
    response = service.client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert response.status_code == 400
    body = problem(response)
    assert (body["line"], body["column"]) == (2, 15)
    assert body["detail"].startswith("Line 2, column 15: “}” does not fit here.")
    assert body["type"] == "urn:traslado:problem:malformed-query"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 403),
        ({"method": "GET", "params": {"query": "LOAD <http://127.0.0.1:1/>"}}, 403),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
        ({"method": "GET", "params": {"update": "CLEAR ALL"}}, 405),
        ({"method": "POST", "url": "/sparql?query=ASK%7B%7D", "data": {"query": "ASK {}"}}, 400),
        ({"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ({"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"method": "POST", "content": "ASK {}"}, 415),
        ({"method": "POST", "content": b"ASK{} #\xf1", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ({"method": "GET", "url": "/sparql?query=ASK%20%7B%7D%23%F1"}, 400),
        ({"method": "GET", "url": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
        ({"method": "GET", "url": "/sparql?query=ASK%7B%7D&format=odd&format=other"}, 406),
        ({"method": "GET", "params": {"query": "ASK {}", "default-graph-uri": "not an IRI"}}, 400),
        ({"method": "GET", "params": {"query": "SELECT (<http://x.example/f>(1) AS ?x) {}"}}, 400),
        ({"method": "POST", "data": {"query": "ASK {} #" + "x" * 65_536}}, 413),
        ({"method": "POST", "data": {"query": "ASK {}", "more": "x" * 300_000}}, 413),
        ({"method": "GET", "params": {"query": "SELECT * " + "{" * 5_000 + "}" * 5_000}}, 400),
        ({"method": "PUT", "content": "ASK {}", "headers": {"Content-Type": "application/sparql-query"}}, 405),
    ],
)  # fmt: skip
def test_bad_requests_get_a_problem_that_says_what_to_do(
    service: Service, request_: dict[str, Any], status: int
) -> None:
    response = service.client.request(**{"url": "/sparql", **request_})
    assert response.status_code == status
    assert len(problem(response)["detail"]) > 20


@pytest.mark.slow
def test_a_query_that_runs_on_is_stopped_and_the_next_one_answered(service: Service) -> None:
    started = time.monotonic()
    response = service.client.get("/sparql", params={"query": ENDLESS})
    assert response.status_code == 504
    assert "TRASLADO_SPARQL_SECONDS" in problem(response)["detail"]
    assert time.monotonic() - started < service.settings.sparql_seconds + 1
    assert service.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.slow
def test_a_query_that_eats_memory_is_stopped_and_the_next_one_answered(service: Service) -> None:
    settings = Settings(home=service.home.path, sparql_memory_mib=250)
    with running(settings, service.home) as small:
        response = small.client.get("/sparql", params={"query": GREEDY})
        assert response.status_code == 503
        assert "TRASLADO_SPARQL_MEMORY_MIB" in problem(response)["detail"]
        assert small.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize("limit", ["sparql_result_bytes", "sparql_result_rows"])
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT 30", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_short_result_over_a_limit_is_refused_whole(service: Service, limit: str, query: str) -> None:
    settings = service.settings.model_copy(update={limit: 1024 if limit.endswith("bytes") else 20})
    with running(settings, service.home) as small:
        response = small.client.get("/sparql", params={"query": query})
        assert response.status_code == 400
        assert f"TRASLADO_{limit.upper()}" in problem(response)["detail"]


def test_a_long_result_comes_piece_by_piece_and_is_whole(service: Service) -> None:
    query = {"query": "SELECT ?s ?p ?o { ?s ?p ?o . ?a ?b ?c } LIMIT 4000", "format": "tsv"}
    with service.client.stream("GET", "/sparql", params=query) as response:
        assert response.headers["transfer-encoding"] == "chunked"
        assert "content-length" not in response.headers
        pieces = list(response.iter_bytes())
    assert len(pieces) > 1
    assert b"".join(pieces).count(b"\n") == 1 + 4000


def test_no_client_takes_a_result_that_is_cut_off_for_whole(service: Service) -> None:
    query = {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 100000"}
    with service.client.stream("GET", "/sparql", params=query) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()
    assert service.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_a_slow_reader_holds_no_worker(service: Service) -> None:
    settings = service.settings.model_copy(update={"sparql_workers": 1, "sparql_result_bytes": 8_000_000})
    query = {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 10000"}
    with running(settings, service.home) as one, one.client.stream("GET", "/sparql", params=query) as slow:
        pieces = slow.iter_bytes()
        first = len(next(pieces))
        assert one.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        assert first + sum(map(len, pieces)) > 2_000_000


@pytest.mark.slow
def test_other_requests_are_answered_while_all_workers_are_busy(service: Service) -> None:
    with concurrent.futures.ThreadPoolExecutor() as pool:
        busy = [pool.submit(service.client.get, "/sparql", params={"query": ENDLESS}) for _ in range(2)]
        time.sleep(0.3)
        started = time.monotonic()
        assert service.client.get("/healthz").status_code == 200
        assert service.client.get("/v1/search", params={"q": "Ana Ruiz"}).status_code == 200
        assert time.monotonic() - started < 1
        assert not any(request.done() for request in busy)
        assert {request.result().status_code for request in busy} == {504}


@pytest.mark.slow
def test_a_caller_waits_for_a_free_worker_and_not_for_ever(own_service: Service, home: Home) -> None:
    home.publish(handover())
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = [pool.submit(own_service.client.get, "/sparql", params={"query": ENDLESS}) for _ in range(3)]
        statuses = sorted(request.result().status_code for request in waiting)
    assert statuses in ([503, 504, 504], [503, 503, 504])


@pytest.mark.slow
def test_a_query_whose_client_went_away_is_stopped(own_service: Service, home: Home) -> None:
    home.publish(handover())
    assert own_service.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    (worker,) = own_service.workers()
    with socket.create_connection(("127.0.0.1", own_service.settings.port)) as connection:
        body = ENDLESS.encode()
        head = f"Host: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(b"POST /sparql HTTP/1.1\r\n" + head.encode() + body)
        time.sleep(0.3)
        assert worker.is_running()
    deadline = time.monotonic() + 5
    while worker.is_running():  # a zombie that its parent has yet to wait for counts as running, but not for long
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_worker_is_replaced(own_service: Service, home: Home) -> None:
    home.publish(handover())
    assert own_service.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    (worker,) = own_service.workers()
    worker.kill()
    responses = [own_service.client.get("/sparql", params={"query": "ASK {}"}) for _ in range(2)]
    assert responses[-1].status_code == 200
    assert responses[0].status_code in (200, 503)


@pytest.mark.slow
def test_a_new_generation_is_taken_up_without_a_restart(own_service: Service, home: Home) -> None:
    client = own_service.client
    assert client.get("/readyz").status_code == 503
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 503
    home.publish(handover())
    time.sleep(0.6)
    assert client.get("/readyz").json()["sequence"] > 0
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?d a tr:Document }"}
    assert client.get("/sparql", params=count).json()["results"]["bindings"][0]["n"]["value"] == "1"
    home.publish(handover("Beto Cano Mora", city="Dallas", label="second"))
    time.sleep(0.6)
    assert client.get("/sparql", params=count).json()["results"]["bindings"][0]["n"]["value"] == "2"
    assert len(own_service.workers()) == 1


def test_a_dataset_of_the_request_replaces_the_default_graph(service: Service) -> None:
    documents = {"query": "SELECT ?g { GRAPH ?g { ?p tr:leaderOf ?o } }"}
    (row,) = service.client.get("/sparql", params=documents).json()["results"]["bindings"]
    graph = row["g"]["value"]
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def count(query: str, **dataset: str) -> int:
        answer = service.client.get("/sparql", params={"query": query, **dataset}).json()
        return int(answer["results"]["bindings"][0]["n"]["value"])

    assert 0 < count(query, **{"default-graph-uri": graph}) < 10 < count(query)
    assert count(query, **{"named-graph-uri": graph}) == 0
    in_graph = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(in_graph, **{"named-graph-uri": graph}) == count(query, **{"default-graph-uri": graph})
    assert count(in_graph, **{"default-graph-uri": graph}) == 0


def test_head_has_the_headers_of_get_and_no_body(service: Service) -> None:
    head = service.client.head("/sparql", params={"query": "ASK {}"})
    get = service.client.get("/sparql", params={"query": "ASK {}"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_other_sites_may_read(service: Service) -> None:
    origin = {"Origin": "https://reader.example"}
    response = service.client.get("/sparql", params={"query": "ASK {}"}, headers=origin)
    assert response.headers["access-control-allow-origin"] == "*"
    asked = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert service.client.options("/sparql", headers=asked).status_code == 200
    asked["Access-Control-Request-Method"] = "PATCH"
    assert service.client.options("/sparql", headers=asked).status_code == 400


def test_what_can_be_done_is_said(service: Service) -> None:
    response = service.client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_client_that_has_a_result_is_not_sent_it_again(own_service: Service, home: Home) -> None:
    home.publish(handover())
    time.sleep(0.6)
    names = {"query": "SELECT ?name { ?p a tr:Person ; rdfs:label ?name }"}
    tag = own_service.client.get("/sparql", params=names).headers["etag"]
    assert own_service.client.get("/sparql", params=names, headers={"If-None-Match": tag}).status_code == 304
    in_xml = {"If-None-Match": tag, "Accept": "application/sparql-results+xml"}
    assert own_service.client.get("/sparql", params=names, headers=in_xml).status_code == 200
    home.publish(handover("Beto Cano Mora", label="second"))
    time.sleep(0.6)
    response = own_service.client.get("/sparql", params=names, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["etag"] != tag


def test_what_is_another_each_time_has_no_tag(service: Service) -> None:
    response = service.client.get("/sparql", params={"query": "SELECT (UUID() AS ?u) {}"})
    assert "etag" not in response.headers


def test_results_are_compressed_for_who_takes_it(service: Service) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 1200", "format": "csv"}
    plain = service.client.get("/sparql", params=query, headers={"Accept-Encoding": "identity"})
    packed = service.client.get("/sparql", params=query, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 2


def test_a_client_that_takes_nothing_is_left(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.sparql.response._PATIENCE_SECONDS", 0.3)
    settings = service.settings.model_copy(update={"sparql_result_bytes": 16_000_000})
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 40000"
    with (
        running(settings, service.home) as patient,
        socket.create_connection(("127.0.0.1", patient.settings.port)) as c,
    ):
        head = f"Host: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\n\r\n"
        c.sendall(f"POST /sparql HTTP/1.1\r\n{head}{query}".encode())
        time.sleep(2.5)
        c.settimeout(5)
        taken = b""
        while piece := c.recv(1 << 16):
            taken += piece
    assert not taken.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("name", ["json", "application/sparql-results+json", "JSON"])
def test_a_format_has_other_names_too(service: Service, name: str) -> None:
    response = service.client.get("/sparql", params={"query": "ASK {}", "format": name})
    assert response.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("json", "application/ld+json"), ("xml", "application/rdf+xml"), ("ttl", "text/turtle"), ("n3", "text/turtle")],
)
def test_a_name_is_taken_for_the_kind_of_result_that_there_is(service: Service, name: str, media_type: str) -> None:
    query = "CONSTRUCT { ?p tr:leaderOf ?g } WHERE { ?p tr:leaderOf ?g }"
    response = service.client.get("/sparql", params={"query": query, "format": name})
    assert response.headers["content-type"].partition(";")[0] == media_type
    Graph().parse(data=response.text, format=media_type)


@pytest.mark.slow
def test_no_worker_outlives_its_service(home: Home) -> None:
    home.publish(handover())
    with running(Settings(home=home.path), home) as service:
        assert service.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        (worker,) = service.workers()
    assert not worker.is_running()


def test_threads_do_not_pile_up(service: Service) -> None:
    for _ in range(20):
        service.client.get("/sparql", params={"query": "ASK {}"})
    assert threading.active_count() < 60
    assert len(service.workers()) <= service.settings.sparql_workers


def test_an_answer_names_its_generation_and_an_earlier_one_can_be_asked(own_service: Service, home: Home) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?d a tr:Document }"
    home.publish(handover())
    time.sleep(0.6)
    first = own_service.client.get("/sparql", params={"query": count})
    home.publish(handover("Beto Cano Mora", city="Dallas", label="second"))
    time.sleep(0.6)
    second = own_service.client.get("/sparql", params={"query": count})
    earlier = first.headers["traslado-generation"]
    assert int(earlier) < int(second.headers["traslado-generation"])
    again = own_service.client.get("/sparql", params={"query": count, "generation": earlier})
    assert (again.json(), again.headers["traslado-generation"]) == (first.json(), earlier)
    assert own_service.client.get("/sparql", params={"query": count, "generation": 10**9}).status_code == 404
    assert own_service.client.get("/sparql", params={"query": count, "generation": "x"}).status_code == 400
