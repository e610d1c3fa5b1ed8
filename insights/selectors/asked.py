"""The questions that somebody has asked."""

from core.actors import Actor
from insights.models import AskedQuestion
from insights.selectors.figures import SEE
from people.policy import require

MAX_LISTED = 30


def questions(*, actor: Actor) -> list[AskedQuestion]:
    """The actor's own: those that they keep, then the newest others. Raises Forbidden."""
    require(actor, SEE)
    if actor.user_id is None:
        return []
    own = AskedQuestion.objects.filter(user_id=actor.user_id).order_by("-asked_at", "-pk")
    return [*own.filter(is_kept=True), *own.filter(is_kept=False)[:MAX_LISTED]]
