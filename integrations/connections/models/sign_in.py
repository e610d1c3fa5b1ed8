from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from people.models import User


class PendingSignIn(models.Model):
    """
    A sign-in at a system that somebody has begun and not come back from yet.

    `binding` is the digest of the browser session (or API token) that began it: nobody else can end it.
    `subject` says what it is for; the state itself is kept only as its digest, and is good once.
    """

    state_digest = models.CharField(max_length=64, unique=True)
    binding = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=120)
    verifier = EncryptedTextField()
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="pending_sign_in_ends"
            ),
        ]
