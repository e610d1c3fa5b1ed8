from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """The assistant floor."""

    name = "assistant"
    verbose_name = "Assistant"
