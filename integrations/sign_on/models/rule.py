from django.db import models
from django.db.models import Q

from people.models import User


class Rule(models.Model):
    """
    Whether staff must sign in at a provider; one row. `kept_session` is the digest of the session that
    required it, which stays whatever opened it.
    """

    is_required = models.BooleanField(default=False)
    required_at = models.DateTimeField(null=True)
    kept_session = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="sign_on_rule_once")]

    def __str__(self) -> str:
        return "required" if self.is_required else "not required"


class BreakGlass(models.Model):
    """An owner who may still sign in with what Candor itself checks, for when the provider is down."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.user_id)
