from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from integrations.email.models.mailboxes import Mailbox
from people.models import User
from tickets.models import SideConversation, Ticket, TimelineEntry


class OutgoingKind(models.TextChoices):
    """Why we write; all but the first two, which people write, are automatic mail."""

    REPLY = "reply", "Reply"
    SIDE = "side", "Side conversation"
    ANSWER = "answer", "Answer of the assistant"
    ACKNOWLEDGEMENT = "ack", "Acknowledgement"
    SURVEY = "survey", "Survey"
    NOTICE = "notice", "Notice to staff"
    REFUSAL = "refusal", "Refusal"
    ALARM = "alarm", "Alarm"
    ACCOUNT = "account", "About one's own account"
    REPORT = "report", "Scheduled report"


class OutgoingState(models.TextChoices):
    """
    How far a mail got.

    `handing_over` is set before the content goes to the server, and replaced once the server answers. If it
    is found later without an answer, the mail may have been accepted: it becomes `in_doubt` and a person
    decides.
    """

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Connecting"
    HANDING_OVER = "handing_over", "Being handed over"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    IN_DOUBT = "in_doubt", "Perhaps sent"
    BOUNCED = "bounced", "Bounced"
    CAPPED = "capped", "Held back by a limit"
    CANCELLED = "cancelled", "Not needed any more"


class OutgoingMail(models.Model):
    """
    One outgoing mail, from the moment it must be sent; `message_id` identifies it everywhere.

    `secret` replaces SECRET_MARK in `text` on the way out, and is deleted once the mail has left.
    `provider_id` is how the provider that has sent it calls it.
    """

    kind = models.CharField(max_length=10, choices=OutgoingKind.choices)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.CASCADE, related_name="+")
    # Mail to a third party: it is no part of the thread with the customer.
    side = models.ForeignKey(SideConversation, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    dedupe_key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    to = ArrayField(models.CharField(max_length=254))
    cc = ArrayField(models.CharField(max_length=254), default=list)
    domain = models.CharField(max_length=254)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    secret = EncryptedTextField(blank=True, default="", db_default="")
    provider_id = models.CharField(max_length=200, blank=True, default="", db_default="")
    headers = models.JSONField(default=dict)
    is_automatic = models.BooleanField()
    state = models.CharField(max_length=12, choices=OutgoingState.choices, default=OutgoingState.QUEUED)
    detail = models.CharField(max_length=400, blank=True)
    refused = ArrayField(models.CharField(max_length=254), default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "sending", "handing_over"])
                | Q(next_attempt_at__isnull=False),
                name="outgoing_open_has_next_attempt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outgoing_due",
                condition=Q(next_attempt_at__isnull=False),
            ),
            models.Index(fields=["domain", "-created_at"], name="outgoing_by_domain"),
            models.Index(fields=["mailbox", "-created_at"], name="outgoing_by_mailbox"),
            models.Index(
                fields=["provider_id"], name="outgoing_by_provider_id", condition=~Q(provider_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {', '.join(self.to)}"


class MailFile(models.Model):
    """The file of a scheduled report, made for its one mail; deleted once that has left or never will."""

    mail = models.OneToOneField(OutgoingMail, primary_key=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file of mail {self.pk}"


class AddressHealth(models.Model):
    """What delivery reports said about an address; a hard bounce lasts until mail gets through again."""

    address = models.CharField(max_length=254, unique=True)
    hard_bounced_at = models.DateTimeField(null=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
