"""When a person answers: one promise, measured or set or of the SLA, or none at all."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.cache import cache

from core import clock, ports
from people.models import Role
from people.selectors import internal as everybody
from tickets.models import Channel
from tickets.rendering import stamp
from tickets.selectors import internal as all_tickets
from widget.models import WidgetSettings

MEASURED_OVER = timedelta(days=14)
# Fewer conversations than these tell nothing about the next one.
ENOUGH = 8
SAMPLE = 200


class Promise(StrEnum):
    """
    The one thing that is said about waiting.

    `set`: the brand's own words. `usual`: a person is here and usually takes so long. `within`: at the
    latest then, by the SLA, since nobody is here or nothing is known of the usual. `away`: nobody is here,
    and no time is promised. `here`: a person is here, and no time is known.
    """

    SET = "set"
    USUAL = "usual"
    WITHIN = "within"
    AWAY = "away"
    HERE = "here"


def wait_json(settings: WidgetSettings, *, ticket_id: int | None, now: datetime) -> dict[str, Any]:
    """
    What the customer may be told about waiting: one `promise`, and the `seconds` and `until` it means.

    What was measured while people were there is no promise for a time when nobody is: then the SLA's limit
    is, as an upper bound. `is_someone_here` and `text` say the same for older panels.
    """
    is_here = is_someone_here()
    seconds = usual_first_reply(settings.brand_id, now=now) if is_here else None
    limit = ports.expected_wait_seconds(ticket_id) if ticket_id is not None else None
    if settings.wait_text:
        promise, seconds = Promise.SET, None
    elif seconds is not None and (limit is None or limit == 0 or seconds <= limit):
        promise = Promise.USUAL
    elif limit:
        promise, seconds = Promise.WITHIN, limit
    else:
        promise, seconds = (Promise.HERE if is_here else Promise.AWAY), None
    until = now + timedelta(seconds=seconds) if promise == Promise.WITHIN and seconds else None
    return {
        "promise": promise.value,
        "seconds": seconds,
        "until": stamp(until),
        "is_someone_here": is_here,
        "text": settings.wait_text,
    }


def shown_wait(ticket_id: int) -> ports.ShownWait | None:
    """What the panel of a ticket's conversation shows; fills `core.ports.shown_wait`."""
    ticket = all_tickets.tickets().filter(pk=ticket_id, channel=Channel.WIDGET).only("brand_id").first()
    if ticket is None:
        return None
    brand_id = ticket.brand_id
    # A widget that nobody has set up is shown with its defaults.
    settings = WidgetSettings.objects.filter(brand=brand_id).first() or WidgetSettings(brand_id=brand_id)
    wait = wait_json(settings, ticket_id=ticket_id, now=clock.now())
    return ports.ShownWait(wait["seconds"], is_usual=wait["promise"] == Promise.USUAL)


def is_someone_here() -> bool:
    """Whether anybody of the staff who may answer is online; looked up at most every 10 seconds."""
    found: bool | None = cache.get("widget:someone-here")
    if found is None:
        answering = (Role.OWNER, Role.ADMIN, Role.SUPERVISOR, Role.AGENT)
        found = everybody.is_anybody_online(answering)
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
    took = sorted(
        all_tickets.first_reply_seconds(
            brand_id=brand_id, channel=Channel.WIDGET, since=now - MEASURED_OVER, limit=SAMPLE
        )
    )
    return took[len(took) // 2] if len(took) >= ENOUGH else 0
