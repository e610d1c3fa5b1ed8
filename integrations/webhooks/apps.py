from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks out, and the stream of events."""

    name = "integrations.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from core import kept, ports
        from integrations.webhooks import selectors
        from integrations.webhooks.services import kept as words

        ports.delivery_named.fill(selectors.delivery_named)
        kept.add("webhooks", words.KEEPERS)
