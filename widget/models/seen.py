from django.db import models

from people.models import Brand


class SeenOrigin(models.Model):
    """
    An origin whose pages asked for a brand's widget, let in or refused.

    Pages say it to us before anybody is known, so that nothing of a visitor is kept. A brand has a limited
    number of rows, and a row is written at most once a minute. `path` is the cleaned path of the last page
    that asked while an admin watched the installation, and of nobody; else no path is told to us.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=200)
    is_allowed = models.BooleanField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=1)
    path = models.CharField(max_length=500, blank=True, default="", db_default="")
    path_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "origin"], name="widget_origin_once_per_brand")
        ]

    def __str__(self) -> str:
        return f"{self.origin} of brand {self.brand_id}"
