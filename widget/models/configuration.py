import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import EncryptedTextField
from people.models import Brand
from widget.areas import AreaRule
from widget.hiding import Hiding


def new_secret() -> str:
    """A signing secret of 384 random bits, more than HS256 requires."""
    return secrets.token_urlsafe(48)


def all_languages() -> list[str]:
    """Every language of the panel."""
    return [str(value) for value in WidgetSettings.Language.values]


class WidgetSettings(models.Model):
    """
    How one brand's widget behaves, and whom it trusts.

    Two secrets are live at once, so that a rotation never locks anybody out: the customer's backend moves
    to the new one, then the old one is retired, or ends by itself at
    `previous_secret_until`. `area_rules` is an ordered list of `{pattern, area}`,
    `notices` of `{id, pattern, text, article}`: what the home view says on the pages that fit. `guides`
    are the steps that "Show me" points out for an article: `{article, steps: [{selector, title, text}]}`.
    `is_email_trusted` takes the address of a user token as proven unless the token says that it is not;
    without it only `"email_verified": true` proves one. `hidden_fields`, `hidden_selectors` and
    `hidden_params` are never read from a page. `translations` holds greeting, launcher_text and consent_text
    by language, where they differ from those without one. `secret_uses` counts sign-ins.
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

    class Language(models.TextChoices):
        """What the panel can speak."""

        EN = "en", "English"
        DE = "de", "Deutsch"

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
    secret_used_at = models.DateTimeField(null=True, blank=True)
    secret_uses = models.PositiveIntegerField(default=0, db_default=0)
    previous_secret_used_at = models.DateTimeField(null=True, blank=True)
    previous_secret_uses = models.PositiveIntegerField(default=0, db_default=0)
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
    launcher_text = models.CharField(max_length=30, blank=True, default="", db_default="")
    consent_text = models.CharField(max_length=300, blank=True, default="", db_default="")
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language.choices),
        default=all_languages,
        db_default=["en", "de"],
    )
    translations = models.JSONField(default=dict, blank=True, db_default={})
    hidden_fields = ArrayField(models.CharField(max_length=60), default=list, blank=True, db_default=[])
    hidden_selectors = ArrayField(models.CharField(max_length=200), default=list, blank=True, db_default=[])
    hidden_params = ArrayField(models.CharField(max_length=60), default=list, blank=True, db_default=[])
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
    def hiding(self) -> Hiding:
        """What no page tells, whatever it says."""
        return Hiding.of(self.hidden_fields, self.hidden_params)

    def language_for(self, locale: str) -> str:
        """The panel's language for a locale; the first one where it does not speak that."""
        wanted = locale.replace("_", "-").partition("-")[0].lower()
        return wanted if wanted in self.languages else (self.languages or all_languages())[0]

    def text_for(self, name: str, language: str) -> str:
        """One of the brand's own texts in a language, or as it stands; empty for the panel's own words."""
        return str(self.translations.get(language, {}).get(name) or getattr(self, name))

    @property
    def areas(self) -> list[AreaRule]:
        """The address patterns in order."""
        return [AreaRule(pattern=row["pattern"], area=row["area"]) for row in self.area_rules]
