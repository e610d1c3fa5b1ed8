from django.apps import AppConfig


class KbConfig(AppConfig):
    """Articles, passages, retrieval, help center, search analytics."""

    name = "kb"
    verbose_name = "Knowledge"
