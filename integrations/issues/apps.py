from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Engineering issues of tickets."""

    name = "integrations.issues"
    label = "issues"
    verbose_name = "Engineering issues"

    def ready(self) -> None:
        from core import ports
        from integrations.issues.services import merging

        ports.ticket_moves.add("issues", merging.links_move)
        ports.ticket_returns.add("issues", merging.links_return)
