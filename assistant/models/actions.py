from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import EncryptedTextField
from people.models import User
from tickets import selectors as ticket_selectors
from tickets.models import Ticket


class CallState(models.TextChoices):
    """
    How far an action has got.

    In doubt: it was sent and no answer came back. Whether it was done is not known, so it is never repeated.
    """

    PROPOSED = "proposed", "Waits for approval"
    APPROVED = "approved", "Approved, not begun"
    DECLINED = "declined", "Declined"
    RUNNING = "running", "Being done"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    IN_DOUBT = "in_doubt", "In doubt"


class ActionCallQuerySet(models.QuerySet["ActionCall"]):
    """Uses of actions as somebody may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """What was looked up or done for a customer is for those who see the ticket."""
        seen = ticket_selectors.tickets_visible(actor).order_by().values("pk")
        return self if actor.sees_all_tickets else self.filter(ticket__in=seen)


class ActionCall(models.Model):
    """
    One use of an action for one customer's message, once for each message and action.

    `definition` is the action as it was then: what is approved is what was shown. `request_shown` has no
    secrets. `key` is what the receiver tells repetitions by. `told` is what the customer is or was told once
    it is done, `amount` that of a write which has one.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry_id = models.BigIntegerField()
    action = models.SlugField(max_length=60, db_index=False)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=60)
    version = models.PositiveIntegerField(null=True)
    definition = models.JSONField(default=dict)
    category = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=12, blank=True)
    inputs = models.JSONField(default=dict)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    facts = models.JSONField(default=dict)
    request_shown = models.TextField(blank=True)
    told = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=CallState.choices)
    is_automatic = models.BooleanField(default=False)
    tells_customer = models.BooleanField(default=True)
    key = models.CharField(max_length=40, unique=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=400, blank=True)
    score = models.FloatField(null=True)
    engine = models.CharField(max_length=120, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    reply_entry_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField(null=True)

    objects = ActionCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "entry_id", "action"], name="action_once_a_message"),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "done", "in_doubt"]) | Q(started_at__isnull=False),
                name="action_begun_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="write") | Q(state__in=["proposed", "declined", "failed"])
                | Q(decided_by__isnull=False) | Q(is_automatic=True),
                name="action_write_is_allowed_by_somebody",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["action", "-created_at"], name="action_by_time"),
            models.Index(fields=["-id"], name="action_newest"),
            models.Index(
                fields=["state", "-id"],
                name="action_unfinished",
                condition=Q(state__in=["approved", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} in #{self.ticket_id}: {self.state}"


class ActionSecret(models.Model):
    """A secret that requests of actions carry, and the one host it may go to. It is never shown again."""

    name = models.SlugField(max_length=60, unique=True)
    host = models.CharField(max_length=260)
    value = EncryptedTextField()
    hint = models.CharField(max_length=8, blank=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"secret {self.name}"
