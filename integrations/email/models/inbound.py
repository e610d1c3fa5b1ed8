from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from integrations.email.models.mailboxes import Mailbox
from tickets.models import SideConversation, Ticket, TimelineEntry
from tickets.selectors import tickets_visible

if TYPE_CHECKING:
    from core.actors import Actor


class Source(models.TextChoices):
    """How a mail came in."""

    IMAP = "imap", "IMAP"
    WEBHOOK = "webhook", "Webhook"
    IMPORT = "import", "Import"


class InboundState(models.TextChoices):
    """What became of a fetched mail; all but the first two are final."""

    FETCHED = "fetched", "Waiting"
    FAILED = "failed", "Failed, tried again"
    STORED = "stored", "Stored"
    SUSPENDED = "suspended", "Suspended"
    DELETED = "deleted", "Deleted"


class Reason(models.TextChoices):
    """Why a mail is not an ordinary customer message."""

    NONE = "", "—"
    DUPLICATE = "duplicate", "The same mail came before"
    UNREADABLE = "unreadable", "It could not be read"
    TOO_LARGE = "too_large", "Over the size limit"
    EMPTY = "empty", "It has no content"
    NO_SENDER = "no_sender", "It has no sender"
    LOOP = "loop", "Our own mail came back"
    OWN_ADDRESS = "own_address", "It comes from an address of ours"
    AUTOMATIC = "automatic", "An automatic reply outside of any conversation"
    BOUNCE = "bounce", "A delivery report"
    LIST = "list", "A mailing list or newsletter"
    STORM = "storm", "Too many mails from this sender"
    BLOCKED = "blocked", "The sender is blocked"
    SECURITY = "security", "A sign-up or sign-in mail of another service"
    STAFF = "staff", "A reply of ours that was not accepted"
    FORGED = "forged", "Its sender could not be proven"


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    """Mails, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "InboundMailQuerySet":
        """
        Staff who see all tickets see all mails; others only those of the tickets they see.

        A mail without a ticket may be about any: it was suspended, failed, or its ticket is gone.
        """
        if actor.sees_all_tickets:
            return self
        if not actor.is_staff:
            return self.none()
        return self.filter(ticket__in=tickets_visible(actor).order_by().values("pk"))


class InboundMail(models.Model):
    """
    One mail that reached a mailbox, and what became of it: a line of the ingest log.

    The row outlives the ticket and its raw message, so that a mail deleted here is recognized when it is
    fetched again.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=10, choices=Source.choices)
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    provider_id = models.CharField(max_length=250, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=InboundState.choices, default=InboundState.FETCHED)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    detail = models.CharField(max_length=400, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    is_authentic = models.BooleanField(default=False)
    is_recovered = models.BooleanField(default=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.ForeignKey(SideConversation, null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"],
                condition=Q(uid__isnull=False),
                name="inbound_uid_once",
            ),
            models.UniqueConstraint(
                fields=["mailbox", "provider_id"],
                condition=~Q(provider_id=""),
                name="inbound_provider_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="inbound_suspended", condition=Q(state="suspended")),
            models.Index(
                fields=["mailbox", "id"], name="inbound_waiting", condition=Q(state__in=["fetched", "failed"])
            ),
            models.Index(fields=["mailbox", "-fetched_at"], name="inbound_by_mailbox"),
            models.Index(fields=["message_id"], name="inbound_by_message_id"),
            models.Index(fields=["from_address", "-fetched_at"], name="inbound_by_sender"),
            models.Index(fields=["-fetched_at", "-id"], name="inbound_by_time"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} from {self.from_address or 'nobody yet'}"


class RawMail(models.Model):
    """A mail exactly as it arrived, stored before it is parsed."""

    inbound = models.OneToOneField(InboundMail, primary_key=True, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()


class MailBody(models.Model):
    """
    The parts of a mail that its entry initially hides: what was folded, and the original layout.

    `html` is as its sender wrote it, and only leaves through `framing.document`, which sanitizes it.
    """

    entry = models.OneToOneField(TimelineEntry, primary_key=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    remote_images = models.PositiveSmallIntegerField(default=0)
