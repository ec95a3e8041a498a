"""Requests over kept connections, and how long each took: one loop over bare sockets, which costs the cores little."""

import selectors
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

Ask = Callable[[], bytes]
"""Makes the next request of one connection, when the one before it was answered."""


class Refused(RuntimeError):
    """The server gave another answer than the one that is being measured."""


@dataclass
class Heard:
    """What one or more rounds gave: how long they lasted together, and each request's time, in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.times) / self.seconds

    def percentile(self, percent: int) -> float:
        """The time, in milliseconds, within which so many of a hundred requests were answered."""
        return sorted(self.times)[len(self.times) * percent // 100] * 1000


def once(port: int, request: bytes) -> bytes:
    """One answer, whole."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        return _answer(connection)


def load(port: int, asks: Sequence[Ask], status: int, seconds: float, into: Heard) -> None:
    """Keeps one request under way on each connection for so long; what is under way at the end is waited for."""
    expected = b"HTTP/1.1 %d " % status
    sent: dict[socket.socket, float] = {}
    with ExitStack() as open_, selectors.DefaultSelector() as ready:
        for ask in asks:
            connection = open_.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(connection, selectors.EVENT_READ, ask)
        began = time.perf_counter()
        for key in list(ready.get_map().values()):
            _send(key, sent)
        while sent:
            for key, _events in ready.select(10):
                answer = _answer(connection := _socket(key))
                now = time.perf_counter()
                if not answer.startswith(expected):
                    raise Refused(answer[:300].decode("latin-1"))
                into.times.append(now - sent.pop(connection))
                if now - began < seconds:
                    _send(key, sent)
        into.seconds += time.perf_counter() - began


def _socket(key: selectors.SelectorKey) -> socket.socket:
    assert isinstance(key.fileobj, socket.socket)
    return key.fileobj


def _send(key: selectors.SelectorKey, sent: dict[socket.socket, float]) -> None:
    ask: Ask = key.data
    request = ask()
    connection = _socket(key)
    sent[connection] = time.perf_counter()
    connection.sendall(request)


def _answer(connection: socket.socket) -> bytes:
    """One whole answer; every one of ours says its length."""
    received = b""
    whole = None
    while whole is None or len(received) < whole:
        piece = connection.recv(262_144)
        if not piece:
            raise Refused("The server hung up.")
        received += piece
        if whole is None and (head := received.find(b"\r\n\r\n")) >= 0:
            length = received.find(b"content-length: ", 0, head) + 16
            whole = head + 4 + int(received[length : received.index(b"\r\n", length)])
    return received
