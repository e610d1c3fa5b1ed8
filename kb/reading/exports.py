"""
Exports of help centers and wikis: Zendesk Guide (JSON), Notion and Confluence (ZIP).

Runs in the process with the limits.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from core.sandbox.work import Refused
from kb.outline import markdown_to_html
from kb.reading.formats import MAX_UNPACKED, decoded, stem_of
from kb.reading.items import Gathered, Held

MAX_MEMBERS, MAX_MEMBER = 10_000, 5 * 1024 * 1024
_NOTION_ID = re.compile(r"[ -]([0-9a-f]{32})$")
_PAGE_ID = re.compile(r"(?:^|_)(\d{3,20})$")
_MARKDOWN, _HTML = (".md", ".markdown"), (".html", ".htm")


def read_zendesk(name: str, content: bytes) -> Held:
    """The articles of Zendesk Guide, as its API lists them: an object with `articles`, or a list of them."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused("not_json:") from error
    rows = data.get("articles") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("no_articles:")
    gathered = Gathered()
    for row in rows:
        key = f"zendesk:{row.get('id')}"
        title = str(row.get("title") or row.get("name") or "")
        if row.get("draft"):
            gathered.leave(title or key, "draft")
            continue
        gathered.add(
            key,
            title,
            unlinked(str(row.get("body") or "")),
            language=str(row.get("locale") or row.get("source_locale") or "")[:12],
            was_at=_paths(row),
            is_restricted=bool(row.get("user_segment_id") or row.get("user_segment_ids")),
        )
    return gathered.held


def _paths(row: dict[str, Any]) -> tuple[str, ...]:
    """Where readers know it from; the number alone leads there as well."""
    path = urlsplit(str(row.get("html_url") or "")).path
    if not path.startswith("/hc/"):
        return ()
    short = re.match(r"/hc/[\w-]{1,20}/articles/\d{1,20}", path)
    return tuple(dict.fromkeys([path[:500], *([short[0]] if short else [])]))


def read_notion(name: str, content: bytes) -> Held:
    """The pages of a Notion export as Markdown or HTML; tables that only list pages are left out."""
    gathered = Gathered()
    for path, body in _members(content, gathered):
        suffix = PurePosixPath(path).suffix.lower()
        if suffix not in _MARKDOWN + _HTML:
            if suffix == ".csv":
                gathered.leave(path, "table")
            continue
        stem = PurePosixPath(path).stem
        found = _NOTION_ID.search(stem)
        title, own = _NOTION_ID.sub("", stem), found[1] if found else ""
        source = decoded(body)
        page = _parsed(markdown_to_html(source) if suffix in _MARKDOWN else source)
        if page is None:
            gathered.leave(path, "empty")
            continue
        heading = page.find(".//h1")
        title = _words(heading) or title
        if heading is not None:
            heading.drop_tree()
        for node in page.xpath(".//head | .//style | .//header/img"):
            node.drop_tree()
        slug = "-".join(re.findall(r"[A-Za-z0-9]+", title))
        was_at = (f"/{slug}-{own}" if slug else f"/{own}", f"/{own}") if own else ()
        gathered.add(own or path, title, _inner(page), was_at=was_at)
    return gathered.held


def read_confluence(name: str, content: bytes) -> Held:
    """The pages of a Confluence space that was exported as HTML."""
    gathered = Gathered()
    for path, body in _members(content, gathered):
        place = PurePosixPath(path)
        if place.suffix.lower() not in _HTML or place.stem == "index":
            continue
        page = _parsed(decoded(body))
        main = page.get_element_by_id("main-content", None) if page is not None else None
        if page is None or main is None:
            gathered.leave(path, "empty")
            continue
        found = _PAGE_ID.search(place.stem)
        heading = page.get_element_by_id("title-text", None)
        # The space stands before the title.
        title = _words(heading).partition(" : ")[2] or _words(heading) or stem_of(place.name)
        was_at = (f"/pages/viewpage.action?pageId={found[1]}",) if found else ()
        gathered.add(f"confluence:{found[1]}" if found else path, title, _inner(main), was_at=was_at)
    return gathered.held


def _members(content: bytes, gathered: Gathered, *, is_inside: bool = False) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, and of those that Notion puts inside it."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise Refused("not_zip:") from error
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise Refused(f"too_many_files:{MAX_MEMBERS}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused("too_large:")
    for entry in entries:
        inner = entry.filename.lower().endswith(".zip") and not is_inside
        limit = MAX_UNPACKED if inner else MAX_MEMBER
        if PurePosixPath(entry.filename).suffix.lower() not in (*_MARKDOWN, *_HTML, ".csv", ".zip"):
            continue
        try:
            with packed.open(entry) as file:
                # What the directory says about sizes need not be true.
                body = file.read(limit + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
            gathered.leave(entry.filename, "damaged")
            continue
        if len(body) > limit:
            gathered.leave(entry.filename, "too_large")
        elif inner:
            yield from _members(body, gathered, is_inside=True)
        else:
            yield entry.filename, body


def unlinked(source: str) -> str:
    """HTML whose links lead somewhere without the system that it comes from."""
    page = _parsed(source)
    return _inner(page) if page is not None else ""


def _parsed(source: str) -> html.HtmlElement | None:
    try:
        page = html.fromstring(f"<div>{source}</div>" if "<html" not in source[:2000].lower() else source)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    for link in page.xpath(".//a[@href]"):
        if urlsplit_safely(str(link.get("href"))).scheme not in ("http", "https", "mailto", "tel"):
            link.drop_tag()
    return page


def urlsplit_safely(url: str) -> Any:
    """The parts of an address; those of an empty one for what is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _words(node: html.HtmlElement | None) -> str:
    return " ".join(str(node.text_content()).split()) if node is not None else ""


def _inner(node: html.HtmlElement) -> str:
    body = node.find(".//body") if node.tag == "html" else node
    body = node if body is None else body
    text = escape(body.text or "") if body.text else ""
    made = text + "".join(etree.tostring(child, encoding="unicode", method="html") for child in body)
    return made if _words(body) else ""
