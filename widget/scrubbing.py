"""Taking secrets out of what a page tells about itself, before anything is stored or shown."""

import re
from itertools import pairwise
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

HIDDEN = "(hidden)"
MAX_URL = 500
MAX_INPUT = 4_000
KEPT_PARAMS = frozenset({"page", "tab", "view", "sort", "order", "step", "section", "lang", "locale"})

_SECRET_NAME = re.compile(
    r"(pass(word|wd|code|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth(?!or)|authori[sz]|bearer|cookie"
    r"|credential|session[-_]?(id)?$|signature|^sig$|jwt|otp|^pin$|cvv|cvc|iban|ssn|card[-_]?(no|num|number))",
    re.IGNORECASE,
)
# What follows one of these in a path is a capability, however short it is.
_BEFORE_SECRET = re.compile(
    r"^(reset|reset-password|password-reset|invite|invites|invitation|invitations|verify|verify-email|confirm"
    r"|activate|token|tokens|magic|magic-link|unsubscribe|otp|callback|share|shared|s)$",
    re.IGNORECASE,
)
_KNOWN_PREFIX = re.compile(
    r"(?:sk|pk|rk)_(?:live|test)_|gh[pousr]_|github_pat_|xox[abeoprs]-|AKIA|ASIA|AIza|glpat-|eyJ|sk-|shp(?:at|ss)_"
)
_EMAIL = re.compile(r"[^\s@/<>\"'(),;:]{1,64}@[^\s@/<>\"'(),;:]{1,255}")
_JWT = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*){1,2}")
_URL = re.compile(r"https?://[^\s<>\"']+")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
_DIGIT_GROUPS = re.compile(r"\d(?:[ -]?\d){11,}")
_NAMED_SECRET = re.compile(r"([\w-]{2,40})(\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)")
_BEARER = re.compile(r"\b(bearer|basic)\s+\S+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_SEPARATORS = re.compile(r"[-_.~+=]+")


def names_secret(name: str) -> bool:
    """Whether a field or parameter of this name usually holds a secret."""
    return bool(_SECRET_NAME.search(name))


def looks_secret(part: str) -> bool:
    """
    Whether one path part or word is an email, a token, a key, a long id or a card number.

    Hyphenated words, short ids and dates are not secrets. It errs on the side of hiding.
    """
    if "@" in part or _KNOWN_PREFIX.match(part):
        return True
    compact = _SEPARATORS.sub("", part)
    if len(compact) < 12:
        return False
    if compact.isdigit():
        return True
    pieces = _SEPARATORS.split(part)
    if any(len(piece) >= 25 for piece in pieces):
        return True
    if len(compact) < 16:
        return False
    if re.fullmatch(r"[0-9a-fA-F]+", compact) and any(c.isdigit() for c in compact):
        return True
    return sum(_class_changes(piece) for piece in pieces) >= 4


def _class_changes(piece: str) -> int:
    """How often the kind of character changes; random text changes all the time, words hardly ever."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in piece]
    changes = sum(left != right for left, right in pairwise(kinds))
    # A capital that starts a word ("CamelCaseName") is a word, not noise.
    words = sum(left == "u" and right == "l" for left, right in pairwise(kinds))
    has_digit = "d" in kinds
    return changes if has_digit else max(0, changes - 2 * words)


def scrub_url(url: str) -> str:
    """
    An http(s) address without credentials, secrets and personal data; empty for any other scheme.

    Kept are host, path and the few query parameters that name a place (`page`, `tab` …). A fragment stays
    only when it is a route (`#/exports`). Safe to apply twice. At most `MAX_URL` characters.
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
            _scrub_query(parts.query),
            fragment,
        )
    )
    return clean if len(clean) <= MAX_URL else _cut_path(clean)


def _cut_path(url: str) -> str:
    """The address without query and fragment, cut at a path border, so that no half escape remains."""
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
    return bool(_BEFORE_SECRET.match(previous)) and (len(segment) >= 6 or any(c.isdigit() for c in segment))


def _hides(segment: str) -> bool:
    """Whether a segment is a secret, or carries a value, an address or an encoded path of its own."""
    return looks_secret(segment) or any(mark in segment for mark in "=/%?#\\")


def _scrub_query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, max_num_fields=200)[:200]
        if name.lower() in KEPT_PARAMS and len(value) <= 40 and not looks_secret(value) and _is_plain(value)
    ]
    return urlencode(kept)


def _is_plain(value: str) -> bool:
    return bool(re.fullmatch(r"[\w.,-]*", value))


def _scrub_route(fragment: str) -> str:
    mark = "!" if fragment.startswith("!/") else ""
    route = fragment.removeprefix("!")
    if not route.startswith("/"):
        return ""
    return mark + _scrub_path(route.partition("?")[0].partition("#")[0])


def scrub_path(path: str) -> str:
    """The path of a request of the page (`/api/exports/12`), scrubbed; an address loses its host."""
    url = scrub_url(path if "://" in path else f"https://page.invalid/{path.lstrip('/')}")
    return urlsplit(url).path[:MAX_URL]


def scrub_text(text: str, *, limit: int = 200) -> str:
    """
    A title, label or error message without addresses, tokens, keys and long numbers, on one line.

    Links in it are scrubbed as links. Safe to apply twice.
    """
    line = _CONTROL.sub(" ", text[:MAX_INPUT]).strip()
    line = _URL.sub(lambda m: scrub_url(m.group(0)) or HIDDEN, line)
    line = _BEARER.sub(lambda m: f"{m.group(1)} {HIDDEN}", line)
    line = _JWT.sub(HIDDEN, line)
    line = _EMAIL.sub(HIDDEN, line)
    line = _NAMED_SECRET.sub(_hide_named, line)
    line = _DIGIT_GROUPS.sub(HIDDEN, line)
    line = _LONG_TOKEN.sub(_hide_token, line)
    return line[:limit].rstrip()


def _hide_named(match: re.Match[str]) -> str:
    name, sign, _ = match.groups()
    return f"{name}{sign}{HIDDEN}" if names_secret(name) else match.group(0)


def _hide_token(match: re.Match[str]) -> str:
    word = match.group(0)
    # Paths of words ("settings/destinations/snowflake") are not tokens; their parts are judged alone.
    return HIDDEN if any(looks_secret(part) for part in word.split("/")) else word
