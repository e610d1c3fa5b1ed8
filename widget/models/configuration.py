import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import EncryptedTextField
from people.models import Brand
from widget.areas import AreaRule


def new_secret() -> str:
    """A signing secret of 384 random bits, more than HS256 requires."""
    return secrets.token_urlsafe(48)


class WidgetSettings(models.Model):
    """
    How one brand's widget behaves, and whom it trusts.

    Two secrets are live at once, so that a rotation never locks anybody out: the customer's backend moves
    to the new one, then the old one is retired, or ends by itself at
    `previous_secret_until`. `area_rules` is an ordered list of `{pattern, area}`,
    `notices` of `{id, pattern, text, article}`: what the home view says on the pages that fit. `guides`
    are the steps that "Show me" points out for an article: `{article, steps: [{selector, title, text}]}`.
    `is_email_trusted` takes the address of a user token as proven unless the token says that it is not;
    without it only `"email_verified": true` proves one.
    """

    class Position(models.TextChoices):
        """The corner of the launcher, relative to reading direction."""

        END = "end", "End"
        START = "start", "Start"

    class Theme(models.TextChoices):
        """Light, dark, or according to the visitor's system."""

        AUTO = "auto", "Automatic"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    is_enabled = models.BooleanField(default=True)
    allowed_origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    is_consent_required = models.BooleanField(default=True)
    is_identity_required = models.BooleanField(default=False)
    is_email_trusted = models.BooleanField(default=False)
    secret = EncryptedTextField(default=new_secret)
    previous_secret = EncryptedTextField(blank=True, default="")
    secret_rotated_at = models.DateTimeField(null=True, blank=True)
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    area_rules = models.JSONField(default=list, blank=True)
    notices = models.JSONField(default=list, blank=True)
    guides = models.JSONField(default=list, blank=True)
    color = models.CharField(max_length=7, blank=True)
    position = models.CharField(max_length=5, choices=Position.choices, default=Position.END)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    greeting = models.CharField(max_length=120, blank=True)
    wait_text = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "widget settings"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__range=(1, 365)), name="widget_retention_1_to_365_days"
            ),
        ]

    def __str__(self) -> str:
        return f"Widget of brand {self.brand_id}"

    def has_previous(self, now: datetime) -> bool:
        """Whether the secret before the current one still verifies user tokens."""
        until = self.previous_secret_until
        return bool(self.previous_secret) and (until is None or until > now)

    def live_secrets(self, now: datetime) -> list[str]:
        """The secrets that verify user tokens now, newest first."""
        return [self.secret, *([self.previous_secret] if self.has_previous(now) else [])]

    @property
    def areas(self) -> list[AreaRule]:
        """The address patterns in order."""
        return [AreaRule(pattern=row["pattern"], area=row["area"]) for row in self.area_rules]
