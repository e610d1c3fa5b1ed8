from django.db import models

from core.fields import EncryptedTextField
from people.models.sessions import StaffSession
from people.models.staff import User


class FactorCeremony(models.Model):
    """
    A second factor, or a proof, that a signed-in browser has begun and not finished.

    `secret` is what only the server may say later: the key of an authenticator app, or the challenge that a
    passkey has to sign. It is used once, and a newer one of its kind replaces it.
    """

    class Kind(models.TextChoices):
        TOTP = "totp", "Set up an authenticator app"
        PASSKEY = "passkey", "Add a passkey"
        PROOF = "proof", "Prove by a passkey"

    session = models.ForeignKey(StaffSession, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    secret = EncryptedTextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind"], name="factor_ceremony_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CodeFailure(models.Model):
    """
    A wrong code for an account, given by somebody who knew its password or held its session.

    `mark` names a browser that has signed in to the account before and counts for itself; it is empty for
    others, which count by `client`, their address, and all together.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=80, blank=True)
    client = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="code_failure_by_user")]

    def __str__(self) -> str:
        return f"A wrong code for {self.user_id}"


class UserPicture(models.Model):
    """Somebody's picture as it is served; `User.picture` holds its digest."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"Picture of {self.user_id}"
