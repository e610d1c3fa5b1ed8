"""Reads of the thread of comments on a review: what was said, and who is told of the next word."""

from core.actors import Actor
from people.models import User
from people.policy import role_may
from people.selectors import internal as everybody
from quality.models import REVIEW, Comment, Review
from tickets.selectors import staff_seeing


def comments_of(review_id: int) -> list[Comment]:
    """The comments of a review, the oldest first."""
    return list(Comment.objects.filter(review_id=review_id).select_related("by").order_by("pk"))


def told_of(row: Review, *, by: Actor, comments: list[Comment] | None = None) -> list[User]:
    """
    Whom a word of `by` is for, by name: whoever was reviewed, whoever reviewed it, and all who wrote in the
    thread, without the writer; only those who may (still) see it. `comments` saves a statement.
    """
    thread = comments_of(row.pk) if comments is None else comments
    ids = {row.person_id, row.reviewed_by_id, *(one.by_id for one in thread)} - {None, by.user_id}
    users = everybody.users_active(pk for pk in ids if pk is not None)
    found = [user for user in users if user.pk == row.person_id or role_may(user.role, REVIEW)]
    seeing = staff_seeing(ticket=row.ticket, users=found) if found else set()
    return sorted(
        (user for user in found if user.pk in seeing), key=lambda user: (user.name.casefold(), user.pk)
    )
