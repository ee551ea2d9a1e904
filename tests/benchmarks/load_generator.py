"""A client that costs little: one request after another over kept connections, read by their Content-Length."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Sequence
from contextlib import closing


class Connection:
    """A kept connection to a service on this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        self._socket.close()

    def get(self, request: bytes) -> bytes:
        """Send a request and return the response's head; anything but 200 is an error."""
        self._socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._read()
        head = received[:end].lower()
        if b" 200 " not in head[:16]:
            raise AssertionError(received[:400])
        left = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0]) - len(received)
        while left > 0:
            left -= len(self._read())
        return head

    def _read(self) -> bytes:
        if not (part := self._socket.recv(1 << 18)):
            raise AssertionError("the service closed the connection")
        return part


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n".encode()


def rate(port: int, path: str, seconds: float) -> float:
    """Requests a second over four connections, of which two always wait for the service."""
    asked, count = request(path), 0
    connections = [Connection(port) for _ in range(4)]
    for connection in connections:
        connection.get(asked)
    sockets = [connection._socket for connection in connections]
    length = len(_answer(sockets[0], asked))
    for each in sockets:
        each.sendall(asked)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for each in sockets:
            left = length
            while left > 0:
                left -= len(each.recv(1 << 18))
            each.sendall(asked)
            count += 1
    passed = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return count / passed


def _answer(to: socket.socket, asked: bytes) -> bytes:
    """A whole response; those to one request are of one length."""
    to.sendall(asked)
    received = b""
    while b"\r\n\r\n" not in received:
        received += to.recv(1 << 18)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += to.recv(1 << 18)
    return head + b"\r\n\r\n" + body


def seconds_each(port: int, paths: Sequence[str]) -> list[float]:
    """How long each of these requests takes, one after another."""
    taken = []
    with closing(Connection(port)) as connection:
        for path in paths:
            asked = request(path)
            began = time.perf_counter()
            connection.get(asked)
            taken.append(time.perf_counter() - began)
    return taken


def percentile(taken: Sequence[float], part: float) -> float:
    """In milliseconds."""
    return statistics.quantiles(taken, n=1000)[round(part * 1000) - 1] * 1000
