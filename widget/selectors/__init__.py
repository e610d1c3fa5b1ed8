"""Reads of the widget: settings, sessions, conversations of a session, what was shared."""

import uuid
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.errors import NotFound
from people import selectors as people_selectors
from people.models import Brand
from people.selectors import internal as everybody
from tickets.models import (
    AuthorKind,
    Channel,
    Ticket,
    TimelineEntry,
)
from tickets.selectors import internal as all_tickets
from tickets.selectors import tickets_visible
from widget.errors import SessionEnded, UnknownWidget
from widget.models import Consent, Conversation, TrailStep, WidgetSession, WidgetSettings, token_digest

MAX_CONVERSATIONS = 30


def settings_of(brand: Brand) -> WidgetSettings:
    """The widget settings of a brand; the defaults, not stored, when nobody has looked at them yet."""
    found = WidgetSettings.objects.select_related("brand").filter(brand=brand).first()
    return found or WidgetSettings(brand=brand)


def settings_by_key(key: str) -> WidgetSettings:
    """The settings behind a publishable key. Raises UnknownWidget, also for a widget that is off."""
    brand = next((each for each in people_selectors.brands() if each.widget_key == key), None)
    brand = brand or everybody.brand_by_widget_key(key)
    found = settings_of(brand) if brand is not None and key else None
    if found is None or not found.is_enabled:
        raise UnknownWidget("There is no widget with this key, or it is switched off.")
    return found


def session_by_token(token: str, *, now: datetime) -> WidgetSession:
    """The living session of a token, with contact and brand. Raises SessionEnded."""
    found = None
    if token:
        found = (
            WidgetSession.objects.alive(now)
            .select_related("contact__company", "brand")
            .filter(token_digest=token_digest(token))
            .first()
        )
    if found is None or found.contact is None:
        raise SessionEnded("This session has ended. Begin another one.")
    return found


def conversations(session: WidgetSession) -> QuerySet[Ticket]:
    """
    The tickets that a session may see, each with the number of messages it has not read.

    Verified customers see all that is theirs, whatever the channel; an unverified session only what was
    written in it.
    """
    actor = session.actor
    if actor is None:
        return all_tickets.tickets().none()
    found = tickets_visible(actor).filter(is_spam=False, brand=session.brand_id)
    if not session.is_verified:
        own = Conversation.objects.filter(session=session)
        found = found.filter(channel=Channel.WIDGET, pk__in=own.values("ticket"))
    return found.with_names().annotate(unread=_unread())


def _unread() -> Coalesce:
    read = Conversation.objects.filter(ticket=OuterRef("ticket")).values("read_entry_id")[:1]
    news = (
        all_tickets.messages_shown(OuterRef("pk"))
        .exclude(author_kind=AuthorKind.CONTACT)
        .filter(id__gt=Coalesce(Subquery(read), 0))
        .order_by()
        .values("ticket")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(news, output_field=IntegerField()), 0)


def conversation(session: WidgetSession, public_id: str) -> Ticket:
    """One conversation of a session. Raises NotFound, also for a stranger's."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise NotFound("There is no such conversation.") from error
    found = conversations(session).filter(public_id=wanted).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def unread_total(session: WidgetSession) -> int:
    """How many messages wait to be read in open conversations."""
    newest = conversations(session).order_by("-last_activity_at")[:MAX_CONVERSATIONS]
    return sum(int(getattr(ticket, "unread", 0)) for ticket in newest)


def message(ticket: Ticket, public_id: str) -> TimelineEntry:
    """One public message of a conversation. Raises NotFound."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise NotFound("There is no such message.") from error
    found = all_tickets.messages_shown(ticket.pk).filter(public_id=wanted).first()
    if found is None:
        raise NotFound("There is no such message.")
    return found


def reply_email(session: WidgetSession) -> str:
    """Where replies find the customer outside of the widget; empty when nobody told."""
    if session.contact is None:
        return ""
    if session.contact.email:
        return session.contact.email
    return everybody.claimed_address(session.contact)


def is_reply_email_typed(session: WidgetSession) -> bool:
    """Whether the customer typed that address and nothing has proven it; then they may correct it."""
    return session.contact is not None and not everybody.has_any_proven_address(session.contact)


def goes_on_by_email(ticket: Ticket) -> bool:
    """Whether the address that was left in a chat has answered by mail, in a conversation of its own."""
    return all_tickets.goes_on_by_mail_of_another(ticket)


def is_sharing(session: WidgetSession, settings: WidgetSettings) -> bool:
    """Whether the page may be stored: the customer agreed, or the brand asks nobody and nobody refused."""
    if session.consent == Consent.GRANTED:
        return True
    return session.consent == Consent.UNASKED and not settings.is_consent_required


def was_here_since(contact_id: int, moment: datetime) -> bool:
    """Whether a customer has had the widget open after a moment."""
    return WidgetSession.objects.filter(contact=contact_id, last_seen_at__gt=moment).exists()


def session_of_ticket(ticket_id: int) -> WidgetSession | None:
    """The session that a ticket's customer wrote from last, or None for other channels."""
    found = (
        Conversation.objects.filter(ticket=ticket_id, session__isnull=False)
        .select_related("session__brand")
        .first()
    )
    return found.session if found is not None else None


def trail_of(session: WidgetSession) -> list[TrailStep]:
    """The steps that a session shares, oldest first."""
    return list(TrailStep.objects.filter(session=session).order_by("at", "id"))
