"""Where a signature begins: the text below every mail of a sender, which says nothing about this one."""

import re

from integrations.email.mime.headers import Address
from integrations.email.mime.words import composed, words, words_in

_SENT_FROM = tuple(sorted(words("sent_from"), key=len, reverse=True))
_SENT_ENDINGS = ("gesendet", "gesendet.", "から送信", "에서 보냄", "gönderildi")
_REGARDS = words("regards")
_PRODUCTS = (
    "iphone", "ipad", "ipod", "ios", "android", "samsung", "galaxy", "blackberry", "outlook", "mail",
    "huawei", "honor", "xiaomi", "redmi", "nokia", "lumia", "htc", "windows", "yahoo", "proton", "mobile",
    "mobil", "phone", "handy", "telefon", "téléphone", "teléfono", "telefono", "telefoon", "tablet",
    "tablette", "verizon", "at&t", "t-mobile", "orange", "vodafone", "wiko", "sony", "xperia", "motorola",
    "moto ", "oneplus", "pixel", "nexus", "spark", "gmx", "web.de", "aol", "thunderbird", "mac", "device",
    "gerät", "dispositivo", "appareil", "smartphone", "bluemail", "nine", "airmail", "sparrow", "mailbird",
    "lg ", "oppo", "realme", "zte", "fairphone", "телефон", "устройств", "яндекс", "手机", "スマ", "갤럭시",
)  # fmt: skip
_RULE = re.compile(r"[-_=*~\u2014\u2013\u2015\u2500]{3,}")
_LONG_RULE = re.compile(r"_{20,}|-{30,}")
_URL = re.compile(
    r"(?:https?://|www\.)\S|(?<![@\w])[a-z0-9-]{2,40}\.(?:com|net|org|de|fr|io|eu|co\.uk|it|es|nl|pl|ch|at)\b"
)
_MAIL = re.compile(r"\S@\S{1,100}\.\w")
_PHONE = re.compile(r"\+?[\d(][\d\s().\u2011/-]{6,24}\d")
_POSTSCRIPT = re.compile(r"p\.?\s?s\.?\s?[:\-\u2013 ]", re.IGNORECASE)
_LIST_ITEM = re.compile(r"(?:[-*\u2022\u2013+]|\(?\d{1,2}[.)])\s+\S")
MAX_LINES = 25
_MAX_SHORT = 15


def start_of(
    lines: list[str],
    *,
    sender: Address,
    is_marked: list[bool] | None = None,
    may_be_all: bool = False,
    is_first: bool = False,
) -> int:
    """
    The index of the first line of the signature at the end of `lines`, or their number if there is none.

    Something besides the signature always remains, unless it `may_be_all`. When in doubt there is none:
    showing a signature costs less than hiding words. In a first letter (`is_first`), text below "-- " counts
    as a signature only if it names its sender or says how to reach somebody.
    """
    end = len(lines)
    first = next((at for at, line in enumerate(lines) if line.strip()), end)
    starts = [
        start
        for start in (
            _marked(is_marked, lines),
            _delimited(lines, sender if is_first else None),
            _sent_from(lines, first),
            _after_regards(lines, sender if is_first else None),
            _by_name(lines, sender),
        )
        if first < start < end or (may_be_all and start == first)
    ]
    return min(starts, default=end)


def _filled_after(lines: list[str], at: int) -> int:
    return sum(bool(line.strip()) for line in lines[at:])


def _marked(is_marked: list[bool] | None, lines: list[str]) -> int:
    """A signature that the program marked as such, with nothing else below."""
    if is_marked is None:
        return len(lines)
    start = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if is_marked[at]:
            start = at
        elif lines[at].strip():
            break
    return start


def _delimited(lines: list[str], sender: Address | None) -> int:
    """Below "-- " (RFC 3676), or a mailing list's rule; with a `sender`, only what is evidently theirs."""
    filled = 0
    found = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        bare = line.strip()
        if bare:
            filled += 1
        if filled > MAX_LINES:
            break
        if (
            line.rstrip("\r\n") == "-- "
            or (bare == "--" and filled <= 13)
            or (
                _LONG_RULE.fullmatch(bare)
                and filled <= 9
                and any("mailing list" in below.lower() for below in lines[at:])
            )
        ):
            if sender is not None and not _LONG_RULE.fullmatch(bare) and not _is_theirs(lines[at:], sender):
                break
            found = at
    return found


def _is_theirs(lines: list[str], sender: Address) -> bool:
    """Whether lines are somebody's signature: short ones with the sender's name, an address or a number."""
    if not all(_is_short(line) and not _LIST_ITEM.match(line.strip()) for line in lines[1:]):
        return False
    if any(_is_field(line) for line in lines[1:]):
        return False
    names = _names(sender)
    text = "\n".join(lines[1:]).lower()
    return bool(not names.isdisjoint(words_in(text)) or _MAIL.search(text) or _PHONE.search(text))


def _is_field(line: str) -> bool:
    """A label followed by text, as in a form; not a number or an address."""
    label, colon, value = line.strip().partition(":")
    return bool(
        colon
        and len(label) <= 30
        and value.strip()
        and not value.startswith("//")
        and not any(mark in value for mark in "@./0123456789")
    )


def _sent_from(lines: list[str], first: int) -> int:
    """A phone's or mail program's line; below it only an unmarked quote can follow."""
    for at in range(first + 1, len(lines)):
        bare = composed(lines[at].strip(" \t*_>-\u2013\u2014").lower())
        if (not 5 < len(bare) <= 200 or not bare.startswith(_SENT_FROM)) and not (
            5 < len(bare) <= 60
            and bare.endswith(("gesendet", "gesendet.", "から送信", "에서 보냄", "gönderildi"))
        ):
            continue
        text = re.sub(r"[<(\[]\s?(?:https?|mailto)[^>)\]]{0,150}[>)\]]?", "", bare).strip()
        has_product = any(product in text for product in _PRODUCTS)
        count = len(text.split())
        is_sentence = (
            "," in text or text.endswith(("!", "?", ":")) or (text.endswith(".") and not has_product)
        )
        is_alone = not lines[at - 1].strip() or has_product
        if is_sentence or not is_alone or count > (12 if has_product else 8):
            continue
        if has_product or _filled_after(lines, at) <= 2:
            return at
    return len(lines)


def _is_short(line: str) -> bool:
    """Whether a line can be part of a signature: a name, a title, an address; not a sentence."""
    bare = line.strip()
    if not bare:
        return True
    if len(bare) > 90 or (bare.endswith(("?", "!", ":", "\uff1f", "\uff01")) and len(bare.split()) > 4):
        return False
    if _POSTSCRIPT.match(bare) or _LIST_ITEM.match(bare):
        return False
    return not (bare.endswith((".", "。")) and len(bare.split()) > 6)


def _after_regards(lines: list[str], sender: Address | None) -> int:
    """
    A closing phrase on its own line, with a name and perhaps a title below.

    With a `sender`, only what is evidently theirs.
    """
    filled = 0
    for at in range(len(lines) - 1, -1, -1):
        bare = lines[at].strip()
        if not bare:
            continue
        word = composed(bare.strip(" ,.!;*_-\u2013\uff0c\u3002\uff01").lower())
        if word in _REGARDS and len(bare) <= 60:
            if sender is not None and (filled < 2 or not _is_theirs(lines[at:], sender)):
                return len(lines)
            # People end their text with a greeting and a first name; hiding that gains nothing.
            return at if filled >= 2 or (filled == 1 and len(word) > 6) else len(lines)
        filled += 1
        if filled > _MAX_SHORT or not _is_short(bare):
            break
    return len(lines)


def _by_name(lines: list[str], sender: Address) -> int:
    """A line with the sender's name, followed only by short lines with addresses and numbers."""
    names = _names(sender)
    if not names:
        return len(lines)
    found, evidence, filled = len(lines), 0, 0
    for at in range(len(lines) - 1, -1, -1):
        bare = lines[at].strip()
        if not bare:
            continue
        if filled > _MAX_SHORT or not _is_short(bare):
            break
        filled += 1
        lowered = bare.lower()
        evidence += bool(_MAIL.search(lowered)) + bool(_PHONE.search(lowered)) + bool(_URL.search(lowered))
        if (
            evidence >= 2
            and "@" not in bare
            and ":" not in bare
            and "|" not in bare
            and len(bare.split()) <= 6
            and not names.isdisjoint(words_in(lowered))
        ):
            found = at
    if found < len(lines):
        for at in range(found - 1, max(-1, found - 6), -1):
            if _RULE.fullmatch(lines[at].strip()):
                return at
    return found


def _names(sender: Address) -> set[str]:
    text = f"{sender.name} {sender.address.partition('@')[0]}".lower()
    return {word for word in words_in(text) if len(word) >= 3} - {
        "info",
        "mail",
        "support",
        "office",
        "contact",
        "via",
        "the",
    }
