"""Addresses of articles: one for each, given once, kept for readers who come by a former one."""

import re
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from core.actors import Actor
from core.errors import Conflict
from kb import selectors
from kb.models import Article, ArticleRedirect
from kb.outline import slug_of
from kb.rendering import article_path


class SlugTaken(Conflict):
    """Another article has this address."""

    code = "kb.slug_taken"


def insert(actor: Actor, article: Article, slug: str) -> None:
    """Store a new article under the address that is wished, else under one made of its title."""
    article.slug = _own_slug(actor, slug) if slug else free_slug(slug_of(article.title, limit=100))
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError:
        # Somebody else took the same slug at the same moment.
        article.slug = f"{article.slug[:110]}-{uuid.uuid4().hex[:8]}"
        article.save(force_insert=True)


def follows_title(article: Article, old_title: str) -> bool:
    """Whether the slug has not been given to anybody and was not chosen by anybody."""
    if article.published_at is not None or article.title == old_title:
        return False
    derived = re.escape(slug_of(old_title, limit=100))
    return re.fullmatch(rf"{derived}(-\d{{1,9}}|-[0-9a-f]{{8}})?", article.slug) is not None


def _own_slug(actor: Actor, wanted: str, article_id: int | None = None) -> str:
    """
    The requested slug, or the next free one if it belongs to an article that the actor cannot see.

    A refusal would reveal that such an article exists. Raises SlugTaken for one that the actor may see.
    """
    holder = Article.objects.filter(slug=wanted).exclude(pk=article_id or 0).first()
    if holder is None:
        return wanted
    if selectors.articles_visible(actor).filter(pk=holder.pk).exists():
        raise SlugTaken(f"Another article has the address {wanted}.")
    return free_slug(wanted[:110])


def free_slug(base: str, *, besides: Article | None = None) -> str:
    """The address, with a number if another article has it or had it before."""
    others = Article.objects.filter(slug__startswith=base)
    moved = ArticleRedirect.objects.filter(path__startswith=article_path(base))
    if besides is not None:
        others, moved = others.exclude(pk=besides.pk), moved.exclude(article=besides)
    taken = set(others.values_list("slug", flat=True))
    # A former slug that readers still use stays with the article they are looking for.
    taken |= {path.rpartition("/")[2] for path in moved.values_list("path", flat=True)}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def move(actor: Actor, article: Article, slug: str, now: datetime) -> None:
    """Give an article another address; readers of a published one are sent on. Raises SlugTaken."""
    slug = _own_slug(actor, slug, article.pk)
    if article.published_at is not None:
        ArticleRedirect.objects.update_or_create(
            path=article_path(article.slug), defaults={"article": article, "created_at": now}
        )
    ArticleRedirect.objects.filter(path=article_path(slug)).delete()
    article.slug = slug
