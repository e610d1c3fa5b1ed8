"""Mail headers: addresses, ids, dates and parameters, including malformed ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from urllib.parse import unquote_to_bytes

from core.addresses import NotAnAddress, canonical, domain_form
from core.html import one_line
from integrations.email.mime.charsets import decode, decode_header, decode_words

MAX_ADDRESSES = 2_000
_ID = re.compile(r"<([^<>]{1,995})>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,320}@(?:\[[^\[\]\s]{1,60}\]|[^\s<>()\[\],;:\"@]{1,255})")


@dataclass(frozen=True, slots=True)
class Address:
    """A name and an address, its domain in the one form; either may be "" if absent."""

    name: str
    address: str

    @property
    def canonical(self) -> str:
        """The address in its one form (`core.addresses`); "" if no server could deliver to it."""
        try:
            return canonical(self.address)
        except NotAnAddress:
            return ""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a message or part: names in lower case, values as raw bytes without line breaks."""

    fields: tuple[tuple[str, bytes], ...]
    charset: str = ""

    def all(self, name: str) -> list[str]:
        """All values of a header, decoded, topmost first."""
        return [decode_header(value, self.charset) for key, value in self.fields if key == name]

    def first(self, name: str) -> str:
        """The first non-empty value, decoded; "" if there is none."""
        return next((value for value in self.all(name) if value), "")

    def raw(self, name: str) -> str:
        """The first non-empty value, with encoded words left encoded."""
        for key, value in self.fields:
            if key == name and value.strip():
                return " ".join(decode(value, self.charset).split())
        return ""

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def addresses(self, name: str) -> tuple[Address, ...]:
        """All addresses in all headers of this name."""
        found: list[Address] = []
        for key, value in self.fields:
            if key == name:
                found += addresses(" ".join(decode(value, self.charset).split()))
        return tuple(found)


def addresses(value: str) -> list[Address]:
    """
    The addresses in a header such as To whose encoded words have not been decoded. Never raises.

    Understands groups, comments, routes, and unquoted names containing commas.
    """
    found: list[Address] = []
    pending = ""
    for words in _mailboxes(value):
        if len(found) >= MAX_ADDRESSES:
            break
        name, address = _name_and_address(words)
        if not address and name and "@" not in name:
            # "Doe, John <john@example.com>": the comma is part of the next one's name.
            pending = f"{pending}, {name}" if pending else name
            continue
        if pending:
            name = f"{pending}, {name}" if name else pending
            pending = ""
        found.append(Address(name, address))
    if pending:
        found.append(Address(pending, ""))
    return found


def first_address(found: tuple[Address, ...]) -> Address:
    """The first entry with an address, else the first, else an empty one."""
    return next((one for one in found if one.address), found[0] if found else Address("", ""))


_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.){0,300}+)"|<([^<>]*)>?|([()\[\],;:\\"])|([^()<>\[\],;:\\"]+)|(.)', re.DOTALL
)


def _mailboxes(value: str) -> Iterator[list[tuple[str, str]]]:
    """Split at commas and semicolons outside quotes, comments and angle brackets."""
    words: list[tuple[str, str]] = []
    depth = 0
    comment: list[str] = []
    for match in _TOKEN.finditer(value):
        mark = match[3]
        if mark == "(":
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
            if not depth:
                words.append(("comment", "".join(comment)))
                comment = []
        elif depth:
            comment.append(match[1] if match[1] is not None else match[0])
        elif mark in (",", ";"):
            if words:
                yield words
            words = []
        elif mark == ":" and not any(kind == "angled" or "@" in word for kind, word in words):
            # The name of a group, as in "undisclosed-recipients:;".
            words = []
        else:
            words.append(_word(match))
    if comment:
        words.append(("comment", "".join(comment)))
    if words:
        yield words


def _word(match: re.Match[str]) -> tuple[str, str]:
    if match[1] is not None:
        return "quoted", re.sub(r"\\(.)", r"\1", match[1])
    if match[2] is not None:
        return "angled", match[2]
    return "word", match[0]


def _name_and_address(words: list[tuple[str, str]]) -> tuple[str, str]:
    angled = [word for kind, word in words if kind == "angled" and word.strip()]
    address = ""
    if angled:
        address = _address(angled[-1])
        if not address and any(kind == "quoted" and "@" in word for kind, word in words):
            angled = []
    rest = [word for kind, word in words if kind in ("word", "quoted")]
    name = "".join(rest)
    if not angled and (quoted := _quoted_local(words)):
        return "", quoted
    if not address:
        match = _ADDRESS.search(name[:5_000])
        if match is not None and not angled:
            address = _address(match[0])
            name = (name[: match.start()] + " " + name[match.end() :]) if not _is_local(words) else ""
        elif angled and not name.strip():
            name = angled[-1]
    if not name.strip():
        name = " ".join(word for kind, word in words if kind == "comment")
    name = one_line(decode_words(name)).strip("\"' ")
    return name, address


def _is_local(words: list[tuple[str, str]]) -> bool:
    return len(words) == 1 or (words[0][0] == "quoted" and words[1][1].startswith("@"))


def _quoted_local(words: list[tuple[str, str]]) -> str:
    """The address if its local part is quoted, as in `"jo doe"@example.com`; else ""."""
    bare = [word for word in words if word[1].strip() and word[0] != "comment"]
    if len(bare) != 2 or bare[0][0] != "quoted" or bare[1][0] != "word" or not bare[1][1].startswith("@"):
        return ""
    escaped = re.sub(r'(["\\])', r"\\\1", bare[0][1])
    return _address(f'"{escaped}"{bare[1][1]}')


def _address(text: str) -> str:
    found = text.strip()
    if found.startswith("@") and ":" in found:
        found = found.rpartition(":")[2]
    found = decode_words(found).removeprefix("mailto:").strip("' ")
    if not _QUOTED_LOCAL.match(found):
        found = found.strip("\"' ")
    local, at, domain = found.rpartition("@")
    if not at or not local or not domain:
        return ""
    if not local.startswith('"'):
        local = "".join(local.split())
    domain = "".join(domain.split()).rstrip(".")
    try:
        domain = domain_form(domain)
    except NotAnAddress:
        domain = domain.lower() if domain.isascii() else domain
    return f"{local}@{domain}"


_QUOTED_LOCAL = re.compile(r'"(?:[^"\\]|\\.){1,250}"\s{0,3}@')


def message_ids(value: str) -> tuple[str, ...]:
    """The ids in a header such as References, in order, without duplicates or angle brackets."""
    found = [_id(one) for one in _ID.findall(value)]
    if not any(found):
        found = [_id(word.strip("<>,;\"'")) for word in value.split() if "@" in word]
    return tuple(dict.fromkeys(one for one in found if one))


def _id(text: str) -> str:
    return "".join(text.split())


def own_id(value: str) -> str:
    """The id in a Message-ID header, even without angle brackets; "" if there is no usable one."""
    found = message_ids(value)
    if found:
        return found[0]
    word = "".join(value.split()).strip("<>\"'")
    return word if 0 < len(word) <= 995 else ""


def date_of(value: str) -> datetime | None:
    """The time in a Date header, or None. A missing or unknown zone counts as UTC."""
    try:
        parts = parsedate_tz(value[:200])
        if parts is None:
            return None
        year = parts[0]
        if not 1970 <= year <= 9998:
            return None
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=mktime_tz(parts))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


@dataclass(frozen=True, slots=True)
class Parametrized:
    """A value with parameters, as in Content-Type; the value in lower case, parameters decoded."""

    value: str
    parameters: dict[str, str]


_PARAMETER = re.compile(
    r"""([^=;"\s]{1,80})\s?=\s?(?:"((?:[^"\\]|\\.)*)(?:"|$)|([^;]*))""",
    re.DOTALL,
)


def parametrized(value: str) -> Parametrized:
    """Parse Content-Type or Content-Disposition, including RFC 2231 and its misreadings. Never raises."""
    head, _, rest = value.partition(";")
    main = head.strip().lower()
    if "=" in main:
        # "multipart/mixed boundary=x": the semicolon is missing.
        first, _, more = head.strip().partition(" ")
        main, rest = (first.lower(), f"{more};{rest}") if "=" not in first else ("", value)
    elif " " in main:
        main = main.split()[0]
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAMETER.finditer(rest[:20_000]):
        name = match[1].lower()
        text = re.sub(r"\\([\\\"])", r"\1", match[2]) if match[2] is not None else (match[3] or "").strip()
        base, star, section = name.partition("*")
        if not star:
            plain.setdefault(name, one_line(decode_words(text)).strip("\"'" if match[2] is None else ""))
            continue
        is_encoded = section == "" or section.endswith("*")
        digits = section.rstrip("*")
        number = int(digits) if digits.isdigit() and len(digits) < 5 else 0
        pieces.setdefault(base, {}).setdefault(number, (is_encoded, text))
    for base, sections in pieces.items():
        plain[base] = _continued(sections) or plain.get(base, "")
    return Parametrized(main, plain)


def _continued(sections: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    content = b""
    for position, number in enumerate(sorted(sections)):
        is_encoded, text = sections[number]
        if position == 0 and is_encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return one_line(decode_words(decode(content, charset)))
