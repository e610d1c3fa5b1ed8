from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models.ticket import Ticket

if TYPE_CHECKING:
    from core.actors import Actor


class MacroQuerySet(models.QuerySet["Macro"]):
    """Macros, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "MacroQuerySet":
        """The shared ones, and the actor's own."""
        if not actor.is_staff or actor.user_id is None:
            return self.none()
        return self.filter(Q(kind=Macro.Kind.SHARED) | Q(owner_id=actor.user_id))


class Macro(models.Model):
    """A text with variables and what is changed with it; without changes it is what others call a snippet."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "Personal"
        SHARED = "shared", "Shared"

    name = models.CharField(max_length=80)
    folder = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSONAL)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    actions = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=200, blank=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["folder", "name", "id"]

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    """
    A macro was used on a ticket; `entry_id` is the ticket's newest entry after that.

    Whether it solved the ticket is read from the ticket: finished, without an entry of the customer's since.
    """

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry_id = models.BigIntegerField()
    used_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["macro", "-used_at"], name="macro_use_by_macro"),
            models.Index(fields=["-used_at", "-id"], name="macro_use_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.macro_id} on #{self.ticket_id}"
