"""Reads for our own work, which no person requests: nothing here is scoped to an actor."""

from collections.abc import Iterable
from datetime import datetime

from integrations.connections.models import (
    Connection,
    ConnectionState,
    Delivery,
    DeliveryState,
    SyncCursor,
)


def connection_by_hook_key(hook_key: str) -> Connection | None:
    """The connection whose webhooks arrive under this key; None for one that has ended."""
    found = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    return found.filter(hook_key=hook_key).first()


def connection_find(connection_id: int) -> Connection | None:
    """A connection, also one that is paused or has ended."""
    return Connection.objects.filter(pk=connection_id).first()


def is_waiting(connection_id: int, key: str) -> bool:
    """Whether the change with this key is still to be sent, or is under way."""
    found = Delivery.objects.filter(connection_id=connection_id, key=key)
    return found.filter(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING)).exists()


def connections_of(*systems: str) -> list[Connection]:
    """The connections of these systems that are in use, the oldest first."""
    found = Connection.objects.filter(system__in=systems, state=ConnectionState.CONNECTED)
    return list(found.order_by("id"))


def connection_in_use(connection_id: int) -> Connection | None:
    """A connection, unless it is paused or has ended."""
    return Connection.objects.filter(pk=connection_id, state=ConnectionState.CONNECTED).first()


def connection_of_account(system: str, account_id: str) -> Connection | None:
    """The connection of an account at a system, unless it has ended."""
    found = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    return found.filter(system=system, account_id=account_id).first() if account_id else None


def deliveries(ids: Iterable[int]) -> list[Delivery]:
    """How changes fared, by their ids; those that are forgotten are left out."""
    return list(Delivery.objects.filter(pk__in=list(ids)))


def cursors_of(connection_id: int) -> dict[str, SyncCursor]:
    """How far the streams of a connection have been read, by stream."""
    return {row.stream: row for row in SyncCursor.objects.filter(connection_id=connection_id)}


def in_doubt(delivery_ids: Iterable[int]) -> set[int]:
    """Those of these changes that may or may not have arrived."""
    found = Delivery.objects.filter(pk__in=list(delivery_ids), state=DeliveryState.IN_DOUBT)
    return set(found.values_list("pk", flat=True))


def doubts(connection_id: int, *, since: datetime) -> list[Delivery]:
    """The changes of a connection that may or may not have arrived, made at `since` or later."""
    found = Delivery.objects.filter(connection_id=connection_id, state=DeliveryState.IN_DOUBT)
    return list(found.filter(created_at__gte=since).order_by("pk"))


def doubt_of(connection_id: int, key: str) -> Delivery | None:
    """The change with this key, if it may or may not have arrived."""
    found = Delivery.objects.filter(connection_id=connection_id, key=key)
    return found.filter(state=DeliveryState.IN_DOUBT).first()


def connection_locked(connection_id: int) -> Connection:
    """A connection, held until the transaction ends. Raises Connection.DoesNotExist."""
    return Connection.objects.select_for_update(of=("self",), no_key=True).get(pk=connection_id)


def connections_ended(system: str, account_id: str) -> list[int]:
    """The earlier connections of an account at a system, by id."""
    found = Connection.objects.filter(
        system=system, account_id=account_id, state=ConnectionState.DISCONNECTED
    )
    return list(found.values_list("pk", flat=True))
