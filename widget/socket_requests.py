"""What a browser sends when it opens the customer's socket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

PROTOCOL = "candor"
PREFIX = "session."


@dataclass(frozen=True, slots=True)
class Opened:
    """The session token, the page's origin, our own host, and the subprotocol to answer with."""

    token: str
    origin: str
    host: str
    protocol: str


def read_request(scope: Mapping[str, Any]) -> Opened:
    """Read an ASGI scope; anything missing is empty."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    offered = [str(each) for each in scope.get("subprotocols", [])]
    token = next((each.removeprefix(PREFIX) for each in offered if each.startswith(PREFIX)), "")
    if not token:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        token = query.get("session", [""])[0]
    return Opened(
        token=token,
        origin=headers.get(b"origin", ""),
        host=headers.get(b"host", ""),
        protocol=PROTOCOL if PROTOCOL in offered else "",
    )
