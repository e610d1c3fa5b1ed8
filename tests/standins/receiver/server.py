"""What a program that takes our webhooks does, well or badly."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standins.serving import QuietHandler, StandIn


@dataclass
class Received:
    """One post, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def event_id(self) -> int:
        return int(self.headers["candor-event-id"])


Way = Callable[["_Handler", Received], None]


def status(code: int, body: bytes = b"", **headers: str) -> Way:
    """Answer with this status."""

    def answer(handler: "_Handler", post: Received) -> None:
        handler.send_body(code, body, {name.replace("_", "-"): value for name, value in headers.items()})

    return answer


def half(handler: "_Handler", post: Received) -> None:
    """Promise more than is sent, and break the line."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half of")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def slow(seconds: float, then: Way | None = None) -> Way:
    """Answer late."""

    def answer(handler: "_Handler", post: Received) -> None:
        time.sleep(seconds)
        (then or status(200))(handler, post)

    return answer


class _Handler(QuietHandler):
    receiver: "Receiver"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        post = Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        with self.receiver.lock:
            self.receiver.posts.append(post)
            self.receiver.under_way += 1
            self.receiver.most_under_way = max(self.receiver.most_under_way, self.receiver.under_way)
            ways = self.receiver.ways.get(post.path.partition("?")[0])
            way = (ways.pop(0) if len(ways) > 1 else ways[0]) if ways else status(200, b"{}")
        try:
            way(self, post)
        except OSError:
            pass
        finally:
            with self.receiver.lock:
                self.receiver.under_way -= 1

    do_GET = do_POST


class Receiver(StandIn):
    """
    A server on loopback. `ways[path]` are how it answers there, one after another, the last for ever.
    """

    def __init__(self) -> None:
        self.posts: list[Received] = []
        self.ways: dict[str, list[Way]] = {}
        self.lock = threading.Lock()
        self.under_way = self.most_under_way = 0
        super().__init__(type("Handler", (_Handler,), {"receiver": self}))

    def at(self, path: str) -> list[Received]:
        """What came there."""
        with self.lock:
            return [one for one in self.posts if one.path.partition("?")[0] == path]
