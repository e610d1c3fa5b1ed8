"""Pictures of articles, for whoever may read the article."""

import uuid

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
    readable = help_articles(reader=reader, brand=brand).values("pk")
    found = (
        ArticleImage.objects.select_related("article")
        .filter(public_id=public_id, article__in=readable)
        .first()
    )
    if found is None or str(public_id) not in published_content(found.article).body_html:
        raise NotFound("There is no such image.")
    return found
