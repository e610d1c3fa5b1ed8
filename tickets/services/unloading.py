"""Taking histories away again that came from elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import PROTECT, RESTRICT

from core import ports
from core.relations import referring
from people.selectors.holding import held_now
from tickets.models import Attachment, Ticket
from tickets.selectors.holding import kept_by
from tickets.services.attaching import files_forget
from tickets.services.loading import stamp_of

# What merely belongs to a ticket, or says who looked at it; anything else of `tickets` is work of somebody.
_MERELY = {"timelineentry", "attachment", "participant", "ticketread", "rawmessage"}


@transaction.atomic
def tickets_unload(*, stamps: Mapping[int, str], now: datetime) -> dict[int, str]:
    """
    Erase tickets that are as they were loaded: their numbers, with the stamps they had then.

    Returns the numbers of those that stay, with a code: `changed`, `used` (somebody works with it), `merged`.
    """
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk__in=stamps).order_by("pk")
    held = {ticket.pk: ticket for ticket in rows}
    stays: dict[int, str] = {}
    for number, ticket in held.items():
        if stamp_of(ticket.version, ticket.last_entry_id) != stamps[number]:
            stays[number] = "changed"
    for number in _used(sorted(set(held) - set(stays))):
        stays[number] = "used"
    on_hold = Ticket.objects.filter(kept_by(held_now()), pk__in=set(held) - set(stays))
    stays |= dict.fromkeys(on_hold.values_list("pk", flat=True), "used")
    going = sorted(set(held) - set(stays))
    paths = list(Attachment.objects.filter(ticket__in=going).values_list("path", flat=True))
    for take_note in ports.tickets_loaded.answers():
        take_note(ticket_ids=going, now=now)
    Ticket.objects.filter(pk__in=going).delete()
    if paths:
        transaction.on_commit(lambda: files_forget(paths=paths), robust=True)
    return stays


def _used(numbers: Sequence[int]) -> set[int]:
    """Those that something of somebody's work hangs on, in this app or behind a protected key."""
    found: set[int] = set()
    for one in referring(Ticket):
        is_ours = one.model._meta.app_label == "tickets" and one.model._meta.model_name not in _MERELY
        if is_ours or one.on_delete in (PROTECT, RESTRICT):
            found |= one.among(numbers)
    return found
