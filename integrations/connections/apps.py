from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Connections to other systems, whichever they are."""

    name = "integrations.connections"
    label = "connections"
    verbose_name = "Connections"

    def ready(self) -> None:
        from core import kept
        from integrations.connections.services import kept as words

        kept.add("connections", words.KEEPERS)
