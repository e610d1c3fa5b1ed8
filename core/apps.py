from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core floor."""

    name = "core"
    verbose_name = "Core"
