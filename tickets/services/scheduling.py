"""Replies that are sent at a time, unless somebody writes first."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.reads import Read
from people.actors import staff_actor
from people.policy import require
from tickets import selectors
from tickets.entries import EventStep
from tickets.models import Draft, ScheduledReply, Status, Ticket
from tickets.models.ticket import lock_ticket
from tickets.services.attaching import MAX_FILES
from tickets.services.macros import MacroReply, clean_actions
from tickets.services.replying import hold_back_stale, post_reply
from tickets.services.timeline import body_of, timeline_append

logger = logging.getLogger(__name__)

MAX_AHEAD = timedelta(days=90)
WROTE_FIRST = "somebody wrote in between"
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
    now); then it becomes a draft again. Raises AlreadyScheduled, StaleReply, NotFound, Forbidden, Invalid.
    """
    require(actor, "ticket.reply")
    ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
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
    _tell(ticket, f"{actor.name} scheduled a reply for {_words(send_at)}.", now=now)
    return row


def waiting() -> Any:
    """The replies that are still to be sent."""
    return ScheduledReply.objects.filter(state=State.WAITING)


_WAITING = Read(waiting, ("pk",))
_PLACES = Read(waiting, ("ticket_id",))


@transaction.atomic
def reply_unschedule(*, actor: Actor, ticket_id: int, public_id: str, now: datetime) -> ScheduledReply:
    """Take one's own reply back before it is sent; it is a draft again. Raises NotFound."""
    ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    mine = waiting().select_for_update().filter(ticket=ticket, user_id=actor.staff_id)
    row: ScheduledReply | None = mine.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such reply waiting. It has been sent, or taken back already.")
    _end(row, State.CANCELLED, now=now)
    _tell(ticket, f"{actor.name} took a scheduled reply back.", now=now)
    return row


@transaction.atomic
def replies_hold(*, ticket_id: int, entry_id: int, now: datetime) -> int:
    """Hold back what waits on a ticket whose customer wrote; returns how many. Safe to run twice."""
    if _WAITING.first(Q(ticket_id=ticket_id, seen_entry_id__lt=entry_id)) is None:
        return 0
    lock_ticket(ticket_id)
    rows = waiting().select_for_update().filter(ticket=ticket_id, seen_entry_id__lt=entry_id)
    held = list(rows.select_related("ticket", "user"))
    for row in held:
        _hold(row, WROTE_FIRST, now=now)
    return len(held)


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
    if not row.user.is_active or ticket.is_spam or ticket.is_deleted:
        _hold(row, "its author has left, or the ticket is spam or in the trash", now=now)
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
        _hold(row, WROTE_FIRST if error.code == "tickets.stale_reply" else error.message, now=now)
        return False
    row.state, row.ended_at = State.SENT, now
    row.save(update_fields=["state", "ended_at"])
    return True


def _hold(row: ScheduledReply, reason: str, *, now: datetime) -> None:
    _end(row, State.HELD, reason=reason, now=now)
    _tell(row.ticket, f"The scheduled reply of {row.user.name} was not sent: {reason}.", now=now)


def _end(row: ScheduledReply, state: str, *, reason: str = "", now: datetime) -> None:
    """Its words are a draft again, behind what its author has begun since."""
    row.state, row.reason, row.ended_at = state, reason[:300], now
    row.save(update_fields=["state", "reason", "ended_at"])
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        user_id=row.user_id,
        ticket_id=row.ticket_id,
        kind=Draft.Kind.PUBLIC,
        defaults={"body": row.body_html, "updated_at": now},
    )
    if not is_new:
        draft.body, draft.version, draft.updated_at = draft.body + row.body_html, draft.version + 1, now
        draft.save(update_fields=["body", "version", "updated_at"])


def _tell(ticket: Ticket, text: str, *, now: datetime) -> None:
    timeline_append(actor=SYSTEM, ticket_id=ticket.pk, step=EventStep(), body_text=text, now=now)


def _words(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
