"""When a person will answer: one promise, from measurement, settings or the SLA, or none at all."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from core import clock, ports
from core.reads import Read
from people.models import Role
from people.selectors import internal as everybody
from tickets.models import Channel
from tickets.rendering import stamp
from tickets.selectors import internal as all_tickets
from widget.models import WidgetSettings

MEASURED_OVER = timedelta(days=14)
# Fewer conversations than this say nothing about the next one.
ENOUGH = 8
_BRANDS = Read(all_tickets.tickets, ("brand_id",))
SAMPLE = 200


class Promise(StrEnum):
    """
    The single statement made about waiting.

    `set`: the brand's own words. `usual`: somebody is here and usually takes this long. `within`: the SLA's
    limit, because nobody is here or the usual time is unknown. `away`: nobody is here, and no time is
    promised. `here`: somebody is here, and no time is known.
    """

    SET = "set"
    USUAL = "usual"
    WITHIN = "within"
    AWAY = "away"
    HERE = "here"


def wait_json(settings: WidgetSettings, *, ticket_id: int | None, now: datetime) -> dict[str, Any]:
    """
    What the customer may be told about waiting: one `promise`, with its `seconds` and `until`.

    A time measured while people were present is no promise for when nobody is: then the SLA's limit is given
    as an upper bound. `is_someone_here` and `text` say the same to older panels.
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
    """What the panel says about waiting in a ticket's conversation; fills `core.ports.shown_wait`."""
    found = _BRANDS.first(Q(pk=ticket_id, channel=Channel.WIDGET))
    if found is None:
        return None
    (brand_id,) = found
    # A widget that nobody has set up uses its defaults.
    settings = WidgetSettings.objects.filter(brand=brand_id).first() or WidgetSettings(brand_id=brand_id)
    wait = wait_json(settings, ticket_id=ticket_id, now=clock.now())
    return ports.ShownWait(wait["seconds"], is_usual=wait["promise"] == Promise.USUAL)


def is_someone_here() -> bool:
    """Whether any staff user who may answer is online; looked up at most every 10 seconds."""
    found: bool | None = cache.get("widget:someone-here")
    if found is None:
        answering = (Role.OWNER, Role.ADMIN, Role.SUPERVISOR, Role.AGENT)
        found = everybody.is_anybody_online(answering)
        cache.set("widget:someone-here", found, timeout=10)
    return found


def usual_first_reply(brand_id: int, *, now: datetime) -> int | None:
    """
    Median seconds to a person's first reply in the brand's chats of two weeks; None if there are too few.
    """
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
