"""Results of queries and graphs, compressed for those who take it; a web server in front does it for the rest."""

from __future__ import annotations

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_COMPRESSED: Final = ("/sparql", "/graph-store")
_SHORTEST: Final = 1024
_QUICKEST: Final = 1


class Compression(GZipMiddleware):
    """ASGI middleware: gzip for what can be long and is not kept."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=_SHORTEST, compresslevel=_QUICKEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its response back compressed."""
        if scope["type"] == "http" and scope["path"].startswith(_COMPRESSED):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
