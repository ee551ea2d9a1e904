"""Answers are named by their generation, and kept as long as it stands: what was asked before is only sent again."""

from __future__ import annotations

import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import context
from api.conditional import entity_tag

if TYPE_CHECKING:
    from api.snapshot import Snapshot, Snapshots

GENERATION_HEADER: Final = "Traslado-Generation"
_OF_A_GENERATION: Final = ("/v1/", "/entities/", "/documents/", "/claims/", "/facts/", "/disagreements/")
_NEGOTIATED: Final = (b"accept", b"accept-language")
_PRIVATE: Final = frozenset((b"authorization", b"prefer", b"range"))
_MOST_BYTES: Final = 64 * 1024 * 1024
_LONGEST: Final = 4 * 1024 * 1024
_DAY: Final = 86_400
_KEPT_BY_304: Final = frozenset((b"etag", b"vary", b"cache-control", b"content-location", b"traslado-generation"))

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, as it was sent."""

    etag: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: object


class AnswerMemory:
    """The answers that are kept of one generation, those that were not asked for the longest going first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> _Kept | None:
        """What is kept."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def keep(self, key: Key, kept: _Kept) -> None:
        """Keep it, and let others go where there is no room."""
        if len(kept.body) > _LONGEST or key in self._kept:
            return
        self._kept[key] = kept
        self._bytes += len(kept.body)
        while self._bytes > _MOST_BYTES:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone.body)


class AnswerCache:
    """ASGI middleware: says which generation an answer is of, gives it an ETag, and keeps it.

    Only what depends on nothing but the address, the headers that are negotiated by, the day and the generation.
    It runs in the event loop alone.
    """

    def __init__(self, app: ASGIApp, snapshots: Snapshots) -> None:
        self._app = app
        self._snapshots = snapshots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and keep what comes back."""
        if scope["type"] != "http" or not scope["path"].startswith(_OF_A_GENERATION):
            await self._app(scope, receive, send)
            return
        key = _key(scope) if scope["method"] == "GET" else None
        standing = self._snapshots.standing
        if key is not None and standing is not None and (kept := standing.answers.get(key)) is not None:
            scope["route"] = kept.route
            await _send(scope, kept, send)
            return
        await self._app(scope, receive, _Naming(scope, send, key, standing))


class _Naming:
    """Sends a response on, with the generation that it is of."""

    def __init__(self, scope: Scope, send: Send, key: Key | None, standing: Snapshot | None) -> None:
        self._scope, self._send, self._key, self._standing = scope, send, key, standing
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            snapshot: Snapshot | None = self._scope.get("state", {}).get("snapshot")
            if snapshot is not None:
                headers = MutableHeaders(scope=message)
                headers[GENERATION_HEADER] = str(snapshot.generation.sequence)
                if headers.get("content-type") == "application/json":
                    headers.append("Link", context.LINK)
            if snapshot is None or self._key is None or message["status"] != HTTPStatus.OK:
                await self._send(message)
            else:
                self._start = message
        elif self._start is None:
            await self._send(message)
        elif message.get("more_body"):
            await self._send(self._start)
            self._start = None
            await self._send(message)
        else:
            await self._whole(self._start, message["body"])

    async def _whole(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        etag = entity_tag(headers[GENERATION_HEADER], f"{zlib.crc32(body):08x}")
        headers["ETag"] = etag
        kept = _Kept(etag, list(start["headers"]), body, self._scope.get("route"))
        if self._standing is not None and self._key is not None:
            self._standing.answers.keep(self._key, kept)
        await _send(self._scope, kept, self._send)


async def _send(scope: Scope, kept: _Kept, send: Send) -> None:
    """The answer, or that the client has it already (RFC 9110, 13.1.2)."""
    asked = next((value for name, value in scope["headers"] if name == b"if-none-match"), None)
    if asked is not None and (asked.strip() == b"*" or kept.etag[2:].encode() in asked):
        headers = [(name, value) for name, value in kept.headers if name in _KEPT_BY_304]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    # A copy, since whatever is around adds headers of the one request.
    await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
    await send({"type": "http.response.body", "body": kept.body})


def _key(scope: Scope) -> Key | None:
    """What an answer depends on beside its generation; None where it may depend on who asks."""
    negotiated: list[bytes] = [b"", b""]
    for name, value in scope["headers"]:
        if name in _NEGOTIATED:
            negotiated[_NEGOTIATED.index(name)] += value
        elif name in _PRIVATE:
            return None
    return (scope["path"], scope["query_string"], *negotiated, int(time.time()) // _DAY)
