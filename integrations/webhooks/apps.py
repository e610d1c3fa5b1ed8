from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks out, and the stream of events."""

    name = "integrations.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from core import ports
        from integrations.webhooks import selectors

        ports.delivery_named.fill(selectors.delivery_named)
