"""The same change to many tickets, and its undo."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import DomainError, Forbidden, Invalid, NotFound, UnknownFields
from people import services as people_services
from people.policy import require
from tickets import selectors
from tickets.models import Ticket, Undo
from tickets.models.fields import EDITABLE
from tickets.selectors.macros import macro_get
from tickets.services.combining.merging import ticket_unmerge
from tickets.services.macros import macro_note
from tickets.services.updating import ticket_update, value_of
from tickets.services.values import clean_tags

MAX_BULK = 200
_TAG_STEPS = ("add_tags", "remove_tags")


def tickets_bulk_update(
    *, actor: Actor, ticket_ids: list[int], changes: dict[str, Any], now: datetime
) -> tuple[list[int], list[dict[str, Any]], str | None]:
    """
    The same change to many tickets, each in its own transaction.

    `changes` may have `add_tags` and `remove_tags`. Returns the numbers that changed, the failures with their
    reasons, and a token for `undo`. Raises Invalid over 200 tickets, Forbidden.
    """
    require(actor, "ticket.bulk")
    if not 1 <= len(ticket_ids) <= MAX_BULK:
        raise Invalid(f"Choose 1 to {MAX_BULK} tickets.", errors={"numbers": ["Out of range."]})
    UnknownFields.check(changes, {*EDITABLE, *_TAG_STEPS}, within="changes")
    added, removed = clean_tags(changes.pop("add_tags", [])), set(clean_tags(changes.pop("remove_tags", [])))
    steps: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for ticket_id in dict.fromkeys(ticket_ids):
        try:
            with transaction.atomic():
                before = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
                wanted = dict(changes)
                if added or removed:
                    wanted["tags"] = [tag for tag in [*before.tags, *added] if tag not in removed]
                old = {name: value_of(before, name) for name in wanted}
                after = ticket_update(actor=actor, ticket_id=ticket_id, changes=wanted, now=now)
                new = {name: value_of(after, name) for name in wanted}
        except DomainError as error:
            failed.append({"number": ticket_id, "detail": error.message, "code": error.code})
            continue
        if old != new:
            steps.append({"ticket_id": ticket_id, "old": old, "new": new})
    undo = Undo.objects.create(user_id=actor.staff_id, steps=steps, created_at=now) if steps else None
    return [step["ticket_id"] for step in steps], failed, str(undo.token) if undo else None


def undo_offer(
    *, actor: Actor, ticket_id: int, old: dict[str, Any], new: dict[str, Any], now: datetime
) -> str | None:
    """A token for `undo` that restores `old` as long as `new` is in place; None if nothing changed."""
    names = [name for name in new if new[name] != old[name]]
    if not names:
        return None
    step = {
        "ticket_id": ticket_id,
        "old": {name: old[name] for name in names},
        "new": {name: new[name] for name in names},
    }
    return str(Undo.objects.create(user_id=actor.staff_id, steps=[step], created_at=now).token)


def undo(*, actor: Actor, token: str, now: datetime) -> tuple[list[int], list[dict[str, Any]]]:
    """
    Undo an action, except for fields that were changed since.

    Returns the restored numbers, and those not restored with reasons. Raises NotFound.
    """
    with transaction.atomic():
        row = (
            Undo.objects.select_for_update().filter(token=token, user_id=actor.staff_id, used_at=None).first()
        )
        if row is None:
            raise NotFound("There is nothing to undo here any more.")
        row.used_at = now
        row.save(update_fields=["used_at"])
    restored: list[int] = []
    failed: list[dict[str, Any]] = []
    for step in row.steps:
        if "merge_id" in step:
            _unmerge(actor, step["merge_id"], restored, failed, now=now)
            continue
        if "ticket_merge_id" in step:
            _part(actor, step["ticket_merge_id"], restored, failed, now=now)
            continue
        try:
            ticket_update(
                actor=actor,
                ticket_id=step["ticket_id"],
                changes=step["old"],
                expected=step["new"],
                reason="Undone",
                gives_back=True,
                now=now,
            )
            restored.append(step["ticket_id"])
        except DomainError as error:
            failed.append({"number": step["ticket_id"], "detail": error.message, "code": error.code})
    return restored, failed


def _unmerge(
    actor: Actor, merge_id: int, restored: list[int], failed: list[dict[str, Any]], *, now: datetime
) -> None:
    """A merge of contacts is undone as a whole; its tickets count as restored."""
    try:
        if not actor.may_write("people"):
            raise Forbidden("This token lacks the scope people:write.")
        merge = people_services.contacts_unmerge(actor=actor, merge_id=merge_id, now=now)
        moved = merge.steps["held"].get("tickets", {}).get("tickets", [])
        seen = Ticket.objects.visible_to(actor).filter(pk__in=moved).order_by("pk")
        restored += seen.values_list("pk", flat=True)
    except DomainError as error:
        failed.append({"merge_id": merge_id, "detail": error.message, "code": error.code})


def _part(
    actor: Actor, merge_id: int, restored: list[int], failed: list[dict[str, Any]], *, now: datetime
) -> None:
    """Two tickets that became one are two again."""
    try:
        merge = ticket_unmerge(actor=actor, merge_id=merge_id, now=now)
        restored += [merge.source_id, merge.target_id]
    except DomainError as error:
        failed.append({"detail": error.message, "code": error.code})


def macro_apply(
    *, actor: Actor, macro_id: int, ticket_ids: list[int], now: datetime
) -> tuple[list[int], list[dict[str, Any]], str | None]:
    """
    The actions of a macro on these tickets, without its text, each ticket in its own transaction.

    Returns what `tickets_bulk_update` returns. Raises NotFound, Forbidden, Invalid.
    """
    macro = macro_get(actor=actor, macro_id=macro_id)
    if not macro.is_active or not macro.actions:
        raise Invalid("This macro changes nothing. Use it in a reply.", errors={"numbers": ["No actions."]})
    changes = dict(macro.actions)
    if changes.pop("assign_to_me", False):
        changes["assignee"] = actor.user_id
    changed, failed, token = tickets_bulk_update(actor=actor, ticket_ids=ticket_ids, changes=changes, now=now)
    for ticket_id in changed:
        with transaction.atomic():
            ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
            macro_note(actor=actor, macro_id=macro_id, ticket=ticket, now=now)
    return changed, failed, token
