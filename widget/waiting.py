"""When a person answers, as far as it is known: measured, promised by the SLA, or not said at all."""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import F

from core import ports
from people.models import Presence, Role, User
from tickets.models import Channel, Ticket
from widget.models import WidgetSettings

MEASURED_OVER = timedelta(days=14)
# Fewer conversations than these tell nothing about the next one.
ENOUGH = 8
SAMPLE = 200


def wait_json(settings: WidgetSettings, *, ticket_id: int | None, now: datetime) -> dict[str, Any]:
    """`is_someone_here`, `seconds` to a person's usual first reply or None, and the brand's own words."""
    seconds = usual_first_reply(settings.brand_id, now=now)
    if seconds is None and ticket_id is not None:
        seconds = ports.expected_wait_seconds(ticket_id)
    return {"is_someone_here": is_someone_here(), "seconds": seconds, "text": settings.wait_text}


def is_someone_here() -> bool:
    """Whether anybody of the staff who may answer is online; looked up at most every 10 seconds."""
    found: bool | None = cache.get("widget:someone-here")
    if found is None:
        answering = (Role.OWNER, Role.ADMIN, Role.SUPERVISOR, Role.AGENT)
        found = User.objects.filter(is_active=True, presence=Presence.ONLINE, role__in=answering).exists()
        cache.set("widget:someone-here", found, timeout=10)
    return found


def usual_first_reply(brand_id: int, *, now: datetime) -> int | None:
    """Median seconds to a person's first reply to the brand's chats of two weeks; None when too few."""
    key = f"widget:usual-reply:{brand_id}"
    found: int | None = cache.get(key)
    if found is None:
        found = _measure(brand_id, now)
        cache.set(key, found, timeout=300)
    return found if found and found > 0 else None


def _measure(brand_id: int, now: datetime) -> int:
    rows = (
        Ticket.objects.filter(
            brand=brand_id,
            channel=Channel.WIDGET,
            created_at__gte=now - MEASURED_OVER,
            first_replied_at__isnull=False,
        )
        .annotate(took=F("first_replied_at") - F("created_at"))
        .order_by("-created_at")
        .values_list("took", flat=True)[:SAMPLE]
    )
    took = sorted(int(each.total_seconds()) for each in rows)
    return took[len(took) // 2] if len(took) >= ENOUGH else 0
