"""Messages that nobody asked for: offered once, shown in the widget, answered, and refused for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from core import live
from core.errors import NotFound
from widget.models import ProactiveMessage, ProactiveOptOut, WidgetSession

KEPT = timedelta(days=90)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """What a message says, and where and until when it may be shown."""

    text: str
    texts: Mapping[str, str] = field(default_factory=dict)
    article: str = ""
    shows_steps: bool = False
    page: str = ""
    lasts: timedelta = timedelta(days=7)


@transaction.atomic
def message_offer(*, key: str, contact_id: int, offer: Offer, now: datetime) -> bool:
    """
    Offer a message to somebody, and tell their open widgets; whether it is new. Safe to repeat.

    Nobody who refused such messages gets one, whoever asked before.
    """
    if ProactiveOptOut.objects.filter(contact=contact_id).exists():
        return False
    _, is_new = ProactiveMessage.objects.get_or_create(
        key=key,
        defaults={
            "contact_id": contact_id,
            "text": offer.text[:400],
            "texts": dict(offer.texts),
            "article": offer.article,
            "shows_steps": offer.shows_steps,
            "page": offer.page,
            "offered_at": now,
            "expires_at": now + offer.lasts,
        },
    )
    if is_new:
        topic = live.topic_for("contact", contact_id)
        # One that is lost is found by the widget's next look.
        transaction.on_commit(
            lambda: live.push(topic=topic, name="proactive.offered", data={"at": now.isoformat()}),
            robust=True,
        )
    return is_new


@transaction.atomic
def message_answer(*, session: WidgetSession, message_id: int, what: str, now: datetime) -> None:
    """
    Note that a message was `shown`, `opened` or `dismissed`; the first time counts.

    Raises NotFound, also for somebody else's.
    """
    found = ProactiveMessage.objects.select_for_update().filter(pk=message_id, contact=session.contact_id)
    row = found.first() if session.contact_id is not None else None
    if row is None:
        raise NotFound("There is no such message.")
    column = f"{what}_at"
    if getattr(row, column) is None:
        setattr(row, column, now)
        row.save(update_fields=[column])


@transaction.atomic
def messages_choose(*, session: WidgetSession, is_opted_out: bool, now: datetime) -> None:
    """Refuse all such messages, or take that back. What is refused goes at once."""
    if session.contact_id is None:
        return
    if not is_opted_out:
        ProactiveOptOut.objects.filter(contact=session.contact_id).delete()
        return
    ProactiveOptOut.objects.get_or_create(contact_id=session.contact_id, defaults={"at": now})
    waiting = ProactiveMessage.objects.filter(contact=session.contact_id, opened_at=None, dismissed_at=None)
    waiting.update(dismissed_at=now)


def messages_withdraw(*, prefix: str, now: datetime) -> int:
    """Take back the messages with such keys that nobody has answered; returns how many."""
    waiting = ProactiveMessage.objects.filter(key__startswith=prefix, opened_at=None, dismissed_at=None)
    return waiting.filter(expires_at__gt=now).update(expires_at=now)


def messages_forget(*, now: datetime) -> int:
    """Delete messages that have been over for a while; returns how many."""
    old = ProactiveMessage.objects.filter(expires_at__lt=now - KEPT).order_by("pk")[:BATCH]
    return ProactiveMessage.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
