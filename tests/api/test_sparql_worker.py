from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from api.server import listen
from api.sparql.process import WORKER_ENVIRONMENT, environment
from api.sparql.protocol import SOLUTIONS_FORMATS

HUNDRED = " ".join(str(number) for number in range(100))
ENDLESS = "SELECT (COUNT(*) AS ?n) {" + "".join(f" VALUES ?v{i} {{ {HUNDRED} }}" for i in range(6)) + " }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = Store(str(tmp_path / "store"))
    store.add(Quad(NamedNode("http://x.example/s"), NamedNode("http://x.example/p"), Literal("ñ")))
    store.flush()
    return tmp_path / "store"


@pytest.fixture
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-P", "-m", "api.sparql.worker", str(folder), "400"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | WORKER_ENVIRONMENT
    ) as process:
        yield process
        process.kill()


def job(query: str, **changes: object) -> bytes:
    asked: dict[str, object] = {
        "query": query,
        "graph": None,
        "base": "http://x.example/",
        "default_graphs": [],
        "named_graphs": [],
        "solutions_format": "application/sparql-results+json",
        "graph_format": "text/turtle",
        "seconds": 5,
        "query_bytes": 10_000,
        "result_bytes": 10_000,
        "result_rows": 100,
    }
    return json.dumps(asked | changes).encode() + b"\n"


def exchange(worker: subprocess.Popen[bytes], sent: bytes) -> tuple[dict[str, Any], bytes]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(sent)
    worker.stdin.flush()
    reply = json.loads(worker.stdout.readline())
    return reply, worker.stdout.read(reply.get("bytes", 0))


def test_a_worker_answers_one_job_after_another(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdout is not None
    assert json.loads(worker.stdout.readline()).keys() == {"walls"}
    reply, content = exchange(worker, job("SELECT ?o { <s> <p> ?o }"))
    assert reply == {"form": "solutions", "bytes": len(content), "more": False}
    assert json.loads(content)["results"]["bindings"][0]["o"]["value"] == "ñ"
    reply, _ = exchange(worker, job("SELECT * {"))
    assert (reply["error"], reply["line"], reply["column"]) == ("MalformedQueryError", 1, 11)
    reply, content = exchange(worker, job("CONSTRUCT { ?s <q> ?o } WHERE { ?s ?p ?o }"))
    assert reply["form"] == "graph"
    assert b"<http://x.example/q>" in content
    reply, _ = exchange(worker, job("SELECT * { ?s ?p ?o }", result_bytes=10))
    assert reply["error"] == "ResultTooLargeError"
    assert exchange(worker, job("ASK {}"))[0]["form"] == "boolean"


def test_a_worker_ends_when_its_service_does(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(timeout=5) == 0


@pytest.mark.slow
def test_a_worker_ends_by_itself_when_nobody_is_left_to_stop_it(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    worker.stdin.write(job(ENDLESS, seconds=0.1))
    worker.stdin.close()
    assert worker.wait(timeout=10) < 0


def test_a_folder_that_is_no_store_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "api.sparql.worker", str(tmp_path / "none"), "400"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert "error" in json.loads(done.stdout)


def test_a_worker_is_told_nothing_of_the_service_s_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("TRASLADO_NEO4J_PASSWORD", "LLM_API_KEY", "AWS_SECRET_ACCESS_KEY", "XPATH")
    for name in secrets:
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("PYTHONPATH", "here")
    assert not environment().keys() & set(secrets)
    assert environment()["PYTHONPATH"] == "here"
    assert environment().keys() >= WORKER_ENVIRONMENT.keys()


def test_rows_are_limited_in_formats_whose_bytes_are_too_few_to_limit_them(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdout is not None
    worker.stdout.readline()
    rows = f"SELECT * {{ VALUES ?v {{ {HUNDRED} 100 }} }}"
    for format_ in SOLUTIONS_FORMATS.values():
        # Just enough bytes for the limit of rows to be reached: JSON has no mark before its first row.
        most = 99 if format_.endswith("json") else 100
        reply, _ = exchange(worker, job(rows, solutions_format=format_, result_rows=most, result_bytes=20_000))
        assert (reply["error"], "rows" in reply["message"]) == ("ResultTooLargeError", True), format_


def test_answers_leave_at_once() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
