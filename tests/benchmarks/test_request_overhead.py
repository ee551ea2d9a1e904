"""What the service does around every request, without a network: processor time of one, within the application."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pytest_benchmark.fixture import BenchmarkFixture
from starlette.responses import Response

from api.app import create_app
from api.settings import Settings

_AT_A_TIME = 200


def _bare(_: Path) -> FastAPI:
    return FastAPI()


def _whole(home: Path) -> FastAPI:
    return create_app(Settings(home=home))


def _with_a_rate(home: Path) -> FastAPI:
    return create_app(Settings(home=home, rate_per_client="1000000000/hour"))


@pytest.mark.benchmark(timer=time.thread_time)
@pytest.mark.parametrize("make", [_bare, _whole, _with_a_rate])
def test_a_request_for_nothing(benchmark: BenchmarkFixture, make: Any, tmp_path: Path) -> None:
    """Figures are of 200 requests; `bare` is FastAPI alone with one route, which is the first in all three."""
    app = make(tmp_path)

    async def nothing() -> Response:
        return Response(b"{}", media_type="application/json")

    app.add_api_route("/empty", nothing)
    app.router.routes.insert(0, app.router.routes.pop())
    app.middleware_stack = app.build_middleware_stack()
    with asyncio.Runner() as runner:
        answers = runner.run(_ask(app, 1))
        assert [message["type"] for message in answers] == ["http.response.start", "http.response.body"]
        benchmark.pedantic(lambda: runner.run(_ask(app, _AT_A_TIME)), rounds=50, warmup_rounds=2)


async def _ask(app: FastAPI, times: int) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    for _ in range(times):
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/empty",
            "raw_path": b"/empty",
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"example.org"), (b"accept", b"*/*"), (b"user-agent", b"test")],
            "client": ("192.0.2.1", 50_000),
            "server": ("example.org", 80),
        }
        await app(scope, receive, send)
    return sent
