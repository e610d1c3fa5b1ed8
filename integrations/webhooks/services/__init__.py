"""Use cases of webhooks and of the event stream."""

from integrations.webhooks.services.configuring import (
    NotPaused,
    SecretsInUse,
    TooManyWebhooks,
    secret_add,
    secret_retire,
    webhook_create,
    webhook_delete,
    webhook_resume,
    webhook_update,
)
from integrations.webhooks.services.keeping import forget, tell
from integrations.webhooks.services.replaying import (
    NotReplayable,
    delivery_replay,
    failed_replay,
    test_send,
)

__all__ = [
    "NotPaused",
    "NotReplayable",
    "SecretsInUse",
    "TooManyWebhooks",
    "delivery_replay",
    "failed_replay",
    "forget",
    "secret_add",
    "secret_retire",
    "tell",
    "test_send",
    "webhook_create",
    "webhook_delete",
    "webhook_resume",
    "webhook_update",
]
