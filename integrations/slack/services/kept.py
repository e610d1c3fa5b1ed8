"""What was written in Slack, and what alerts said."""

from django.db.models import Q

from core.kept import Copy, Table
from integrations.slack.models import Alert, SlackMessage, SlackThread

KEEPERS = (
    Table(
        "mirrors", SlackMessage, by=lambda number: Q(thread__ticket=number) | Q(entry__ticket=number),
        text=("text", "detail"), json=("files",), entry="entry_id",
    ),
    Table("mirrors", Alert, by=lambda number: Q(ticket=number), text=("text",)),
)  # fmt: skip


def copies(ticket_id: int) -> list[Copy]:
    """The thread in Slack."""
    names = SlackThread.objects.filter(ticket=ticket_id).values_list("channel__name", flat=True)
    return [Copy("slack", f"#{name}") for name in names]
