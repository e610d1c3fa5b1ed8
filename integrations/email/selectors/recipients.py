"""Who a reply to a ticket would reach."""

from typing import Any

from core.actors import Actor
from core.addresses import comparable
from integrations.email.models import AddressHealth
from integrations.email.selectors.routes import mailbox_for
from tickets.channels import Way
from tickets.models import Channel, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors import ticket_get
from tickets.services.participating import reply_to_of


def recipients(*, actor: Actor, ticket_id: int) -> dict[str, Any]:
    """
    The final addresses of a reply, before it is written, with what we know of each.

    `to` is where it goes by itself; `choices` are all that `to` of a reply may name where the customer's
    mail wants its answer elsewhere (Reply-To), that place first, else empty. `pending` were put in CC by a
    sender whom nobody vouched for: they get nothing before they are chosen. Raises NotFound.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    people = all_tickets.participants(ticket.pk)
    mailbox = mailbox_for(ticket)
    requester = [(ticket.requester.email, ticket.requester.name, True)] if ticket.requester.email else []
    named, is_proven = reply_to_of(ticket)
    wanted = [(address, name, is_proven) for name, address in named]
    to = wanted if wanted and is_proven else requester
    choices = [*wanted, *requester] if wanted else []
    addresses = [comparable(address) for address, _, _ in (*to, *choices)] + [one.address for one in people]
    health = {row.address: row for row in AddressHealth.objects.filter(address__in=addresses)}
    known = {comparable(address) for address, _, _ in to}
    rows = [
        (person.address, person.name, person.is_approved) for person in people if person.address not in known
    ]
    return {
        "channel": _leaves_by(ticket),
        "way": ticket.way,
        "can_email": ticket.way != Way.API and mailbox is not None and bool(to),
        "from": None
        if mailbox is None
        else {"name": mailbox.sender_name or mailbox.brand.name, "address": mailbox.address},
        "to": [_row(*one, health) for one in to],
        "choices": [_row(*one, health) for one in choices],
        "cc": [_row(*one, health) for one in rows if one[2]],
        "pending": [_row(*one, health) for one in rows if not one[2]],
        "note": _note(ticket, has_mailbox=mailbox is not None, has_address=bool(to)),
    }


def _row(address: str, name: str, is_approved: bool, health: dict[str, AddressHealth]) -> dict[str, Any]:
    known = health.get(comparable(address))
    bounce = None
    if known is not None:
        kind = "hard" if known.hard_bounced_at else "soft"
        bounce = {"at": known.changed_at, "kind": kind, "detail": known.detail}
    return {"address": address, "name": name, "is_approved": is_approved, "bounce": bounce}


def _note(ticket: Ticket, *, has_mailbox: bool, has_address: bool) -> str:
    if ticket.way == Way.API:
        return "by_api"
    if ticket.way == Way.CHAT:
        return "after_chat" if has_mailbox and has_address else ""
    if not has_address:
        return "no_address"
    return "" if has_mailbox else "no_mailbox"


def _leaves_by(ticket: Ticket) -> str:
    """The channel that a reply is shown as leaving by."""
    match ticket.way:
        case Way.EMAIL:
            return Channel.EMAIL.value
        case Way.API:
            return Channel.API.value
        case _:
            return ticket.channel
