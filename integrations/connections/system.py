"""What connections tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    # Errors and the log may quote data of any customer.
    verbs={"admin": frozenset({"connection.read", "connection.write"})},
    scopes={
        "connections": "connections to other systems; their log, which holds data of tickets and customers, "
        "needs `tickets` and `people` too",
    },
    queues=("systems",),
    routes={"integrations.connections.tasks.*": "systems"},
    beat={
        "integrations.connections.tasks.sweep": 5.0,
        "integrations.connections.tasks.alarm": 60.0,
        "integrations.connections.tasks.forget": 3600.0,
    },
    api_urls="integrations.connections.api.urls",
    root_urls="integrations.connections.root_urls",
    enums={
        "ConnectionHealthState": "integrations.connections.models.Health",
        "ConnectionState": "integrations.connections.models.ConnectionState",
        "SystemDeliveryDirection": "integrations.connections.models.Direction",
        "SystemDeliveryState": "integrations.connections.models.DeliveryState",
        "SystemHookState": "integrations.connections.models.HookState",
    },
)
