"""Counters that the workers of one service share: a storage for `limits`, which has none between a process and Redis.

A file of a fixed size that every worker maps into memory, so that a request costs microseconds and whoever comes from
many addresses fills no memory.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from limits.storage import Storage

_SLOT: Final = struct.Struct("<QdQ")  # the key's hash, the end of its window, its count
_SLOTS: Final = 1 << 16
_NEIGHBOURS: Final = 8


class SharedCounters(Storage):
    """Counts within fixed windows of time.

    A key has its place among eight slots. Where all are taken by windows that still run, the one that ends first is
    forgotten: with more than some ten thousand clients at a time a few are counted from the start again.
    """

    STORAGE_SCHEME = None  # it is made here, never named by an address

    def __init__(self, path: Path | None = None) -> None:
        """Map the file, made where it is missing; without a path one that no other process sees."""
        super().__init__()
        if path is None:
            with tempfile.TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        else:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, _SLOT.size * _SLOTS)
        self._slots = mmap.mmap(self._file, _SLOT.size * _SLOTS)
        self._thread = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a broken storage raises."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a key's count, in a window that begins with its first; returns the count."""
        hashed, now = _hash(key), time.time()
        with self._locked():
            free, earliest = -1, float("inf")
            for at in _places(hashed):
                known, ends, count = _SLOT.unpack_from(self._slots, at)
                if known == hashed and ends > now:
                    _SLOT.pack_into(self._slots, at, hashed, ends, count + amount)
                    return int(count) + amount
                if ends < earliest:
                    free, earliest = at, ends
            _SLOT.pack_into(self._slots, free, hashed, now + expiry, amount)
            return amount

    def get(self, key: str) -> int:
        """A key's count; 0 where its window has ended."""
        return self._find(key)[1]

    def get_expiry(self, key: str) -> float:
        """When a key's window ends, in seconds since the epoch; now where none runs."""
        return self._find(key)[0]

    def check(self) -> bool:
        """Whether it can be used: always, once it is mapped."""
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        with self._locked():
            self._slots[:] = bytes(len(self._slots))
        return None

    def clear(self, key: str) -> None:
        """Forget a key's count."""
        hashed = _hash(key)
        with self._locked():
            for at in _places(hashed):
                if _SLOT.unpack_from(self._slots, at)[0] == hashed:
                    _SLOT.pack_into(self._slots, at, 0, 0.0, 0)

    def _find(self, key: str) -> tuple[float, int]:
        hashed, now = _hash(key), time.time()
        with self._locked():
            for at in _places(hashed):
                known, ends, count = _SLOT.unpack_from(self._slots, at)
                if known == hashed and ends > now:
                    return ends, count
        return now, 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Held against the other threads, and then against the other workers."""
        with self._thread:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def _places(hashed: int) -> range:
    first = (hashed % (_SLOTS // _NEIGHBOURS)) * _NEIGHBOURS * _SLOT.size
    return range(first, first + _NEIGHBOURS * _SLOT.size, _SLOT.size)
