from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Engineering issues of tickets."""

    name = "integrations.issues"
    label = "issues"
    verbose_name = "Engineering issues"

    def ready(self) -> None:
        from assistant.actions import declared
        from core import kept, ports
        from core.events import subscribe
        from integrations.issues import handlers, selectors
        from integrations.issues.events import IssueChanged, IssueCompleted, IssueUnlinked
        from integrations.issues.services import kept as words
        from integrations.issues.services import looking_up, merging

        subscribe(IssueCompleted, handlers.on_issue_completed, key="issues.on_issue_completed")
        subscribe(IssueChanged, handlers.on_issue_left, key="issues.on_issue_changed")
        subscribe(IssueUnlinked, handlers.on_issue_left, key="issues.on_issue_unlinked")
        ports.has_open_issue.fill(selectors.has_open_issue)
        ports.ticket_moves.add("issues", merging.links_move)
        ports.ticket_returns.add("issues", merging.links_return)
        declared.add(looking_up.ISSUES)
        kept.add("issues", words.KEEPERS)
        kept.add_copies("issues", words.copies)
