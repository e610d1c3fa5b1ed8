"""Side conversations as mail: what we write to third parties."""

from datetime import datetime

from integrations.email import tokens
from integrations.email.models import OutgoingKind, OutgoingMail
from integrations.email.selectors.mail_facts import is_ours, own_addresses
from integrations.email.selectors.routes import mailbox_for, side_thread_of
from integrations.email.services.queueing import Letter, letter_queue
from integrations.email.services.replying import signed
from tickets import services as ticket_services
from tickets.models import DeliveryState, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.selectors import sides


def side_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Queue what somebody wrote to a third party, with nothing of the ticket but what they wrote.

    Its subject, its thread and its reply address are the side conversation's own.
    """
    side, ticket = sides.side_of_entry(entry), all_tickets.ticket_find(entry.ticket_id)
    if side is None or ticket is None:
        return None
    mailbox = mailbox_for(ticket)
    own = own_addresses()
    why = ""
    if mailbox is None:
        why = "No mailbox of this brand can send."
    elif any(is_ours(address, own) for address in side.people):
        why = "One of the addresses is a mailbox of ours: it would come back as a loop."
    if mailbox is None or why:
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.FAILED, detail=why)
        return None
    thread = side_thread_of(side.pk)
    headers = {"In-Reply-To": f"<{thread.in_reply_to}>"} if thread.in_reply_to else {}
    if thread.references:
        headers["References"] = " ".join(f"<{one}>" for one in thread.references)
    text, html = signed(mailbox, entry, entry.body_text, entry.body_html)
    marked = tokens.reply_address(mailbox.address, tokens.side_token(side.public_id))
    letter = Letter(
        kind=OutgoingKind.SIDE,
        mailbox=mailbox,
        dedupe_key=f"entry:{entry.pk}",
        message_id=tokens.side_message_id(side.public_id, entry.pk, mailbox.domain),
        to=list(side.people),
        subject=f"Re: {side.subject}" if thread.references or thread.in_reply_to else side.subject,
        text=text,
        html=html,
        ticket=ticket,
        entry=entry,
        side=side,
        from_name=f"{entry.author_name} ({mailbox.sender_name or ticket.brand.name})",
        reply_to=marked if mailbox.uses_plus_address else mailbox.address,
        headers=headers,
    )
    mail = letter_queue(letter, now=now)
    if mail is not None:
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.QUEUED)
    return mail
