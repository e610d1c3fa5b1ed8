"""What a contact form sends: a ticket like any other, from an address that nobody has proven yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from core.actors import Actor
from core.errors import Invalid
from kb import services as kb_services
from people import services as people_services
from people.actors import contact_actor
from people.models import Brand, Contact
from portal import selectors
from portal.models import ContactForm, PortalSession
from portal.services.requests import checked_text, files_store
from tickets import services as ticket_services
from tickets.models import Channel, Ticket
from tickets.services import InboundMessage

MAX_SUBJECT = 300


@dataclass(frozen=True)
class Draft:
    """
    A filled form: `values` are fields of the ticket (`portal.forms.taken`); `once` names this sending, so
    that a second click makes no second ticket; `search_id` is what was shown before it.
    """

    once: str
    subject: str
    text: str
    email: str = ""
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    search_id: int | None = None


@dataclass(frozen=True)
class Sent:
    """The ticket; `is_kept` is False where the sender is blocked, which nobody is told."""

    ticket: Ticket | None
    is_kept: bool = True


def form_send(
    *,
    brand: Brand,
    form: ContactForm | None,
    draft: Draft,
    session: PortalSession | None = None,
    files: Sequence[tuple[str, IO[bytes]]] = (),
    now: datetime,
) -> Sent:
    """
    Make a ticket of a filled form, once.

    Who is signed in writes as themselves. Anybody else is as unproven as the sender of a mail without proof:
    the ticket goes to whoever has the address, answers leave for it, and the page tells nothing of them.
    Raises Invalid, TooLarge.
    """
    if not draft.subject.strip() or not draft.text.strip():
        raise Invalid("A request needs a subject and a text.", errors={"text": ["Required."]})
    if len(draft.subject) > MAX_SUBJECT:
        raise Invalid(
            f"A subject can have at most {MAX_SUBJECT} characters.", errors={"subject": ["Too long."]}
        )
    checked_text(draft.text)
    contact, actor = _writer(draft, session, now=now)
    if contact.is_blocked:
        return Sent(None, is_kept=False)
    ids = files_store(actor=actor, files=files, now=now)
    received = ticket_services.receive_message(
        actor=actor,
        message=InboundMessage(
            brand_id=brand.pk,
            channel=Channel.WEB,
            channel_message_id=f"form:{draft.once}",
            contact_id=contact.pk,
            subject=draft.subject,
            body_text=draft.text,
            attachment_ids=ids,
            fields=_fields(form, draft.values),
        ),
        now=now,
    )
    if draft.search_id is not None:
        kb_services.search_followed(search_id=draft.search_id, ticket_id=received.ticket.pk)
    return Sent(received.ticket)


def _writer(draft: Draft, session: PortalSession | None, *, now: datetime) -> tuple[Contact, Actor]:
    if session is not None:
        return session.contact, selectors.actor_of(session)
    address = people_services.valid_email(draft.email)
    contact = people_services.contact_for_address(address=address, name=draft.name, is_proven=False, now=now)
    return contact, contact_actor(contact, is_verified=False)


def _fields(form: ContactForm | None, values: dict[str, Any]) -> dict[str, Any]:
    """The ticket's fields: what the form stands for, over that what was answered."""
    stands_for = {"type": form.type, "product_area": form.product_area} if form is not None else {}
    return {name: value for name, value in stands_for.items() if value} | values
