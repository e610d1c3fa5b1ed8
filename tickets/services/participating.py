"""Who receives our replies besides the requester."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from core.actors import Actor, ActorKind
from core.addresses import NotAnAddress, canonical, comparable
from core.errors import Invalid
from core.html import one_line
from core.letters import without_turns
from core.reads import Read
from people.services import valid_email
from tickets.entries import Message, Recipients
from tickets.models import (
    AuthorKind,
    Channel,
    EntryKind,
    Participant,
    Ticket,
    TimelineEntry,
    Visibility,
)

MAX_PARTICIPANTS = 48
_PAYLOADS = Read(TimelineEntry.objects.all, ("payload",))
_APPROVED = Read(lambda: Participant.objects.filter(is_approved=True), ("address",))


def participants_note(
    *,
    ticket: Ticket,
    people: Iterable[tuple[str, str]],
    is_approved: bool,
    added_by_ref: str,
    now: datetime,
) -> None:
    """
    Record (name, address) pairs as participants; existing ones stay as they are.

    The requester and malformed addresses are skipped. A ticket has at most 48: we do not take over an address
    list that somebody put into CC.
    """
    requester = comparable(ticket.requester.email)
    wanted: dict[str, str] = {}
    for name, given in people:
        try:
            address = canonical(given)
        except NotAnAddress:
            continue
        if address != requester:
            wanted.setdefault(address, without_turns(one_line(name))[:200])
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


def reply_to_of(ticket: Ticket) -> tuple[list[tuple[str, str]], bool]:
    """
    Where the requester's newest mail wants the answer (RFC 5322, 3.6.2), as (name, address) pairs.

    Also returns whether that mail was proven to be theirs: only then does an answer go there automatically.
    Otherwise a forger could read what we tell the supposed sender.
    """
    if ticket.channel != Channel.EMAIL:
        return [], False
    theirs = Q(
        ticket_id=ticket.pk,
        kind=EntryKind.MESSAGE,
        visibility=Visibility.PUBLIC,
        author_kind=AuthorKind.CONTACT,
        author_id=ticket.requester_id,
    )
    newest = _PAYLOADS.first(theirs, order=("-id",))
    mail = Message.of(newest[0]).mail if newest else None
    if mail is None:
        return [], False
    return [(one.name, one.address) for one in mail.reply_to], mail.is_authentic


def _to_of(actor: Actor, ticket: Ticket, chosen: Sequence[str] | None, *, now: datetime) -> list[str]:
    """The receivers of a person's reply; those they chose, or a proven mail named, now participate."""
    own = [ticket.requester.email] if ticket.requester.email else []
    named, is_proven = reply_to_of(ticket)
    if chosen is None:
        found = [address for _, address in named] if is_proven else []
    else:
        offered = {comparable(one) for one in (*own, *(address for _, address in named))}
        found = list(dict.fromkeys(comparable(one) for one in chosen))
        if not found or not set(found) <= offered:
            raise Invalid(
                "A reply goes to the requester, or to where their mail asks for it. Put others into CC.",
                errors={"to": ["Not an address of the requester's mail."]},
            )
    if not found:
        return own
    people = [(name, address) for name, address in named if address in found]
    participants_note(ticket=ticket, people=people, is_approved=True, added_by_ref=actor.ref, now=now)
    return found


def recipients_for(
    actor: Actor,
    ticket: Ticket,
    cc: Sequence[str] | None,
    *,
    to: Sequence[str] | None = None,
    now: datetime,
) -> Recipients:
    """
    The final addresses of a public reply: `to` and `cc`.

    It goes to the requester, or to the Reply-To of their newest mail: automatically if that mail was proven,
    else only if staff choose it with `to`. Messages of the assistant or the system go to the requester only.
    `cc`, if given, is the exact list of copies, who participate from now on because staff chose them. Without
    it, approved participants are copied on a person's reply, and nobody on the assistant's or the system's.
    Raises Invalid for malformed addresses, and for more than 48.
    """
    if actor.kind not in (ActorKind.STAFF, ActorKind.TOKEN):
        return Recipients([ticket.requester.email] if ticket.requester.email else [])
    receivers = _to_of(actor, ticket, to, now=now)
    if cc is None:
        # A requester merged with somebody in copy must not get the message twice.
        known = {comparable(address) for address in receivers}
        rows = _APPROVED.rows(Q(ticket_id=ticket.pk), order=("id",))
        return Recipients(receivers, [address for (address,) in rows if address not in known])
    chosen = list(dict.fromkeys(valid_email(address) for address in cc))
    chosen = [address for address in chosen if address not in {comparable(one) for one in receivers}]
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
    return Recipients(receivers, chosen)
