"""What the knowledge base provides to lower floors."""

from typing import Any

from core import clock
from core.actors import Actor, ActorKind
from kb.models import SearchChannel
from kb.rendering import shortened
from kb.selectors import search
from kb.selectors.articles import articles_of_brand
from kb.selectors.sources import sources_of_brand
from kb.services.searching import search_log
from people.policy import may


def article_results(*, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
    """Articles for the workspace-wide search; nothing for callers who may not read articles."""
    if not may(actor, "article.read"):
        return []
    found = search(actor, text, limit=limit, per_article=1).matching()
    search_log(
        actor=actor,
        text=text,
        found=found,
        channel=SearchChannel.WORKSPACE if actor.kind != ActorKind.TOKEN else SearchChannel.API,
        is_typing=True,
        now=clock.now(),
    )
    return [
        {
            "type": "article",
            "id": passage.article_id,
            "title": passage.title,
            "snippet": shortened(" ".join(passage.text.split()), 160),
            "url": passage.url,
            "audience": passage.audience,
        }
        for passage in found.passages
    ]


def brand_articles(brand_id: int) -> dict[str, int]:
    """How many articles are for this brand among others, for `core.ports.brand_holds`."""
    sources = sources_of_brand(brand_id)
    return {"articles": articles_of_brand(brand_id)} | ({"sources": sources} if sources else {})
