"""What happens around every request: an id, a line in the log, its measure, and an answer also where we failed."""

from __future__ import annotations

import logging
import random
import re
import time
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import audit, metrics
from api.problem import unexpected_problem
from api.settings import Settings
from api.structured_log import request_id

_log: Final = logging.getLogger("traslado.request")
_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_CLIENT_LEFT: Final = 499
"""What nginx calls it; no client ever sees it."""


class Observation:
    """ASGI middleware: gives each request an id (its own `X-Request-Id` where it is a plain word), and observes it.

    The log has the template of the route, never the address and its query, which name people, unless the settings say
    so. A request that begins an entry of the audit trail is answered once the entry has its outcome.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and observe its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id_ = _given_id(scope) or f"{random.getrandbits(64):016x}"
        scope["request_id"] = id_
        token = request_id.set(id_)
        status = _CLIENT_LEFT

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", id_.encode()))
                if (entry := scope.get("state", {}).get("audit")) is not None:
                    await run_in_threadpool(audit.answered, self._settings.home, entry, status)
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, observe)
        except ClientDisconnect:
            pass
        except Exception:
            _log.exception("unexpected error")
            if status != _CLIENT_LEFT:
                raise  # half an answer must not look whole
            await unexpected_problem(Request(scope), id_)(scope, receive, observe)
        finally:
            seconds = time.perf_counter() - began
            metrics.answered(scope["method"], _route(scope), status, seconds)
            level = logging.WARNING if status >= 500 else logging.INFO
            if _log.isEnabledFor(level):
                _log.log(level, "request", extra={"fields": self._fields(scope, status, seconds)})
            request_id.reset(token)

    def _fields(self, scope: Scope, status: int, seconds: float) -> dict[str, object]:
        fields: dict[str, object] = {
            "method": scope["method"],
            "route": _route(scope),
            "status": status,
            "seconds": round(seconds, 6),
        }
        if (bearer := scope.get("state", {}).get("token")) is not None:
            fields["token"] = bearer.name
        if self._settings.log_queries:
            fields |= {
                "client": scope["client"][0] if scope["client"] else None,
                "path": scope["path"],
                "query": scope["query_string"].decode("ascii", "backslashreplace"),
            }
        return fields


def _given_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value):
            return str(value.decode())
    return None


def _route(scope: Scope) -> str:
    """The template of the route; what no route matches has none, so that nobody can invent one."""
    path = getattr(scope.get("route"), "path", None)
    if path is not None:
        return str(path)
    return "/static" if scope["path"].startswith("/static/") else "none"
