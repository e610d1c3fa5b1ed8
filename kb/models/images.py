import uuid

from django.db import models
from django.db.models import Q

from kb.models.articles import Article
from people.models import User


class ArticleImage(models.Model):
    """
    A picture in an article. Its bytes lie in the store of files below `articles/`, under its own id.

    Whoever may read the article may see it. A picture that a version shows stays for good, since versions do;
    one that none shows is deleted after a day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    alt = models.CharField(max_length=300)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_kept = models.BooleanField(default=False, db_default=False)
    """A version shows it."""

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(is_kept=False), name="image_to_look_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Its address in the text of its article."""
        return f"/api/v1/article-images/{self.public_id}"

    @property
    def path(self) -> str:
        """Where its bytes lie below MEDIA_ROOT."""
        return f"articles/{str(self.public_id)[:2]}/{self.public_id}"
