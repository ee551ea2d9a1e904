"""A client that costs little: requests over kept connections, answers read by their Content-Length."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

_CONNECTIONS = 4
_PART = 1 << 18


def request(path: str) -> bytes:
    """A GET for JSON."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n".encode()


@contextmanager
def connection(port: int) -> Iterator[socket.socket]:
    """A kept connection to a service on this machine."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connected:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connected


def answer(connected: socket.socket, asked: bytes) -> bytes:
    """The whole response; anything but 200 is an error."""
    connected.sendall(asked)
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += connected.recv(_PART)
    head = bytes(received[:end]).lower()
    if b" 200 " not in head[:16]:
        raise AssertionError(bytes(received[:400]))
    length = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0])
    while len(received) < length:
        received += connected.recv(_PART)
    return bytes(received)


def asked_again(port: int, path: str, seconds: float) -> int:
    """How many times the same request is answered in so many seconds, the service never waiting for the client."""
    asked, count = request(path), 0
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(connection(port)) for _ in range(_CONNECTIONS)]
        length = len(answer(connections[0], asked))  # those to one request are of one length
        for each in connections:
            each.sendall(asked)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for each in connections:
                left = length
                while left > 0:
                    left -= len(each.recv(_PART))
                each.sendall(asked)
                count += 1
    return count


def seconds_each(port: int, paths: Sequence[str]) -> list[float]:
    """How long each of these requests takes, one after another."""
    taken = []
    with connection(port) as connected:
        for path in paths:
            asked = request(path)
            began = time.perf_counter()
            answer(connected, asked)
            taken.append(time.perf_counter() - began)
    return taken
