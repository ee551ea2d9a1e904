"""The service within this process, over a home: what `httpx` sends is answered without a network."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import httpx
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from api.settings import Settings


class HomeTransport(httpx.BaseTransport):
    """Sends requests to an app in a thread of its own."""

    def __init__(self, home: Path) -> None:
        """Start the service over the home."""
        app = create_app(Settings(home=home, sparql_workers=1))
        self._transport = httpx.ASGITransport(app)
        self._exit = ExitStack()
        self._portal = self._exit.enter_context(start_blocking_portal())
        self._exit.enter_context(self._portal.wrap_async_context_manager(app.router.lifespan_context(app)))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The app's answer, whole."""
        return self._portal.call(self._answer, request)

    def close(self) -> None:
        """Stop the service."""
        self._exit.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        response = await self._transport.handle_async_request(sent)
        # As it was sent, perhaps compressed: the client decodes it.
        content = b"".join([part async for part in response.aiter_raw()])
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
