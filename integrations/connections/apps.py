from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Connections to other systems, whichever they are."""

    name = "integrations.connections"
    label = "connections"
    verbose_name = "Connections"
