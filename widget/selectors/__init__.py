"""Reads of the widget: settings, sessions, a session's conversations, what was shared."""

import uuid
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.errors import NotFound
from core.reads import Among, Read
from people import selectors as people_selectors
from people.models import Brand
from people.selectors import internal as everybody
from tickets.models import (
    AuthorKind,
    Channel,
    Ticket,
    TimelineEntry,
)
from tickets.models.ticket import sight_of
from tickets.selectors import internal as all_tickets
from widget.errors import SessionEnded, UnknownWidget
from widget.models import Consent, Conversation, TrailStep, WidgetSession, WidgetSettings, token_digest
from widget.models.sessions import is_alive

MAX_CONVERSATIONS = 30


def settings_of(brand: Brand) -> WidgetSettings:
    """The widget settings of a brand; unsaved defaults if nobody has opened them yet."""
    return _SETTINGS.first(Q(brand_id=brand.pk)) or WidgetSettings(brand=brand)


def settings_by_key(key: str) -> WidgetSettings:
    """The settings behind a publishable key. Raises UnknownWidget, also for a disabled widget."""
    brand = next((each for each in people_selectors.brands() if each.widget_key == key), None)
    brand = brand or everybody.brand_by_widget_key(key)
    found = settings_of(brand) if brand is not None and key else None
    if found is None or not found.is_enabled:
        raise UnknownWidget("There is no widget with this key, or it is switched off.")
    return found


def settings_enabled() -> QuerySet[WidgetSettings]:
    """The settings of every widget that is switched on, with their brands."""
    return WidgetSettings.objects.select_related("brand").filter(is_enabled=True)


def writer_is_proven(ticket_id: int) -> bool:
    """Whether the session that wrote last in a chat is a signed one of its requester."""
    return Conversation.objects.filter(
        ticket=ticket_id, session__is_verified=True, session__contact=F("ticket__requester")
    ).exists()


def session_alive(session: WidgetSession, *, now: datetime) -> WidgetSession | None:
    """A session as it is now; None once it has ended or belongs to another contact."""
    fresh = WidgetSession.objects.alive(now).filter(pk=session.pk).first()
    return fresh if fresh is not None and fresh.contact_id == session.contact_id else None


def session_by_token(token: str, *, now: datetime) -> WidgetSession:
    """The live session of a token, with contact and brand. Raises SessionEnded."""
    found: WidgetSession | None = None
    if token:
        found = _SESSIONS.first(is_alive(now) & Q(token_digest=token_digest(token)))
    if found is None or found.contact is None:
        raise SessionEnded("This session has ended. Begin another one.")
    return found


def conversations(session: WidgetSession, more: Q | None = None, *, limit: int | None = None) -> list[Ticket]:
    """
    The tickets that a session may see and that meet `more`, the newest activity first, each with its number
    of `unread` messages.

    Verified customers see everything that is theirs, on whatever channel; an unverified session only what was
    written in it.
    """
    actor = session.actor
    if actor is None:
        return []
    condition = sight_of(actor) & Q(is_spam=False, brand_id=session.brand_id)
    if not session.is_verified:
        own = Among(Conversation.objects.all, Q(session_id=session.pk), "ticket_id")
        condition &= Q(channel=Channel.WIDGET, pk__in=own)
    if more is None:
        # A merged conversation is read where it went on.
        condition &= Q(merged_into__isnull=True)
    return _CONVERSATIONS.rows(condition & (more or Q()), order=("-last_activity_at", "-pk"), limit=limit)


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


def _counted() -> QuerySet[Ticket]:
    return all_tickets.tickets().with_names().annotate(unread=_unread())


_CONVERSATIONS = Read(_counted, ())
_SETTINGS = Read(lambda: WidgetSettings.objects.select_related("brand"), ())
_SESSIONS = Read(lambda: WidgetSession.objects.select_related("contact__company", "brand"), ())


def conversations_newest(session: WidgetSession) -> list[Ticket]:
    """At most MAX_CONVERSATIONS of them, newest activity first."""
    return conversations(session, limit=MAX_CONVERSATIONS)


def conversation(session: WidgetSession, public_id: str) -> Ticket:
    """
    One conversation of a session; of one that was merged the one it goes on in, if that is theirs too.

    Raises NotFound, also for somebody else's.
    """
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise NotFound("There is no such conversation.") from error
    found = conversations(session, Q(public_id=wanted), limit=1)
    if not found:
        raise NotFound("There is no such conversation.")
    into = found[0].merged_into_id
    return next(iter(conversations(session, Q(pk=into), limit=1)), found[0]) if into else found[0]


def unread_total(session: WidgetSession) -> int:
    """The number of unread messages in open conversations."""
    return sum(int(getattr(ticket, "unread", 0)) for ticket in conversations_newest(session))


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
    """Where replies reach the customer outside the widget; empty if unknown."""
    if session.contact is None:
        return ""
    if session.contact.email:
        return session.contact.email
    return everybody.claimed_address(session.contact)


def is_reply_email_typed(session: WidgetSession) -> bool:
    """Whether the customer merely typed that address, without proof; then they may correct it."""
    return session.contact is not None and not everybody.has_any_proven_address(session.contact)


def goes_on_by_email(ticket: Ticket) -> bool:
    """Whether the address left in a chat has since answered by mail, in a separate conversation."""
    return all_tickets.goes_on_by_mail_of_another(ticket)


def is_sharing(session: WidgetSession, settings: WidgetSettings) -> bool:
    """Whether the page may be stored: the customer agreed, or the brand does not ask and nobody refused."""
    if session.consent == Consent.GRANTED:
        return True
    return session.consent == Consent.UNASKED and not settings.is_consent_required


def was_here_since(contact_id: int, moment: datetime) -> bool:
    """Whether a customer has had the widget open since a given moment."""
    return WidgetSession.objects.filter(contact=contact_id, last_seen_at__gt=moment).exists()


def session_of_ticket(ticket_id: int) -> WidgetSession | None:
    """The session that a ticket's customer last wrote from, or None for other channels."""
    found: Conversation | None = _WITH_SESSIONS.first(Q(ticket_id=ticket_id, session__isnull=False))
    return found.session if found is not None else None


_WITH_SESSIONS = Read(lambda: Conversation.objects.select_related("session__brand"), ())


def trail_of(session: WidgetSession) -> list[TrailStep]:
    """The steps that a session shares, oldest first."""
    return list(TrailStep.objects.filter(session=session).order_by("at", "id"))
