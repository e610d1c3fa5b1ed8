from django.db import models
from django.db.models import Q

from people.models import Brand, Contact


class ProactiveMessage(models.Model):
    """
    A message that nobody asked for, for one person, shown in the widget until it is answered or over.

    `key` is the sender's own, so that a repetition is no second message. `texts` are by language, `text`
    stands for all others. `page` is a pattern of addresses (`widget.areas`), empty for every page.
    """

    key = models.CharField(max_length=80, unique=True)
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    brand = models.ForeignKey(Brand, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=400)
    texts = models.JSONField(default=dict)
    article = models.CharField(max_length=120, blank=True)
    shows_steps = models.BooleanField(default=False)
    page = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contact", "-offered_at"],
                name="proactive_waiting",
                condition=Q(opened_at__isnull=True, dismissed_at__isnull=True),
            ),
            models.Index(fields=["expires_at"], name="proactive_expires"),
        ]

    def __str__(self) -> str:
        return f"proactive message {self.key}"


class ProactiveOptOut(models.Model):
    """Somebody who wants no messages that they did not ask for."""

    contact = models.OneToOneField(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.contact_id} wants no proactive messages"
