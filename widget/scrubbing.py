"""Removing secrets from what a page reports about itself, before anything is stored or shown."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from widget.hiding import NOTHING, Hiding
from widget.masking import HIDDEN, looks_secret, mask, names_secret

__all__ = ["HIDDEN", "MAX_URL", "looks_secret", "names_secret", "scrub_path", "scrub_text", "scrub_url"]

MAX_URL = 500
MAX_INPUT = 2_000
KEPT_PARAMS = frozenset({"page", "tab", "view", "sort", "order", "step", "section", "lang", "locale"})

# A path segment after one of these is a capability or a secret, however short it is.
_BEFORE_SECRET = re.compile(
    r"(?:reset|(?:reset|forgot|change|new|set)[-_]?pass(?:word|wd)|pass(?:word|wd)?[-_]?(?:reset|recovery)|invites?"
    r"|invitations?|verify|verification|verify[-_]?email|confirm|confirmation|activate|activation|accept|join"
    r"|tokens?|(?:access|refresh|api|auth|session)[-_]?(?:tokens?|keys?)|magic|magic[-_]?link|unsubscribe|otp|totp"
    r"|callback|shared?|s|pw|pwd|pass|passwords?|passwd|passcode|passphrase|pin|secrets?|keys?|apikeys?|auth|oauth2?"
    r"|login|signin|sign-in|sso|code|2fa|mfa|sessions?|sid|jwt|bearer|recover|recovery|credentials?)",
    re.IGNORECASE,
)
# Path segments of the pages about them.
_STEPS = frozenset(
    {
        "all", "callback", "change", "changed", "complete", "confirm", "confirmation", "create", "delete",
        "details", "done", "edit", "error", "expired", "failed", "forgot", "forgotten", "history",
        "index", "list", "login", "manage", "new", "overview", "password", "policy", "request",
        "required", "reset", "revoke", "rotate", "sent", "settings", "setup", "start", "success",
        "update", "verify",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_URL = re.compile(r"https?://[^\s<>\"']{1,2000}")
# Names of places: "data-sources", "dataSources", "12", "v2", "pt-BR", "-created_at".
_PLACE = re.compile(
    r"-?(?:[A-Z]?[a-z]{1,20}(?:[A-Z][a-z]{1,20}){0,3}|[A-Z]{1,8}|\d{1,6}|[a-z]\d{1,2})"
    r"(?:[-_.,](?:[A-Z]?[a-z]{1,20}(?:[A-Z][a-z]{1,20}){0,3}|[A-Z]{1,8}|\d{1,6}|[a-z]\d{1,2})){0,6}"
)


def scrub_url(url: str, *, hiding: Hiding = NOTHING) -> str:
    """
    An http(s) address without credentials, secrets and personal data; empty for any other scheme.

    Host, path and the few query parameters that name a place (`page`, `tab` …) are kept. A fragment is kept
    only if it is a route (`#/exports`); parameters that `hiding` names go too. Safe to apply twice. At most
    `MAX_URL` characters.
    """
    try:
        parts = urlsplit(_CONTROL.sub("", url.strip())[:MAX_INPUT])
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc += f":{port}"
    fragment = _scrub_route(parts.fragment)
    clean = urlunsplit(
        (
            parts.scheme,
            netloc,
            _scrub_path(parts.path),
            _scrub_query(parts.query, hiding),
            fragment,
        )
    )
    return clean if len(clean) <= MAX_URL else _cut_path(clean)


def _cut_path(url: str) -> str:
    """The address without query and fragment, cut between path segments so that no partial escape remains."""
    bare = urlsplit(url)._replace(query="", fragment="").geturl()
    if len(bare) <= MAX_URL:
        return bare
    return bare[:MAX_URL].rpartition("/")[0] + "/"


def _scrub_path(path: str) -> str:
    segments: list[str] = []
    previous = ""
    for raw in path.split("/"):
        segment = unquote(raw).partition(";")[0]
        clean = segment
        if segment and segment != HIDDEN and (_follows_secret_word(previous, segment) or _hides(segment)):
            clean = HIDDEN
        segments.append(quote(clean, safe="()!*',:@$&+~-._"))
        previous = segment
    return "/".join(segments)


def _follows_secret_word(previous: str, segment: str) -> bool:
    if not _BEFORE_SECRET.fullmatch(previous[:40]) or segment.lower() in _STEPS:
        return False
    return len(segment) >= 6 or any(c.isdigit() for c in segment)


def _hides(segment: str) -> bool:
    """Whether a segment is a secret, or contains a value, an address or an encoded path."""
    return looks_secret(segment) or any(sign in segment for sign in "=/%?#\\") or mask(segment) != segment


def _scrub_query(query: str, hiding: Hiding) -> str:
    try:
        pairs = parse_qsl(query, max_num_fields=200)
    except ValueError:
        return ""
    return urlencode(
        [
            (name, value)
            for name, value in pairs
            if name.lower() in KEPT_PARAMS - hiding.params and _is_place(value)
        ]
    )


def _is_place(value: str) -> bool:
    """Whether a value looks like the name of a tab or page rather than something that was typed."""
    return len(value) <= 40 and not looks_secret(value) and bool(_PLACE.fullmatch(value))


def _scrub_route(fragment: str) -> str:
    mark = "!" if fragment.startswith("!/") else ""
    route = fragment.removeprefix("!")
    if not route.startswith("/"):
        return ""
    return mark + _scrub_path(route.partition("?")[0].partition("#")[0])


def scrub_path(path: str) -> str:
    """The path of a request made by the page (`/api/exports/12`), scrubbed; an address loses its host."""
    url = scrub_url(path if "://" in path else f"https://page.invalid/{path.lstrip('/')}")
    return urlsplit(url).path[:MAX_URL]


def scrub_text(text: str, *, limit: int = 200) -> str:
    """
    A title, label or error message without addresses, tokens, passwords, keys and long numbers, on one line.

    Links in it are scrubbed as links. Safe to apply twice.
    """
    line = _CONTROL.sub(" ", text[:MAX_INPUT]).strip()
    line = _URL.sub(lambda m: scrub_url(m.group(0)) or HIDDEN, line)
    line = mask(line)
    return line[:limit].rstrip()
