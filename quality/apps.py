from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Quality reviews, coaching and drift, over the ledger and the measures."""

    name = "quality"
    verbose_name = "Quality"

    def ready(self) -> None:
        from core import kept
        from quality.services import kept as words

        kept.add("quality", words.KEEPERS)
