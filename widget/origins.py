"""Which web pages may call the widget's API."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}


MAX_ORIGIN = 200
MAX_ADDRESS = 4_000


def normalize(origin: str) -> str:
    """
    An origin as browsers send it: scheme and host in lower case, the port only if it is not the default.

    A host may start with `*.` to match any subdomain; names of other scripts become their ASCII form (IDNA
    2008 with the mapping of UTS 46). Empty for anything but an http(s) origin; `explain` says why.
    """
    return _parsed(origin)[0]


def explain(origin: str) -> str:
    """Why `normalize` finds no origin in this text, and what to write in its place; empty if it does."""
    return _parsed(origin)[1]


def _parsed(origin: str) -> tuple[str, str]:
    text = origin.strip()
    if not text or len(text) > MAX_ORIGIN:
        return "", f"It must have 1 to {MAX_ORIGIN} characters."
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "", "The host or the port cannot be read. A port is a number up to 65535."
    if parts.scheme.lower() not in DEFAULT_PORTS:
        return "", "It must begin with https:// or http://."
    if not host:
        return "", "The host is missing."
    if parts.username is not None or parts.password is not None:
        return "", "Leave out the name and password before the @."
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "", "Leave out what comes after the host: the path, ? and #."
    shown, reason = _host(host)
    if reason:
        return "", reason
    scheme = parts.scheme.lower()
    return f"{scheme}://{shown}" + (f":{port}" if port and port != DEFAULT_PORTS[scheme] else ""), ""


def _host(host: str) -> tuple[str, str]:
    if ":" in host:
        return f"[{host.lower()}]", ""
    star, bare = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    if "*" in bare:
        return "", "A star stands at the very beginning only, as in https://*.example.com."
    if star and "." not in bare.strip("."):
        return "", "A star needs a name with a dot behind it: https://*.com would be everybody."
    if bare.isascii():
        if not all(char.isalnum() or char in "-_." for char in bare) or ".." in bare:
            return "", "The host has characters that no host has."
        return star + bare.lower(), ""
    try:
        return star + idna.encode(bare, uts46=True).decode(), ""
    except idna.IDNAError:
        return "", "The host is no name that browsers accept (IDNA)."


def allows(allowed: Iterable[str], origin: str) -> bool:
    """Whether `origin` is one of `allowed`; `https://*.example.com` means any subdomain."""
    wanted = normalize(origin)
    if not wanted:
        return False
    return any(_fits(normalize(entry), wanted) for entry in allowed)


def origin_of(address: str) -> str:
    """The origin of a page's address, as `normalize` gives it; empty for anything but an http(s) address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return normalize(f"{parts.scheme}://{parts.netloc}") if len(address) <= MAX_ADDRESS else ""


def _fits(entry: str, origin: str) -> bool:
    if "//*." not in entry:
        return bool(entry) and entry == origin
    scheme, _, rest = entry.partition("//*")
    return (
        origin.startswith(f"{scheme}//")
        and origin.endswith(rest)
        and len(origin) > len(scheme) + 2 + len(rest)
    )
