"""Connections, their log and their webhooks, as somebody may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from core.actors import Actor
from core.api.pagination import Page, paginate
from core.errors import NotFound
from integrations.connections import systems
from integrations.connections.models import (
    Connection,
    ConnectionState,
    Delivery,
    DeliveryState,
    Direction,
    HookEvent,
    HookSecret,
    HookState,
    SyncCursor,
)
from people.policy import require

COUNTED = timedelta(hours=24)


@dataclass
class Details:
    """What belongs to one connection: its traffic of a day, secrets of webhooks, streams."""

    read: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    hooks: int = 0
    hooks_failed: int = 0
    secrets: tuple[HookSecret, ...] = ()
    cursors: tuple[SyncCursor, ...] = ()


def connections(*, actor: Actor, system: str = "", with_ended: bool = False) -> list[Connection]:
    """All connections; those that have ended only if asked for. Raises Forbidden."""
    require(actor, "connection.read")
    found = Connection.objects.select_related("connected_by")
    if system:
        found = found.filter(system=system)
    if not with_ended:
        found = found.exclude(state=ConnectionState.DISCONNECTED)
    return list(found[:200])


def connection_get(*, actor: Actor, connection_id: int) -> Connection:
    """One connection. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    found = Connection.objects.select_related("connected_by").filter(pk=connection_id).first()
    if found is None:
        raise NotFound("There is no such connection.")
    return found


def details_of(ids: Iterable[int], *, now: datetime) -> dict[int, Details]:
    """By connection, in four statements however many there are."""
    wanted = list(ids)
    found = {one: Details() for one in wanted}
    since = now - COUNTED
    calls = Delivery.objects.filter(
        Q(created_at__gt=since) | Q(state=DeliveryState.QUEUED), connection__in=wanted
    )
    bad = [DeliveryState.REFUSED, DeliveryState.FAILED, DeliveryState.IN_DOUBT]
    for row in (
        calls.order_by()
        .values("connection")
        .annotate(
            read=Count("pk", filter=Q(direction=Direction.IN)),
            sent=Count("pk", filter=Q(direction=Direction.OUT)),
            failed=Count("pk", filter=Q(state__in=bad)),
            waiting=Count("pk", filter=Q(state=DeliveryState.QUEUED)),
        )
    ):
        one = found[row["connection"]]
        one.read, one.sent = row["read"], row["sent"]
        one.failed, one.waiting = row["failed"], row["waiting"]
    came = HookEvent.objects.filter(received_at__gt=since, connection__in=wanted)
    for hook in (
        came.order_by()
        .values("connection")
        .annotate(came=Count("pk"), failed=Count("pk", filter=Q(state=HookState.FAILED)))
    ):
        found[hook["connection"]].hooks = hook["came"]
        found[hook["connection"]].hooks_failed = hook["failed"]
    for secret in HookSecret.objects.filter(connection__in=wanted).defer("secret"):
        found[secret.connection_id].secrets += (secret,)
    for cursor in SyncCursor.objects.filter(connection__in=wanted).order_by("stream"):
        found[cursor.connection_id].cursors += (cursor,)
    return found


def deliveries(
    *,
    actor: Actor,
    connection_id: int | None = None,
    state: str = "",
    direction: str = "",
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Delivery]:
    """
    A page of the log, the newest first; `text` is found in the purpose and the key.

    Raises BadCursor, Forbidden.
    """
    require(actor, "connection.read")
    found = Delivery.objects.visible_to(actor).select_related("connection", "replayed_by")
    found = found.defer("request_body")
    if connection_id is not None:
        found = found.filter(connection=connection_id)
    if state:
        found = found.filter(state=state)
    if direction:
        found = found.filter(direction=direction)
    if text.strip():
        found = found.filter(Q(purpose__icontains=text.strip()) | Q(key=text.strip()))
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def delivery_get(*, actor: Actor, delivery_id: int) -> Delivery:
    """One line of the log. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    rows = Delivery.objects.visible_to(actor).select_related("connection", "replayed_by")
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def takes_key(row: Delivery) -> bool:
    """Whether the system does a change once, however often it arrives."""
    spec = systems.find(row.connection.system)
    if spec is None:
        return False
    return bool(spec.idempotency_header) or spec.names_changes or row.method in ("PUT", "DELETE")


def may_replay(row: Delivery) -> bool:
    """Whether a line can be sent again: never what was done, where that would do it twice."""
    is_over = row.connection.state == ConnectionState.DISCONNECTED
    return row.can_replay and not is_over and (row.state != DeliveryState.DONE or takes_key(row))


def may_repeat(row: HookEvent) -> bool:
    """Whether a webhook can be acted on again."""
    return row.state != HookState.STORED and row.connection.state != ConnectionState.DISCONNECTED


def hooks(
    *,
    actor: Actor,
    connection_id: int | None = None,
    state: str = "",
    event: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[HookEvent]:
    """A page of the webhooks, the newest first. Raises BadCursor, Forbidden."""
    require(actor, "connection.read")
    found = HookEvent.objects.visible_to(actor).select_related("connection").defer("body")
    if connection_id is not None:
        found = found.filter(connection=connection_id)
    if state:
        found = found.filter(state=state)
    if event:
        found = found.filter(event=event)
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def hook_get(*, actor: Actor, hook_id: int) -> HookEvent:
    """One webhook. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    found = HookEvent.objects.visible_to(actor).select_related("connection").filter(pk=hook_id).first()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found
