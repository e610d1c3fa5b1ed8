"""Mails that turn out not to be needed when it is their turn to leave."""

from datetime import datetime

from integrations.email.models import OutgoingKind, OutgoingMail
from integrations.email.services.surveying import survey_is_due
from tickets.channels import Mail
from widget.selectors import was_here_since


def why_needless(mail: OutgoingMail, *, now: datetime) -> str:
    """Why a mail need not leave any more, in words; empty if it must."""
    if _was_read_in_chat(mail):
        return "The customer read it in the chat."
    if _comes_too_late(mail):
        return "Somebody has answered already."
    if mail.kind == OutgoingKind.SURVEY and not survey_is_due(mail, now=now):
        return "There is nothing to ask any more."
    return ""


def _was_read_in_chat(mail: OutgoingMail) -> bool:
    ticket, entry = mail.ticket, mail.entry
    if mail.side_id is not None:
        # It is none of the customer's, wherever they are.
        return False
    if ticket is None or entry is None or ticket.mail(has_cc=bool(mail.cc)) != Mail.AFTERWARDS:
        return False
    return was_here_since(ticket.requester_id, entry.created_at)


def _comes_too_late(mail: OutgoingMail) -> bool:
    """Whether it says that somebody will answer, after somebody has."""
    if mail.kind != OutgoingKind.ACKNOWLEDGEMENT or mail.ticket is None:
        return False
    replied_at = mail.ticket.first_replied_at
    return replied_at is not None and mail.entry is not None and replied_at >= mail.entry.created_at
