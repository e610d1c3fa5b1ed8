import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction
from django.db.models import Q

from core.search.fields import SearchedModel, TermsField
from tickets.channels import channel_choices
from tickets.models.ticket import Ticket

# A tsvector may not exceed 1 MB; a longer text is searchable by its beginning.
SEARCHED_CHARACTERS = 100_000


class EntryKind(models.TextChoices):
    """What an entry is about."""

    MESSAGE = "message", "Message"
    NOTE = "note", "Note"
    CHANGE = "change", "Change"
    AI = "ai", "Assistant step"
    ROUTING = "routing", "Routing"
    SLA = "sla", "SLA"
    INTEGRATION = "integration", "Integration"
    RATING = "rating", "Rating"
    SIDE = "side", "Side conversation"


class Visibility(models.TextChoices):
    """Who may read an entry."""

    PUBLIC = "public", "Customer and staff"
    INTERNAL = "internal", "Staff only"


class AuthorKind(models.TextChoices):
    """Who wrote an entry."""

    CONTACT = "contact", "Customer"
    STAFF = "staff", "Staff"
    TOKEN = "token", "API token"
    ASSISTANT = "assistant", "Assistant"
    SYSTEM = "system", "System"


class DeliveryState(models.TextChoices):
    """How far an outgoing message got; empty if the channel does not report delivery."""

    NONE = "", "—"
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    BOUNCED = "bounced", "Bounced"
    IN_DOUBT = "in_doubt", "Perhaps sent"


class TimelineEntry(SearchedModel):
    """One entry in a ticket's append-only history, ordered by id."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    author_kind = models.CharField(max_length=10, choices=AuthorKind.choices)
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    body_html = models.TextField(blank=True)
    body_text = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=channel_choices, blank=True)
    channel_message_id = models.CharField(max_length=250, blank=True)
    delivery_state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.NONE, blank=True
    )
    delivery_detail = models.CharField(max_length=300, blank=True)
    has_attachments = models.BooleanField(default=False)
    is_redacted = models.BooleanField(default=False)
    # The number of the ticket it was written in, once a merge has moved it.
    merged_from = models.BigIntegerField(null=True, blank=True)
    # Who took something out of it, when and why, or what was taken out on arrival; never what it was.
    redactions = models.JSONField(null=True)
    created_at = models.DateTimeField()
    search = TermsField(sources=("title", "body_text"), forgiving=("title",), limit=SEARCHED_CHARACTERS)

    class Meta:
        verbose_name_plural = "timeline entries"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "channel_message_id"],
                condition=~Q(channel_message_id=""),
                name="channel_message_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(visibility="internal"), name="notes_stay_internal"
            ),
            models.CheckConstraint(
                condition=~Q(kind="side") | Q(visibility="internal"), name="sides_stay_internal"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "-id"], name="entry_by_ticket"),
            models.Index(fields=["author_id"], name="entry_by_contact", condition=Q(author_kind="contact")),
            GinIndex(fields=["search"], name="entry_search", fastupdate=True),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of #{self.ticket_id}"


@contextmanager
def moving_entries() -> Iterator[None]:
    """Tell the guard of the timeline that a merge, or its undo, takes entries to another ticket."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('candor.moving_entries', 'on', true)")
        yield
        cursor.execute("SELECT set_config('candor.moving_entries', 'off', true)")


class RawMessage(models.Model):
    """A message exactly as its channel delivered it, stored next to what was parsed from it."""

    entry = models.OneToOneField(TimelineEntry, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField(null=True)
    document = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"original of entry {self.entry_id}"
