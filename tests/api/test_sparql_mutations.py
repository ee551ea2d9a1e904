"""Thousands of queries and updates that were right before something was done to them, and requests of every shape."""

from __future__ import annotations

import concurrent.futures
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from builders import handover
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Home, Service, allegation, running

from api.pages.example import examples
from api.settings import Settings
from api.token_store import create_token

QUERIES = [
    *(example.query for example in examples()),
    "SELECT DISTINCT ?s (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?s HAVING(?n > 1)",
    "CONSTRUCT { ?s ?p [ tr:x ?o ] } WHERE { ?s ?p ?o OPTIONAL { ?s rdfs:label ?l FILTER(LANG(?l) = 'es') } } LIMIT 5",
    "DESCRIBE ?p WHERE { ?p alleged:leaderOf/rdfs:label ?n MINUS { ?p a tr:Place } } LIMIT 2",
    "ASK FROM <http://x.example/g> { ?s (tr:a|^tr:b)*/!tr:c ?o . FILTER NOT EXISTS { ?o ?p 'é\\n'@es } }",
    "SELECT * { VALUES (?a ?b) { (UNDEF 1) (<a> 'x'^^xsd:date) } BIND(IF(?a = ?b, 1e3, -2.5) AS ?c) } OFFSET 1",
    "SELECT ?s { << ?s ?p ?o >> ?q ?z . ?s ?p (1 [] 'a') ; ?r ?t , 3 . }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
]
UPDATES = [
    "INSERT DATA { GRAPH <urn:example:m> { <urn:a> <urn:b> 'c'@en , 2 . } }",
    "PREFIX e: <urn:example:> WITH e:m DELETE { ?s ?p ?o } INSERT { ?s ?p 3 } WHERE { ?s ?p ?o FILTER(?o > 1) }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } USING NAMED <urn:example:m> WHERE { GRAPH ?g { ?s ?p ?o } } ; DROP GRAPH <urn:x>",
    "COPY SILENT DEFAULT TO <urn:example:n>; CLEAR GRAPH <urn:example:n>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:example:m>",
]
PIECES = [
    *(
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        "'",
        '"',
        "'''",
        "\\",
        "\\u0000",
        "?",
        ".",
        ";",
        ",",
        "#",
        "\n",
        "\0",
        "\ud7ff",
        "*",
    ),
    *(
        "SERVICE",
        "LOAD",
        "SELECT",
        "UNION",
        "FILTER",
        "VALUES",
        "GRAPH ?g",
        "INSERT DATA",
        "DROP ALL",
        "BIND",
        "^",
        "!",
    ),
    *("1e999", "@", "_:b", "<<", "é", "🤐", "||" * 50, "(" * 200, ":", "a:b", "<a b>", "%", "\ufeff", "|", "*", "!"),
]
ALLOWED = {200, 204, 400, 403, 413, 503, 504}
INSIDE = ("Traceback", "site-packages", ".py", "panicked", "/rustc", "pyoxigraph", "src/")

pytestmark = pytest.mark.slow


def mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(0, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 2, 5, 20)))
        match chance.randrange(4):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + chance.choice(PIECES) + text[end:]
            case 2:
                text = text[:start] + text[start:end] * chance.choice((2, 3, 30)) + text[end:]
            case _:
                other = chance.choice(QUERIES + UPDATES)
                place = chance.randrange(len(other))
                text = text[:start] + other[place : place + 30] + text[end:]
    return text


@pytest.fixture(scope="module")
def open_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that may be written, and whose home's path would be noticed."""
    home = Home(tmp_path_factory.mktemp("secret-place") / "home")
    home.publish(handover(), allegation())
    with running(Settings(home=home.path, sparql_seconds=2, sparql_result_bytes=500_000), home) as service:
        token = create_token(home.path, "desk", ["graphs:write"], days=1)
        service.client.headers = httpx.Headers({"Authorization": f"Bearer {token}"})
        yield service


def check(response: httpx.Response, sent: object) -> None:
    assert response.status_code in ALLOWED | {401, 404, 405, 406, 415}, (sent, response.text)
    if response.status_code >= 400:
        assert response.headers["content-type"].startswith("application/problem+json"), sent
        assert len(response.json()["detail"]) > 10, sent
        told = response.json()["detail"]
        assert "secret-place" not in told, sent
        assert not any(word in told for word in INSIDE if word not in str(sent)), (sent, told)


def try_mutations(service: Service, kind: str, texts: list[str], number: int) -> None:
    chance = random.Random(20_261_124)
    sent = [mutated(chance, chance.choice(texts)).encode("utf-8", "replace").decode() for _ in range(number)]

    def send(text: str) -> int:
        try:
            response = service.client.post("/sparql", data={kind: text})
        except httpx.RemoteProtocolError:  # a long result over its limit
            return 200
        check(response, text)
        assert response.status_code in ALLOWED, text
        return response.status_code

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(send, sent))
    assert statuses.count(400) > number / 20
    assert any(status < 300 for status in statuses)
    assert statuses.count(503) + statuses.count(504) <= number / 50
    assert service.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_no_mutated_query_makes_it_fail_or_tell_of_its_inside(open_service: Service) -> None:
    try_mutations(open_service, "query", QUERIES, 2_000)


def test_no_mutated_update_makes_it_fail_or_touches_what_is_ours(open_service: Service) -> None:
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    before = open_service.client.get("/sparql", params=count).json()
    try_mutations(open_service, "update", UPDATES, 40)
    assert open_service.client.get("/sparql", params=count).json() == before


@pytest.mark.soak
def test_ten_thousand_mutated_queries(open_service: Service) -> None:
    try_mutations(open_service, "query", QUERIES, 10_000)


@pytest.mark.soak
def test_three_hundred_mutated_updates(open_service: Service) -> None:
    try_mutations(open_service, "update", UPDATES, 300)


NAMES = st.sampled_from(
    ["query", "update", "format", "default-graph-uri", "named-graph-uri", "using-graph-uri", "graph", "default",
     "generation", "lang", "x"]
)  # fmt: skip
VALUES = st.one_of(st.sampled_from([*QUERIES, *UPDATES, "json", "turtle", "", "urn:a:b", "1"]), st.text(max_size=30))
TYPES = st.sampled_from(
    ["application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "text/turtle",
     "multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain; charset=utf-16", ""]
)  # fmt: skip
REQUESTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
        "url": st.sampled_from(["/sparql", "/sparql/", "/graph-store", "/graph-store/", "/graph-store/a/b"]),
        "params": st.lists(st.tuples(NAMES, VALUES), max_size=4),
        "content": st.one_of(st.none(), st.binary(max_size=60), VALUES.map(lambda text: text.encode(errors="replace"))),
        "headers": st.fixed_dictionaries(
            {"Content-Type": TYPES, "Accept": st.sampled_from(["*/*", "text/html", "text/csv", "x", "text/turtle;q=y"])}
        ),
    }
)


@given(request_=REQUESTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_of_the_protocol_makes_it_fail(open_service: Service, request_: dict[str, Any]) -> None:
    sent = {**request_, "params": [(n, v.encode("utf-8", "replace").decode()) for n, v in request_["params"]]}
    with httpx.Client(base_url=open_service.url, timeout=30) as anyone:
        response = anyone.request(**sent)
    assert response.status_code < 500 or response.status_code in (503, 504), (sent, response.text)
    if request_["method"] != "HEAD":
        assert "Traceback" not in response.text
        assert "secret-place" not in response.text
