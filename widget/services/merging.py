"""Sessions when two contacts are merged: proof moves with its contact, a mere claim does not."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock, live
from people.merge_rules import Side
from people.models import Contact
from widget.models import WidgetSession


def contact_counts(contact_id: int) -> dict[str, int]:
    """Chats that a merge would end: open sessions without proof; fills `core.ports.contact_counts`."""
    return {
        "chats": WidgetSession.objects.alive(clock.now())
        .filter(contact=contact_id, is_verified=False)
        .count()
    }


def contact_move(*, source: Side, target: Side, now: datetime) -> dict[str, Any]:
    """
    Verified sessions follow; sessions without proof end on both sides. Fills `core.ports.contact_moves`.

    Otherwise whoever uses an unverified one would hear what is said to the other contact.
    """
    mine, theirs = source.contact, target.contact
    rows = WidgetSession.objects.select_for_update().filter(contact__in=[mine, theirs]).order_by("pk")
    sessions = list(rows.only("pk", "contact_id", "is_verified", "ended_at", "expires_at"))
    moving = [row.pk for row in sessions if row.contact_id == mine.pk and row.is_verified]
    ending = [
        row.pk for row in sessions if not row.is_verified and row.ended_at is None and row.expires_at > now
    ]
    WidgetSession.objects.filter(pk__in=moving).update(contact=theirs)
    WidgetSession.objects.filter(pk__in=ending).update(ended_at=now)
    _withdraw(mine, theirs)
    return {"sessions": moving, "ended": ending}


def contact_return(
    *,
    source: Contact,
    target: Contact,
    steps: dict[str, list[int]],
    addresses: list[str],
    merged_at: datetime,
    now: datetime,
) -> None:
    """
    Ended sessions resume, moved ones return; fills `core.ports.contact_returns`.

    Verified sessions of both contacts end: one begun since the merge may have been proven by something that
    belongs to the source again. The customer's page signs them in again.
    """
    both = WidgetSession.objects.filter(contact__in=[source, target], is_verified=True)
    both.filter(ended_at=None).update(ended_at=now)
    WidgetSession.objects.filter(pk__in=steps.get("sessions", []), contact=target).update(contact=source)
    ended = WidgetSession.objects.filter(pk__in=steps.get("ended", []), is_verified=False, ended_at=merged_at)
    ended.update(ended_at=None)
    _withdraw(source, target)


def _withdraw(*contacts: Contact) -> None:
    """Make open sockets authenticate again."""
    topics = [live.topic_for("contact", contact.pk) for contact in contacts]

    def tell() -> None:
        for topic in topics:
            live.push(topic=topic, name="widget.session_ended", data={}, scope={"withdraw": True})

    transaction.on_commit(tell)
