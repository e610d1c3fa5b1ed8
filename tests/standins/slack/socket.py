"""
Slack's side of Socket Mode: a websocket on loopback that says hello, sends what it was given, waits for each
answer, and ends the way it was told to.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

PATIENCE = 10.0
_numbers = count(1)


def envelope(payload: Mapping[str, Any], kind: str = "events_api") -> dict[str, Any]:
    """What carries an event, a shortcut or a button."""
    return {
        "envelope_id": f"00000000-0000-4000-8000-{next(_numbers):012d}",
        "type": kind,
        "payload": dict(payload),
        "accepts_response_payload": kind != "events_api",
        "retry_attempt": 0,
        "retry_reason": "",
    }


def disconnect(reason: str = "refresh_requested") -> dict[str, Any]:
    """Slack is about to end this connection."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}


BREAKS = {"breaks": True}
"""The line breaks without a word."""


@dataclass
class SocketStandIn:
    """Each connection takes the next script; one without a script is ended at once."""

    scripts: list[list[Mapping[str, Any]]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    opened: int = 0
    _tickets: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._server = serve(self._talk, "127.0.0.1", 0)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)

    @property
    def host(self) -> str:
        """Name and port, for OUTBOUND_ALLOWED_HOSTS."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://{self.host}"

    def _talk(self, line: ServerConnection) -> None:
        self.opened += 1
        path = line.request.path if line.request is not None else ""
        ticket = parse_qs(urlsplit(path).query).get("ticket", [""])[0]
        if not ticket or ticket in self._tickets:
            self.refused.append(f"a ticket that is not good: {path}")
            return
        self._tickets.add(ticket)
        script = self.scripts.pop(0) if self.scripts else [disconnect()]
        try:
            line.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A"}}))
            for one in script:
                if one is BREAKS:
                    line.socket.close()
                    return
                line.send(json.dumps(one))
                if "envelope_id" in one:
                    self._wait_for(line, str(one["envelope_id"]))
        except (ConnectionClosed, OSError):
            return

    def _wait_for(self, line: ServerConnection, sent: str) -> None:
        try:
            told = json.loads(line.recv(timeout=PATIENCE))
        except (ConnectionClosed, TimeoutError):
            self.unanswered.append(sent)
            raise ConnectionClosed(None, None) from None
        if not isinstance(told, dict) or set(told) - {"envelope_id", "payload"}:
            self.refused.append(f"no answer to an envelope: {told}")
        elif told.get("envelope_id") != sent:
            self.refused.append(f"an answer to another envelope: {told}")
        else:
            self.answered.append(sent)
