"""Pictures of articles, for whoever may read the article."""

import uuid

from django.db.models import Q

from core.actors import Actor
from core.errors import NotFound
from kb.audience import Reader
from kb.models import ArticleImage
from kb.selectors.articles import articles_visible, help_articles, published_content
from people.models import Brand


def image_get(*, actor: Actor, public_id: uuid.UUID) -> ArticleImage:
    """A picture of an article that staff may see in any state. Raises NotFound."""
    found = ArticleImage.objects.filter(
        public_id=public_id, article__in=articles_visible(actor).values("pk")
    ).first()
    if found is None:
        raise NotFound("There is no such image.")
    return found


def help_image(*, reader: Reader, brand: Brand, public_id: uuid.UUID) -> ArticleImage:
    """
    A picture as readers of a help center get it: of a published article that they may read, in the words
    that they get. Raises NotFound.
    """
    readable = help_articles(reader=reader, brand=brand)
    found = ArticleImage.objects.select_related("article").filter(public_id=public_id).first()
    # A translation shows what its original shows, and may go on when that no longer does.
    family = [found.article_id, found.article.translation_of_id] if found is not None else []
    shown = readable.filter(Q(pk__in=family) | Q(translation_of__in=family))
    if found is None or not any(str(public_id) in published_content(one).body_html for one in shown[:20]):
        raise NotFound("There is no such image.")
    return found
