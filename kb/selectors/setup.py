"""What the knowledge base adds to the set-up guide."""

from core.actors import Actor
from core.setup import Facts, Found, State
from kb.models import Article, Status
from kb.selectors.articles import articles_visible


def article_way(actor: Actor) -> Found:
    """The first published article; drafts and imports wait for somebody to publish them."""
    if Article.objects.published().exists():
        title = articles_visible(actor).published().order_by("id").values_list("title", flat=True).first()
        return Found(State.DONE, Facts({"title": title} if title is not None else {}))
    drafts = articles_visible(actor).filter(status__in=[Status.DRAFT, Status.REVIEW])
    draft = drafts.order_by("-id").values_list("pk", "title").first()
    if draft is None:
        return Found(State.OPEN)
    return Found(State.WAITING, Facts({"title": draft[1]}, {"id": draft[0]}))
