"""
A WebSocket client for our consumers, in the test's own process; every frame is checked against its shape.
"""

import json
from collections.abc import Sequence
from typing import Any

from asgiref.testing import ApplicationCommunicator
from asgiref.typing import ASGIApplication

from tests.answers import check_frame


class Socket:
    """One connection to a consumer; `query` is the part of the address after the question mark."""

    subprotocol: str | None = None

    def __init__(
        self,
        application: ASGIApplication | Any,
        path: str,
        query: str = "",
        headers: Any = (),
        subprotocols: Sequence[str] = (),
    ) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": list(headers),
            "subprotocols": list(subprotocols),
        }
        self._frames = "WidgetFrame" if path.startswith("/ws/widget") else "WorkspaceFrame"
        self._communicator = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool:
        """Whether the connection was accepted."""
        await self._communicator.send_input({"type": "websocket.connect"})
        first: dict[str, Any] = await self._communicator.receive_output(5)
        self.subprotocol = first.get("subprotocol")
        return bool(first["type"] == "websocket.accept")

    async def send_text(self, text: str) -> None:
        await self._communicator.send_input({"type": "websocket.receive", "text": text})

    async def say(self, **frame: Any) -> None:
        """Send one JSON frame."""
        await self.send_text(json.dumps(frame))

    async def hear(self, kind: str | None = None) -> dict[str, Any]:
        """The next frame, or the next of a kind; fails after five silent seconds."""
        while True:
            message = await self._communicator.receive_output(5)
            assert message["type"] == "websocket.send", message
            frame: dict[str, Any] = json.loads(message["text"])
            check_frame(self._frames, frame)
            if kind is None or frame["type"] == kind:
                return frame

    async def closing_code(self) -> int:
        """Wait until the server closes; its code."""
        while True:
            message = await self._communicator.receive_output(5)
            if message["type"] == "websocket.close":
                return int(message["code"])

    async def disconnect(self) -> None:
        await self._communicator.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._communicator.wait(5)
