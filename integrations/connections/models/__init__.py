"""Tables of connections; nothing here knows a system by name."""

from integrations.connections.models.connection import Connection, ConnectionState, Health, new_hook_key
from integrations.connections.models.cursor import SyncCursor
from integrations.connections.models.delivery import Delivery, DeliveryState, Direction
from integrations.connections.models.hook import HookEvent, HookSecret, HookState
from integrations.connections.models.sign_in import PendingSignIn

__all__ = [
    "Connection",
    "ConnectionState",
    "Delivery",
    "DeliveryState",
    "Direction",
    "Health",
    "HookEvent",
    "HookSecret",
    "HookState",
    "PendingSignIn",
    "SyncCursor",
    "new_hook_key",
]
