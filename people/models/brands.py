import secrets

from django.db import models


def new_widget_key() -> str:
    """A publishable key: it identifies a brand on a host page and grants nothing by itself."""
    return f"wk_{secrets.token_urlsafe(18)}"


class Brand(models.Model):
    """One face of the company: its own name, help center, widget and mail addresses."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    color = models.CharField(max_length=7, default="#0A5F6A")
    support_email = models.EmailField(blank=True)
    site_url = models.URLField(blank=True)
    widget_key = models.CharField(max_length=60, unique=True, default=new_widget_key)
    is_default = models.BooleanField(default=False)
    reopen_days = models.PositiveSmallIntegerField(default=14)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="brand_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name
