"""Reading Markdown and HTML files as articles, whatever they contain."""

import codecs
import html
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.errors import Invalid
from core.html import plain
from kb.models.articles import BodyFormat
from kb.outline import blocks_of
from kb.rendering import cleaned_body

MAX_BYTES = 2 * 1024 * 1024
_MARKDOWN = {".md", ".markdown", ".mdown", ".txt"}
_HTML = {".html", ".htm", ".xhtml"}
_FIELD = re.compile(r"([A-Za-z_]{1,40}):[ \t]*(.{0,500})")
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_CHARSETS = (
    "utf-8", "cp125", "cp437", "cp85", "cp86", "cp87", "cp932", "iso8859", "iso2022", "koi8", "mac", "big5",
    "gb", "euc", "shift_jis", "ascii", "latin",
)  # fmt: skip
_ATX_TITLE = re.compile(r"\s{0,200}#[ \t]{1,20}(?P<title>[^\n]{1,400})(?:\n|$)")
_H1 = re.compile(r"\s{0,200}<h1\b[^>]{0,500}>(?P<title>.{0,1000}?)</h1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_KNOWN = {"title", "slug", "language", "product_area", "audience", "tags"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as an article; `fields` come from its front matter."""

    title: str
    body: str
    body_format: str
    fields: dict[str, str] = field(default_factory=dict)


def document_of(name: str, content: bytes) -> Document:
    """
    Read a file according to the extension of its name.

    The title is the front matter's, else the first heading at the top (which is removed from the body), else
    the page's `<title>`, else the file name. Raises Invalid if the file is too large, empty, not text or of
    another kind.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in _MARKDOWN | _HTML:
        raise Invalid("Only Markdown, text and HTML files can be imported.")
    if len(content) > MAX_BYTES:
        raise Invalid(f"A file can have at most {MAX_BYTES // (1024 * 1024)} MB.")
    text = _decoded(content)
    if not text.strip():
        raise Invalid("This file is empty.")
    fallback = re.sub(r"[-_]+", " ", PurePosixPath(name).stem).strip().capitalize() or "Untitled"
    document = _html(text, fallback) if suffix in _HTML else _markdown(text, fallback)
    if not blocks_of(cleaned_body(document.body, document.body_format)):
        raise Invalid("This file holds no text.")
    return document


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        declared = _CHARSET.search(content[:2048])
        encodings = ["utf-8-sig", _charset(declared.group(1).decode()) if declared else "cp1252", "cp1252"]
    if b"\x00" in content and encodings != ["utf-16"]:
        raise Invalid("This file is not text.")
    for encoding in encodings:
        try:
            return plain(content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    raise Invalid("This file is not text in any encoding that it names.")


def _charset(name: str) -> str:
    """The charset a page declares, if pages use it: Python knows stranger encodings than the web."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    return known if known.startswith(_CHARSETS) else "cp1252"


def _markdown(text: str, fallback: str) -> Document:
    fields, body = _front_matter(text)
    title = fields.pop("title", "")
    heading = _ATX_TITLE.match(body)
    if heading and (not title or heading["title"].strip().rstrip("#").strip() == title):
        title = title or heading["title"].strip().rstrip("#").strip()
        body = body[heading.end() :]
    return Document((title or fallback)[:300], body.strip(), BodyFormat.MARKDOWN, fields)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """`key: value` lines between `---` lines at the top; other YAML is skipped."""
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark or len(head) > 20_000:
        return {}, text
    fields = {}
    for line in head.split("\n"):
        match = _FIELD.fullmatch(line.strip())
        if match and match.group(1).lower() in _KNOWN:
            fields[match.group(1).lower()] = match.group(2).strip().strip("\"'").strip()
    return {name: value for name, value in fields.items() if value}, body


def _html(text: str, fallback: str) -> Document:
    title = _inner(text, "title")
    body = _inner(text, "main") or _inner(text, "article") or _inner(text, "body") or _without(text, "head")
    heading = _H1.match(body)
    if heading:
        own = _text(heading["title"])
        if own:
            title, body = own, body[heading.end() :]
    return Document((_text(title) or fallback)[:300], body.strip(), BodyFormat.HTML)


def _inner(text: str, tag: str) -> str:
    """The contents of the first element of this name, up to its last end tag; found without backtracking."""
    start = _start(text, tag)
    if start < 0:
        return ""
    opened = text.find(">", start)
    if opened < 0:
        return ""
    end = text.find(f"</{tag}", opened) if tag == "title" else text.lower().rfind(f"</{tag}")
    return text[opened + 1 : end] if end > opened else text[opened + 1 :] if tag != "title" else ""


def _start(text: str, tag: str) -> int:
    folded, start = text.lower(), -1
    while (start := folded.find(f"<{tag}", start + 1)) >= 0:
        if folded[start + len(tag) + 1 : start + len(tag) + 2] in ("", ">", " ", "\n", "\t", "/"):
            return start
    return -1


def _without(text: str, tag: str) -> str:
    start = _start(text, tag)
    end = text.lower().find(f"</{tag}>", max(start, 0))
    return text[:start] + text[end + len(tag) + 3 :] if 0 <= start < end else text


def _text(source: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", source)).split())
