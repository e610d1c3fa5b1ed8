from django.apps import AppConfig


class SlaConfig(AppConfig):
    """The sla floor."""

    name = "sla"
    verbose_name = "SLA"
