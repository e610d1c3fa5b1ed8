"""Reads for our own work, which no person requests: nothing here is scoped to an actor."""

from integrations.connections.models import Connection, ConnectionState


def connection_by_hook_key(hook_key: str) -> Connection | None:
    """The connection whose webhooks arrive under this key; None for one that has ended."""
    found = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    return found.filter(hook_key=hook_key).first()


def connections_of(system: str) -> list[Connection]:
    """The connections of a system that are in use, the oldest first."""
    found = Connection.objects.filter(system=system, state=ConnectionState.CONNECTED)
    return list(found.order_by("id"))
