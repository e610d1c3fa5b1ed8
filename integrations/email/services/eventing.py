"""What became of mail that a provider sends for us, as the provider tells it."""

from datetime import datetime

from django.db import transaction

from integrations.email.mime.parsing import Bounce
from integrations.email.models import Mailbox, OutgoingMail, OutgoingState
from integrations.email.services.bouncing import address_is_alive, bounce_note
from integrations.email.transport.events import BOUNCED, DELAYED, DELIVERED, UNWANTED, Told
from tickets import services as ticket_services
from tickets.models import DeliveryState


@transaction.atomic
def event_note(*, mailbox: Mailbox, told: Told, now: datetime) -> bool:
    """
    Record one event on its mail and address; False for mail that this mailbox has not sent.

    May come twice and in any order: what came back stays so. Whatever a provider tells of a mail in doubt
    shows that it has it.
    """
    mail = _mail_of(mailbox, told)
    if mail is None:
        return False
    if told.kind in (BOUNCED, DELAYED):
        bounce_note(
            bounce=Bounce(told.recipient, told.kind == BOUNCED, "", told.why, mail.message_id), now=now
        )
    elif told.kind == DELIVERED:
        address_is_alive(told.recipient)
    elif told.kind == UNWANTED:
        OutgoingMail.objects.filter(pk=mail.pk).update(detail="The recipient marked it as unwanted.")
    if told.kind != BOUNCED:
        _settle(mail, now)
    return True


def _mail_of(mailbox: Mailbox, told: Told) -> OutgoingMail | None:
    mine = OutgoingMail.objects.filter(mailbox=mailbox)
    if told.reference.isascii() and told.reference.isdigit():
        return mine.filter(pk=int(told.reference)).first()
    return mine.filter(provider_id=told.provider_id).first() if told.provider_id else None


def _settle(mail: OutgoingMail, now: datetime) -> None:
    """A mail in doubt is sent after all."""
    if mail.entry_id is not None:
        ticket_services.entries_hold([mail.entry_id])
    doubted = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingState.IN_DOUBT)
    if doubted.update(state=OutgoingState.SENT, detail="", sent_at=now) and mail.entry_id is not None:
        ticket_services.entry_set_delivery(entry_id=mail.entry_id, state=DeliveryState.SENT)
