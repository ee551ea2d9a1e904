"""How many requests a client, and a token, may send in a while."""

from __future__ import annotations

import ipaddress
import math
import time
from pathlib import Path
from typing import Final

from limits import parse
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problem import answer_error
from api.refusal import TooManyRequestsError
from api.shared_counter import SharedCounters

_FREE: Final = frozenset(("/healthz", "/readyz", "/metrics"))
"""What watches the service is not counted."""


class RateLimit:
    """One limit, such as `600/minute`, counted for each key; without one nobody is counted."""

    def __init__(self, limit: str, counters: SharedCounters) -> None:
        self._limit = parse(limit) if limit else None
        self._limiter = FixedWindowRateLimiter(counters)

    def count(self, kind: str, key: str) -> None:
        """Count a request.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        if self._limit is None or self._limiter.hit(self._limit, kind, key):
            return
        reset = self._limiter.get_window_stats(self._limit, kind, key).reset_time
        raise TooManyRequestsError(str(self._limit), max(1, math.ceil(reset - time.time())))


class RateLimits:
    """Both limits of a service, over counters that its workers share."""

    def __init__(self, per_client: str, per_token: str, path: Path | None) -> None:
        counters = SharedCounters(path)
        self.client = RateLimit(per_client, counters)
        self.token = RateLimit(per_token, counters)


class ClientRateLimit:
    """ASGI middleware: counts each request for the address that it comes from."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is one too many."""
        if scope["type"] == "http" and scope["path"] not in _FREE and scope["client"] is not None:
            try:
                self._limits.client.count("client", network(scope["client"][0]))
            except TooManyRequestsError as error:
                await answer_error(Request(scope), error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def network(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 the 64 bits that one customer is given."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        return address
