"""Replies that are sent at a time, unless somebody writes first."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.events import publish
from core.reads import Read
from core.wording import Worded
from people.actors import staff_actor
from people.policy import require
from tickets.entries import EventStep
from tickets.events import ScheduledReplyHeld
from tickets.models import Draft, ScheduledReply, Status, Ticket
from tickets.models.ticket import lock_ticket
from tickets.selectors.unseen import messages_unseen
from tickets.services.attaching import MAX_FILES
from tickets.services.holding import draft_again, obstacle_of, why_refused, wrote_first
from tickets.services.macros import MacroReply, clean_actions
from tickets.services.replying import hold_back_stale, post_reply
from tickets.services.timeline import body_of, timeline_append
from tickets.services.updating import ticket_at_work, ticket_standing
from tickets.wording import moment, say

logger = logging.getLogger(__name__)

MAX_AHEAD = timedelta(days=90)
State = ScheduledReply.State


class AlreadyScheduled(Conflict):
    """The author has a reply waiting on this ticket."""

    code = "tickets.already_scheduled"


@transaction.atomic
def reply_schedule(
    *,
    actor: Actor,
    ticket_id: int,
    body_html: str = "",
    body_text: str = "",
    send_at: datetime,
    seen_entry_id: int | None = None,
    status: str | None = None,
    attachment_ids: Sequence[str] = (),
    cc: Sequence[str] | None = None,
    macro: MacroReply | None = None,
    now: datetime,
) -> ScheduledReply:
    """
    Keep a reply until `send_at`; the author's draft is spent with it.

    It is not sent if the customer or a colleague writes after `seen_entry_id` (by default, what is there
    now); then it becomes a draft again. Raises AlreadyScheduled, StaleReply, TicketMerged, TicketInTrash,
    NotFound, Forbidden, Invalid.
    """
    require(actor, "ticket.reply")
    ticket = ticket_at_work(actor=actor, ticket_id=ticket_id)
    if not now < send_at <= now + MAX_AHEAD:
        raise Invalid(
            f"Choose a time within the next {MAX_AHEAD.days} days.", errors={"send_at": ["Out of range."]}
        )
    html, text = body_of(body_html=body_html, body_text=body_text)
    if not text and not attachment_ids and "<img" not in html:
        raise Invalid("Write something before sending.", errors={"body": ["Empty."]})
    if len(attachment_ids) > MAX_FILES or (status is not None and status not in Status.values):
        raise Invalid("This reply could not be sent.", errors={"status": ["Unknown."]})
    if seen_entry_id is not None:
        hold_back_stale(actor, ticket, seen_entry_id)
    if waiting().filter(ticket=ticket, user_id=actor.staff_id).exists():
        raise AlreadyScheduled("You have a reply waiting here. Cancel it first, or wait until it is sent.")
    options: dict[str, Any] = {"status": status, "attachment_ids": list(attachment_ids), "cc": cc}
    if macro is not None:
        options |= {"macro_id": macro.macro_id, "actions": clean_actions(macro.actions)}
    row = ScheduledReply.objects.create(
        ticket=ticket,
        user_id=actor.staff_id,
        body_html=html,
        options=options,
        seen_entry_id=ticket.last_public_entry_id if seen_entry_id is None else seen_entry_id,
        send_at=send_at,
        created_at=now,
    )
    Draft.objects.filter(user_id=actor.staff_id, ticket=ticket, kind=Draft.Kind.PUBLIC).delete()
    _tell(ticket, say("reply_scheduled", name=actor.name, when=moment(send_at)), now=now)
    return row


def waiting() -> Any:
    """The replies that are still to be sent."""
    return ScheduledReply.objects.filter(state=State.WAITING)


_WAITING = Read(waiting, ("pk",))
_PLACES = Read(waiting, ("ticket_id",))


@transaction.atomic
def reply_unschedule(*, actor: Actor, ticket_id: int, public_id: str, now: datetime) -> ScheduledReply:
    """Take one's own reply back before it is sent; it is a draft again. Raises TicketMerged, NotFound."""
    ticket = ticket_standing(actor=actor, ticket_id=ticket_id)
    mine = waiting().select_for_update().filter(ticket=ticket, user_id=actor.staff_id)
    row: ScheduledReply | None = mine.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such reply waiting. It has been sent, or taken back already.")
    _end(row, State.CANCELLED, now=now)
    _tell(ticket, say("reply_taken_back", name=actor.name), now=now)
    return row


@transaction.atomic
def replies_hold(*, ticket_id: int, entry_id: int, now: datetime) -> int:
    """
    Hold back what waits on a ticket whose customer, or another colleague, wrote; returns how many.

    Safe to run twice.
    """
    if _WAITING.first(Q(ticket_id=ticket_id, seen_entry_id__lt=entry_id)) is None:
        return 0
    # The ticket first, as whoever sends or merges.
    if lock_ticket(ticket_id) is None:
        return 0
    return sum(reply_hold_stale(row, now=now) for row in rows_waiting(ticket_id))


def rows_waiting(ticket_id: int) -> list[ScheduledReply]:
    """The replies that wait on a locked ticket, locked."""
    rows = waiting().select_for_update(of=("self",)).select_related("ticket", "user")
    return list(rows.filter(ticket=ticket_id).order_by("pk"))


def reply_hold_stale(row: ScheduledReply, *, now: datetime) -> bool:
    """Hold a reply back if there is a message that its author has not seen; returns whether there is."""
    newer = messages_unseen(ticket_ids=[row.ticket_id], user_id=row.user_id, seen_entry_id=row.seen_entry_id)
    if newer:
        reply_hold(row, wrote_first(newer[0]), now=now)
    return bool(newer)


def replies_send_due(*, now: datetime, limit: int = 200) -> int:
    """
    Send the replies whose time has come; returns how many were sent.

    Safe to run twice or concurrently: each is claimed by its row, and what became of it is stored in the
    transaction that sends it. The ticket is locked before the row, as everywhere: a merge has the ticket when
    it takes the rows along.
    """
    due = waiting().filter(send_at__lte=now).order_by("send_at", "pk").values_list("pk", flat=True)
    sent = 0
    for pk in list(due[:limit]):
        try:
            sent += _send(pk, now=now)
        except Exception:
            # One broken reply must not keep the others waiting.
            logger.exception("Sending a scheduled reply failed", extra={"scheduled_id": pk})
    return sent


@transaction.atomic
def _send(pk: int, *, now: datetime) -> bool:
    found = _PLACES.first(Q(pk=pk))
    ticket = lock_ticket(found[0]) if found else None
    rows = waiting().select_for_update(of=("self",), skip_locked=True).select_related("user")
    # One that a merge took along while we waited is sent with the next round.
    row: ScheduledReply | None = rows.filter(pk=pk, ticket=ticket).first() if ticket is not None else None
    if row is None or ticket is None:
        return False
    row.ticket, options = ticket, row.options
    if (why := obstacle_of(row.user, ticket)) is not None:
        reply_hold(row, why, now=now)
        return False
    macro_id = options.get("macro_id")
    try:
        with transaction.atomic():
            post_reply(
                actor=staff_actor(row.user),
                ticket_id=ticket.pk,
                body_html=row.body_html,
                seen_entry_id=row.seen_entry_id,
                status=options.get("status"),
                attachment_ids=options.get("attachment_ids", ()),
                cc=options.get("cc"),
                macro=None if macro_id is None else MacroReply(macro_id, options.get("actions", {})),
                client_id=f"scheduled:{row.public_id}",
                now=now,
            )
    except DomainError as error:
        why = why_refused(
            error, ticket_id=row.ticket_id, user_id=row.user_id, seen_entry_id=row.seen_entry_id
        )
        reply_hold(row, why, now=now)
        return False
    row.state, row.ended_at = State.SENT, now
    row.save(update_fields=["state", "ended_at"])
    return True


def reply_hold(row: ScheduledReply, why: Worded, *, now: datetime) -> None:
    """Do not send it: its words are a draft again, its ticket's history says why, and its author hears."""
    _end(row, State.HELD, reason=why, now=now)
    _tell(row.ticket, say("reply_held", name=row.user.name, why=why), now=now)
    publish(
        ScheduledReplyHeld(
            ticket_id=row.ticket_id, scheduled_id=row.pk, user_id=row.user_id, why=why, message=why.message
        )
    )


def reply_resume(row: ScheduledReply, *, now: datetime) -> None:
    """Let a reply wait again that was held, on the ticket that its row names; the caller has its draft."""
    row.state, row.reason, row.ended_at = State.WAITING, "", None
    row.save(update_fields=["ticket", "state", "reason", "ended_at"])
    _tell(row.ticket, say("reply_scheduled", name=row.user.name, when=moment(row.send_at)), now=now)


def _end(row: ScheduledReply, state: str, *, reason: str = "", now: datetime) -> None:
    row.state, row.reason, row.ended_at = state, reason[:300], now
    row.save(update_fields=["state", "reason", "ended_at"])
    draft_again(user_id=row.user_id, ticket_id=row.ticket_id, body_html=row.body_html, now=now)


def _tell(ticket: Ticket, text: Worded, *, now: datetime) -> None:
    step = EventStep(message=text.message)
    timeline_append(actor=SYSTEM, ticket_id=ticket.pk, step=step, body_text=text, now=now)
