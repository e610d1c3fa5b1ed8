"""What happens to connections."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class ConnectionFailed(Event):
    """A connection needs somebody: it fails again and again, or wants a new sign-in."""

    name = "connections.connection_failed"
    connection_id: int
    system: str
    health: str


@dataclass(frozen=True)
class ConnectionRecovered(Event):
    """A connection that needed somebody works again."""

    name = "connections.connection_recovered"
    connection_id: int
    system: str
