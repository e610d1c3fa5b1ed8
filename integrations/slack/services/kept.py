"""What was written in Slack, and what alerts said."""

from django.db.models import Q

from core.kept import Copy, Table, Tickets
from core.persons import Elsewhere, Person, Rows
from integrations.slack.models import Alert, SlackMember, SlackMessage, SlackThread

KEEPERS = (
    Table(
        "mirrors", SlackMessage,
        by=lambda tickets: Q(thread__ticket__in=tickets) | Q(entry__ticket__in=tickets),
        text=("text", "detail"), json=("files",), entry="entry_id",
    ),
    Table("mirrors", Alert, by=lambda tickets: Q(ticket__in=tickets), text=("text",), is_made=True),
)  # fmt: skip


def copies(tickets: Tickets) -> list[Copy]:
    """The threads in Slack."""
    names = SlackThread.objects.filter(ticket__in=tickets).values_list("channel__name", flat=True)
    return [Copy("slack", f"#{name}") for name in names]


def _member(person: Person) -> Q:
    # One that belongs to another contact is theirs, though the address is the same: a new person's.
    by_address = Q(user=None, contact=None, email__in=sorted(person.addresses))
    return Q(contact__in=person.contact_ids) | by_address


def _message(person: Person) -> Q:
    members = SlackMember.objects.filter(_member(person))
    return Q(user_id__in=members.values("slack_id"))


PERSONS = (
    Rows(
        "mirrors",
        SlackMessage,
        by=_message,
        sets={"text": "", "files": [], "detail": ""},
        why_not="the message is an entry of its ticket, which the export has",
    ),
    Rows("mirrors", SlackMember, by=_member),
)


def elsewhere(person: Person) -> list[Elsewhere]:
    """Who they are in Slack, where their messages stay."""
    rows = SlackMember.objects.filter(_member(person)).order_by("pk").values_list("slack_id", flat=True)
    return [Elsewhere("slack", name) for name in rows]
