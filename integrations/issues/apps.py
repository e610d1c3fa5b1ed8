from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Engineering issues of tickets."""

    name = "integrations.issues"
    label = "issues"
    verbose_name = "Engineering issues"

    def ready(self) -> None:
        from core import kept
        from integrations.issues.services import kept as words

        kept.add("issues", words.KEEPERS)
        kept.add_copies("issues", words.copies)
