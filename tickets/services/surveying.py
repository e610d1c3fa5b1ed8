"""Surveys (T11): asked once after a resolve, answered through a signed link or in the widget."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import connection, transaction

from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.html import plain
from people.actors import contact_actor
from people.policy import require
from tickets import entries, selectors
from tickets.events import TicketRated
from tickets.models import EntryKind, Rating, SurveyTurn, Ticket, TicketMerge, Visibility
from tickets.services.timeline import announce, new_entry
from tickets.surveys import NPS, SCALES

SALT = "tickets.survey"
VALID_SECONDS = 60 * 60 * 24 * 30


def survey_ask(*, ticket: Ticket, now: datetime) -> Rating | None:
    """
    The open survey of a ticket, which the caller holds; created if there is none and its customer is due.

    One question at a time: where the NPS is due it is asked in place of the one about the ticket. Whoever has
    rated a conversation that was merged into this one is not asked again.
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
    kind = _kind_due(ticket, now=now)
    return Rating.objects.create(ticket=ticket, kind=kind, asked_at=now) if kind else None


def _kind_due(ticket: Ticket, *, now: datetime) -> str:
    """What the ticket's customer is asked now; empty for nothing."""
    brand, contact_id = ticket.brand, ticket.requester_id
    if brand.asks_nps and _takes_turn(contact_id, NPS, brand.nps_days, now=now):
        return NPS
    if not brand.asks_rating:
        return ""
    if brand.survey_days and not _takes_turn(contact_id, brand.survey_kind, brand.survey_days, now=now):
        return ""
    return brand.survey_kind


def _takes_turn(contact_id: int, kind: str, days: int, *, now: datetime) -> bool:
    """
    Whether somebody may be asked a question again, and notes it if so.

    One statement: of two tickets that are resolved at once the second waits for the first, and then finds
    that the turn is taken.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_surveyturn AS turn (contact_id, kind, asked_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (contact_id, kind) DO UPDATE SET asked_at = excluded.asked_at"
            " WHERE turn.asked_at <= %s RETURNING 1",
            [contact_id, kind, now, now - timedelta(days=days)],
        )
        return cursor.fetchone() is not None


def turns_join(*, source_id: int, target_id: int) -> None:
    """Two contacts are one person: what either was asked counts, also if they turn out to be two."""
    for kind, asked_at in SurveyTurn.objects.filter(contact=source_id).values_list("kind", "asked_at"):
        turn, is_new = SurveyTurn.objects.get_or_create(
            contact_id=target_id, kind=kind, defaults={"asked_at": asked_at}
        )
        if not is_new and turn.asked_at < asked_at:
            turn.asked_at = asked_at
            turn.save(update_fields=["asked_at"])


def survey_token(rating: Rating, score: int | None = None, *, language: str = "") -> str:
    """A signed, expiring token for one survey, the score that its link stands for, and its language."""
    return signing.dumps({"r": str(rating.public_id), "s": score, "l": language}, salt=SALT)


def survey_language(token: str) -> str:
    """The language in which a survey was asked; empty where the token does not say it."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=VALID_SECONDS).get("l") or "")
    except signing.BadSignature:
        return ""


def survey_read(token: str) -> tuple[Rating, int | None]:
    """The survey behind a token. Raises NotFound if it is forged, expired or unknown."""
    try:
        data = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
        rating = Rating.objects.select_related("ticket__requester", "ticket__brand").get(public_id=data["r"])
    except (signing.BadSignature, Rating.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise NotFound("This link has expired, or was not made by us.") from error
    return rating, data.get("s")


@transaction.atomic
def ticket_rate(
    *, actor: Actor, ticket_id: int, score: int, comment: str = "", kind: str = "", now: datetime
) -> Rating:
    """
    Record a score with an optional comment; a second answer within the survey replaces it.

    Raises Invalid for a score outside the scale of what was asked, NotFound for somebody else's ticket,
    Conflict if there is no survey, or the newest asks something else than `kind`, which was answered.
    """
    ticket = selectors.ticket_for_message(actor=actor, ticket_id=ticket_id)
    # Who wrote a ticket may rate it, also where it was merged into a colleague's.
    require(actor, "ticket.rate", ticket if ticket.pk == ticket_id else None)
    rating = Rating.objects.select_for_update().filter(ticket=ticket).order_by("-id").first()
    if rating is None:
        raise Conflict("There is no survey for this conversation yet.", code="tickets.no_survey")
    if kind and rating.kind != kind:
        # The same number means something else there.
        raise Conflict("Something else was asked since.", code="tickets.other_survey")
    low, high = SCALES[rating.kind]
    if not low <= score <= high:
        raise Invalid(
            f"score must be a whole number from {low} to {high}.", errors={"score": ["Out of range."]}
        )
    rating.score, rating.comment, rating.answered_at = score, plain(comment).strip()[:4000], now
    rating.save(update_fields=["score", "comment", "answered_at"])
    entry = new_entry(
        actor,
        ticket,
        kind=EntryKind.RATING,
        visibility=Visibility.INTERNAL,
        now=now,
        body_text=rating.comment,
        payload=entries.Rating(score, rating.comment, rating.kind).to_json(),
    )
    entry.save()
    ticket.last_entry_id = entry.pk
    ticket.save(update_fields=["last_entry_id"])
    told = TicketRated(ticket_id=ticket.pk, rating_id=rating.pk, score=score, kind=rating.kind)
    announce(told, ticket, [entry])
    return rating


def survey_answer(*, token: str, score: int, comment: str = "", now: datetime) -> Rating:
    """Answer through a signed link, without signing in. Raises NotFound, Invalid, Conflict."""
    rating, _ = survey_read(token)
    actor = contact_actor(rating.ticket.requester, is_verified=True)
    return ticket_rate(
        actor=actor, ticket_id=rating.ticket_id, score=score, comment=comment, kind=rating.kind, now=now
    )
