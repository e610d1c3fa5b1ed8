"""Saved views, and how far each person has read."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import live
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from people.policy import may, require
from people.selectors import internal as everybody
from tickets import selectors
from tickets.models import Follower, Ticket, TicketRead, View
from tickets.models.fields import COLUMNS, SORTS
from tickets.services.timeline import live_messages


@transaction.atomic
def view_save(*, actor: Actor, values: dict[str, Any], view_id: int | None = None) -> View:
    """Create or change a saved view. Raises Invalid, NotFound, Forbidden."""
    require(actor, "view.personal")
    view = View(owner_id=actor.user_id) if view_id is None else _own_view(actor, view_id)
    kind = values.get("kind", view.kind)
    if kind not in View.Kind.values:
        raise Invalid("kind must be personal, team or shared.", errors={"kind": ["Unknown."]})
    if kind != View.Kind.PERSONAL:
        require(actor, "view.shared")
    if values.get("sort", view.sort) not in SORTS:
        raise Invalid(f"sort must be one of {', '.join(SORTS)}.", errors={"sort": ["Unknown."]})
    columns = values.get("columns", view.columns)
    if not isinstance(columns, list) or not set(columns) <= set(COLUMNS):
        raise Invalid(f"columns can be {', '.join(COLUMNS)}.", errors={"columns": ["Unknown."]})
    team_id = values.get("team_id", view.team_id)
    if kind == View.Kind.TEAM and not _may_have_views(actor, team_id):
        raise Invalid("A team view needs one of your teams.", errors={"team_id": ["Required."]})
    for name in ("name", "query", "sort", "position"):
        if name in values:
            setattr(view, name, values[name])
    if not view.name.strip():
        raise Invalid("A view needs a name.", errors={"name": ["Empty."]})
    view.kind, view.columns, view.team_id = kind, columns, team_id if kind == View.Kind.TEAM else None
    view.save()
    return view


def _may_have_views(actor: Actor, team_id: int | None) -> bool:
    if team_id is None or team_id in actor.team_ids:
        return team_id is not None
    return may(actor, "staff.write") and everybody.team_exists(team_id)


@transaction.atomic
def view_delete(*, actor: Actor, view_id: int) -> None:
    """Delete a saved view. Raises NotFound, Forbidden."""
    _own_view(actor, view_id).delete()


def _own_view(actor: Actor, view_id: int) -> View:
    view = View.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=view_id).first()
    if view is None:
        raise NotFound("There is no such view.")
    if view.kind != View.Kind.PERSONAL and not may(actor, "view.shared"):
        raise Forbidden("Shared views are changed by supervisors.")
    return view


@transaction.atomic
def ticket_mark_read(*, actor: Actor, ticket_id: int, now: datetime) -> Ticket:
    """
    Record that the actor has read a ticket to the end.

    The queue's unread mark disappears once the assignee has read it, or for an unassigned ticket anyone who
    works on tickets: a read-only viewer must not hide work from the others.
    """
    ticket = selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    TicketRead.objects.update_or_create(
        user_id=actor.staff_id,
        ticket=ticket,
        defaults={"entry_id": ticket.last_entry_id, "read_at": now},
    )
    is_theirs = ticket.assignee_id in (None, actor.user_id) and may(actor, "ticket.update", ticket)
    if ticket.is_unread and is_theirs:
        changed = Ticket.objects.filter(
            pk=ticket.pk, is_unread=True, last_entry_id=ticket.last_entry_id
        ).update(is_unread=False)
        if changed:
            ticket.is_unread = False
            message = live_messages(ticket)[0]
            transaction.on_commit(
                lambda: live.push(
                    topic="queue", name="tickets.ticket_read", data=message.data, scope=message.scope
                )
            )
    return ticket


def ticket_follow(*, ticket_id: int, user_id: int) -> None:
    """Make somebody follow a ticket without owning it; following twice is harmless."""
    Follower.objects.get_or_create(ticket_id=ticket_id, user_id=user_id)
