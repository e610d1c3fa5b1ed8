"""Readers' answers to "Did this solve it?"."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from core.html import plain
from kb.models import Article, ArticleFeedback

MAX_COMMENT = 2000


@transaction.atomic
def feedback_give(
    *, article_id: int, is_helpful: bool, reader_ref: str, comment: str = "", now: datetime
) -> ArticleFeedback:
    """Record or change one reader's answer, and recount the article's answers."""
    article = Article.objects.select_for_update().only("pk", "published_version").get(pk=article_id)
    answer, _ = ArticleFeedback.objects.update_or_create(
        article=article,
        reader_ref=reader_ref[:80],
        defaults={
            "is_helpful": is_helpful,
            "comment": plain(comment)[:MAX_COMMENT],
            "article_version": article.published_version,
            "created_at": now,
        },
    )
    counts = ArticleFeedback.objects.filter(article=article).aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)), unhelpful=Count("pk", filter=Q(is_helpful=False))
    )
    Article.objects.filter(pk=article.pk).update(
        helpful_count=counts["helpful"], unhelpful_count=counts["unhelpful"]
    )
    return answer
