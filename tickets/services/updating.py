"""Changing tickets: one at a time with a version, or many at once with an undo."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from django.db import transaction

from core import writes
from core.actors import Actor
from core.custom_fields import problem_with
from core.errors import Conflict, Invalid, PreconditionFailed, UnknownFields
from core.html import one_line
from core.wording import message_of
from people.answering import why_not_person, why_not_team
from people.models import User
from people.policy import may, require
from people.selectors import internal as everybody
from tickets import lifecycle, selectors
from tickets.events import TicketChanged
from tickets.models import Status, Tag, Ticket
from tickets.models.fields import EDITABLE, SILENT, Field, Kind
from tickets.selectors.custom_fields import definitions
from tickets.services import changing
from tickets.services.awaiting import check_awaited
from tickets.services.timeline import announce
from tickets.services.values import clean_custom, clean_id, clean_moment, clean_tags

_STEPS: dict[str, Callable[[Any], lifecycle.Change]] = {
    "status": lifecycle.SetStatus,
    "snoozed_until": lifecycle.Snooze,
    "snoozed_for": lifecycle.SnoozeFor,
    "snoozed_item": lifecycle.SnoozeItem,
    "is_spam": lifecycle.MarkSpam,
    "is_deleted": lifecycle.Trash,
    "handler": lifecycle.PassOn,
}


_LAST = ("status", "snoozed_until", "snoozed_for", "snoozed_item")


class AlreadyClaimed(Conflict):
    """Somebody else took the ticket first."""

    code = "tickets.already_claimed"


class Unanswerable(Invalid):
    """The chosen person or team cannot answer this ticket."""

    code = "tickets.cannot_answer"


class AlreadyResolved(Conflict):
    """The ticket is already resolved."""

    code = "tickets.already_resolved"


class TicketMerged(Conflict):
    """The ticket is part of another one now; `number` is that one."""

    code = "tickets.merged"

    @classmethod
    def into(cls, number: int, target: int) -> Self:
        """The error for a ticket and what it was merged into."""
        return cls(f"#{number} was merged into #{target}. Change that one.", number=target)

    @classmethod
    def check(cls, ticket: Ticket) -> Ticket:
        """The ticket; the error if it is part of another."""
        if ticket.merged_into_id is not None:
            raise cls.into(ticket.pk, ticket.merged_into_id)
        return ticket


class TicketInTrash(Conflict):
    """The ticket lies in the trash: what is done to it there would go for good with it."""

    code = "tickets.in_trash"

    @classmethod
    def check(cls, ticket: Ticket) -> None:
        """Raise the error for a ticket that lies there."""
        if ticket.is_deleted:
            raise cls(f"#{ticket.pk} is in the trash. Restore it first.", number=ticket.pk)

    @classmethod
    def check_change(cls, ticket: Ticket, actor: Actor, changes: Mapping[str, Any]) -> None:
        """Raise the error for a colleague's change but restoring it; routing and the like go on."""
        if actor.is_staff and changes.keys() - {"is_deleted"} and changes.get("is_deleted") is not False:
            cls.check(ticket)


def ticket_at_work(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket that stands and is not thrown away, locked. Raises NotFound, TicketMerged, TicketInTrash."""
    ticket = ticket_standing(actor=actor, ticket_id=ticket_id)
    TicketInTrash.check(ticket)
    return ticket


def ticket_standing(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket to work on, locked. Raises NotFound, and TicketMerged for one that is part of another."""
    return TicketMerged.check(selectors.ticket_for_update(actor=actor, ticket_id=ticket_id))


@transaction.atomic
def ticket_update(
    *,
    actor: Actor,
    ticket_id: int,
    changes: dict[str, Any],
    expected_version: int | None = None,
    expected: dict[str, Any] | None = None,
    reason: str = "",
    gives_back: bool = False,
    held: Ticket | None = None,
    now: datetime,
) -> Ticket:
    """
    Change fields of a ticket; people, teams by id (`assignee`, `team`).

    Taking a ticket, or giving up one's own, requires `ticket.claim`; any other change of assignee requires
    `ticket.assign_others`, except that `gives_back` (an undo) may return one's own to the previous holder.

    `expected_version` raises PreconditionFailed if anything changed in between; `expected` maps fields to the
    values the caller saw and raises Conflict only if one of these changed. Setting a status is checked as
    everywhere else. `held` is the ticket, if the caller has locked it and it is as stored. Raises NotFound,
    Forbidden, Invalid, FieldRequired, Unanswerable for a person or team that cannot answer this ticket, and
    TicketMerged for one that is part of another, and TicketInTrash for one that is to be restored first.
    """
    require(actor, "ticket.update")
    UnknownFields.check(changes, EDITABLE)
    UnknownFields.check(expected or {}, EDITABLE, within="expected")
    ticket = TicketMerged.check(held or selectors.ticket_for_update(actor=actor, ticket_id=ticket_id))
    if expected_version is not None and expected_version != ticket.version:
        raise PreconditionFailed(
            "Somebody changed this ticket in between. Load it again, then decide.", version=ticket.version
        )
    _check_expected(ticket, expected or {})
    applied, done = prepare(
        actor=actor, ticket=ticket, changes=changes, reason=reason, gives_back=gives_back, now=now
    )
    if not done:
        return ticket
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    writes.update(ticket)
    if "tags" in done:
        tags_note(ticket)
    announce(TicketChanged(ticket_id=ticket.pk, changes=done, by_ref=actor.ref), ticket, saved)
    changing.tell(ticket=ticket, applied=applied, by_ref=actor.ref, now=now)
    return ticket


def prepare(
    *,
    actor: Actor,
    ticket: Ticket,
    changes: dict[str, Any],
    first: Sequence[lifecycle.Change] = (),
    reason: str = "",
    gives_back: bool = False,
    now: datetime,
) -> tuple[changing.Applied, dict[str, list[Any]]]:
    """
    Set fields of a locked ticket, after the changes `first` of its life; returns every [old, new] as well.

    The caller saves it and tells. Raises Forbidden, Invalid, FieldRequired, Unanswerable, TicketInTrash.
    """
    TicketInTrash.check_change(ticket, actor, changes)
    if changes.get("is_deleted") is not None:
        require(actor, "ticket.trash")
    if changes.get("snoozed_for") or changes.get("snoozed_item"):
        check_awaited(actor, ticket, changes)
    before, names = ticket.assignee_id, changing.names_on(ticket)
    done, steps, assignee = _apply(ticket, changes)
    applied = changing.change(
        actor=actor,
        ticket=ticket,
        changes=[*first, *steps],
        others={name: pair for name, pair in done.items() if name not in SILENT},
        names=names,
        assignee=assignee,
        reason=reason,
        now=now,
    )
    done |= applied.outcome.changes
    if "assignee" in done:
        _check_assignment(actor, ticket, before, gives_back=gives_back)
    if "team" in done:
        _check_team(ticket)
    if "is_deleted" in done:
        ticket.trashed_by = actor.name[:200] if ticket.is_deleted else ""
    if "reason" in done:
        ticket.reason_message = message_of(changes["reason"])
    if "priority" in done and actor.is_staff and "priority_is_pinned" not in changes:
        # A person's decision stays, whatever the score says later.
        ticket.priority_is_pinned = True
    return applied, done


def tags_note(ticket: Ticket) -> None:
    """Add the ticket's tags to the catalog."""
    Tag.objects.bulk_create([Tag(name=tag) for tag in ticket.tags], ignore_conflicts=True)


def _check_assignment(actor: Actor, ticket: Ticket, before: int | None, *, gives_back: bool) -> None:
    """
    Whoever may take a ticket may also give it up; anything else moves other people's work.

    Raises Forbidden, Unanswerable.
    """
    after = ticket.assignee_id
    is_own = after == actor.user_id or (before == actor.user_id and (after is None or gives_back))
    require(actor, "ticket.claim" if is_own and actor.user_id is not None else "ticket.assign_others")
    if ticket.assignee is None:
        return
    problem = why_not_person(ticket.assignee, team_id=ticket.team_id, brand_id=ticket.brand_id)
    if problem and not (after == actor.user_id and actor.is_staff and may(actor, "ticket.reply")):
        raise Unanswerable(problem, errors={"assignee": [problem]})


def _check_team(ticket: Ticket) -> None:
    if ticket.team is not None and (problem := why_not_team(ticket.team)):
        raise Unanswerable(problem, errors={"team": [problem]})


def _check_expected(ticket: Ticket, expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        current = value_of(ticket, name)
        if current != value:
            raise Conflict(
                "Somebody changed this field a moment ago. Keep their value, or set yours again.",
                code="tickets.field_changed",
                field=name,
                current=current,
            )


def value_of(ticket: Ticket, name: str) -> Any:
    """A field's value as events and callers write it: people and teams by id, times in ISO 8601."""
    value = getattr(ticket, f"{name}_id" if name in ("team", "assignee") else name, None)
    return value.isoformat() if isinstance(value, datetime) else value


def _apply(
    ticket: Ticket, changes: dict[str, Any]
) -> tuple[dict[str, list[Any]], list[lifecycle.Change], User | None]:
    """Set plain fields; returns their [old, new], the changes to the ticket's life, and a new assignee."""
    done: dict[str, list[Any]] = {}
    steps: list[lifecycle.Change] = []
    assignee: User | None = None
    for name, value in sorted(changes.items(), key=_order):
        field = EDITABLE[name]
        if field.kind == Kind.CHOICE and value not in field.allowed:
            raise Invalid(f"{name} must be one of {', '.join(field.allowed)}.", errors={name: ["Unknown."]})
        if name == "assignee":
            assignee = _record(everybody.user_any, value, "assignee")
            steps.append(lifecycle.Assign(assignee.pk if assignee is not None else None))
        elif name in _STEPS:
            steps.append(_STEPS[name](_cleaned(ticket, name, value)))
        else:
            old = value_of(ticket, name)
            if name == "team":
                ticket.team = _record(everybody.team_find, value, "team")
            else:
                setattr(ticket, name, _cleaned(ticket, name, value))
            new = value_of(ticket, name)
            if new != old:
                done[name] = [old, new]
    return done, steps, assignee


def _order(change: tuple[str, Any]) -> int:
    # A new status ends a snooze, and a new time what it waits for: whoever sets them means them together.
    return _LAST.index(change[0]) + 1 if change[0] in _LAST else 0


def _cleaned(ticket: Ticket, name: str, value: Any) -> Any:
    """A value that is ready to be stored. Raises Invalid."""
    field = EDITABLE[name]
    match field.kind:
        case Kind.CHOICE:
            return value
        case Kind.MOMENT:
            return clean_moment(name, value)
        case Kind.TAGS:
            return clean_tags(value)
        case Kind.CUSTOM:
            return _custom(ticket, value)
        case Kind.FLAG:
            if not isinstance(value, bool):
                raise Invalid(f"{name} must be true or false.", errors={name: ["Not a boolean."]})
            return value
        case Kind.TEXT:
            return _text(field, value)
        case Kind.NUMBER:
            return clean_id(name, value)
        case other:
            raise TypeError(f"{name} is of {other}, which no change can set yet.")


def _custom(ticket: Ticket, value: Any) -> dict[str, Any]:
    """The custom fields with these values; a defined field takes what its kind takes, or what it has."""
    merged = clean_custom(ticket.custom, value)
    for one in definitions() if value else []:
        is_new = one.key in value and value[one.key] != ticket.custom.get(one.key)
        if is_new and (problem := problem_with(one, value[one.key])):
            raise Invalid(problem, errors={"custom": [problem]})
    return merged


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{field.name} must be a text.", errors={field.name: ["Not a text."]})
    text = one_line(value)[: field.length]
    if field.is_required and not text:
        raise Invalid(f"A ticket needs a {field.name}.", errors={field.name: ["Empty."]})
    return text


def _record(find: Callable[[int], Any], value: Any, name: str) -> Any:
    if value is None:
        return None
    is_id = isinstance(value, int) and not isinstance(value, bool)
    record = find(value) if is_id else None
    if record is None:
        raise Invalid(f"There is no such {name}.", errors={name: ["Unknown."]})
    return record


def ticket_fill(*, actor: Actor, ticket: Ticket, values: dict[str, Any], now: datetime) -> None:
    """
    Set fields of a ticket that is being opened, validated like any change of them.

    The caller saves it; nothing is published, since nobody has seen other values. Raises Invalid, Forbidden,
    Unanswerable.
    """
    done, steps, assignee = _apply(ticket, values)
    changing.place(ticket=ticket, changes=steps, assignee=assignee, now=now)
    if assignee is not None:
        _check_assignment(actor, ticket, None, gives_back=False)
    if "team" in done:
        _check_team(ticket)


def ticket_resolve(*, actor: Actor, ticket_id: int, reason: str = "", now: datetime) -> Ticket:
    """Mark a ticket as resolved. Raises AlreadyResolved, FieldRequired, NotFound, Forbidden."""
    with transaction.atomic():
        ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
        if ticket.status == Status.RESOLVED:
            raise AlreadyResolved("This ticket is already resolved.", number=ticket.pk)
        return ticket_update(
            actor=actor, ticket_id=ticket_id, changes={"status": Status.RESOLVED}, reason=reason, now=now
        )


@transaction.atomic
def ticket_claim(
    *,
    actor: Actor,
    ticket_id: int,
    user_id: int | None,
    expected_assignee_id: int | None = None,
    reason: str = "",
    held: Ticket | None = None,
    now: datetime,
) -> Ticket:
    """
    Assign a ticket only if it still belongs to the assignee the caller saw (nobody by default).

    `held` is the ticket, if the caller has locked it and it is as stored. Raises AlreadyClaimed, so that
    automatic assignment never overwrites a person's. Raises NotFound.
    """
    ticket = held or selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    if ticket.assignee_id != expected_assignee_id:
        holder = ticket.assignee.name if ticket.assignee else "Nobody"
        raise AlreadyClaimed(f"{holder} has this ticket now.", assignee=ticket.assignee_id)
    return ticket_update(
        actor=actor, ticket_id=ticket_id, changes={"assignee": user_id}, reason=reason, held=ticket, now=now
    )
