from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Practice sets, attempts at them, and what an attempt shows beside the runbook."""

    name = "practice"
    verbose_name = "Practice"

    def ready(self) -> None:
        from core import kept
        from practice.services import kept as words

        kept.add("practice", words.KEEPERS)
