"""Who besides the requester gets our replies."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.actors import Actor, ActorKind
from core.addresses import NotAnAddress, canonical, comparable
from core.errors import Invalid
from core.html import one_line
from people.models import Contact
from people.services import valid_email
from tickets.models import Participant, Ticket

MAX_PARTICIPANTS = 48


def participants_note(
    *,
    ticket: Ticket,
    people: Iterable[tuple[str, str]],
    is_approved: bool,
    added_by_ref: str,
    now: datetime,
) -> None:
    """
    Note (name, address) pairs as participants; who is known already stays as they are.

    The requester is none, and what is no address is left out. A ticket has at most 48: an address list
    that somebody put into CC does not become ours to write to.
    """
    requester = comparable(ticket.requester.email)
    wanted: dict[str, str] = {}
    for name, given in people:
        try:
            address = canonical(given)
        except NotAnAddress:
            continue
        if address != requester:
            wanted.setdefault(address, one_line(name)[:200])
    if not wanted:
        return
    room = MAX_PARTICIPANTS - Participant.objects.filter(ticket=ticket).count()
    Participant.objects.bulk_create(
        [
            Participant(
                ticket=ticket,
                address=address,
                name=name,
                is_approved=is_approved,
                added_by_ref=added_by_ref,
                created_at=now,
            )
            for address, name in list(wanted.items())[: max(room, 0)]
        ],
        ignore_conflicts=True,
    )


def takes_part(ticket: Ticket, contact: Contact, address: str) -> bool:
    """Whether a sender is the requester or an approved participant, by contact or by address."""
    form = comparable(address)
    if contact.pk == ticket.requester_id or form == comparable(ticket.requester.email):
        return True
    return Participant.objects.filter(ticket=ticket, address=form, is_approved=True).exists()


def recipients_for(
    actor: Actor, ticket: Ticket, cc: Sequence[str] | None, *, now: datetime
) -> dict[str, list[str]]:
    """
    The final addresses of a public reply: `to` and `cc`.

    With `cc` exactly these, who take part from now on: staff chose them. Without it the approved
    participants get a person's reply, and nobody but the requester what the assistant or the system says.
    Raises Invalid for what is no address, and for over 48.
    """
    to = [ticket.requester.email] if ticket.requester.email else []
    if actor.kind not in (ActorKind.STAFF, ActorKind.TOKEN):
        return {"to": to, "cc": []}
    if cc is None:
        approved = Participant.objects.filter(ticket=ticket, is_approved=True).order_by("id")
        # A requester who was merged with somebody in copy is written to once.
        approved = approved.exclude(address__in=[comparable(address) for address in to])
        return {"to": to, "cc": list(approved.values_list("address", flat=True))}
    chosen = list(dict.fromkeys(valid_email(address) for address in cc))
    chosen = [address for address in chosen if address not in {comparable(one) for one in to}]
    if len(chosen) > MAX_PARTICIPANTS:
        raise Invalid(
            f"A reply can go to at most {MAX_PARTICIPANTS} people in CC.", errors={"cc": ["Too many."]}
        )
    if chosen:
        people = [("", address) for address in chosen]
        participants_note(ticket=ticket, people=people, is_approved=True, added_by_ref=actor.ref, now=now)
        Participant.objects.filter(ticket=ticket, address__in=chosen, is_approved=False).update(
            is_approved=True, added_by_ref=actor.ref
        )
    return {"to": to, "cc": chosen}
