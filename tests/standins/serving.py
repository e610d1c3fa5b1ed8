"""What every stand-in is made of: an HTTP server on loopback, for as long as a `with` block lasts."""

import base64
import hashlib
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class QuietHandler(BaseHTTPRequestHandler):
    """What the server of a stand-in answers with."""

    def log_message(self, format: str, *args: Any) -> None:
        """Tests speak for themselves."""

    def send_body(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer, of JSON unless the headers say otherwise."""
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | dict(headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Five, the default, are soon full where the server waits for a busy machine; more are then turned away.
    request_queue_size = 128


class StandIn:
    """A server on a port of its own unless one is given, started by `with`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def host(self) -> str:
        """Name and port, for OUTBOUND_ALLOWED_HOSTS."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://{self.host}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


def challenge_of(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
