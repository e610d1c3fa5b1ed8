"""
The one form in which a mail address is stored, compared and searched, and how it is sent.

What mail servers deliver counts, not what a form expects: two dots in a row, quoted local parts and local
parts in any script (RFC 5321, RFC 6531). Domains follow IDNA 2008 (RFC 5891): no letter of a domain ever
turns into another one, which could name somebody else's domain.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache

import idna

MAX_LENGTH = 254
"""Characters of an address that is kept."""
# Anybody can have an address there.
PUBLIC_DOMAINS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com",
    "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com",
    "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me",
    "protonmail.com", "mail.ru", "yandex.ru", "qq.com", "163.com",
})  # fmt: skip
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
_DOT_ATOM = re.compile(rf"[{_ATEXT}]{{1,254}}(?:\.[{_ATEXT}]{{1,254}}){{0,126}}")
# Not the grammar's dot-atom: docomo and others gave out addresses such as "taro..yama.@".
_LOCAL = re.compile(rf"[{_ATEXT}.\u00a0-\U0010ffff]{{1,254}}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){1,250})"')
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_DOTS = re.compile("[\u3002\uff0e\uff61]")


class NotAnAddress(ValueError):
    """The text is not an address that a mail server could deliver to."""


def canonical(text: str) -> str:
    """
    The address as it is stored: NFC, lower case, the domain in its own letters (`info@straße.example`).

    Every spelling of an address gives the same result, and applying it twice changes nothing. Raises
    NotAnAddress.
    """
    given = unicodedata.normalize("NFC", text.strip(" \t"))
    local, at, domain = given.rpartition("@")
    if not at or len(given) > 2 * MAX_LENGTH:
        raise NotAnAddress(text)
    found = f"{_local(local)}@{domain_form(domain)}"
    if len(found) > MAX_LENGTH:
        raise NotAnAddress(text)
    return found


def comparable(text: str) -> str:
    """
    The form to compare and search by: `canonical`, which also works for `@domain` alone.

    Text that is neither is only put into lower case.
    """
    given = text.strip()
    try:
        return f"@{domain_form(given[1:])}" if given.startswith("@") else canonical(given)
    except NotAnAddress:
        return _lower(unicodedata.normalize("NFC", given))


def domain_of(address: str) -> str:
    """The domain behind the last @, "" without one."""
    return address.rpartition("@")[2] if "@" in address else ""


@lru_cache(maxsize=4096)
def domain_form(text: str) -> str:
    """
    A domain as it is stored: in its own letters if its ASCII form stands for exactly those, otherwise in
    ASCII.

    A literal such as `[192.0.2.1]` stays. Raises NotAnAddress.
    """
    given = unicodedata.normalize("NFC", text.strip())
    if given.startswith("["):
        return _literal(given)
    labels = ascii_domain(given).split(".")
    return ".".join(_own_letters(label) for label in labels)


@lru_cache(maxsize=4096)
def ascii_domain(text: str) -> str:
    """A domain or host name in ASCII, lower case, without a final dot (RFC 5891). Raises NotAnAddress."""
    given = _DOTS.sub(".", text.strip())
    try:
        # Neither `lower()` nor the standard library's codec: those change ß, a final sigma and joiners.
        mapped = given if given.isascii() else idna.uts46_remap(given, std3_rules=False, transitional=False)
        labels = [
            label.lower() if label.isascii() else idna.alabel(label).decode("ascii")
            for label in mapped.removesuffix(".").split(".")
        ]
    except (idna.IDNAError, UnicodeError, IndexError) as error:
        raise NotAnAddress(text) from error
    domain = ".".join(labels)
    if len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotAnAddress(text)
    return domain


def on_the_wire(address: str) -> str:
    """
    The address as servers and headers receive it: its domain in ASCII, the local part untouched.

    A local part in letters other than ASCII stays; only a server with SMTPUTF8 accepts it. Raises
    NotAnAddress.
    """
    local, _, domain = canonical(address).rpartition("@")
    return f"{local}@{domain if domain.startswith('[') else ascii_domain(domain)}"


def _local(text: str) -> str:
    if quoted := _QUOTED.fullmatch(text):
        content = _lower(re.sub(r"\\(.)", r"\1", quoted[1]))
        if not content.isprintable():
            raise NotAnAddress(text)
        # Unnecessary quotes are just another spelling of the same address.
        if _DOT_ATOM.fullmatch(content):
            return content
        escaped = re.sub(r'(["\\])', r"\\\1", content)
        return f'"{escaped}"'
    # The two joiners are part of the spelling in some scripts.
    if not _LOCAL.fullmatch(text) or not re.sub("[\u200c\u200d]", "", text).isprintable():
        raise NotAnAddress(text)
    return _lower(text)


def _lower(text: str) -> str:
    # Letter by letter: Python's `lower()` turns the last sigma of a word into another letter.
    return unicodedata.normalize("NFC", "".join(letter.lower() for letter in text))


def _own_letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        found = idna.ulabel(label)
        is_same = unicodedata.normalize("NFC", found) == found and idna.alabel(found) == label.encode()
    except (idna.IDNAError, UnicodeError, IndexError):
        return label
    return found if is_same else label


def _literal(text: str) -> str:
    inner = text[1:-1].strip() if text.endswith("]") else ""
    is_v6 = inner[:5].lower() == "ipv6:"
    try:
        ip = ipaddress.ip_address(inner[5:] if is_v6 else inner)
    except ValueError as error:
        raise NotAnAddress(text) from error
    return f"[IPv6:{ip}]" if ip.version == 6 else f"[{ip}]"
