"""Satisfaction (T11): asked once after a resolve, answered through a signed link or in the widget."""

from datetime import datetime

from django.core import signing
from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.html import plain
from people.actors import contact_actor
from people.policy import require
from tickets import entries, selectors
from tickets.events import TicketRated
from tickets.models import EntryKind, Rating, Ticket, TicketMerge, Visibility
from tickets.services.timeline import announce, new_entry

SALT = "tickets.survey"
VALID_SECONDS = 60 * 60 * 24 * 30


def survey_ask(*, ticket: Ticket, now: datetime) -> Rating:
    """
    The open survey of a ticket, which the caller holds; created if there is none.

    Whoever has rated a conversation that was merged into this one is not asked again.
    """
    rows = list(Rating.objects.filter(ticket=ticket).order_by("-pk"))
    for known in rows:
        if known.answered_at is None:
            return known
    if rows:
        brought: set[int] = set()
        for merge in TicketMerge.objects.filter(target=ticket, undone_at=None):
            brought.update(merge.steps.get("ratings", ()))
        if (rated := next((one for one in rows if one.pk in brought), None)) is not None:
            return rated
    return Rating.objects.create(ticket=ticket, asked_at=now)


def survey_token(rating: Rating, score: int | None = None) -> str:
    """A signed, expiring token for one survey and the score that its link stands for."""
    return signing.dumps({"r": str(rating.public_id), "s": score}, salt=SALT)


def survey_read(token: str) -> tuple[Rating, int | None]:
    """The survey behind a token. Raises NotFound if it is forged, expired or unknown."""
    try:
        data = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
        rating = Rating.objects.select_related("ticket__requester", "ticket__brand").get(public_id=data["r"])
    except (signing.BadSignature, Rating.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise NotFound("This link has expired, or was not made by us.") from error
    return rating, data.get("s")


@transaction.atomic
def ticket_rate(*, actor: Actor, ticket_id: int, score: int, comment: str = "", now: datetime) -> Rating:
    """
    Record a CSAT score from 1 to 5 with an optional comment; a second answer within the survey replaces it.

    Raises Invalid for any other score, NotFound for somebody else's ticket, Conflict if there is no survey.
    """
    if not 1 <= score <= 5:
        raise Invalid("score must be a whole number from 1 to 5.", errors={"score": ["Out of range."]})
    ticket = selectors.ticket_for_message(actor=actor, ticket_id=ticket_id)
    # Who wrote a ticket may rate it, also where it was merged into a colleague's.
    require(actor, "ticket.rate", ticket if ticket.pk == ticket_id else None)
    rating = Rating.objects.select_for_update().filter(ticket=ticket).order_by("-id").first()
    if rating is None:
        raise Conflict("There is no survey for this conversation yet.", code="tickets.no_survey")
    rating.score, rating.comment, rating.answered_at = score, plain(comment).strip()[:4000], now
    rating.save(update_fields=["score", "comment", "answered_at"])
    entry = new_entry(
        actor,
        ticket,
        kind=EntryKind.RATING,
        visibility=Visibility.INTERNAL,
        now=now,
        body_text=rating.comment,
        payload=entries.Rating(score, rating.comment).to_json(),
    )
    entry.save()
    ticket.last_entry_id = entry.pk
    ticket.save(update_fields=["last_entry_id"])
    announce(TicketRated(ticket_id=ticket.pk, rating_id=rating.pk, score=score), ticket, [entry])
    return rating


def survey_answer(*, token: str, score: int, comment: str = "", now: datetime) -> Rating:
    """Answer through a signed link, without signing in. Raises NotFound, Invalid."""
    rating, _ = survey_read(token)
    actor = contact_actor(rating.ticket.requester, is_verified=True)
    return ticket_rate(actor=actor, ticket_id=rating.ticket_id, score=score, comment=comment, now=now)
