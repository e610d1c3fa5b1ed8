"""Items of a source as articles: unchanged ones cost nothing, what is gone leaves every answer at once."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from core.actors import SYSTEM
from core.errors import Conflict, DomainError
from core.events import publish
from kb.events import ArticleWithdrawn
from kb.models import (
    Article,
    Audience,
    Reason,
    Redirect,
    Source,
    SourceFile,
    SourceItem,
    SourceLine,
    SourceRun,
    Status,
)
from kb.old_paths import path_of
from kb.reading.items import MAX_KEY, Item
from kb.services.articles import article_create, article_update
from kb.services.indexing import articles_index

logger = logging.getLogger(__name__)

MAX_LINES = 2_000
"""Of one run: a source of a hundred thousand broken items is told by its counts."""
_BATCH = 500
NARROW = (Audience.STAFF, Audience.TEAMS)
_COUNTERS = {
    SourceLine.Outcome.NEW: "new_count",
    SourceLine.Outcome.CHANGED: "changed_count",
    SourceLine.Outcome.GONE: "gone_count",
    SourceLine.Outcome.FAILED: "failed_count",
    SourceLine.Outcome.REFUSED: "refused_count",
}


class LeaseLost(Conflict):
    """Another worker reads this source, or nobody shall: what this one has just read is not kept."""

    code = "kb.source_lease_lost"


@dataclass(frozen=True, slots=True)
class Found:
    """Where an item was found: its address and validators on a website, or its file."""

    url: str = ""
    etag: str = ""
    modified: str = ""
    links: Sequence[str] | None = None
    file: SourceFile | None = None

    def columns(self) -> dict[str, Any]:
        """For the row of the item."""
        return {
            "file": self.file,
            "etag": self.etag[:300],
            "modified": self.modified[:80],
            "links": list(self.links) if self.links is not None else None,
        }


def key_of(text: str) -> str:
    """A key that fits its column and stays the same."""
    if len(text) <= MAX_KEY:
        return text
    return f"{text[:400]}#{hashlib.sha256(text.encode()).hexdigest()}"


def item_store(*, source: Source, run: SourceRun | None, item: Item, found: Found, now: datetime) -> None:
    """
    Keep an item of a source, in the caller's transaction.

    One that breaks is told in the run and stops nothing; what it said before stays.
    """
    try:
        with transaction.atomic():
            _store(source, run, item, found, now)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except DomainError as error:
        details = [text for texts in error.data.get("errors", {}).values() for text in texts]
        line_add(
            source, run, SourceLine.Outcome.FAILED, key_of(item.key), now, title=item.title,
            reason=Reason.UNREADABLE, detail=" ".join([error.message, *details]),
        )  # fmt: skip
        items_seen(source, run, [key_of(item.key)], now)
    except Exception:
        logger.exception("An item of a source could not be kept", extra={"source": source.pk})
        line_add(
            source,
            run,
            SourceLine.Outcome.FAILED,
            key_of(item.key),
            now,
            title=item.title,
            reason=Reason.OURS,
        )
        items_seen(source, run, [key_of(item.key)], now)


def _store(source: Source, run: SourceRun | None, item: Item, found: Found, now: datetime) -> None:
    key = key_of(item.key)
    known = SourceItem.objects.select_for_update().filter(source=source, key=key).first()
    if item.is_restricted and source.audience not in NARROW:
        line_add(
            source, run, SourceLine.Outcome.REFUSED, key, now, title=item.title, reason=Reason.RESTRICTED
        )
        if known is not None:
            items_withdraw(source=source, run=run, items=[known], reason=Reason.RESTRICTED, now=now)
        return
    digest = _digest(item, found.url)
    columns = found.columns() | {"seen_run": run, "seen_at": now, "is_restricted": item.is_restricted}
    if known is not None and known.digest == digest and known.gone_at is None:
        SourceItem.objects.filter(pk=known.pk).update(**columns)
        if run is not None:
            SourceRun.objects.filter(pk=run.pk).update(unchanged_count=F("unchanged_count") + 1)
        return
    values: dict[str, Any] = {
        "title": item.title,
        "body": item.body,
        "body_format": item.body_format,
        "status": Status.PUBLISHED,
        "note": f"Read from {source.name}"[:300],
    }
    if known is None:
        values |= shared_values(source) | {"language": _language(source, item)}
        article = article_create(actor=SYSTEM, values=values, source=source, origin_url=found.url, now=now)
        SourceItem.objects.create(source=source, key=key, digest=digest, article=article, **columns)
        outcome = SourceLine.Outcome.NEW
    else:
        values["language"] = _language(source, item)
        article = article_update(actor=SYSTEM, article_id=known.article_id, changes=values, now=now)
        outcome = SourceLine.Outcome.NEW if known.gone_at else SourceLine.Outcome.CHANGED
        SourceItem.objects.filter(pk=known.pk).update(digest=digest, gone_at=None, **columns)
    Redirect.objects.bulk_create(
        [
            Redirect(brand_id=source.brand_id, path=path, article=article, is_imported=True, created_at=now)
            for path in dict.fromkeys(filter(None, map(path_of, item.was_at)))
        ],
        ignore_conflicts=True,
    )
    line_add(source, run, outcome, key, now, title=item.title, article=article)


def _digest(item: Item, url: str) -> str:
    told = [item.title, item.body, item.body_format, item.language, url, *item.was_at]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def shared_values(source: Source) -> dict[str, Any]:
    """What the articles of all items have of their source."""
    return {
        "audience": source.audience,
        "audience_segments": source.audience_segments,
        "audience_company_ids": source.audience_company_ids,
        "audience_team_ids": source.audience_team_ids,
        "brand_ids": [source.brand_id] if source.brand_id is not None else [],
        "owner_id": source.owner_id,
    }


def _language(source: Source, item: Item) -> str:
    return source.language or item.language[:12].lower() or "en"


def items_seen(source: Source, run: SourceRun | None, keys: Sequence[str], now: datetime) -> None:
    """Note that these items are still there, whatever they say now."""
    SourceItem.objects.filter(source=source, key__in=keys, gone_at=None).update(seen_run=run, seen_at=now)


def items_withdraw(
    *, source: Source, run: SourceRun | None, items: Sequence[SourceItem], reason: str = "", now: datetime
) -> int:
    """
    Take items out of every answer, in the caller's transaction; returns how many were in one.

    Their articles stay, archived, and come back with them.
    """
    present = [item for item in items if item.gone_at is None]
    for start in range(0, len(present), _BATCH):
        batch = present[start : start + _BATCH]
        ids = [item.article_id for item in batch]
        titles = dict(Article.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "title"))
        articles_withdraw(ids, now)
        SourceItem.objects.filter(pk__in=[item.pk for item in batch]).update(gone_at=now)
        if run is not None:
            SourceRun.objects.filter(pk=run.pk).update(gone_count=F("gone_count") + len(batch))
        told = SourceLine.objects.filter(run=run).count() if run is not None else 0
        SourceLine.objects.bulk_create(
            SourceLine(
                source=source,
                run=run,
                outcome=SourceLine.Outcome.GONE,
                key=item.key,
                title=titles.get(item.article_id, ""),
                reason=reason,
                at=now,
            )
            for item in batch[: max(MAX_LINES - told, 0)]
        )
    return len(present)


def articles_withdraw(ids: Sequence[int], now: datetime) -> None:
    """Archive articles, without their passages; in the caller's transaction."""
    published = Article.objects.filter(pk__in=ids, status=Status.PUBLISHED)
    served = list(published.select_for_update().order_by("pk").values_list("pk", flat=True))
    Article.objects.filter(pk__in=served).update(
        status=Status.ARCHIVED, version=F("version") + 1, updated_at=now
    )
    articles_index(served)
    for pk in served:
        publish(ArticleWithdrawn(article_id=pk))


def items_present(source: Source) -> QuerySet[SourceItem]:
    """The items of a source that are in answers."""
    return SourceItem.objects.filter(source=source, gone_at=None)


def line_add(
    source: Source,
    run: SourceRun | None,
    outcome: str,
    key: str,
    now: datetime,
    *,
    title: str = "",
    article: Article | None = None,
    reason: str = "",
    detail: str = "",
) -> None:
    """Tell what became of an item, and count it."""
    counter = _COUNTERS[SourceLine.Outcome(outcome)]
    if run is not None:
        SourceRun.objects.filter(pk=run.pk).update(**{counter: F(counter) + 1})
        if SourceLine.objects.filter(run=run).count() >= MAX_LINES:
            return
    SourceLine.objects.create(
        source=source,
        run=run,
        outcome=outcome,
        key=key[:MAX_KEY],
        title=title[:300],
        article=article,
        reason=reason if reason in Reason.values else (Reason.UNREADABLE if reason else ""),
        detail=detail[:300],
        at=now,
    )
