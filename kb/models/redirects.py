from django.db import models
from django.db.models import Q

from kb.models.articles import Article
from people.models import Brand, User


class Redirect(models.Model):
    """
    An address that readers know from before, and where it leads: to an article, or to a path or address.

    Without a brand it holds in every help center. `path` is on our own host, as it is written in
    `kb.old_paths.path_of`. One that a source brought has `is_imported`.
    """

    brand = models.ForeignKey(Brand, null=True, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=1000, blank=True)
    is_imported = models.BooleanField(default=False)
    hits = models.PositiveIntegerField(default=0)
    hit_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "path"], name="redirect_once_a_path", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, target="") | (Q(article__isnull=True) & ~Q(target="")),
                name="redirect_has_one_target",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="redirect_by_path")]

    def __str__(self) -> str:
        return self.path


class MissedPath(models.Model):
    """An address that readers asked a help center for and that is not there, without its parameters."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "path"], name="missed_path_once")]
        indexes = [models.Index(fields=["brand", "last_at"], name="missed_path_by_time")]

    def __str__(self) -> str:
        return self.path
