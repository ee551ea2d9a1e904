"""A long result on its way to a client.

It is taken from its worker as fast as it is written, so that no slow client holds a worker, and held back only where
all clients together are behind by too much.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from ontology.error import TrasladoError


class Backlog:
    """Bytes of all results that no client has taken yet."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._room = asyncio.Event()
        self._room.set()

    def add(self, number: int) -> None:
        """Count bytes."""
        self._count(number)

    async def room(self) -> None:
        """Wait while there are too many."""
        await self._room.wait()

    def take(self, number: int) -> None:
        """Count bytes that are gone."""
        self._count(-number)

    def _count(self, number: int) -> None:
        self._bytes += number
        if self._bytes <= self._most:
            self._room.set()
        else:
            self._room.clear()


class ResultStream:
    """The pieces of a result that follow the first."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._pieces: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._source: asyncio.Task[None] | None = None
        self._error: TrasladoError | None = None

    def start(self, source: asyncio.Task[None]) -> None:
        """Begin, with the task that puts the pieces in."""
        self._source = source
        source.add_done_callback(lambda _: self._news.set())

    def put(self, piece: bytes) -> None:
        """Add a piece."""
        self._pieces.append(piece)
        self._backlog.add(len(piece))
        self._news.set()

    async def room(self) -> None:
        """Wait while clients are behind by too much."""
        await self._backlog.room()

    def fail(self, error: TrasladoError) -> None:
        """Say why the result is not whole."""
        self._error = error

    async def pieces(self) -> AsyncIterator[bytes]:
        """Piece after piece.

        Raises:
            TrasladoError: what cut the result off.
        """
        assert self._source is not None  # noqa: S101 - started by whoever made it
        while True:
            while self._pieces:
                yield self._take()
            if self._source.done():
                break
            self._news.clear()
            await self._news.wait()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Nobody wants the rest."""
        if self._source is not None:
            self._source.cancel()
        while self._pieces:
            self._take()

    def _take(self) -> bytes:
        piece = self._pieces.popleft()
        self._backlog.take(len(piece))
        return piece
