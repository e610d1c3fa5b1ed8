from django.db import models
from django.db.models import Q

from kb.models.articles import Article
from kb.models.searches import SearchChannel
from people.models import Brand, Contact
from tickets.models import Ticket


class ArticleRead(models.Model):
    """
    A customer opened an article (K9).

    `contact` is known in the widget alone; `ticket` is the one that this reader opened within a day. The same
    reader counts once in half an hour. Pages that a cache or a reader's own browser answers are not seen.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=12, choices=SearchChannel.choices)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["article", "-at"], name="read_by_article"),
            models.Index(fields=["-at"], name="read_by_time"),
            models.Index(
                fields=["contact", "-at"], condition=Q(contact__isnull=False), name="read_by_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} read"
