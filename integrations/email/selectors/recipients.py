"""Who a reply to a ticket would reach."""

from dataclasses import dataclass

from core.actors import Actor
from core.addresses import comparable
from integrations.email.models import AddressHealth, Mailbox
from integrations.email.selectors.routes import mailbox_for
from tickets.channels import Mail, Way, mail_of
from tickets.models import Channel, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors import ticket_get
from tickets.services.participating import reply_to_of


@dataclass(frozen=True)
class Recipient:
    """One address of a reply; `health` is what delivery reports said about it, None without any."""

    address: str
    name: str
    is_approved: bool
    health: AddressHealth | None


@dataclass(frozen=True)
class Recipients:
    """
    The final addresses of a reply, before it is written.

    `to` is where it goes by default; `choices` are all addresses that `to` of a reply may name if the
    customer's mail wants its answer elsewhere (Reply-To), that place first, else empty. `pending` were put in
    CC by a sender nobody vouched for: they receive nothing until approved.
    """

    channel: str
    way: Way
    mailbox: Mailbox | None
    to: list[Recipient]
    choices: list[Recipient]
    cc: list[Recipient]
    pending: list[Recipient]
    note: str

    @property
    def can_email(self) -> bool:
        """Whether a reply can leave by mail."""
        return mail_of(self.way) != Mail.NEVER and self.mailbox is not None and bool(self.to)


def recipients(*, actor: Actor, ticket_id: int) -> Recipients:
    """Who a reply to a ticket would reach, with what is known about each address. Raises NotFound."""
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
    others = [
        (person.address, person.name, person.is_approved) for person in people if person.address not in known
    ]

    def with_health(rows: list[tuple[str, str, bool]]) -> list[Recipient]:
        return [
            Recipient(address, name, is_approved, health.get(comparable(address)))
            for address, name, is_approved in rows
        ]

    return Recipients(
        channel=_leaves_by(ticket),
        way=ticket.way,
        mailbox=mailbox,
        to=with_health(to),
        choices=with_health(choices),
        cc=with_health([one for one in others if one[2]]),
        pending=with_health([one for one in others if not one[2]]),
        note=_note(ticket, has_mailbox=mailbox is not None, has_address=bool(to)),
    )


def _note(ticket: Ticket, *, has_mailbox: bool, has_address: bool) -> str:
    if ticket.mail() == Mail.NEVER:
        return "by_api" if _leaves_by(ticket) == Channel.API else "by_thread"
    if ticket.mail() == Mail.AFTERWARDS:
        return "after_chat" if has_mailbox and has_address else ""
    if not has_address:
        return "no_address"
    return "" if has_mailbox else "no_mailbox"


def _leaves_by(ticket: Ticket) -> str:
    """The channel by which a reply is shown to leave."""
    match ticket.way:
        case Way.EMAIL:
            return Channel.EMAIL.value
        case Way.API:
            return Channel.API.value
        case _:
            return ticket.channel
