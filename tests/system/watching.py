"""A screen that stays open while everything behind it is killed, and what a careful program does about it."""

import json
import threading
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.system.stack import Stack, wait_until


@dataclass
class Watcher:
    """
    Follows the queue at one of these installations after the other, resuming where a connection broke.

    `seen` are the ids of the events that it was shown, `first_id` is where it began.
    """

    stacks: list[Stack]
    seen: set[int] = field(default_factory=set)
    first_id: int | None = None
    connections: int = 0
    resets: int = 0

    def __post_init__(self) -> None:
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        wait_until(lambda: self.first_id is not None, "the screen is open", seconds=300)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(60)

    def _watch(self) -> None:
        while not self._end.is_set():
            stack = self.stacks[self.connections % len(self.stacks)]
            self.connections += 1
            address = f"ws://127.0.0.1:{stack.port}/ws/live/?token={stack.token}"
            try:
                with connect(address, open_timeout=10) as socket:
                    self._follow(socket)
            except (OSError, WebSocketException):
                # It is being started again; the next one may be there.
                self._end.wait(0.5)

    def _follow(self, socket: ClientConnection) -> None:
        socket.send(json.dumps({"type": "subscribe", "topic": "queue"}))
        while not self._end.is_set():
            try:
                frame = json.loads(socket.recv(timeout=1))
            except TimeoutError:
                continue
            match frame["type"]:
                case "ready":
                    self._started_at = frame["last_id"]
                case "subscribed" if self.first_id is None:
                    self.first_id = self._started_at
                case "subscribed":
                    # What a connection that opened too late would have missed, too.
                    since = max(self.seen, default=self.first_id)
                    socket.send(json.dumps({"type": "resume", "since": since}))
                case "event":
                    self.seen.add(frame["id"])
                case "reset":
                    self.resets += 1

    def check(self, stack: Stack) -> None:
        """Every event of the queue was shown, whichever process it came from."""
        told = (
            "SELECT id FROM core_outboxevent WHERE topics @> '[\"queue\"]'::jsonb"  # noqa: S608 (a number)
            f" AND id > {self.first_id}"
        )
        missing: set[int] = set()

        def is_whole() -> bool:
            nonlocal missing
            missing = {row[0] for row in stack.rows(told)} - self.seen
            return not missing

        wait_until(is_whole, "the screen was shown everything", seconds=180)
        assert not self.resets
