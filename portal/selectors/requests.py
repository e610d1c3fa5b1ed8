"""What a customer sees of tickets: those of `visible_to` in one brand, and of these the public messages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from core.actors import Actor
from core.errors import NotFound
from portal.models import PortalSession
from portal.selectors.sessions import actor_of
from tickets import selectors as ticket_selectors
from tickets.models import OPEN_STATUSES, Attachment, Rating, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

PAGE = 20
MAX_PAGES = 100
MESSAGES = 50


@dataclass(frozen=True)
class Wanted:
    """Which requests: `whose` is mine or company, `state` is open, solved or empty for both."""

    whose: str = "mine"
    state: str = ""
    text: str = ""
    page: int = 1


def _seen(actor: Actor, brand_id: int) -> QuerySet[Ticket]:
    return ticket_selectors.tickets_visible(actor).filter(brand=brand_id, is_spam=False)


def requests(session: PortalSession, wanted: Wanted) -> tuple[list[Ticket], bool]:
    """One page of the customer's requests, open ones first, and whether there are more."""
    actor = actor_of(session)
    rows = _seen(actor, session.brand_id).filter(merged_into=None)
    if wanted.whose == "company" and actor.shared_brands and actor.company_id is not None:
        rows = rows.filter(company=actor.company_id)
    else:
        rows = rows.filter(requester=actor.contact_id)
    if wanted.state:
        is_open = Q(status__in=OPEN_STATUSES)
        rows = rows.filter(is_open if wanted.state == "open" else ~is_open)
    if wanted.text:
        written = all_tickets.messages_shown(OuterRef("pk")).filter(body_text__icontains=wanted.text)
        rows = rows.filter(Q(subject__icontains=wanted.text) | Q(Exists(written)))
    is_over = Case(
        When(status__in=OPEN_STATUSES, then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    # By the last message, never by the last activity: that tells when somebody wrote a note.
    ordered = rows.select_related("requester", "assignee").order_by(is_over, "-last_message_at", "-pk")
    start = (min(max(wanted.page, 1), MAX_PAGES) - 1) * PAGE
    found = list(ordered[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def request_of(session: PortalSession, public_id: uuid.UUID) -> Ticket:
    """One request, or the one it was merged into if that is theirs too. Raises NotFound."""
    return request_get(actor_of(session), session.brand_id, public_id)


def request_get(actor: Actor, brand_id: int, public_id: uuid.UUID) -> Ticket:
    """The same for an actor. Raises NotFound, also for somebody else's."""
    rows = _named(actor, brand_id)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such request.")
    if found.merged_into_id is None:
        return found
    return rows.filter(pk=found.merged_into_id).first() or found


def _named(actor: Actor, brand_id: int) -> QuerySet[Ticket]:
    return _seen(actor, brand_id).select_related("brand", "requester", "company", "team", "assignee")


def message_page(
    ticket: Ticket, *, before: int | None = None
) -> tuple[list[TimelineEntry], list[Attachment], bool]:
    """The newest public messages, oldest first, with their files; whether there are older ones."""
    newest = all_tickets.messages_newest(ticket.pk, before=before, limit=MESSAGES + 1)
    entries = newest[:MESSAGES][::-1]
    return entries, files_of(entries), len(newest) > MESSAGES


def files_of(entries: Sequence[TimelineEntry]) -> list[Attachment]:
    """The files of these messages."""
    return all_tickets.files_of_entries([entry.pk for entry in entries if entry.has_attachments])


def file_of(session: PortalSession, ticket: Ticket, file_id: uuid.UUID) -> Attachment:
    """A file of a public message of this request. Raises NotFound."""
    found = ticket_selectors.attachment_get(actor=actor_of(session), public_id=str(file_id))
    if found.ticket_id != ticket.pk:
        raise NotFound("There is no such file.")
    return found


def rating_of(ticket: Ticket) -> Rating | None:
    """The survey of a request that is over; None while it is open, or where nobody asks."""
    return None if ticket.is_open else all_tickets.last_rating(ticket.pk)
