"""One request to a system, and what may have become of it when no answer came."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings

from core import http
from core.errors import Invalid, UpstreamFailed

MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 20.0
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REPEATABLE = SAFE | {"PUT", "DELETE"}
"""Methods that mean the same when they arrive twice (RFC 9110, section 9.2.2)."""


class Lost(UpstreamFailed):
    """The request was sent, and no answer came back: whether it was done is not known."""

    code = "connections.in_doubt"


@dataclass(frozen=True)
class Call:
    """
    What to ask a system.

    `purpose` says in words what it is for. `key` makes a change unique. `is_read` is for systems that read by
    POST, as GraphQL does; by default a GET reads. Raises ValueError for a path that could lead to another
    host.
    """

    method: str
    path: str
    purpose: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    is_read: bool | None = None

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//") or "\\" in self.path:
            raise ValueError("A path begins with one slash.")

    @property
    def reads(self) -> bool:
        """Whether it changes nothing there."""
        return self.method in SAFE if self.is_read is None else self.is_read

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else orjson.dumps(self.body)


@dataclass(frozen=True)
class Reply:
    """What a system answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: int

    @property
    def data(self) -> Any:
        """The body as JSON; None for anything else."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


def checked_base(url: str) -> str:
    """A base address that may be called. Raises Invalid for one without TLS, with sign-in or with a query."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(
            "This is not an address.", errors={"base_url": ["Write it as https://host."]}
        ) from error
    is_ours = bool({host, f"{host}:{port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS))
    has_more = bool(parts.username or parts.password or parts.query or parts.fragment)
    if not host or has_more or not (parts.scheme == "https" or (parts.scheme == "http" and is_ours)):
        raise Invalid(
            "A system's address begins with https:// and has no sign-in and no parameters.",
            errors={"base_url": ["Write it as https://host."]},
        )
    return url.strip().rstrip("/")


def address(base: str, path: str, query: Mapping[str, str]) -> str:
    """The whole address of a call."""
    return f"{checked_base(base)}{path}{'?' + urlencode(query) if query else ''}"


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None,
    max_seconds: float = MAX_SECONDS,
) -> Reply:
    """
    Send one request, following no redirect: credentials go to the host that they were given for.

    Raises Lost when it may have arrived, UpstreamFailed when it certainly has not.
    """
    told = {"Accept": "application/json", "User-Agent": "Candor"} | dict(headers)
    if content is not None:
        told.setdefault("Content-Type", "application/json")
    began = time.monotonic()
    try:
        answer = http.fetch(
            method,
            url,
            headers=told,
            content=content,
            max_bytes=MAX_BYTES,
            max_seconds=max_seconds,
            follow_redirects=False,
        )
    except UpstreamFailed as error:
        if http.never_left(error):
            raise
        raise Lost(f"{error.message} Whether it was done is not known.") from error
    return Reply(
        answer.status_code,
        {name.lower(): value for name, value in answer.headers.items()},
        answer.content,
        round((time.monotonic() - began) * 1000),
    )
