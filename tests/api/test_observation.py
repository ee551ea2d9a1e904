from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
from fastapi import Body
from serving import Home, Service, running

from api.app import create_app
from api.settings import Settings
from api.structured_log import JsonFormatter

QUERY = {"query": "SELECT * { ?Ana ?Ruiz ?Soto } LIMIT 1"}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service logs, from `info` on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("traslado")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


@pytest.fixture
def failing(home: Home) -> Iterator[Service]:
    """A service with a route that fails, one that fails in the middle of its answer, and one that takes a body."""
    settings = Settings(home=home.path, sparql_workers=1, request_bytes=1024)
    app = create_app(settings)

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("Ana Ruiz Soto in /home/somebody/secret")

    @app.post("/takes")
    def takes(text: str = Body()) -> int:
        return len(text)

    with running(settings, home, app) as service:
        yield service


def lines(log: io.StringIO, count: int, having: str) -> list[dict[str, object]]:
    """So many lines that have a field; they are written once the client has its answer."""
    deadline = time.monotonic() + 5
    while True:
        found = [line for line in map(json.loads, log.getvalue().splitlines()) if having in line]
        if len(found) >= count or time.monotonic() > deadline:
            return found
        time.sleep(0.01)


def test_a_request_has_the_id_that_it_came_with_if_that_is_a_plain_word_and_else_a_new_one(service: Service) -> None:
    def answered(id_: str) -> str:
        return service.client.get("/healthz", headers={"X-Request-Id": id_}).headers["x-request-id"]

    assert answered("desk-7.a_B") == "desk-7.a_B"
    for spoilt in ("", "a b", "<script>", "a" * 65):
        assert len(answered(spoilt)) == 16
    assert answered("") != answered("")


def test_a_request_is_a_line_with_its_route_and_without_what_was_asked(service: Service, log: io.StringIO) -> None:
    for path, parameters in (("/sparql", QUERY), ("/entities/Ana-Ruiz-Soto", {}), ("/Ana-Ruiz-Soto", {})):
        service.client.get(path, params=parameters, headers={"X-Request-Id": "seen"})
    found = [line for line in lines(log, 3, "route") if line["request_id"] == "seen"]
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("GET", "/sparql", 200),
        ("GET", "/entities/{name}", 404),
        ("GET", "none", 404),
    ]
    assert "Ruiz" not in log.getvalue()


def test_queries_are_logged_where_the_settings_say_so(home: Home, log: io.StringIO) -> None:
    with running(Settings(home=home.path, sparql_workers=1, log_queries=True), home) as service:
        service.client.get("/v1/search", params={"q": "Ruiz"})
    (line,) = lines(log, 1, "query")
    assert (line["path"], line["query"], line["client"]) == ("/v1/search", "q=Ruiz", "127.0.0.1")


def test_where_the_service_fails_the_answer_tells_the_id_and_the_log_the_rest(
    failing: Service, log: io.StringIO
) -> None:
    answer = failing.client.get("/fails")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem = answer.json()
    assert problem["type"] == "urn:traslado:problem:unexpected"
    assert answer.headers["x-request-id"] in problem["detail"]
    for inside in ("Ruiz", "/home", "RuntimeError", "Traceback"):
        assert inside not in answer.text
    (told,) = lines(log, 1, "trace")
    assert told["request_id"] == answer.headers["x-request-id"]
    assert "RuntimeError" in str(told["trace"])


@pytest.mark.parametrize("declared", [True, False])
def test_a_request_larger_than_the_settings_allow_is_a_problem(failing: Service, *, declared: bool) -> None:
    body = json.dumps("a" * 2000).encode()
    content = body if declared else iter([body[:1000], body[1000:]])
    answer = failing.client.post("/takes", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["status"] == 413
    assert "x-request-id" in answer.headers
    assert failing.client.post("/takes", json="a" * 900).json() == 900


def test_metrics_count_requests_by_route_and_never_by_what_a_client_invents(service: Service) -> None:
    for path in ("/healthz", "/Ana-Ruiz", "/entities/Ana-Ruiz"):
        service.client.get(path)
    service.client.request("INVENTED", "/healthz")
    answer = service.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'traslado_request_seconds_count{method="GET",route="/healthz",status="200"}' in answer.text
    assert 'traslado_request_seconds_count{method="GET",route="/entities/{name}",status="404"}' in answer.text
    assert "Ruiz" not in answer.text
    assert "INVENTED" not in answer.text
    assert "traslado_generation_sequence" in answer.text
