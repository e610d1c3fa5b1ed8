"""The stream, webhooks and their log, as somebody may see them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db.models import Count, Max, Q

from core.actors import Actor
from core.api.pagination import Page, paginate
from core.errors import Conflict, DomainError, Forbidden, NotFound
from core.events import reading
from core.ports import DeliveryNamed
from integrations.webhooks import patterns
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    StreamEvent,
    Webhook,
    WebhookSecret,
)
from people.policy import require

COUNTED = timedelta(hours=24)
READER = "webhooks.stream"
"""The name under which the stream reads the outbox."""


class TooOld(DomainError):
    """What comes after this event is no longer kept; `oldest` is the first that is."""

    code = "events.too_old"
    status = HTTPStatus.GONE


class NotYet(Conflict):
    """The stream has not come so far; `newest` is its last event."""

    code = "events.not_yet"


@dataclass(frozen=True)
class Events:
    """Events in order, with where to go on, and where the stream ends."""

    rows: list[StreamEvent]
    next: int
    newest: int


@dataclass
class Traffic:
    """What one webhook had in a day; what waits counts whatever its age."""

    delivered: int = 0
    failed: int = 0
    held: int = 0
    waiting: int = 0
    last_at: datetime | None = None


def events(*, actor: Actor, after: int | None, types: Sequence[str], limit: int) -> Events:
    """
    The events after this one, the oldest first; without `after` from the oldest that is kept.

    Raises TooOld where some after it are gone, NotYet for a place that the stream has not reached (as after a
    restored backup), Forbidden.
    """
    require(actor, "event.read")
    if not actor.sees_all_tickets:
        raise Forbidden("The stream tells of all tickets, and you see only some. Ask an admin.")
    newest = reading.written_by(READER)
    first = StreamEvent.objects.order_by("id").values_list("id", flat=True).first()
    oldest = newest + 1 if first is None else first
    if after is not None and after > newest:
        raise NotYet(
            f"The stream ends at {newest}: it has not reached {after}. Was a backup restored? Read what you "
            "need anew, then go on from there.",
            newest=newest,
        )
    if after is not None and after < oldest - 1:
        raise TooOld(
            f"Events are kept for 30 days; those between {after} and {oldest} are gone. Read what you need "
            f"anew, then go on after {oldest - 1}.",
            oldest=oldest,
        )
    found = StreamEvent.objects.visible_to(actor).filter(id__gt=after or 0, id__lte=newest)
    if types:
        found = found.filter(type__in=patterns.types_of(types))
    rows = list(found.order_by("id")[:limit])
    # With fewer than asked for there are no more of these types so far.
    return Events(rows, rows[-1].pk if len(rows) == limit else newest, newest)


def webhooks(*, actor: Actor) -> list[Webhook]:
    """All webhooks. Raises Forbidden."""
    require(actor, "webhook.read")
    return list(Webhook.objects.visible_to(actor).select_related("created_by").order_by("id"))


def webhook_get(*, actor: Actor, webhook_id: int) -> Webhook:
    """One webhook. Raises NotFound, Forbidden."""
    require(actor, "webhook.read")
    rows = Webhook.objects.visible_to(actor).select_related("created_by")
    found = rows.filter(pk=webhook_id).first()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def secrets_of(ids: Iterable[int]) -> dict[int, list[WebhookSecret]]:
    """The live secrets by webhook, without their text."""
    found: dict[int, list[WebhookSecret]] = {}
    rows = WebhookSecret.objects.filter(webhook__in=list(ids)).defer("secret").select_related("created_by")
    for row in rows:
        found.setdefault(row.webhook_id, []).append(row)
    return found


def traffic_of(ids: Iterable[int], *, now: datetime) -> dict[int, Traffic]:
    """By webhook, in two statements however many there are."""
    wanted = list(ids)
    found = {one: Traffic() for one in wanted}
    since = now - COUNTED
    open_ones = Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING])
    rows = Delivery.objects.filter(Q(created_at__gt=since) | open_ones, webhook__in=wanted)
    for row in (
        rows.order_by()
        .values("webhook")
        .annotate(
            delivered=Count("pk", filter=Q(state=DeliveryState.DELIVERED)),
            failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
            held=Count("pk", filter=Q(state=DeliveryState.HELD)),
            waiting=Count("pk", filter=open_ones),
        )
    ):
        one = found[row["webhook"]]
        one.delivered, one.failed = row["delivered"], row["failed"]
        one.held, one.waiting = row["held"], row["waiting"]
    last = Delivery.objects.filter(webhook__in=wanted).order_by().values("webhook")
    for ended in last.annotate(at=Max("finished_at")):
        found[ended["webhook"]].last_at = ended["at"]
    return found


def deliveries(
    *, actor: Actor, webhook_id: int, state: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Delivery]:
    """A page of a webhook's log, the newest first. Raises BadCursor, NotFound, Forbidden."""
    webhook_get(actor=actor, webhook_id=webhook_id)
    found = Delivery.objects.visible_to(actor).filter(webhook=webhook_id)
    found = found.select_related("replayed_by").defer("answer", "body", "tries")
    if state:
        found = found.filter(state=state)
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def delivery_get(*, actor: Actor, webhook_id: int, delivery_id: int) -> Delivery:
    """One line of the log, with what was sent and answered. Raises NotFound, Forbidden."""
    require(actor, "webhook.read")
    rows = Delivery.objects.visible_to(actor).select_related("replayed_by", "event")
    found = rows.filter(pk=delivery_id, webhook=webhook_id).first()
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def delivery_named(name: str) -> DeliveryNamed | None:
    """The delivery with this `Candor-Delivery`, for `Candor-Cause`; None for one that is not known."""
    try:
        public_id = uuid.UUID(name)
    except ValueError:
        return None
    row = Delivery.objects.filter(public_id=public_id).select_related("webhook").first()
    return DeliveryNamed(row.depth, row.webhook.origin) if row is not None else None
