"""Reads of notices."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from core.actors import Actor
from notices.choices import DIGEST_AT, Choices, Wish
from notices.models import Choice, Notice, NoticeQuerySet, Quiet
from people.models import User
from people.selectors import internal as everybody

MAX_COUNTED = 100


def own_notices(*, actor: Actor, unread: bool) -> NoticeQuerySet:
    """One's notices with their tickets, all of them or the unread ones."""
    rows: NoticeQuerySet = Notice.objects.visible_to(actor).select_related("ticket", "article")
    return rows.unread() if unread else rows


def unread_count(*, actor: Actor) -> int:
    """How many of one's notices are unread, counted to `MAX_COUNTED`."""
    return len(Notice.objects.visible_to(actor).unread().values("pk")[:MAX_COUNTED])


def notices_due(*, user_id: int, ids: Sequence[int]) -> list[Notice]:
    """Those of these notices about tickets and articles that somebody has not read, oldest first."""
    about = Q(ticket__isnull=False) | Q(article__isnull=False)
    rows: NoticeQuerySet = Notice.objects.filter(about, pk__in=ids, user_id=user_id).unread()
    return list(rows.select_related("ticket", "article").order_by("at", "pk"))


def choices_of(users: Sequence[User]) -> dict[int, Choices]:
    """What these people want to hear of."""
    ids = [user.pk for user in users]
    wishes: dict[int, dict[str, Wish]] = defaultdict(dict)
    for choice in Choice.objects.filter(user_id__in=ids):
        wishes[choice.user_id][choice.kind] = Wish(is_shown=choice.is_shown, mail=choice.mail)
    quiet = {one.user_id: one for one in Quiet.objects.filter(user_id__in=ids)}
    return {user.pk: _choices(user, wishes[user.pk], quiet.get(user.pk)) for user in users}


def own_choices(*, actor: Actor) -> Choices:
    """What the actor wants to hear of."""
    user = everybody.user_any(actor.staff_id)
    assert user is not None  # noqa: S101 (an actor with a staff id has an account)
    return choices_of([user])[user.pk]


def _choices(user: User, wishes: dict[str, Wish], quiet: Quiet | None) -> Choices:
    return Choices(
        wishes=wishes,
        timezone=user.timezone,
        quiet_begins=quiet.begins if quiet is not None else None,
        quiet_ends=quiet.ends if quiet is not None else None,
        digest_at=quiet.digest_at if quiet is not None else DIGEST_AT,
    )
