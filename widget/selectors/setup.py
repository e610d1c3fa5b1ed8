"""What the widget adds to the set-up guide."""

from datetime import timedelta

from django.conf import settings

from core import clock
from core.actors import Actor
from core.setup import Evidence, Facts, Found, State
from people import selectors as people_selectors
from people.models import Brand
from tickets.models import Channel
from tickets.selectors import internal as all_tickets
from widget.models import SeenOrigin, WidgetSettings

ALIKE = 20
"""Tickets about one area that make a notice on its pages worth writing."""
RECENT = timedelta(days=90)
LOOKED_AT = 1000


def widget_way(actor: Actor) -> Found:
    """
    The widget on a page of the default brand: done with the first page that was let in. It waits from the
    start, as the snippet is all that it takes; a page that was refused is named.
    """
    brand = next(iter(people_selectors.brands()), None)
    if brand is None:
        return Found(State.OPEN)
    names = {
        "brand": brand.slug,
        "key": brand.widget_key,
        "script": f"{settings.PUBLIC_URL}/widget.js",
    }
    seen = SeenOrigin.objects.filter(brand=brand).order_by("-is_allowed", "-last_at").first()
    if seen is not None and seen.is_allowed:
        return Found(State.DONE, Facts(names | {"origin": seen.origin}, times={"first_at": seen.first_at}))
    # Origins are forgotten after a month of quiet, conversations are not.
    if all_tickets.tickets().filter(channel=Channel.WIDGET).exists():
        return Found(State.DONE, Facts(names))
    if not _is_enabled(brand):
        return Found(State.OPEN, Facts(names))
    refused = {"refused": seen.origin} if seen is not None else {}
    return Found(State.WAITING, Facts(names | refused))


def _is_enabled(brand: Brand) -> bool:
    return not WidgetSettings.objects.filter(brand=brand, is_enabled=False).exists()


def notices_proposal(actor: Actor) -> list[Evidence] | None:
    """A notice on the pages that most questions come from; None once there is one."""
    if WidgetSettings.objects.exclude(notices=[]).exists():
        return None
    since = clock.now() - RECENT
    recent = all_tickets.tickets().present().filter(created_at__gte=since).exclude(product_area="")
    areas = list(recent.order_by("-created_at", "-id").values_list("product_area", flat=True)[:LOOKED_AT])
    most = max((areas.count(area) for area in set(areas)), default=0)
    return [Evidence("alike", min(most, ALIKE), ALIKE)]
