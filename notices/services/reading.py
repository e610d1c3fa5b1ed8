"""Putting notices away, and taking them out again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core import live
from core.actors import Actor
from core.events import LiveMessage, show
from notices.models import Notice, NoticeQuerySet

KEPT = timedelta(days=90)


@transaction.atomic
def notices_read(
    *,
    actor: Actor,
    ids: Sequence[int] | None = None,
    ticket_id: int | None = None,
    until: datetime | None = None,
    now: datetime,
) -> int:
    """
    Put away one's unread notices: these, those about a ticket, or all that happened `until` a time.

    Returns how many there were. Mail that waits for them does not leave.
    """
    rows = Notice.objects.filter(user_id=actor.staff_id).unread()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if ticket_id is not None:
        rows = rows.filter(ticket_id=ticket_id)
    if until is not None:
        rows = rows.filter(at__lte=until)
    count = rows.update(read_at=now, mail_at=None)
    return _changed(actor, count)


@transaction.atomic
def notices_unread(*, actor: Actor, ids: Sequence[int]) -> int:
    """Take notices out again; those of which there is a newer unread one stay away. Returns how many."""
    rows: NoticeQuerySet = Notice.objects.visible_to(actor).filter(pk__in=ids, read_at__isnull=False)
    about_same = Q(ticket_id=OuterRef("ticket_id")) | Q(article_id=OuterRef("article_id"))
    newer = Notice.objects.filter(
        about_same, user_id=OuterRef("user_id"), kind=OuterRef("kind"), read_at=None
    )
    newest: dict[tuple[int | None, int | None, str], int] = {}
    older = rows.exclude(Exists(newer)).order_by("at", "pk")
    for pk, ticket_id, article_id, kind in older.values_list("pk", "ticket_id", "article_id", "kind"):
        # What is about neither is each about something else.
        about = ticket_id if ticket_id or article_id else -pk
        newest[about, article_id, kind] = pk
    return _changed(actor, Notice.objects.filter(pk__in=newest.values()).update(read_at=None))


@transaction.atomic
def article_notices_settle(*, kind: str, article_id: int, now: datetime) -> int:
    """Put away what is unread of one kind about an article, for everybody; returns how many."""
    rows = Notice.objects.filter(article_id=article_id, kind=kind).unread()
    users = sorted(set(rows.values_list("user_id", flat=True)))
    count = rows.update(read_at=now, mail_at=None)
    if users:
        told = [LiveMessage(live.topic_for("user", user), {"notice": None}) for user in users]
        show("notices.changed", told)
    return count


@transaction.atomic
def notices_forget(*, now: datetime, limit: int = 5_000) -> int:
    """Delete what was put away long ago; returns how many."""
    old = Notice.objects.filter(read_at__lt=now - KEPT).order_by("read_at").values("pk")[:limit]
    return Notice.objects.filter(pk__in=old).delete()[0]


def _changed(actor: Actor, count: int) -> int:
    if count:
        show("notices.changed", [LiveMessage(live.topic_for("user", actor.staff_id), {"notice": None})])
    return count
