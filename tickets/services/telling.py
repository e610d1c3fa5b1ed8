"""One reply to the incidents of a problem: to each on its own way, once, unless somebody writes first."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.reads import Read
from core.wording import Worded, message_of
from people.actors import staff_actor
from people.policy import require
from tickets import selectors
from tickets.entries import EventStep
from tickets.models import (
    OPEN_STATUSES,
    Draft,
    IncidentReply,
    ProblemReply,
    Status,
    Ticket,
    TicketLink,
)
from tickets.models.ticket import lock_ticket
from tickets.selectors.incidents import MOST_INCIDENTS, counts_of, incidents_open
from tickets.services.holding import draft_again, obstacle_of, why_refused
from tickets.services.replying import StaleReply, post_reply
from tickets.services.timeline import body_of, timeline_append
from tickets.services.updating import ticket_at_work, ticket_update
from tickets.wording import say

logger = logging.getLogger(__name__)

UNDO = timedelta(seconds=10)
MAX_TRIES = 5
BATCH = 50
State = ProblemReply.State
Part = IncidentReply.State
UNDER_WAY = (State.WAITING, State.SENDING)


class AlreadyTelling(Conflict):
    """Another reply is on its way to the incidents of this problem."""

    code = "tickets.already_telling"


@transaction.atomic
def incidents_tell(
    *,
    actor: Actor,
    problem_id: int,
    body_html: str = "",
    body_text: str = "",
    incidents: Mapping[int, int | None] | None = None,
    status: str = "",
    problem_status: str = "",
    now: datetime,
) -> ProblemReply:
    """
    Keep a reply for these incidents, or for all that are open and in sight; it leaves after the undo time.

    `incidents` maps numbers to the newest entry that the author was told of; None is what is there now. Where
    somebody else writes after that, it is held back. The author's draft is spent with it. Raises
    AlreadyTelling, TicketMerged, TicketInTrash, NotFound, Forbidden, Invalid.
    """
    require(actor, "ticket.reply")
    require(actor, "ticket.bulk")
    problem = ticket_at_work(actor=actor, ticket_id=problem_id)
    if status or problem_status:
        require(actor, "ticket.update")
    for name, value in (("status", status), ("problem_status", problem_status)):
        if value and value not in Status.values:
            raise Invalid(f"{name} must be one of {', '.join(Status.values)}.", errors={name: ["Unknown."]})
    html, text = body_of(body_html=body_html, body_text=body_text)
    if not text:
        raise Invalid("Write something before sending.", errors={"body": ["Empty."]})
    if ProblemReply.objects.filter(problem=problem, state__in=UNDER_WAY).exists():
        raise AlreadyTelling("A reply is on its way to these incidents. Wait until it is done.")
    seen = _chosen(actor, problem, incidents)
    reply = ProblemReply.objects.create(
        problem=problem,
        user_id=actor.staff_id,
        body_html=html,
        incident_status=status,
        problem_status=problem_status,
        send_at=now + UNDO,
        created_at=now,
    )
    parts = [IncidentReply(reply=reply, ticket_id=pk, seen_entry_id=entry) for pk, entry in seen.items()]
    IncidentReply.objects.bulk_create(parts)
    Draft.objects.filter(user_id=actor.staff_id, ticket=problem, kind=Draft.Kind.PUBLIC).delete()
    _tell(problem.pk, say("incidents_told", name=actor.name, count=len(parts)), now=now)
    return reply


def _chosen(actor: Actor, problem: Ticket, wanted: Mapping[int, int | None] | None) -> dict[int, int]:
    """The incidents with what their author has seen of each. Raises Invalid."""
    found = incidents_open(actor=actor, problem_id=problem.pk)
    if wanted is not None:
        found = found.filter(pk__in=list(wanted))
    known = dict(found.values_list("pk", "last_public_entry_id")[: MOST_INCIDENTS + 1])
    strange = sorted(set(wanted or ()) - set(known))
    if strange:
        named = ", ".join(f"#{number}" for number in strange[:5])
        raise Invalid(
            f"{named}: no open incident of this problem, or you may not see it.",
            errors={"incidents": ["Unknown."]},
        )
    if not 1 <= len(known) <= MOST_INCIDENTS:
        raise Invalid(f"Choose 1 to {MOST_INCIDENTS} incidents.", errors={"incidents": ["Out of range."]})
    told = wanted or {}
    return {pk: newest if (entry := told.get(pk)) is None else entry for pk, newest in known.items()}


@transaction.atomic
def telling_take_back(*, actor: Actor, problem_id: int, public_id: str, now: datetime) -> ProblemReply:
    """Take one's own reply back before the first incident has it; it is a draft again. Raises NotFound."""
    selectors.ticket_get(actor=actor, ticket_id=problem_id)
    mine = ProblemReply.objects.select_for_update(no_key=True).filter(
        problem=problem_id, user_id=actor.staff_id, state=State.WAITING
    )
    reply = mine.filter(public_id=public_id).first()
    if reply is None:
        raise NotFound("There is no such reply waiting. It is being sent, or was taken back already.")
    _end(reply, State.CANCELLED, now=now)
    _tell(problem_id, say("incidents_untold", name=actor.name), now=now)
    draft_again(user_id=reply.user_id, ticket_id=problem_id, body_html=reply.body_html, now=now)
    return reply


def tellings_send_due(*, now: datetime, limit: int = BATCH) -> int:
    """
    Send replies whose undo time is over to the next incidents; returns how many were sent.

    Safe to run twice, concurrently, and after a crash: each incident is claimed by its row, and what became
    of it is stored in the transaction that sends it.
    """
    due = ProblemReply.objects.filter(state=State.WAITING, send_at__lte=now)
    due.update(state=State.SENDING)
    parts = IncidentReply.objects.filter(state=Part.WAITING, reply__state=State.SENDING)
    sent = 0
    for pk in list(parts.order_by("tries", "reply", "pk").values_list("pk", flat=True)[:limit]):
        try:
            sent += _send(pk, now=now)
        except Exception:
            # One broken incident must not keep the others waiting.
            logger.exception("Sending to an incident failed", extra={"part_id": pk})
            _note_crash(pk, now=now)
    open_ones = ProblemReply.objects.filter(state=State.SENDING).order_by("pk")
    for pk in list(open_ones.values_list("pk", flat=True)):
        try:
            _finish(pk, now=now)
        except Exception:
            logger.exception("Ending a reply to incidents failed", extra={"reply_id": pk})
    return sent


_PLACES = Read(IncidentReply.objects.all, ("ticket_id",))


@transaction.atomic
def _send(pk: int, *, now: datetime) -> bool:
    # The ticket first, as whoever writes to it or merges it.
    found = _PLACES.first(Q(pk=pk))
    ticket = lock_ticket(found[0]) if found else None
    rows = IncidentReply.objects.select_for_update(of=("self",), skip_locked=True)
    part = rows.select_related("reply__user").filter(pk=pk, state=Part.WAITING).first()
    if part is None or ticket is None:
        return False
    reply = part.reply
    if (why := _obstacle(reply, ticket)) is not None:
        _hold(part, Part.HELD, why, now=now)
        return False
    try:
        with transaction.atomic():
            _post(part, ticket, now=now)
    except DomainError as error:
        why = why_refused(error, ticket_id=ticket.pk, user_id=reply.user_id, seen_entry_id=part.seen_entry_id)
        is_held = isinstance(error, StaleReply)
        _hold(part, Part.HELD if is_held else Part.FAILED, why, is_draft=True, now=now)
        return False
    part.state, part.ended_at = Part.SENT, now
    part.save(update_fields=["state", "ended_at"])
    return True


def _post(part: IncidentReply, ticket: Ticket, *, now: datetime) -> None:
    """Answer one incident; what its author is writing there stays, other than with a reply of their own."""
    reply = part.reply
    begun = Draft.objects.filter(user_id=reply.user_id, ticket=ticket, kind=Draft.Kind.PUBLIC).first()
    post_reply(
        actor=staff_actor(reply.user),
        ticket_id=ticket.pk,
        body_html=reply.body_html,
        seen_entry_id=part.seen_entry_id,
        status=reply.incident_status or None,
        client_id=f"problem:{reply.public_id}",
        now=now,
    )
    if begun is not None:
        begun.save(force_insert=True)


def _obstacle(reply: ProblemReply, ticket: Ticket) -> Worded | None:
    if (why := obstacle_of(reply.user, ticket)) is not None:
        return why
    if ticket.merged_into_id is not None:
        return say("held_joined", ticket=str(ticket.merged_into_id))
    if ticket.status not in OPEN_STATUSES:
        return say("held_solved")
    links = TicketLink.objects.filter(source=ticket, kind=TicketLink.Kind.INCIDENT)
    standing = selectors.internal.standing_number(reply.problem_id)
    return None if links.filter(target=standing).exists() else say("held_unlinked")


def _hold(part: IncidentReply, state: str, why: Worded, *, is_draft: bool = False, now: datetime) -> None:
    """It is not sent; where its author may still send it by hand, its words are a draft there."""
    part.state, part.ended_at = state, now
    part.reason, part.reason_message = why[:300], message_of(why)
    part.save(update_fields=["state", "reason", "reason_message", "ended_at"])
    if not is_draft:
        return
    reply = part.reply
    draft_again(user_id=reply.user_id, ticket_id=part.ticket_id, body_html=reply.body_html, now=now)
    said = say("incident_held", name=reply.user.name, ticket=str(reply.problem_id), why=why)
    _tell(part.ticket_id, said, now=now)


@transaction.atomic
def _note_crash(pk: int, *, now: datetime) -> None:
    IncidentReply.objects.filter(pk=pk, state=Part.WAITING).update(tries=F("tries") + 1)
    broken = IncidentReply.objects.filter(pk=pk, state=Part.WAITING, tries__gte=MAX_TRIES)
    why = say("held_broken")
    broken.update(state=Part.FAILED, reason=why, reason_message=message_of(why), ended_at=now)


@transaction.atomic
def _finish(pk: int, *, now: datetime) -> None:
    """End a reply that has reached everybody it can, and tell of it on the problem."""
    rows = ProblemReply.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    reply = rows.select_related("user").filter(pk=pk, state=State.SENDING).first()
    if reply is None or IncidentReply.objects.filter(reply=reply, state=Part.WAITING).exists():
        return
    _end(reply, State.DONE, now=now)
    counts = counts_of([reply])[reply.pk]
    said = say(
        "incidents_done",
        name=reply.user.name,
        sent=counts[Part.SENT],
        held=counts[Part.HELD],
        failed=counts[Part.FAILED],
    )
    _tell(reply.problem_id, said, now=now)
    if reply.problem_status:
        _set_problem(reply, now=now)


def _set_problem(reply: ProblemReply, *, now: datetime) -> None:
    try:
        with transaction.atomic():
            ticket_update(
                actor=staff_actor(reply.user),
                ticket_id=selectors.internal.standing_number(reply.problem_id),
                changes={"status": reply.problem_status},
                now=now,
            )
    except DomainError as error:
        said = say("incidents_status", detail=error.message.rstrip("."))
        _tell(reply.problem_id, said, now=now)


def _end(reply: ProblemReply, state: str, *, now: datetime) -> None:
    reply.state, reply.ended_at = state, now
    reply.save(update_fields=["state", "ended_at"])


def _tell(ticket_id: int, text: Worded, *, now: datetime) -> None:
    step, standing = EventStep(message=text.message), selectors.internal.standing_number(ticket_id)
    timeline_append(actor=SYSTEM, ticket_id=standing, step=step, body_text=text, now=now)
