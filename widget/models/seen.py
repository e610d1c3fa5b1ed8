from django.db import models

from people.models import Brand


class SeenOrigin(models.Model):
    """
    An origin whose pages asked for a brand's widget, let in or refused.

    Pages say it to us before anybody is known, so that nothing of a visitor is kept: no address, no path. A
    brand has a limited number of rows, and a row is written at most once a minute.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=200)
    is_allowed = models.BooleanField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "origin"], name="widget_origin_once_per_brand")
        ]

    def __str__(self) -> str:
        return f"{self.origin} of brand {self.brand_id}"
