"""What webhooks tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    # What is sent and what the stream holds is about any ticket and any customer.
    verbs={"admin": frozenset({"webhook.read", "webhook.write", "event.read"})},
    scopes={
        "webhooks": "webhooks and their deliveries, which need `tickets` and `people` too",
        "events": "to read the event stream, which needs `tickets` and `people` too; to write product events",
    },
    queues=("webhooks",),
    routes={"integrations.webhooks.tasks.*": "webhooks"},
    beat={
        "integrations.webhooks.tasks.tell": 30.0,
        "integrations.webhooks.tasks.forget": 3600.0,
    },
    api_urls="integrations.webhooks.api.urls",
    enums={
        "WebhookState": "integrations.webhooks.models.WebhookState",
        "WebhookDeliveryState": "integrations.webhooks.models.DeliveryState",
        "WebhookHeldReason": "integrations.webhooks.models.HeldReason",
    },
    worker_steps=("integrations.webhooks.worker:Post",),
)
