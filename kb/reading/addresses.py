"""Addresses of a website: one form for each, and which of them belong to a source."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MAX_URL = 2_000
_PORTS = {"http": 80, "https": 443}
_TRACKING = ("utm_", "mc_")
_TRACKERS = {"gclid", "fbclid", "msclkid", "ref", "referrer"}


def normal(url: str) -> str:
    """One form of an address, without fragment and tracking; empty for what cannot be fetched."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or " " in host or parts.username or parts.password:
        return ""
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _PORTS[parts.scheme]) else f"{shown}:{port}"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING) and name.lower() not in _TRACKERS
    ]
    made = urlunsplit((parts.scheme, netloc, parts.path or "/", urlencode(query), ""))
    return made if len(made) <= MAX_URL and made.isprintable() else ""


def place_of(url: str) -> tuple[str, str]:
    """The host with its port, and the path with its query."""
    parts = urlsplit(url)
    return parts.netloc, f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_same_site(one: str, other: str) -> bool:
    """Whether both addresses are of one host and port."""
    return place_of(one)[0] == place_of(other)[0]


def matches(path: str, pattern: str) -> bool:
    """Whether a path begins as the pattern does, in which `*` stands for anything; linear in the path."""
    first, *others = pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def is_wanted(url: str, *, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether the patterns of a source let this address in; without `include`, all are."""
    path = place_of(url)[1]
    if any(matches(path, pattern) for pattern in exclude):
        return False
    return not include or any(matches(path, pattern) for pattern in include)


def group_of(url: str) -> str:
    """The first part of a path, by which a preview counts pages: `/history/*`."""
    first, slash, _ = place_of(url)[1].partition("?")[0].lstrip("/").partition("/")
    return f"/{first}/*" if slash else f"/{first}"
