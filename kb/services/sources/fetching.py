"""Asking a website for a page, by the guarded client and as a guest who keeps to the rules."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from core import http
from core.errors import UpstreamFailed
from kb.models import Reason
from kb.reading import safely
from kb.reading.addresses import normal
from kb.reading.items import Page, Sitemap
from kb.reading.robots import AGENT
from kb.services.sources.running import Fault

MAX_PAGE, MAX_MAP, MAX_ROBOTS = 5 * 1024 * 1024, 50 * 1024 * 1024, 500 * 1024
SECONDS = 20.0
_HTML = ("text/html", "application/xhtml+xml")
_XML = ("text/xml", "application/xml", "application/gzip", "application/x-gzip")


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What became of a request: a page, a sitemap, an address that it leads to, or why none of these.

    `is_unchanged` says that the page is as it was when it gave its validators.
    """

    page: Page | None = None
    sitemap: Sitemap | None = None
    leads_to: str = ""
    is_unchanged: bool = False
    is_gone: bool = False
    reason: str = ""
    detail: str = ""
    etag: str = ""
    modified: str = ""
    size: int = 0


def robots_of(address: str) -> str:
    """
    The robots.txt of a site; empty where there is none.

    Raises Fault when it cannot be read: then nothing may be (RFC 9309, 2.3.1.4).
    """
    url = urljoin(address, "/robots.txt")
    try:
        answer = http.fetch("GET", url, headers=_headers(), max_bytes=MAX_ROBOTS, max_seconds=SECONDS)
    except http.UnsafeAddress as error:
        raise Fault(Reason.UNSAFE, urlsplit(url).netloc) from error
    except UpstreamFailed as error:
        raise Fault(Reason.AWAY, error.message) from error
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Fault(Reason.ROBOTS_AWAY, str(answer.status_code))
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        return ""
    return answer.content[:MAX_ROBOTS].decode("utf-8", "replace").replace("\x00", "")


def page_of(url: str, *, is_map: bool = False, etag: str = "", modified: str = "") -> Answer:
    """
    Ask for one page or sitemap. A redirect is not followed: where it leads is a page of its own, or none.

    Raises Unavailable without a process to read it.
    """
    headers = _headers()
    if etag:
        headers["If-None-Match"] = etag
    elif modified:
        headers["If-Modified-Since"] = modified
    try:
        answer = http.fetch(
            "GET",
            url,
            headers=headers,
            max_bytes=MAX_MAP if is_map else MAX_PAGE,
            max_seconds=SECONDS,
            follow_redirects=False,
        )
    except http.UnsafeAddress:
        return Answer(reason=Reason.UNSAFE, detail=urlsplit(url).netloc)
    except UpstreamFailed as error:
        return Answer(reason=Reason.AWAY, detail=error.message)
    status = answer.status_code
    if status == HTTPStatus.NOT_MODIFIED:
        return Answer(is_unchanged=True, etag=etag, modified=modified)
    if answer.is_redirect:
        return Answer(
            reason=Reason.REDIRECT, leads_to=normal(urljoin(url, answer.headers.get("Location", "")))
        )
    if status != HTTPStatus.OK:
        is_gone = status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
        return Answer(reason=Reason.STATUS, detail=str(status), is_gone=is_gone)
    return _read(url, answer, is_map=is_map)


def _read(url: str, answer: httpx.Response, *, is_map: bool) -> Answer:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    content = answer.content
    size = len(content)
    try:
        if is_map or kind in _XML or content[:2] == b"\x1f\x8b":
            return Answer(sitemap=safely.read_sitemap(content), size=size)
        if kind not in _HTML:
            return Answer(reason=Reason.NOT_HTML, detail=kind[:100], size=size)
        charset = answer.charset_encoding or ""
        return Answer(
            page=safely.read_page(content, url=url, charset=charset),
            etag=answer.headers.get("ETag", "")[:300],
            modified=answer.headers.get("Last-Modified", "")[:80],
            size=size,
        )
    except safely.Unreadable as error:
        return Answer(reason=error.reason, detail=error.detail, size=size)


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"{AGENT}/1.0 (+{settings.PUBLIC_URL})",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.8,*/*;q=0.1",
    }
