"""Reading a stranger's page or file in the process with the limits (`core.sandbox`)."""

import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, TypeVar

from core.errors import Invalid
from core.sandbox.pool import Poison, Pool
from kb.importing import document_of
from kb.reading.items import Held, Item, Page, Sitemap, held_of, page_of, sitemap_of

T = TypeVar("T")
PAGE_SECONDS, FILE_SECONDS = 15, 60
_TEXTS = {".md", ".markdown", ".mdown", ".txt", ".html", ".htm", ".xhtml"}

_pool = Pool("kb.reading.job", what="file", size=2, per_child=500)


class Unreadable(Exception):
    """What cannot be read; `reason` is one of `kb.models.Reason`, `detail` what it is about."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail[:300]


def read_page(content: bytes, *, url: str, charset: str) -> Page:
    """A page of a website. Raises Unreadable, and Unavailable without a process to read it."""
    return _asked({"what": "page", "url": url, "charset": charset}, content, page_of, PAGE_SECONDS)


def read_sitemap(content: bytes) -> Sitemap:
    """A sitemap. Raises Unreadable, and Unavailable."""
    return _asked({"what": "sitemap"}, content, sitemap_of, PAGE_SECONDS)


def read_file(kind: str, name: str, content: bytes) -> Held:
    """
    The items of a file of a source of this kind (`kb.models.Kind`). Raises Unreadable, and Unavailable.

    Markdown and HTML are read here: their reader is the import's, which is safe with any content.
    """
    if kind == "files" and PurePosixPath(name.lower()).suffix in _TEXTS and not _is_binary(content):
        try:
            document = document_of(name, content)
        except Invalid as error:
            raise Unreadable("unreadable", error.message) from error
        language = document.fields.get("language", "")[:12]
        return Held((Item(name[-500:], document.title, document.body, document.body_format, language),))
    return _asked({"what": kind, "name": name}, content, held_of, FILE_SECONDS)


def _is_binary(content: bytes) -> bool:
    return content[:4] == b"PK\x03\x04" or content[:1024].lstrip().startswith(b"%PDF")


def _asked(head: dict[str, Any], content: bytes, read: Callable[[bytes], T], seconds: float) -> T:
    try:
        header, _ = _pool.run(json.dumps(head).encode() + b"\n" + content, seconds=seconds)
    except Poison as poison:
        if poison.is_refusal:
            reason, _, detail = poison.reason.partition(":")
            raise Unreadable(reason, detail) from poison
        raise Unreadable("too_much", poison.reason) from poison
    try:
        return read(header)
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable("unreadable") from error
