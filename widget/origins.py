"""Which web pages may call the widget's API."""

from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalize(origin: str) -> str:
    """
    An origin as browsers send it: scheme and host in lower case, the port only if it is not the default.

    A host may start with `*.` to match any subdomain. Empty for anything but an http(s) origin.
    """
    try:
        parts = urlsplit(origin.strip().lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not host or parts.path not in ("", "/"):
        return ""
    if parts.username or parts.query or parts.fragment or host == "*" or "*" in host.removeprefix("*."):
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else "")


def allows(allowed: Iterable[str], origin: str) -> bool:
    """Whether `origin` is one of `allowed`; `https://*.example.com` means any subdomain."""
    wanted = normalize(origin)
    if not wanted:
        return False
    return any(_fits(normalize(entry), wanted) for entry in allowed)


def _fits(entry: str, origin: str) -> bool:
    if "//*." not in entry:
        return bool(entry) and entry == origin
    scheme, _, rest = entry.partition("//*")
    return (
        origin.startswith(f"{scheme}//")
        and origin.endswith(rest)
        and len(origin) > len(scheme) + 2 + len(rest)
    )
