from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core app."""

    name = "core"
    verbose_name = "Core"
