"""Mail bytes to text, whatever charset they claim and whatever they really are."""

import binascii
import codecs
import re

from charset_normalizer import from_bytes

from core.html import plain

_SAMPLE = 32_768
_NAMES = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "cp819": "cp1252", "x-ansi": "cp1252", "x-cp1252": "cp1252", "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8", "x-utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-utf-7": "utf-7",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "gbk": "gb18030", "cp936": "gb18030",
    "x-cp936": "gb18030", "windows-936": "gb18030", "euc-cn": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "x-big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "ksc_5601": "cp949",
    "euc-kr": "cp949", "x-windows-949": "cp949", "windows-949": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932",
    "x-ms-cp932": "cp932", "x-euc-jp": "euc_jp", "eucjp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6", "logical": "iso8859_8", "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2", "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish",
    "x-mac-icelandic": "mac_iceland", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "mac": "mac_roman", "x-macroman": "mac_roman", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-11": "cp874", "koi8": "koi8_r", "koi": "koi8_r", "x-koi8-r": "koi8_r", "koi8-ru": "koi8_u",
    "cp-1251": "cp1251", "cp-1252": "cp1252", "win-1251": "cp1251", "x-cp1251": "cp1251",
    "iso-8859-9": "cp1254", "ebcdic-us": "cp037", "ebcdic-int": "cp500",
}  # fmt: skip
"""
Names unknown to Python, or used by mail programs for a superset: text labeled Latin-1 or ASCII is decoded as
Windows-1252, as in the WHATWG Encoding Standard, GB2312 as GB18030, Shift JIS as code page 932.
"""
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
_STATEFUL = {"utf-7", "hz"} | {
    f"iso2022_{kind}" for kind in ("jp", "jp_1", "jp_2", "jp_2004", "jp_3", "jp_ext", "kr")
}
_NAME = re.compile(r"[A-Za-z0-9_.:\-+]{1,60}")
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,10000})\?=")
_LOOSE_WORD = re.compile(r"=\?([^?\s]{1,80})\?([qQ])\?((?:[^?]|\?(?!=)){0,2000})\?=")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def codec_of(charset: str) -> str:
    """Python's codec name for a charset as named in mail; "" if there is none."""
    name = charset.strip().strip("\"'").lower().partition("*")[0].strip()
    if not _NAME.fullmatch(name):
        return ""
    name = _NAMES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    known = _NAMES.get(info.name, info.name)
    return known if is_text and known.replace("-", "_") not in _NO_CHARSETS else ""


def decode(content: bytes, charset: str = "") -> str:
    """
    `content` as text: by its declared charset if that fits, else by the look of the bytes. Never raises.

    Order: byte order mark, declared charset, UTF-8, a guess from the bytes, Windows-1252. The result has no
    control characters, lone surrogates or carriage returns.
    """
    return _tidy(_decoded(content, codec_of(charset)))


def _decoded(content: bytes, codec: str) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            codec = name
    is_ascii = content.isascii()
    if (
        is_ascii
        and codec not in _STATEFUL
        and not codec.startswith(("utf-16", "utf-32", "utf_16", "utf_32", "cp037", "cp500"))
    ):
        # The escapes of ISO-2022-JP are ASCII, and old programs did not declare the charset.
        return _attempt(content, "iso2022_jp_ext" if _is_iso_2022(content) else "ascii") or content.decode(
            "latin-1"
        )
    # Windows-1252 fits almost anything, so a text that is also valid UTF-8 is UTF-8.
    candidates = ["utf-8", codec] if codec in ("", "cp1252", "cp1254", "mac_roman") else [codec, "utf-8"]
    for candidate in candidates:
        text = _attempt(content, candidate) if candidate else None
        if text is not None:
            return text
    if codec in ("cp1252", "cp1254"):
        return content.decode(codec, "replace").replace("\N{REPLACEMENT CHARACTER}", " ")
    if codec and not is_ascii:
        # One broken character must not turn the whole text into another script.
        text = content.decode(codec, "replace")
        if text.count("\N{REPLACEMENT CHARACTER}") * 20 <= len(text):
            return text
    return _guessed(content)


def _attempt(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _is_iso_2022(content: bytes) -> bool:
    return b"\x1b$B" in content or b"\x1b$@" in content


def _guessed(content: bytes) -> str:
    sample = content[:_SAMPLE]
    if sample.count(b"\xef\xbf\xbd") or _mostly_utf8(sample):
        return content.decode("utf-8", "replace")
    runs = _HIGH_RUN.findall(sample)
    # Single accented letters among ASCII suggest a western language; a guess needs more to go by.
    is_western = (
        len(sample) < 200 and len(runs) * 2 >= sum(map(len, runs)) and sum(map(len, runs)) * 4 < len(sample)
    )
    best = from_bytes(sample).best() if len(sample) >= 16 and not is_western else None
    return content.decode(best.encoding if best is not None else "cp1252", "replace")


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    # Bytes in another charset hardly ever form valid UTF-8 letters.
    return 2 * wrong < sum(character > "\x7f" for character in text)


def _tidy(text: str) -> str:
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", plain(text.removeprefix("\ufeff")))


def decode_header(value: bytes, charset: str = "") -> str:
    """
    A header value as one line of text: RFC 2047 words decoded, even malformed ones; bytes above 127 as UTF-8,
    else by `charset` (the body's). Never raises.
    """
    if value.isascii() and b"=?" not in value and b"\x1b" not in value:
        return " ".join(_tidy(value.decode("ascii")).split())
    return " ".join(_tidy(decode_words(_decoded(value, codec_of(charset)))).split())


def decode_words(text: str) -> str:
    """RFC 2047 encoded words in `text` decoded; everything else is left unchanged."""
    if "=?" not in text:
        return text
    parts: list[str] = []
    pending: list[tuple[str, bytes]] = []
    end = 0
    for match in _words(text):
        between = text[end : match.start()]
        content = _word_content(match[2], match[3])
        if content is None:
            continue
        # White space between two words is not text, and a character may be split across them.
        if between.strip() or not pending:
            parts.append(_joined(pending))
            pending = []
            parts.append(between)
        pending.append((match[1], content))
        end = match.end()
    parts.append(_joined(pending))
    parts.append(text[end:])
    return "".join(parts)


def _words(text: str) -> list[re.Match[str]]:
    found = list(_WORD.finditer(text))
    # Question marks within a word are forbidden, yet some programs write them.
    return found or list(_LOOSE_WORD.finditer(text[:5_000]))


def _joined(words: list[tuple[str, bytes]]) -> str:
    parts: list[str] = []
    at = 0
    while at < len(words):
        charset, content = words[at]
        chunks = [content]
        at += 1
        while at < len(words) and words[at][0].lower() == charset.lower():
            chunks.append(words[at][1])
            at += 1
        parts.append(_chunks_decoded(chunks, codec_of(charset)))
    return "".join(parts)


def _chunks_decoded(chunks: list[bytes], codec: str) -> str:
    whole = b"".join(chunks)
    if len(chunks) > 1 and codec in _STATEFUL:
        return "".join(_decoded(chunk, codec) for chunk in chunks)
    return _decoded(whole, codec)


def _word_content(encoding: str, text: str) -> bytes | None:
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return base64_decoded(raw)
    try:
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    except (ValueError, binascii.Error):
        return None


_BASE64_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_NO_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)


def base64_decoded(content: bytes) -> bytes:
    """Decodes what it can of base64 with garbage, missing padding, or several pieces in a row."""
    cleaned = (
        content.replace(b"-", b"+").replace(b"_", b"/")
        if b"+" not in content and b"/" not in content
        else content
    )
    cleaned = cleaned.translate(None, _NO_BASE64)
    pieces = []
    for piece in re.split(rb"=+", cleaned):
        usable = piece[:-1] if len(piece) % 4 == 1 else piece
        try:
            pieces.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
        except (ValueError, binascii.Error):
            continue
    return b"".join(pieces)


def is_whole_base64(content: bytes) -> bool:
    """Whether `content` is base64 and nothing else, with no letter missing. Padding may be."""
    pieces = b"".join(content.split()).split(b"=")
    return not b"".join(pieces).translate(None, _BASE64_LETTERS) and all(len(one) % 4 != 1 for one in pieces)
