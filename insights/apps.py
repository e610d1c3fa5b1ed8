from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Measures, money and dashboards over all floors."""

    name = "insights"
    verbose_name = "Insights"
