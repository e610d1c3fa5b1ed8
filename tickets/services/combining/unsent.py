"""Drafts and scheduled replies of a ticket that becomes part of another: none of their words is lost."""

from datetime import datetime
from typing import Any

from tickets.models import Draft, ScheduledReply, Ticket
from tickets.services.scheduling import reply_hold, reply_hold_stale, reply_resume, rows_waiting, waiting
from tickets.wording import say

State = ScheduledReply.State
Steps = dict[str, Any]


def unsent_carry(*, source: Ticket, target: Ticket, now: datetime) -> Steps:
    """
    Move what is not sent yet into `target`, after the messages. Returns what `unsent_return` needs.

    A draft is put below the one that its author has there; the source keeps its own copy for an undo. Of two
    replies that one author has waiting the source's is held, and so is what was written without a message of
    the other ticket.
    """
    moved, joined = [], []
    for draft in Draft.objects.select_for_update().filter(ticket=source).exclude(body="").order_by("pk"):
        theirs = _draft_of(draft.user_id, target, draft.kind)
        if theirs is None:
            draft.ticket = target
            draft.save(update_fields=["ticket"])
            moved.append([draft.pk, draft.version])
        else:
            _rewrite(theirs, theirs.body + draft.body, now=now)
            joined.append(draft.pk)
    scheduled, held = _carry_scheduled(source, target, now=now)
    return {"drafts": moved, "drafts_joined": joined, "scheduled": scheduled, "scheduled_held": held}


def _carry_scheduled(source: Ticket, target: Ticket, *, now: datetime) -> tuple[list[int], list[list[int]]]:
    rows = rows_waiting(source.pk)
    origins = {row.pk: source.pk for row in rows}
    held: list[list[int]] = []
    for row in rows:
        is_second = waiting().filter(ticket=target, user=row.user_id).exists()
        row.ticket = target
        if is_second:
            reply_hold(row, say("held_merged", ticket=str(source.pk)), now=now)
            held.append([row.pk, source.pk])
        row.save(update_fields=["ticket"])
    for row in rows_waiting(target.pk):
        if reply_hold_stale(row, now=now):
            held.append([row.pk, origins.get(row.pk, target.pk)])
    gone = {pk for pk, _ in held}
    return [pk for pk in origins if pk not in gone], held


def unsent_return(*, steps: Steps, source: Ticket, target: Ticket, now: datetime) -> None:
    """Give back what was not sent or changed since; the rest stays in `target`, where its author went on."""
    for pk, origin in reversed(steps.get("scheduled_held", [])):
        _resume(pk, source if origin == source.pk else target, target, now=now)
    for row in rows_waiting(target.pk):
        is_free = not waiting().filter(ticket=source, user=row.user_id).exists()
        if row.pk in steps["scheduled"] and is_free:
            row.ticket = source
            row.save(update_fields=["ticket"])
    for draft in Draft.objects.select_for_update().filter(
        pk__in=steps.get("drafts_joined", ()), ticket=source
    ):
        theirs = _draft_of(draft.user_id, target, draft.kind)
        if theirs is None or not _cut(theirs, draft.body, now=now):
            # It was sent or changed: the words are there.
            draft.delete()
    versions = dict(steps.get("drafts", ()))
    for draft in Draft.objects.select_for_update().filter(pk__in=versions, ticket=target):
        if draft.version == versions[draft.pk] and _draft_of(draft.user_id, source, draft.kind) is None:
            draft.ticket = source
            draft.save(update_fields=["ticket"])


def _resume(pk: int, origin: Ticket, target: Ticket, *, now: datetime) -> None:
    """Let a reply wait again that the merge had held, if its draft is as it was and its time has not come."""
    row = (
        ScheduledReply.objects.select_for_update(of=("self",))
        .select_related("ticket", "user")
        .filter(pk=pk, ticket=target, state=State.HELD, send_at__gt=now)
        .first()
    )
    if row is None or waiting().filter(ticket=origin, user=row.user_id).exists():
        return
    draft = _draft_of(row.user_id, target, Draft.Kind.PUBLIC)
    if draft is not None and _cut(draft, row.body_html, now=now):
        row.ticket = origin
        reply_resume(row, now=now)


def _draft_of(user_id: int, ticket: Ticket, kind: str) -> Draft | None:
    rows = Draft.objects.select_for_update().filter(user=user_id, ticket=ticket, kind=kind)
    return rows.first()


def _cut(draft: Draft, words: str, *, now: datetime) -> bool:
    """Take these words out of a draft again; False if they are not there as they came."""
    before, found, after = draft.body.rpartition(words)
    if not found:
        return False
    if before + after:
        _rewrite(draft, before + after, now=now)
    else:
        draft.delete()
    return True


def _rewrite(draft: Draft, body: str, *, now: datetime) -> None:
    draft.body, draft.version, draft.updated_at = body, draft.version + 1, now
    draft.save(update_fields=["body", "version", "updated_at"])
