"""What a customer does with one of their requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.errors import Invalid
from portal import selectors
from portal.models import PortalSession
from tickets import services as ticket_services
from tickets.models import Channel, Ticket
from tickets.services import InboundMessage

MAX_TEXT = 20_000
MAX_FILES = 5


def request_reply(
    *,
    session: PortalSession,
    request_id: UUID,
    once: str,
    text: str,
    files: Sequence[tuple[str, IO[bytes]]] = (),
    now: datetime,
) -> Ticket:
    """
    Write to a request of one's own, once per `once`; returns where it went, a new one if the old one is long
    over.

    Raises Invalid, TooLarge, NotFound also for a colleague's request, which can only be read.
    """
    actor = selectors.actor_of(session)
    ticket = selectors.request_of(session, request_id)
    checked_text(text)
    ids = files_store(actor=actor, files=files, now=now)
    received = ticket_services.receive_message(
        actor=actor,
        message=InboundMessage(
            brand_id=session.brand_id,
            channel=Channel.WEB,
            # In the session's own namespace, so that nobody can name another's message.
            channel_message_id=f"portal:{session.pk}:{once}",
            contact_id=session.contact_id,
            ticket_id=ticket.pk,
            body_text=text,
            attachment_ids=ids,
        ),
        now=now,
    )
    return received.ticket


def checked_text(text: str) -> None:
    """Raises Invalid for a text that is too long."""
    if len(text) > MAX_TEXT:
        raise Invalid(f"A message can have at most {MAX_TEXT:,} characters. Attach longer texts as a file.")


def files_store(*, actor: Actor, files: Sequence[tuple[str, IO[bytes]]], now: datetime) -> list[str]:
    """Store files for a message of a customer; their ids. Raises Invalid, TooLarge."""
    if len(files) > MAX_FILES:
        raise Invalid(f"A message can have at most {MAX_FILES} files.")
    return [
        str(ticket_services.attachment_store(actor=actor, name=name, stream=stream, now=now).public_id)
        for name, stream in files
    ]


@transaction.atomic
def request_solve(*, session: PortalSession, request_id: UUID, now: datetime) -> Ticket:
    """Close one's own request; writing again reopens it. Raises NotFound, Forbidden for a colleague's."""
    ticket = selectors.request_of(session, request_id)
    return ticket_services.ticket_solve(actor=selectors.actor_of(session), ticket_id=ticket.pk, now=now)


def request_rate(
    *, session: PortalSession, request_id: UUID, score: int, comment: str = "", now: datetime
) -> None:
    """Answer the survey of one's own request. Raises NotFound, Invalid, Conflict, Forbidden."""
    ticket = selectors.request_of(session, request_id)
    ticket_services.ticket_rate(
        actor=selectors.actor_of(session), ticket_id=ticket.pk, score=score, comment=comment, now=now
    )
