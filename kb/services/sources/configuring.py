"""Adding, changing and removing sources."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core import audit, queue
from core.actors import Actor
from core.errors import Conflict, Invalid, PreconditionFailed
from core.events import publish
from core.hosts import is_public
from core.html import one_line
from kb import selectors
from kb.audience import article_keys
from kb.events import ArticlePublished
from kb.models import Article, ArticleBrand, Audience, Kind, Reason, Source, SourceItem, State, Status
from kb.models.sources import READ
from kb.reading.settings import WebSettings, checked_web
from kb.reading.wording import fault_words
from kb.services.indexing import articles_index
from kb.services.sources.items import (
    NARROW,
    articles_withdraw,
    items_present,
    items_withdraw,
    shared_values,
)
from kb.services.sources.running import run_begin, run_stop, schedule_next
from kb.services.values import checked
from people.policy import require
from people.selectors import brand_get
from people.selectors import internal as everybody

CLEAN = "kb.tasks.clean_sources"
_BATCH = 500
_AUDIENCE = ("audience", "segments", "company_ids", "team_ids")


def _refuse_internal(address: str) -> None:
    """Refuse what can be seen to be internal without asking anybody; names are looked up when it is read."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if {host, f"{host}:{parts.port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS):
        return
    try:
        is_internal = not is_public(host)
    except ValueError:
        is_internal = host == "localhost" or host.endswith(".localhost")
    if is_internal:
        reason = fault_words(Reason.UNSAFE, host)
        raise Invalid(reason, errors={"address": [reason]})


class NameTaken(Conflict):
    """Another source has this name."""

    code = "kb.source_name_taken"


def source_create(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> Source:
    """
    Add a source; a website is read at once, the others when there is something to read.

    `values` holds `name` and `kind`, and any of `owner_id` (else the actor), `schedule`, `language`,
    `brand_id` (None: all brands) and `web` with the settings of a website. It begins with staff as its
    audience. Raises Forbidden, Invalid and NameTaken.
    """
    require(actor, "source.write")
    kind = str(values["kind"])
    if kind not in READ:
        raise Invalid("Choose what kind of source it is.", errors={"kind": ["Choose one that can be read."]})
    owner_id = values.get("owner_id") or actor.user_id
    if kind == Kind.WEBSITE:
        _refuse_internal(checked_web(values.get("web") or {}).address)
    with transaction.atomic():
        source = Source(
            kind=kind,
            owner_id=_owner(owner_id),
            schedule=values.get("schedule") or "by_hand",
            audience=Audience.STAFF,
            language=values.get("language") or "",
            brand_id=_brand(values.get("brand_id")),
            state=State.WAITING if kind == Kind.WEBSITE else State.LIVE,
            created_at=now,
        )
        source.name = _name(values.get("name", ""), source)
        source.audience_keys = article_keys(
            audience=source.audience, segments=(), company_ids=(), team_ids=()
        )
        if kind == Kind.WEBSITE:
            source.reads = checked_web(values.get("web") or {}).stored()
        source.save(force_insert=True)
        audit.record(
            actor=actor, action="kb.source_added", target=f"source:{source.pk}",
            data={"name": source.name, "kind": kind}, now=now,
        )  # fmt: skip
        if kind == Kind.WEBSITE:
            run_begin(source=source, actor=actor, now=now)
    return selectors.source_get(actor=actor, source_id=source.pk)


def source_update(
    *,
    actor: Actor,
    source_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> Source:
    """
    Change a source; `changes` as in `source_create`, with `audience` and its lists, without `kind`.

    Who may read its items changes in the same transaction. Raises NotFound, Forbidden, Invalid, NameTaken and
    PreconditionFailed.
    """
    require(actor, "source.write")
    with transaction.atomic():
        source = selectors.source_for_update(actor=actor, source_id=source_id)
        if expected_version is not None and expected_version != source.version:
            raise PreconditionFailed(
                "Somebody changed this source in between. Load it again.", version=source.version
            )
        before = shared_values(source) | {"language": source.language}
        if "name" in changes:
            source.name = _name(changes["name"], source)
        if "owner_id" in changes:
            source.owner_id = _owner(changes["owner_id"])
        if "schedule" in changes:
            source.schedule = changes["schedule"]
        if "language" in changes:
            source.language = changes["language"] or ""
        if "brand_id" in changes:
            source.brand_id = _brand(changes["brand_id"])
        if "web" in changes:
            _set_web(source, changes["web"] or {})
        _set_audience(source, changes)
        if source.state != State.PAUSED and "schedule" in changes:
            source.next_run_at = schedule_next(source, now)
        source.version += 1
        source.save()
        if shared_values(source) | {"language": source.language} != before:
            _pass_on(source, now)
        audit.record(
            actor=actor, action="kb.source_changed", target=f"source:{source.pk}",
            data={"fields": sorted(changes)}, now=now,
        )  # fmt: skip
    return selectors.source_get(actor=actor, source_id=source.pk)


@transaction.atomic
def source_remove(*, actor: Actor, source_id: int, now: datetime) -> int:
    """
    Remove a source: its items leave every answer with this transaction, their texts soon after.

    Returns how many items were in answers. Raises NotFound and Forbidden.
    """
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    run_stop(source, now)
    ids = list(items_present(source).order_by("pk").values_list("article_id", flat=True))
    for start in range(0, len(ids), _BATCH):
        articles_withdraw(ids[start : start + _BATCH], now)
    SourceItem.objects.filter(source=source, gone_at=None).update(gone_at=now)
    audit.record(
        actor=actor, action="kb.source_removed", target=f"source:{source.pk}",
        data={"name": source.name, "kind": source.kind, "items": len(ids)}, now=now,
    )  # fmt: skip
    # Its name is free again.
    Source.objects.filter(pk=source.pk).update(
        removed_at=now, next_run_at=None, lease="", leased_until=None, name=f"{source.name[:90]} #{source.pk}"
    )
    queue.enqueue_on_commit(CLEAN)
    return len(ids)


def sources_clean(*, limit: int = 200) -> int:
    """Delete the texts of removed sources, a few at a time; returns how many. Callers repeat until none."""
    with transaction.atomic():
        source = Source.objects.select_for_update(skip_locked=True).filter(removed_at__isnull=False).first()
        if source is None:
            return 0
        ids = list(Article.objects.filter(source=source).order_by("pk").values_list("pk", flat=True)[:limit])
        if not ids:
            source.delete()
            return 1
        Article.objects.filter(pk__in=ids).delete()
        return len(ids)


def _name(wanted: Any, source: Source) -> str:
    name = one_line(str(wanted))
    if not 0 < len(name) <= 120:
        raise Invalid("A source needs a name.", errors={"name": ["From 1 to 120 characters."]})
    if Source.objects.filter(name=name).exclude(pk=source.pk or 0).exists():
        raise NameTaken(f"Another source is called {name}. Choose another name.")
    return name


def _owner(owner_id: Any) -> int:
    if owner_id is None or everybody.user_find(int(owner_id)) is None:
        raise Invalid(
            "A source needs an owner who works here.", errors={"owner_id": ["There is no such person."]}
        )
    return int(owner_id)


def _brand(brand_id: Any) -> int | None:
    return brand_get(str(brand_id)).pk if brand_id is not None else None


def _set_web(source: Source, values: Mapping[str, Any]) -> None:
    if source.kind != Kind.WEBSITE:
        raise Invalid("Only a website has an address.", errors={"web": ["Leave it out."]})
    source.reads = checked_web(values, WebSettings.of(source.reads)).stored()


def _set_audience(source: Source, changes: Mapping[str, Any]) -> None:
    given = {name: changes[name] for name in _AUDIENCE if name in changes}
    if not given:
        return
    for name, value in checked(given).items():
        setattr(source, name, value)
    source.audience_keys = article_keys(
        audience=source.audience,
        segments=source.audience_segments,
        company_ids=source.audience_company_ids,
        team_ids=source.audience_team_ids,
    )


def _pass_on(source: Source, now: datetime) -> None:
    """Give the articles of a source what they have of it, and their passages with them."""
    if source.audience not in NARROW:
        restricted = list(items_present(source).filter(is_restricted=True))
        items_withdraw(source=source, run=None, items=restricted, reason=Reason.RESTRICTED, now=now)
    values = shared_values(source)
    values |= {"audience_keys": source.audience_keys, "version": F("version") + 1, "updated_at": now}
    if source.language:
        values["language"] = source.language
    articles = Article.objects.filter(source=source)
    articles.update(**values)
    ids = list(articles.order_by("pk").values_list("pk", flat=True))
    ArticleBrand.objects.filter(article__in=ids).delete()
    ArticleBrand.objects.bulk_create(
        ArticleBrand(article_id=pk, brand_id=brand) for pk in ids for brand in values["brand_ids"]
    )
    served = articles.filter(status=Status.PUBLISHED).order_by("pk").values_list("pk", "published_version")
    rows = list(served)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        articles_index([pk for pk, _ in batch])
        for pk, version in batch:
            publish(ArticlePublished(article_id=pk, version=version or 0))
