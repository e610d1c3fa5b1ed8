"""What measurements of other apps need of this one, in the database that they make for themselves."""

from datetime import datetime

from integrations.connections.models import Connection


def connection_measured(*, now: datetime) -> Connection:
    """A connection that rows of a measurement can belong to; nothing is ever called through it."""
    return Connection.objects.create(system="evaluation", connected_at=now)
