from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Measures, money and dashboards over all floors."""

    name = "insights"
    verbose_name = "Insights"

    def ready(self) -> None:
        from core import kept
        from insights.services import kept as words

        kept.add("insights", words.KEEPERS)
