"""Addresses that a help center had before: as they are written down, and what of them is worth keeping."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

MAX_PATH = 500
_ARTICLE = re.compile(r"(/hc/(?:[\w-]{1,20}/)?articles/\d{1,20})(?:-[^/]{0,300})?")
# What programs ask every host for, in the hope of a hole; readers never do.
_PROBES = re.compile(r"\.(?:php\d?|aspx?|cgi|env|ini|sql|bak|git|jsp|xml|map|zip|gz)$|/\.|/wp-|/cgi-bin")
_ICONS = re.compile(r"/(?:favicon\.ico|apple-touch-icon[\w.-]{0,40}|ads\.txt|manifest\.json)$")
_KEY = re.compile(r"[\w~.=]{24,500}")
_DIGIT = re.compile(r"\d")


def path_of(text: str) -> str:
    """
    The path of an address as it is written down: decoded, without host, parameters and last slash.

    Empty for what is no address of a page.
    """
    try:
        path = unquote(urlsplit(text.strip()).path, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return ""
    path = re.sub(r"/{2,}", "/", unicodedata.normalize("NFC", path))
    path = path.rstrip("/") if path != "/" else path
    is_path = path.startswith("/") and 1 < len(path) <= MAX_PATH and path.isprintable()
    # Browsers read a backslash as a slash: `/\\host` would lead to another host.
    is_path = is_path and "\\" not in path
    return path if is_path else ""


def forms_of(path: str) -> list[str]:
    """How an address may be written down, the whole one first: Zendesk knows articles by their number."""
    short = _ARTICLE.fullmatch(path)
    return [path] if short is None or short[1] == path else [path, short[1]]


def is_worth_noting(path: str) -> bool:
    """Whether a reader may have asked for this: no probe for a hole, no icon of a browser."""
    return not _PROBES.search(path.lower()) and not _ICONS.search(path.lower())


def scrubbed(path: str) -> str:
    """A path without what may name or open something of a person: addresses of mail, long keys."""
    return "/".join("…" if "@" in part or _is_key(part) else part for part in path.split("/"))


def _is_key(part: str) -> bool:
    return _KEY.fullmatch(part) is not None and _DIGIT.search(part) is not None
