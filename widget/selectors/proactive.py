"""Reads of messages that nobody asked for, and of the trails that give reason for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from widget.areas import AreaRule, area_of
from widget.models import ProactiveMessage, ProactiveOptOut, TrailStep, WidgetSession

BATCH = 500
MOST_LOOKED_AT = 10


def message_for(session: WidgetSession, *, page: str, now: datetime) -> ProactiveMessage | None:
    """
    The newest message that waits for a person on this page; `page` is scrubbed, and empty if not shared.

    One for certain pages alone is not shown where the page is not known.
    """
    if session.contact_id is None or has_opted_out(session.contact_id):
        return None
    waiting = ProactiveMessage.objects.filter(
        contact=session.contact_id, opened_at=None, dismissed_at=None, expires_at__gt=now
    )
    rows = waiting.filter(Q(brand=None) | Q(brand=session.brand_id)).order_by("-offered_at", "-pk")
    return next((row for row in rows[:MOST_LOOKED_AT] if is_on_page(row.page, page)), None)


def is_on_page(pattern: str, page: str) -> bool:
    """Whether a page fits a pattern (`widget.areas`); every page fits none."""
    return not pattern or bool(page and area_of(page, [AreaRule(pattern, "x")]))


def has_opted_out(contact_id: int | None) -> bool:
    """Whether somebody wants no messages that they did not ask for."""
    return ProactiveOptOut.objects.filter(contact=contact_id).exists()


def opted_out(contact_ids: Iterable[int]) -> set[int]:
    """Those of these contacts who want none."""
    return set(
        ProactiveOptOut.objects.filter(contact__in=list(contact_ids)).values_list("contact_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How many messages were shown, opened and dismissed."""

    offered: int = 0
    shown: int = 0
    opened: int = 0
    dismissed: int = 0


def answers_to(prefix: str) -> Answers:
    """What became of the messages whose keys begin like this."""
    found = ProactiveMessage.objects.filter(key__startswith=prefix).aggregate(
        offered=Count("pk"), shown=Count("shown_at"), opened=Count("opened_at"),
        dismissed=Count("pk", filter=Q(dismissed_at__isnull=False, opened_at=None)),
    )  # fmt: skip
    return Answers(**found)


@dataclass(frozen=True, slots=True)
class Trail:
    """The steps that a session shares, oldest first, and its page."""

    session_id: int
    contact_id: int
    page: str
    zone: str
    steps: tuple[TrailStep, ...]


def trails_between(since: datetime, until: datetime) -> Iterator[Trail]:
    """
    What sessions share whose last report lies in this stretch, a few hundred at a time.

    What nobody agreed to share, or withdrew, is not there.
    """
    after = 0
    while True:
        rows = WidgetSession.objects.filter(
            pk__gt=after, page_at__gt=since, page_at__lte=until, contact__isnull=False
        ).order_by("pk")  # fmt: skip
        found = list(rows.values_list("pk", "contact_id", "page_url", "timezone")[:BATCH])
        steps: dict[int, list[TrailStep]] = {}
        for step in TrailStep.objects.filter(session__in=[row[0] for row in found]).order_by("at", "id"):
            steps.setdefault(step.session_id, []).append(step)
        for pk, contact_id, page, zone in found:
            if pk in steps:
                yield Trail(pk, contact_id, page, zone, tuple(steps[pk]))
        if len(found) < BATCH:
            return
        after = found[-1][0]


def zone_of(contact_id: int) -> str:
    """The time zone that a person's browser told last; empty if none did."""
    rows = WidgetSession.objects.filter(contact=contact_id).exclude(timezone="").order_by("-last_seen_at")
    return str(rows.values_list("timezone", flat=True).first() or "")
