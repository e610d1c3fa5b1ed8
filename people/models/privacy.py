import uuid

from django.db import models

from core.fields import EncryptedTextField
from people.models.customers import Contact
from people.models.staff import User


class PersonRequest(models.Model):
    """
    A person's data, exported or erased in the background.

    `person` says, while an erasure is at work, who they were: their record is empty from its first step on.
    `found` are counts by place; `path` is where the file of an export lies below the media folder.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", "Export"
        ERASURE = "erasure", "Erasure"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        EXPIRED = "expired", "Expired"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)
    person = EncryptedTextField(blank=True)
    found = models.JSONField(default=list)
    elsewhere = models.JSONField(default=list)
    path = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=models.Q(state="waiting"),
                name="person_request_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of contact {self.contact_id}"
