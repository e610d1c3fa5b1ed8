from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Engineering issues of tickets."""

    name = "integrations.issues"
    label = "issues"
    verbose_name = "Engineering issues"
