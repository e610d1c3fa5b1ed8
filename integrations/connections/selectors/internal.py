"""Reads for our own work, which no person requests: nothing here is scoped to an actor."""

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


def connections_of(system: str) -> list[Connection]:
    """The connections of a system that are in use, the oldest first."""
    found = Connection.objects.filter(system=system, state=ConnectionState.CONNECTED)
    return list(found.order_by("id"))


def cursors_of(connection_id: int) -> dict[str, SyncCursor]:
    """How far the streams of a connection have been read, by stream."""
    return {row.stream: row for row in SyncCursor.objects.filter(connection_id=connection_id)}


def is_in_doubt(delivery_id: int) -> bool:
    """Whether a change may or may not have arrived."""
    return Delivery.objects.filter(pk=delivery_id, state=DeliveryState.IN_DOUBT).exists()
