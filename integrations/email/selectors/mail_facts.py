"""What the database knows about a newly parsed mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from core.addresses import comparable, domain_of
from core.reads import Read
from core.statements import fetch
from integrations.email import tokens
from integrations.email.mime import automatic
from integrations.email.mime.parsing import Address, ParsedMail
from integrations.email.models import InboundMail, Intake, Mailbox, OutgoingMail, SenderRule
from integrations.email.verdict import STORM_MINUTES, Facts, is_from_nobody
from people import selectors as people_selectors
from people.selectors import internal as everybody
from tickets.models import SideConversation, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors import sides

MAX_REFERENCES = 60
MAX_REPLY_TO = 5
_PLACE = ("message_id", "ticket_id", "side_id")
_ADDRESSES = Read(Mailbox.objects.all, ("address",))
_MAILBOXES = Read(Mailbox.objects.all, ("id", "address", "brand_id", "is_active", "intake"))
_RULES = Read(SenderRule.objects.all, ("kind",))
_FROM_THEM = Read(InboundMail.objects.all, ("pk",))
_FORM = re.compile(
    r"(?:[a-z0-9]{1,30}[._-])?(?:web|www|site|homepage|website|forms?|formulare?|formulaires?|formularios?"
    r"|contact|contacto|contatto|kontakt|anfragen?|inquir(?:y|ies)|enquir(?:y|ies)|requests?|wordpress|wp|cms"
    r"|typo3|drupal|joomla|shop|store|server|mail(?:er)?|system|app|root|apache|nginx|robot|notifications?)"
    r"(?:[._-]?(?:forms?|formular|form|data|master|mail|page|site))?\d{0,3}@"
)
"""Local parts from which web forms send."""


def own_addresses() -> list[str]:
    """The addresses of all mailboxes, including disabled ones, in their one form."""
    return [comparable(address) for (address,) in _ADDRESSES.rows(Q(), order=("id",))]


@dataclass(frozen=True)
class Here:
    """What all mails have in common: our own addresses, and the brands of those that forward to us."""

    own: list[str]
    forwarded: tuple[tuple[int, str, int], ...] = ()
    """Mailbox, address in its one form, brand."""


def here() -> Here:
    """Our mailboxes as they are now."""
    rows = [
        (number, comparable(address), *more) for number, address, *more in _MAILBOXES.rows(Q(), order=("id",))
    ]
    forwarded = (row[:3] for row in rows if row[3] and row[4] == Intake.FORWARDING)
    return Here([row[1] for row in rows], tuple(forwarded))


def is_ours(address: str, own: list[str]) -> bool:
    """Whether an address is one of our mailboxes, with or without a plus suffix."""
    form = comparable(address)
    local, _, domain = form.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" in own or form in own


def sender_of(mail: ParsedMail, own: list[str]) -> Address:
    """
    The writer, with the address in its one form: From, or the Reply-To of a web form or a list.

    A form sends from an address nobody reads, or from one of our domains; a list that puts its own address
    into From names the writer in Reply-To. A writer named that way is not proven.
    """
    found = mail.from_
    if not mail.is_surely_automatic and _speaks_for_another(mail, own):
        found = next((one for one in mail.reply_to if _may_be_a_writer(one, own)), mail.from_)
    return Address(found.name, found.canonical or found.address)


def _speaks_for_another(mail: ParsedMail, own: list[str]) -> bool:
    address = comparable(mail.from_.address)
    return (
        is_from_nobody(address)
        or is_ours(address, own)
        or (domain_of(address) in {domain_of(one) for one in own} and _FORM.match(address) is not None)
        or address in mail.lists
    )


def _may_be_a_writer(one: Address, own: list[str]) -> bool:
    address = one.canonical
    if not address or is_from_nobody(address) or is_ours(address, own):
        return False
    return domain_of(address) not in {domain_of(mine) for mine in own}


def reply_to_of(mail: ParsedMail, sender: Address, own: list[str]) -> list[Address]:
    """
    Where the sender wants answers instead (RFC 5322, 3.6.2), at most five; empty if that is their address.

    Nothing proves that these addresses are theirs, or that their owners know about it. Our own addresses,
    those of a list the mail came through, and those nobody reads are left out.
    """
    found = {
        one.canonical: Address(one.name, one.canonical)
        for one in mail.reply_to
        if one.canonical
        and not is_ours(one.canonical, own)
        and not is_from_nobody(one.canonical)
        and one.canonical not in mail.lists
    }
    if comparable(sender.address) in found:
        return []
    return list(found.values())[:MAX_REPLY_TO]


def brand_addressed(mail: ParsedMail, mailbox: Mailbox, here: Here) -> int:
    """
    The brand a mail is for: that of the forwarded address it arrived by, else its mailbox's.

    The envelope takes precedence over To and Cc, which the sender writes.
    """
    brands = {address: brand for number, address, brand in here.forwarded if number != mailbox.pk}
    named = [*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc))]
    for address in named if brands else []:
        local, _, domain = comparable(address).rpartition("@")
        if (brand := brands.get(f"{local.partition('+')[0]}@{domain}")) is not None:
            return brand
    return mailbox.brand_id


@dataclass(frozen=True)
class Lead:
    """
    Where a mail's marks lead: a ticket, and whether one of our signed marks says so.

    With `side` it belongs to that side conversation of the ticket, and nowhere else.
    """

    ticket: Ticket | None = None
    has_authority: bool = False
    staff: tokens.StaffToken | None = None
    side: SideConversation | None = None


def lead_of(mail: ParsedMail) -> Lead:
    """
    The ticket a mail belongs to according to its marks; at most three statements.

    A signed reply address comes first, then a Message-ID of ours, then what is known about the others it
    refers to. The subject and any number in it are ignored.

    A mark of a side conversation counts before all others: whoever was put into copy there, the customer too,
    and whatever else the mail names, it must not come into the customer's thread.
    """
    named = list(dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)]))[:MAX_REFERENCES]
    if mail.bounce is not None and mail.bounce.original_message_id:
        named.insert(0, mail.bounce.original_message_id)
    addresses = [*(one.address for one in (*mail.to, *mail.cc)), *mail.delivered_to]
    side = _side_of(addresses, named)
    if side is not None:
        return Lead(all_tickets.ticket_find(side.ticket_id), has_authority=True, side=side)
    for address in addresses:
        token = tokens.read_address(address)
        if isinstance(token, tokens.StaffToken):
            return Lead(_ticket(pk=token.ticket_id), has_authority=True, staff=token)
        if isinstance(token, tokens.CustomerToken):
            ticket = _ticket(public_id=token.ticket_public_id)
            if ticket is not None:
                return Lead(ticket, has_authority=True)
    for message_id in named:
        own = tokens.read_message_id(message_id)
        if isinstance(own, tokens.CustomerToken):
            ticket = _ticket(public_id=own.ticket_public_id)
            if ticket is not None:
                return Lead(ticket, has_authority=True)
    return _referenced(named) if named else Lead()


def _side_of(addresses: Sequence[str], named: Sequence[str]) -> SideConversation | None:
    """The side conversation that a signed mark names."""
    for mark in (*map(tokens.read_address, addresses), *map(tokens.read_message_id, named)):
        if isinstance(mark, tokens.SideToken) and (side := sides.side_by_key(mark.side_public_id)):
            return side
    return None


def _ticket(**key: object) -> Ticket | None:
    """A ticket by a key, or what it was merged into: its threads lead there."""
    found: Ticket | None = all_tickets.NAMED.first(Q(**key))
    if found is not None and found.merged_into_id is not None:
        return all_tickets.ticket_find(found.merged_into_id)
    return found


def _referenced(named: list[str]) -> Lead:
    """Where the first known mail of these belongs; one of a side conversation counts before all others."""
    cut = [message_id[:250] for message_id in named]
    found: dict[str, tuple[int, int | None]] = {}
    for model in (InboundMail, OutgoingMail):
        rows = model.objects.filter(message_id__in=cut, ticket__isnull=False)
        found |= {mail: (ticket, side) for mail, ticket, side in rows.values_list(*_PLACE)}
    known = [found[message_id] for message_id in cut if message_id in found]
    side_id = next((side for _, side in known if side is not None), None)
    side = sides.side_find(side_id) if side_id is not None else None
    if side is not None:
        return Lead(all_tickets.ticket_find(side.ticket_id), side=side)
    theirs = next((ticket for ticket, side in known if side is None), None)
    return Lead(_ticket(pk=theirs)) if theirs is not None else Lead()


def facts_of(
    mail: ParsedMail,
    *,
    sender: Address,
    lead: Lead,
    own: list[str],
    is_authentic: bool,
    is_forged: bool = False,
    trusts: bool,
    may_take_part: bool = True,
    now: datetime,
) -> Facts:
    """
    The facts that `verdict.decide` needs.

    `trusts` means that the mailbox names a server that vouches for senders: a reply to a staff notice must
    then be authentic. `may_take_part` is False for a sender named only by an unproven Reply-To: that gives
    nobody the right to write in another person's conversation.
    """
    address = comparable(sender.address)
    kinds, is_blocked, recent_mails = _standing(address, now)
    # Whoever blocks somebody from a ticket means it, whatever was allowed before.
    is_blocked = is_blocked or kinds == {SenderRule.Kind.BLOCK}
    is_named = lead.ticket is not None and is_merely_named(lead.ticket, address)
    return Facts(
        is_own_mark=any(tokens.is_own_loop_mark(mark, own) for mark in mail.loop_marks),
        is_own_address=is_ours(address, own),
        is_allowed=SenderRule.Kind.ALLOW in kinds,
        is_blocked=is_blocked,
        recent_mails=recent_mails,
        ticket_id=lead.ticket.pk if lead.ticket is not None else None,
        has_authority=lead.has_authority,
        takes_part=may_take_part
        and not is_named
        and lead.ticket is not None
        and _takes_part(lead.ticket, address),
        is_merely_named=is_named,
        is_side=lead.side is not None,
        is_staff_token=lead.staff is not None,
        staff_user_id=_staff_user(lead.staff, address, is_proven=is_authentic or not trusts),
        is_forged=is_forged,
        is_addressed=any(is_ours(one.address, own) for one in (*mail.to, *mail.cc)),
        is_own_list=automatic.is_of_domains(mail.lists, {domain_of(one) for one in own}),
        sender=sender,
    )


def _standing(address: str, now: datetime) -> tuple[set[str], bool, int]:
    """What is decided about an address, whether its contact is blocked, and how much came from it lately."""
    since = now - timedelta(minutes=STORM_MINUTES)
    asked = (
        ("ARRAY({})", _RULES.part(Q(pattern__in=[address, f"@{domain_of(address)}"]))),
        ("EXISTS({})", everybody.blocked_with(address)),
        (
            "(SELECT count(*) FROM ({}) AS recent)",
            _FROM_THEM.part(Q(from_address=address, fetched_at__gt=since)),
        ),
    )
    columns, values = [], []
    for frame, part in asked:
        sql, params = part or ("SELECT NULL WHERE false", [])
        columns.append(frame.format(sql))
        values += params
    kinds, is_blocked, recent = fetch(f"SELECT {', '.join(columns)}", values)[0]
    return set(kinds), is_blocked, recent


def is_merely_named(ticket: Ticket, address: str) -> bool:
    """
    Whether the requester merely named this address without proof, as a visitor in a chat does.

    Whoever reads mail there may be somebody else, whose words the visitor must not see.
    """
    requester = ticket.requester
    return address == comparable(requester.email) and not people_selectors.writes_from(requester, address)


def _takes_part(ticket: Ticket, address: str) -> bool:
    """Whether somebody participates whose address was not merely named."""
    if address == comparable(ticket.requester.email):
        return True
    return all_tickets.is_participant(ticket.pk, address) or everybody.has_proven_address(
        ticket.requester_id, address
    )


def _staff_user(token: tokens.StaffToken | None, address: str, *, is_proven: bool) -> int | None:
    if token is None or not is_proven:
        return None
    user = everybody.user_find(token.user_id)
    return user.pk if user is not None and comparable(user.email) == address else None
