"""Reading a website page by page (`kb.services.sources.running`)."""

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.db.models import F

from core import clock
from kb.models import Reason, Source, SourceItem, SourceLine, SourcePage, SourceRun
from kb.reading.addresses import is_same_site, is_wanted, normal, place_of
from kb.reading.items import Item, Page
from kb.reading.robots import Robots
from kb.reading.settings import WebSettings
from kb.services.sources.fetching import Answer, page_of, robots_of
from kb.services.sources.items import Found, item_store, items_present, items_withdraw, key_of, line_add
from kb.services.sources.running import Fault, Lease, holding

MAX_RUN_BYTES = 500 * 1024 * 1024
MAX_MAPS = 50
MAX_LINKS = 500
_NO_PAGES = {
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".css", ".js", ".json", ".zip", ".gz", ".tar",
    ".mp4", ".mp3", ".webm", ".woff", ".woff2", ".ttf", ".exe", ".dmg", ".pdf", ".docx", ".xlsx", ".pptx",
}  # fmt: skip


def crawl(lease: Lease, source: Source, run: SourceRun) -> bool:
    """Read the next page; whether there may be another. Raises Fault, LeaseLost, Unavailable."""
    web = WebSettings.of(source.reads)
    rules = run.robots
    if rules is None:
        _begin(lease, web)
        return True
    waiting = SourcePage.objects.filter(run=run, is_done=False)
    page = waiting.order_by("-is_map", "id").first()
    if page is None:
        _close(lease)
        return False
    if _is_full(run, web):
        with holding(lease) as (source, run):
            SourceRun.objects.filter(pk=run.pk).update(is_capped=True)
            line_add(
                source, run, SourceLine.Outcome.REFUSED, web.address, clock.now(), reason=Reason.LIMIT,
                detail=str(waiting.count()),
            )  # fmt: skip
        return False
    robots = Robots(rules)
    if not robots.allows(page.url):
        with holding(lease) as (source, run):
            if page.url == web.address:
                raise Fault(Reason.ROBOTS, place_of(page.url)[1])
            _refuse(source, run, page.url, Reason.ROBOTS, clock.now())
            _mark(page)
        return True
    if run.request_count:
        time.sleep(max(web.pace / 1000, robots.delay))
    known = SourceItem.objects.filter(source=source, key=key_of(page.url), gone_at=None).first()
    answer = page_of(
        page.url,
        is_map=page.is_map,
        etag=known.etag if known else "",
        modified=known.modified if known else "",
    )
    with holding(lease) as (source, run):
        SourceRun.objects.filter(pk=run.pk).update(
            request_count=F("request_count") + 1, byte_count=F("byte_count") + answer.size
        )
        _keep(source, run, web, page, answer, known)
        _mark(page)
    return True


def _begin(lease: Lease, web: WebSettings) -> None:
    """Read what the site allows, and the sitemaps that it names."""
    text = robots_of(web.address)
    maps = [
        url for one in Robots(text).sitemaps if is_same_site(url := normal(one) or web.address, web.address)
    ]
    with holding(lease) as (_, run):
        SourceRun.objects.filter(pk=run.pk).update(robots=text)
        _queue(run, (url for url in maps if url != web.address), is_map=True)


def _is_full(run: SourceRun, web: WebSettings) -> bool:
    read = SourcePage.objects.filter(run=run, is_done=True, is_map=False).count()
    return read >= web.max_pages or run.byte_count >= MAX_RUN_BYTES


def _mark(page: SourcePage) -> None:
    SourcePage.objects.filter(pk=page.pk).update(is_done=True)


def _keep(
    source: Source,
    run: SourceRun,
    web: WebSettings,
    page: SourcePage,
    answer: Answer,
    known: SourceItem | None,
) -> None:
    now = clock.now()
    if answer.is_unchanged and known is not None:
        SourceItem.objects.filter(pk=known.pk).update(seen_run=run, seen_at=now)
        SourceRun.objects.filter(pk=run.pk).update(unchanged_count=F("unchanged_count") + 1)
        _queue(run, _wanted(known.links or (), web))
    elif answer.sitemap is not None:
        SourcePage.objects.filter(pk=page.pk).update(is_map=True)
        _queue(run, _wanted(answer.sitemap.pages, web, limit=web.max_pages * 2))
        is_few = SourcePage.objects.filter(run=run, is_map=True).count() < MAX_MAPS
        maps = (normal(url) for url in answer.sitemap.maps[:MAX_MAPS] if is_few)
        _queue(run, (url for url in maps if url and is_same_site(url, web.address)), is_map=True)
    elif answer.page is not None:
        _keep_page(source, run, web, page.url, answer, answer.page)
    elif answer.leads_to:
        if is_same_site(answer.leads_to, web.address):
            # Outside of the chosen paths as well: that is where the source's own address leads.
            is_start = page.url == web.address
            _queue(run, [answer.leads_to] if is_start else _wanted([answer.leads_to], web))
        elif page.url == web.address:
            raise Fault(Reason.ELSEWHERE, answer.leads_to)
        if known is not None:
            items_withdraw(source=source, run=run, items=[known], reason=Reason.REDIRECT, now=now)
    else:
        _keep_fault(source, run, web, page, answer, known)


def _keep_page(
    source: Source, run: SourceRun, web: WebSettings, url: str, answer: Answer, page: Page
) -> None:
    now = clock.now()
    links = list(_wanted(page.links if page.is_followed else (), web, limit=MAX_LINKS))
    _queue(run, links)
    canonical = normal(page.canonical) if page.canonical else ""
    if canonical and canonical != url and is_same_site(canonical, web.address):
        _queue(run, _wanted([canonical], web))
        _withdraw(source, run, url, Reason.CANONICAL, now)
    elif not page.is_indexed:
        _refuse(source, run, url, Reason.NOINDEX, now)
    elif not page.body:
        _refuse(source, run, url, Reason.EMPTY, now)
    elif is_wanted(url, include=web.include, exclude=web.exclude):
        item = Item(url, page.title or place_of(url)[1], page.body, language=page.language)
        found = Found(url=url, etag=answer.etag, modified=answer.modified, links=links)
        item_store(source=source, run=run, item=item, found=found, now=now)


def _keep_fault(
    source: Source,
    run: SourceRun,
    web: WebSettings,
    page: SourcePage,
    answer: Answer,
    known: SourceItem | None,
) -> None:
    now = clock.now()
    if page.url == web.address:
        raise Fault(answer.reason, answer.detail)
    if answer.is_gone and known is not None:
        items_withdraw(source=source, run=run, items=[known], reason=Reason.STATUS, now=now)
        return
    outcome = SourceLine.Outcome.REFUSED if answer.reason == Reason.NOT_HTML else SourceLine.Outcome.FAILED
    line_add(source, run, outcome, key_of(page.url), now, reason=answer.reason, detail=answer.detail)
    if known is not None:
        # A server in trouble takes nothing back, neither this page nor those that it leads to.
        SourceItem.objects.filter(pk=known.pk).update(seen_run=run, seen_at=now)
        _queue(run, _wanted(known.links or (), web))


def _refuse(source: Source, run: SourceRun, url: str, reason: str, now: datetime) -> None:
    line_add(source, run, SourceLine.Outcome.REFUSED, key_of(url), now, reason=reason)
    _withdraw(source, run, url, reason, now)


def _withdraw(source: Source, run: SourceRun, url: str, reason: str, now: datetime) -> None:
    items = list(items_present(source).filter(key=key_of(url)))
    items_withdraw(source=source, run=run, items=items, reason=reason, now=now)


def _wanted(urls: Iterable[str], web: WebSettings, limit: int = MAX_LINKS) -> list[str]:
    """Those addresses that belong to the source, each once and in its one form."""
    found: dict[str, None] = {}
    for one in urls:
        url = normal(one)
        if (
            url
            and is_same_site(url, web.address)
            and is_wanted(url, include=web.include, exclude=web.exclude)
            and PurePosixPath(urlsplit(url).path.lower()).suffix not in _NO_PAGES
        ):
            found[url] = None
        if len(found) >= limit:
            break
    return list(found)


def _queue(run: SourceRun, urls: Iterable[str], *, is_map: bool = False) -> None:
    SourcePage.objects.bulk_create(
        [SourcePage(run=run, url=url, is_map=is_map) for url in urls], ignore_conflicts=True
    )


def _close(lease: Lease) -> None:
    """What the whole site no longer leads to is gone."""
    with holding(lease) as (source, run):
        gone = list(items_present(source).exclude(seen_run=run).select_for_update())
        items_withdraw(source=source, run=run, items=gone, now=clock.now())
