"""Channels, people, threads and messages of Slack, and the alerts that go there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from integrations.connections.models import Connection
from people.models import Brand, Company, Contact, Team, User
from tickets.models import Ticket, TimelineEntry


class Mode(models.TextChoices):
    """What becomes a ticket in a channel."""

    OFF = "off", "Nothing"
    ALL = "all", "Every message of a customer"
    ASKED = "asked", "What somebody marks: by emoji, shortcut or mention"


class SlackWorkspace(models.Model):
    """A workspace whose people write to us: our own, or one that shares a channel with us."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    team_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "team_id"], name="slack_workspace_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.team_id


class SlackChannel(models.Model):
    """
    A channel that the app is in.

    `window` is for how many seconds messages of one person become one. `leased_until` says until when one
    worker has it.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    is_private = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.OFF)
    emoji = models.CharField(max_length=80, default="ticket")
    window = models.PositiveSmallIntegerField(default=30)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "channel_id"], name="slack_channel_once"),
            models.CheckConstraint(
                condition=Q(mode="off") | Q(brand__isnull=False), name="slack_on_has_brand"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.name or self.channel_id}"


class SlackMember(models.Model):
    """
    Somebody in Slack, as their workspace describes them.

    `is_proven` says that the address may be believed; `user` is the colleague whose address it is.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+", db_index=False)
    slack_id = models.CharField(max_length=40)
    team_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_bot = models.BooleanField(default=False)
    is_proven = models.BooleanField(default=False)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "slack_id"], name="slack_member_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.slack_id


class SlackThread(models.Model):
    """A thread, and the ticket that it is now; a ticket stays with the thread in which it began."""

    channel = models.ForeignKey(SlackChannel, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread_ts = models.CharField(max_length=30)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "thread_ts"], name="slack_thread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_ts} of {self.channel_id}"


class MessageState(models.TextChoices):
    """What became of a message in Slack."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "In a ticket"
    IGNORED = "ignored", "Not for a ticket"
    FAILED = "failed", "Failed"


class SlackMessage(models.Model):
    """
    What somebody wrote in Slack, kept once for each channel and moment (`ts`).

    `edited_ts` is the moment of the newest change of it, so that an older one that comes late changes
    nothing. The text goes with what became of it: only what waits, or is in a ticket, has one.
    """

    channel = models.ForeignKey(SlackChannel, on_delete=models.CASCADE, related_name="+", db_index=False)
    ts = models.CharField(max_length=30)
    thread_ts = models.CharField(max_length=30, blank=True)
    user_id = models.CharField(max_length=40, blank=True)
    text = EncryptedTextField(blank=True)
    files = models.JSONField(default=list)
    is_wanted = models.BooleanField(default=False)
    is_incomplete = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    detail = models.CharField(max_length=300, blank=True)
    edited_ts = models.CharField(max_length=30, blank=True)
    deleted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    thread = models.ForeignKey(SlackThread, null=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "ts"], name="slack_message_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="slack_message_waiting"),
            models.Index(fields=["received_at"], name="slack_message_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.ts} in {self.channel_id}"


class PostState(models.TextChoices):
    """How far something of ours has got on its way to Slack."""

    WAITING = "waiting", "Waiting for what comes before it"
    SENDING = "sending", "Handed to the connection"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    IN_DOUBT = "in_doubt", "Perhaps sent"
    CANCELLED = "cancelled", "Not sent any more"


class PostPart(models.TextChoices):
    """A message's text, or the files that follow it."""

    TEXT = "text", "Text"
    FILES = "files", "Files"


class SlackPost(models.Model):
    """Something of ours for a thread; those of one thread leave one after the other."""

    thread = models.ForeignKey(SlackThread, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="+", db_index=False)
    part = models.CharField(max_length=5, choices=PostPart.choices)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.WAITING)
    detail = models.CharField(max_length=300, blank=True)
    delivery_id = models.BigIntegerField(null=True)
    ts = models.CharField(max_length=30, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "part"], name="slack_post_once")]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["waiting", "sending"]), name="slack_post_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of entry {self.entry_id}"


class AlertKind(models.TextChoices):
    """What an alert tells of."""

    BREACH = "breach", "A service level was missed"
    RISK = "risk", "A service level is about to be missed"
    ESCALATION = "escalation", "A ticket is escalated"
    MENTION = "mention", "Somebody is mentioned in a note"


class AlertRule(models.Model):
    """
    What is told in Slack, where, and how often at most.

    Without a channel it goes as a direct message to whom it concerns. `priorities` empty means all of them;
    `fraction` is the part of a target, in percent, from which a risk is told. With `digest_minutes` what
    happens is told together so often. Quiet hours are in `timezone`; what falls into them is told at their
    end.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    kinds = ArrayField(models.CharField(max_length=10, choices=AlertKind.choices))
    channel = models.ForeignKey(SlackChannel, null=True, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    priorities = ArrayField(models.CharField(max_length=2), default=list)
    fraction = models.PositiveSmallIntegerField(default=75)
    digest_minutes = models.PositiveSmallIntegerField(default=0)
    most_an_hour = models.PositiveSmallIntegerField(default=20)
    quiet_begins = models.TimeField(null=True)
    quiet_ends = models.TimeField(null=True)
    timezone = models.CharField(max_length=60, default="UTC")
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_begins__isnull=True, quiet_ends__isnull=True)
                | Q(quiet_begins__isnull=False, quiet_ends__isnull=False),
                name="slack_quiet_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.kinds)} to {self.channel_id or 'people'}"


class Alert(models.Model):
    """One thing to tell by a rule; `key` makes it one however often its event comes."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=AlertKind.choices)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="slack_alert_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="slack_alert_due"),
            models.Index(fields=["created_at"], name="slack_alert_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"
