"""A result as an answer: whole with its length, or piece by piece while it is written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any, Final, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.sparql.pool import Result
from api.sparql.stream import ResultStream
from ontology.error import TrasladoError

_log: Final = logging.getLogger("traslado.sparql")
_PATIENCE_SECONDS: Final = 20.0
"""How long a client may take for a piece, so that one with 100 kbit/s is in time: what waits for it is in memory, and
there is not room for many."""
_T = TypeVar("_T")


def result_response(result: Result, media_type: str | None, headers: Mapping[str, str]) -> Response:
    """The answer with a result."""
    if result.rest is None:
        return Response(result.content, media_type=media_type, headers=headers)
    return _Streamed(result.content, result.rest, media_type=media_type, headers=headers)


async def while_connected(request: Request, running: Coroutine[Any, Any, _T]) -> _T:
    """Wait for a result, and stop what makes it when the client goes away."""
    making = asyncio.ensure_future(running)
    departure = asyncio.ensure_future(_departure(request.receive))
    try:
        await asyncio.wait({making, departure}, return_when=asyncio.FIRST_COMPLETED)
        if not making.done():
            raise ClientDisconnect
        return making.result()
    finally:
        departure.cancel()
        if making.cancel():
            await asyncio.wait({making})


class _Streamed(Response):
    """Sends a result's pieces; one that is cut off ends without its end, so that no client takes it for whole."""

    def __init__(self, first: bytes, rest: ResultStream, *, media_type: str | None, headers: Mapping[str, str]) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._first = first
        self._rest = rest

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send it, unless the client goes away."""
        sending = asyncio.ensure_future(self._send(send))
        departure = asyncio.ensure_future(_departure(receive))
        try:
            await asyncio.wait({sending, departure}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            departure.cancel()
            sending.cancel()
            self._rest.close()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            await _send_piece(send, self._first)
            async for piece in self._rest.pieces():
                await _send_piece(send, piece)
        except TimeoutError:
            _log.warning("a result was cut off: its client took nothing for %g s", _PATIENCE_SECONDS)
            return
        except TrasladoError as error:
            _log.warning("a result was cut off: %s", error)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_piece(send: Send, piece: bytes) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
