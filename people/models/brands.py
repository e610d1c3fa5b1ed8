import secrets

from django.db import models
from django.db.models import Q

from people import colors


def new_widget_key() -> str:
    """A publishable key: it identifies a brand on a host page and grants nothing by itself."""
    return f"wk_{secrets.token_urlsafe(18)}"


class Language(models.TextChoices):
    """What Candor itself can say."""

    ENGLISH = "en", "English"
    GERMAN = "de", "German"


class SurveyKind(models.TextChoices):
    """What customers are asked about a resolved ticket."""

    CSAT = "csat", "How satisfied they are, 1 to 5"
    CES = "ces", "How easy it was, 1 to 7"


class Brand(models.Model):
    """One face of the company: its own name, help center, widget and mail addresses."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    color = models.CharField(max_length=7, default="#0A5F6A")
    logo = models.CharField(max_length=64, blank=True, db_default="")
    """The digest of its BrandLogo."""
    support_email = models.EmailField(blank=True)
    site_url = models.URLField(blank=True)
    host = models.CharField(max_length=253, blank=True, db_default="")
    """Host name on which its help center answers, as DNS writes it."""
    host_seen_at = models.DateTimeField(null=True, blank=True)
    """When a check last found this installation behind `host`; empty once one did not."""
    host_looked_at = models.DateTimeField(null=True, blank=True)
    """When `host` was last looked at, whatever was found."""
    host_state = models.CharField(max_length=20, blank=True, db_default="")
    """What was found then: one of `people.services.hosting.STATES`."""
    language = models.CharField(
        max_length=5, choices=Language.choices, default=Language.ENGLISH, db_default=Language.ENGLISH
    )
    timezone = models.CharField(max_length=60, default="UTC", db_default="UTC")
    widget_key = models.CharField(max_length=60, unique=True, default=new_widget_key)
    is_default = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False, db_default=False)
    reopen_days = models.PositiveSmallIntegerField(default=14)
    asks_rating = models.BooleanField(default=True, db_default=True)
    survey_kind = models.CharField(
        max_length=4, choices=SurveyKind.choices, default=SurveyKind.CSAT, db_default=SurveyKind.CSAT
    )
    survey_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    """For how many days nobody is asked this again; 0 asks about every ticket."""
    asks_nps = models.BooleanField(default=False, db_default=False)
    nps_days = models.PositiveSmallIntegerField(default=90, db_default=90)
    acknowledgement = models.JSONField(default=dict, blank=True, db_default={})
    """Words of its own for the acknowledgement, by language; without them ours are used."""
    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="brand_one_default"
            ),
            models.UniqueConstraint(fields=["host"], condition=~Q(host=""), name="brand_host_once"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_archived=False), name="brand_default_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def on_color(self) -> str:
        """The color of text that stands on the brand's color."""
        return colors.on_color(self.color) if colors.is_color(self.color) else colors.WHITE

    @property
    def logo_path(self) -> str:
        """Where the logo is served; empty without one."""
        return f"/brand-logos/{self.logo}" if self.logo else ""


class BrandLogo(models.Model):
    """A logo's bytes, kept by their digest so that its address never shows another picture."""

    digest = models.CharField(max_length=64, primary_key=True)
    content_type = models.CharField(max_length=20)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Workspace(models.Model):
    """What holds for all brands; one row, made with the first change."""

    THE_ONE = 1

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)
    timezone = models.CharField(max_length=60, default="UTC")
    guide_aside_at = models.DateTimeField(null=True, blank=True)
    """When the set-up guide was put aside; None while it leads the way."""
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="workspace_once")]

    def __str__(self) -> str:
        return self.name
