"""Candor through its REST API, as any program would use it."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit


class Refused(Exception):
    """The API answered with a problem document."""


class Candor:
    """One kept-alive connection; not for use by several threads at once."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def create(self, subject: str, body: str, email: str = "bench@customer.test") -> int:
        """Open a ticket; returns its number."""
        data = {"subject": subject, "body": body, "requester": {"email": email, "name": "Bench Customer"}}
        return int(self._call("POST", "tickets", data)["number"])

    def reply(self, number: int, body: str) -> int:
        """Answer the customer; returns the entry's id."""
        return int(self._call("POST", f"tickets/{number}/replies", {"body": body})["id"])

    def open(self, number: int) -> dict[str, Any]:
        """A ticket with its newest 20 entries."""
        return self._call("GET", f"tickets/{number}")

    def list(self, limit: int = 25, **filters: str) -> dict[str, Any]:
        """A page of tickets, newest activity first."""
        return self._call("GET", "tickets?" + urlencode({"limit": limit, **filters}))

    def search(self, text: str, limit: int = 25) -> dict[str, Any]:
        """A page of matches."""
        return self._call("GET", "search?" + urlencode({"q": text, "limit": limit}))

    def articles(self, text: str, limit: int = 10) -> dict[str, Any]:
        """The articles that answer a question."""
        return self._call("GET", "kb/search?" + urlencode({"q": text, "limit": limit}))

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        body = None if data is None else json.dumps(data).encode()
        try:
            status, text = self._send(method, f"/api/v1/{path}", body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closes connections after some idle seconds.
            self._connection.close()
            status, text = self._send(method, f"/api/v1/{path}", body)
        if status >= http.client.BAD_REQUEST:
            raise Refused(f"{method} {path}: {status} {text.decode(errors='replace')[:300]}")
        found: dict[str, Any] = json.loads(text)
        return found

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
