"""A first look at a website, before anything of it is kept."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actors import Actor
from core.html import html_to_text
from kb.models import Reason
from kb.reading.addresses import group_of, is_same_site, is_wanted, normal, place_of
from kb.reading.robots import Robots
from kb.reading.settings import WebSettings, checked_web
from kb.services.sources.fetching import Answer, page_of, robots_of
from kb.services.sources.running import Fault
from people.policy import require

SHOWN = 5
SECONDS = 25.0
MAX_FOUND = 5_000
EXCERPT = 400
_MAPS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """One page as it would be read, or why it would not."""

    url: str
    title: str = ""
    words: int = 0
    excerpt: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(slots=True)
class Preview:
    """
    What reading a website would find: pages by the first part of their paths, what is left out by reason,
    and the first pages. `is_whole` says that a sitemap lists them; without one, links may lead to more.
    """

    address: str
    fault: str = ""
    detail: str = ""
    is_whole: bool = False
    pages: dict[str, None] = field(default_factory=dict)
    groups: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    looks: list[Look] = field(default_factory=list)


def website_preview(*, actor: Actor, web: Mapping[str, Any]) -> Preview:
    """
    Look at a website with these settings, for less than half a minute, and keep nothing.

    Raises Forbidden and Invalid; what is wrong with the website itself is in the result.
    """
    require(actor, "source.write")
    settings = checked_web(web)
    preview = Preview(settings.address)
    ends_at = time.monotonic() + SECONDS
    try:
        robots = Robots(robots_of(settings.address))
        if not robots.allows(settings.address):
            raise Fault(Reason.ROBOTS, place_of(settings.address)[1])
        first = page_of(settings.address)
        if first.leads_to and is_same_site(first.leads_to, settings.address):
            first = page_of(first.leads_to)
        _look_at_first(preview, settings, robots, first, ends_at)
        _look_on(preview, settings, robots, ends_at)
    except Fault as fault:
        preview.fault, preview.detail = fault.reason, fault.detail
    return preview


def _look_at_first(preview: Preview, web: WebSettings, robots: Robots, first: Answer, ends_at: float) -> None:
    if first.leads_to:
        raise Fault(Reason.ELSEWHERE, first.leads_to)
    if first.page is None and first.sitemap is None:
        raise Fault(first.reason or Reason.EMPTY, first.detail)
    maps = [url for one in robots.sitemaps if (url := normal(one)) and is_same_site(url, web.address)]
    if first.sitemap is not None:
        preview.is_whole = True
        _add(preview, web, robots, first.sitemap.pages)
        maps = [normal(url) for url in first.sitemap.maps]
    elif first.page is not None:
        _add(preview, web, robots, [web.address])
        _show(preview, web.address, first)
        _add(preview, web, robots, first.page.links)
    for url in [one for one in maps if one and is_same_site(one, web.address)][:_MAPS]:
        if time.monotonic() > ends_at:
            break
        listed = page_of(url, is_map=True)
        if listed.sitemap is not None:
            preview.is_whole = True
            _add(preview, web, robots, listed.sitemap.pages)


def _look_on(preview: Preview, web: WebSettings, robots: Robots, ends_at: float) -> None:
    shown = {look.url for look in preview.looks}
    for url in [one for one in preview.pages if one not in shown]:
        if len(preview.looks) >= SHOWN or time.monotonic() > ends_at:
            break
        time.sleep(min(max(web.pace / 1000, robots.delay), 1.0))
        answer = page_of(url)
        _show(preview, url, answer)
        if answer.page is not None and not preview.is_whole:
            _add(preview, web, robots, answer.page.links)
    over = len(preview.pages) - web.max_pages
    if over > 0:
        preview.left[Reason.LIMIT] += over
    preview.groups = Counter(group_of(url) for url in preview.pages)


def _add(preview: Preview, web: WebSettings, robots: Robots, urls: Iterable[str]) -> None:
    for one in urls:
        url = normal(one)
        if not url or url in preview.pages or len(preview.pages) >= MAX_FOUND:
            continue
        if not is_same_site(url, web.address):
            preview.left[Reason.ELSEWHERE] += 1
        elif not is_wanted(url, include=web.include, exclude=web.exclude):
            preview.left[Reason.EXCLUDED] += 1
        elif not robots.allows(url):
            preview.left[Reason.ROBOTS] += 1
        else:
            preview.pages[url] = None


def _show(preview: Preview, url: str, answer: Answer) -> None:
    page = answer.page
    if page is None:
        preview.looks.append(Look(url, reason=answer.reason or Reason.EMPTY, detail=answer.detail))
        return
    text = " ".join(html_to_text(page.body).split())
    reason = "" if page.is_indexed else Reason.NOINDEX
    preview.looks.append(
        Look(
            url,
            page.title or place_of(url)[1],
            len(text.split()),
            text[:EXCERPT],
            reason or ("" if text else Reason.EMPTY),
        )
    )
