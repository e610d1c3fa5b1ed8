"""What a mailbox says of a mail in its headers: a draft, spam, thrown away."""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header

HEAD = 65_536
"""Bytes of a mail in which its headers are looked for."""
LONGEST = 4_000
_LABELS = {
    "draft": (
        "draft", "drafts", "entwurf", "entwürfe", "brouillons", "borradores", "bozze", "concepten",
        "rascunhos", "wersje robocze", "utkast", "kladder", "下書き", "草稿",
    ),
    "spam": ("spam", "junk", "$junk", "ongewenst", "correo no deseado", "迷惑メール", "垃圾邮件"),
    "deleted": (
        "trash", "bin", "papierkorb", "corbeille", "papelera", "cestino", "prullenbak", "lixeira", "lixo",
        "kosz", "papperskorgen", "papirkurv", "ゴミ箱", "已删除邮件",
    ),
}  # fmt: skip
"""Names that mailboxes have for these, in the languages that they are exported in."""
_STATES = {name: state for state, names in _LABELS.items() for name in names}
_HEX = re.compile(r"[0-9a-fA-F]{1,8}")
_DELETED, _DELETED_THERE = 0x0008, 0x0020_0000


def state_of(head: bytes) -> str:
    """
    Why a mail is none that was sent or received, by its first bytes: `draft`, `spam` or `deleted`, else "".

    Read are X-Gmail-Labels, X-Spam-Flag, the marks of Thunderbird (X-Mozilla-…) and those of mbox files
    (Status, X-Status, X-Keywords).
    """
    found = headers_of(head)
    labels = [one.strip().strip('"').casefold() for one in found.get("x-gmail-labels", "").split(",")]
    labels += found.get("x-keywords", "").casefold().split()
    states = {_STATES[one] for one in labels if one in _STATES}
    marks = found.get("x-status", "") + found.get("status", "")
    if "T" in marks or "x-mozilla-draft-info" in found:
        states.add("draft")
    if found.get("x-spam-flag", "").strip().casefold() == "yes":
        states.add("spam")
    if "D" in marks or _has(found, "x-mozilla-status", _DELETED):
        states.add("deleted")
    if _has(found, "x-mozilla-status2", _DELETED_THERE):
        states.add("deleted")
    return next((state for state in _LABELS if state in states), "")


def _has(found: dict[str, str], name: str, bit: int) -> bool:
    value = _HEX.fullmatch(found.get(name, "").strip())
    return value is not None and bool(int(value[0], 16) & bit)


def headers_of(head: bytes) -> dict[str, str]:
    """The headers of a mail by their small names, unfolded and decoded; of several alike the first."""
    found: dict[str, str] = {}
    name = ""
    for line in head[:HEAD].replace(b"\r\n", b"\n").split(b"\n"):
        if not line:
            break
        text = line.decode("utf-8", "replace")
        if text[0] in " \t":
            if name and len(found[name]) < LONGEST:
                found[name] += " " + text.strip()[:LONGEST]
            continue
        before, mark, value = text.partition(":")
        name = before.strip().lower() if mark else ""
        if name in found:
            name = ""
        elif name:
            found[name] = value.strip()[:LONGEST]
    return {key: _decoded(value) for key, value in found.items()}


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
