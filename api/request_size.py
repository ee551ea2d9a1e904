"""No request may be larger than what is taken into memory. Starlette has the like, which answers with no problem."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestSize:
    """ASGI middleware: ends the reading of a body that has more than so many bytes, declared or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body counted."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        read = int(declared) if declared.isdigit() and len(declared) < 20 else 0
        if read <= self._most:
            read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive() if read <= self._most else {"type": "http.request"}
            read += len(message.get("body", b""))
            if read > self._most:
                detail = f"The body has more than {self._most:,} bytes. Send less at a time."
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return message

        await self._app(scope, counted, send)
