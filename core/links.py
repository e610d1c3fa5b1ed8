"""
Finding links in plain text: addresses of pages, with or without "https://", and of people.

`frontend/src/shared/lib/links.ts` finds the same ones; both are tested against
`tests/unit/core/link_cases.json`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import idna

from core.letters import SPACELESS, WORD

MAX_LENGTH = 2_000
_ASCII = r"A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%"
_SPACED = rf"(?![\x00-\x7f{SPACELESS}])[{WORD}]"
_PIECE = rf"(?:[{_ASCII}]|{_SPACED}|[{SPACELESS}]{{1,100}}(?=[/?#=&%._\-][A-Za-z0-9]))"
# In a script without spaces a host ends at the first character that cannot be part of a word.
_WIDE_HOST = rf"(?:[{WORD}\-]{{1,63}}\.){{1,8}}[{SPACELESS}]{{2,20}}(?=[/?#:\s]|\Z)"
_LOCAL = rf"(?:[A-Za-z0-9]|{_SPACED})(?:[A-Za-z0-9._%+'\-]|{_SPACED}){{0,63}}"
_LABEL = rf"(?:[A-Za-z0-9]|{_SPACED})(?:[A-Za-z0-9\-]|{_SPACED}){{0,62}}"
_TOP = rf"(?:xn--[A-Za-z0-9\-]{{2,59}}|[A-Za-z]{{2,24}}|(?:{_SPACED}){{2,24}})"
_CANDIDATE = re.compile(
    rf"(?P<url>(?:https?://|(?<![A-Za-z0-9_./@:%+\-])www\.)(?:{_WIDE_HOST})?{_PIECE}{{0,{MAX_LENGTH}}})"
    rf"|(?<![A-Za-z0-9._%+\-])(?<!{_SPACED})(?P<mail>{_LOCAL}@(?:{_LABEL}\.){{1,8}}{_TOP})",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"[^/?#]*")
_HOST = re.compile(
    rf"(\[[0-9a-f:.]{{2,45}}\]|(?:[{WORD}\-]{{1,63}}\.){{0,20}}[{WORD}\-]{{1,63}})(:\d{{1,5}})?",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[,;]{1,20}https?://", re.IGNORECASE)
_TRAILING = ".,;:!?'*_~(["
_CLOSING = {")": "(", "]": "["}
# Cyrillic, Greek and Armenian letters that look like Latin ones: a host made of these alone imitates another.
_LOOKALIKES = set("асԁеһіјӏорԛѕԝхуъьҽпгѵѡкмтвнαειικνορτυχωγηβցոսօհզլպ")
_SCRIPTS = (
    ("latin", 0x41, 0x24F), ("latin", 0x1E00, 0x1EFF), ("greek", 0x370, 0x3FF), ("greek", 0x1F00, 0x1FFF),
    ("cyrillic", 0x400, 0x52F), ("armenian", 0x530, 0x58F), ("hebrew", 0x590, 0x5FF),
    ("arabic", 0x600, 0x77F), ("wide", 0x2E80, 0x9FFF), ("wide", 0xAC00, 0xD7FF), ("wide", 0x20000, 0x3FFFF),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A link within a text: from `start` up to `end`, and the address that it points to, in ASCII."""

    start: int
    end: int
    href: str


def find(text: str) -> Iterator[Link]:
    """
    The links of a plain text in order, in linear time.

    A link ends before closing brackets that it did not open, before trailing punctuation, and before text in
    scripts that are written without spaces. A host that imitates another with letters of other scripts is not
    a link, nor is one behind a user name.
    """
    at = 0
    while (match := _CANDIDATE.search(text, at)) is not None:
        start = match.start()
        if match["mail"] is not None:
            at = match.end()
            href = _mail_href(match["mail"])
        else:
            url = _ended(match["url"], is_quoted=text[start - 1 : start] == "'")
            at = start + max(len(url), 4)
            href = _page_href(url)
            if not href:
                # Whatever looks like an address inside a refused one is not a link either.
                at = max(at, match.end())
        if href:
            yield Link(start, at, href)


def _ended(url: str, *, is_quoted: bool) -> str:
    if is_quoted and "'" in url:
        url = url[: url.index("'")]
    following = _NEXT.search(url)
    if following is not None:
        url = url[: following.start()]
    opened: list[str] = []
    for at, sign in enumerate(url):
        if sign in "([":
            opened.append(sign)
        elif sign in _CLOSING and (not opened or opened.pop() != _CLOSING[sign]):
            url = url[:at]
            break
    return url.rstrip(_TRAILING)


def _page_href(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "https", url
    authority = _AUTHORITY.match(rest)
    found = _HOST.fullmatch(authority[0]) if authority is not None else None
    if found is None or (not separator and rest[4:].strip(".").count(".") < 1):
        return ""
    host = _ascii_host(found[1])
    if not host:
        return ""
    path = rest[len(found[0]) :]
    return f"{scheme.lower()}://{host}{found[2] or ''}{_escaped(path)}"


def _mail_href(address: str) -> str:
    local, _, host = address.partition("@")
    ascii_host = _ascii_host(host)
    return f"mailto:{_escaped(local)}@{ascii_host}" if ascii_host else ""


def _escaped(text: str) -> str:
    return text if text.isascii() else quote(text, safe="-._~:/?#[]@!$&'()*+,;=%")


def _ascii_host(host: str) -> str:
    """The host as it is looked up; "" if it is not a host, or imitates another."""
    if host.isascii():
        return host
    labels = host.lower().split(".")
    if any(_imitates(label, is_local=not labels[-1].isascii()) for label in labels):
        return ""
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _imitates(label: str, *, is_local: bool) -> bool:
    if label.isascii():
        return False
    scripts = {_script_of(sign) for sign in label if sign.isalpha()}
    if len(scripts) > 1 and scripts != {"latin", "wide"}:
        return True
    return not is_local and all(sign in _LOOKALIKES or not sign.isalpha() for sign in label)


def _script_of(sign: str) -> str:
    code = ord(sign)
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), "other")
