"""What was written in Slack, and what alerts said."""

from django.db.models import Q

from core.kept import Copy, Table, Tickets
from integrations.slack.models import Alert, SlackMessage, SlackThread

KEEPERS = (
    Table(
        "mirrors", SlackMessage,
        by=lambda tickets: Q(thread__ticket__in=tickets) | Q(entry__ticket__in=tickets),
        text=("text", "detail"), json=("files",), entry="entry_id",
    ),
    Table("mirrors", Alert, by=lambda tickets: Q(ticket__in=tickets), text=("text",)),
)  # fmt: skip


def copies(tickets: Tickets) -> list[Copy]:
    """The threads in Slack."""
    names = SlackThread.objects.filter(ticket__in=tickets).values_list("channel__name", flat=True)
    return [Copy("slack", f"#{name}") for name in names]
