"""Reads of tickets, always scoped to the actor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from core import live
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.reads import Read
from people import answering
from people import selectors as people_selectors
from people.actors import staff_actor
from people.models import Team, User
from people.policy import may
from people.selectors import internal as everybody
from tickets.channels import CHANNELS
from tickets.models import (
    Attachment,
    AuthorKind,
    Draft,
    EntryKind,
    Follower,
    Rating,
    ScheduledReply,
    Tag,
    Ticket,
    TimelineEntry,
    View,
    Visibility,
)
from tickets.models.ticket import TicketQuerySet, lock_ticket, sight_of
from tickets.selectors import internal
from tickets.selectors.arrival import arrival_rules as arrival_rules
from tickets.selectors.filters import filter_for

COUNT_CAP = 999
# How often a ticket may be merged, or come apart, while one message waits for it.
MAX_LEADS = 5
_NUMBERS = Read(Ticket.objects.all, ("pk",))


def ticket_get(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket with the names that screens show. Raises NotFound, also if the actor may not see it."""
    ticket: Ticket | None = internal.NAMED.first(sight_of(actor) & Q(pk=ticket_id))
    if ticket is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    return ticket


def tickets_visible(actor: Actor) -> TicketQuerySet:
    """The tickets that the actor may see; all of them for the system."""
    return Ticket.objects.visible_to(actor)


def is_ticket_visible(*, actor: Actor, ticket_id: int) -> bool:
    """Whether the actor may see a ticket."""
    return tickets_visible(actor).filter(pk=ticket_id).exists()


def assignees(*, actor: Actor, ticket_id: int) -> dict[str, list[dict[str, Any]]]:
    """
    The people and teams that `actor` can assign a ticket to, by name; empty without the right to assign.

    Raises NotFound.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    people: list[User] = []
    teams: list[Team] = []
    if may(actor, "ticket.update"):
        found = answering.people_for(team_id=ticket.team_id, brand_id=ticket.brand_id)
        may_all, may_self = may(actor, "ticket.assign_others"), may(actor, "ticket.claim")
        people = [user for user in found if may_all or (may_self and user.pk == actor.user_id)]
        teams = list(answering.teams_that_answer().order_by("name"))
    return {
        "people": [{"id": user.pk, "name": user.name, "presence": user.presence} for user in people],
        "teams": [{"id": team.pk, "name": team.name, "slug": team.slug} for team in teams],
    }


def ticket_for_update(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket, locked to the end of the transaction. Raises NotFound."""
    ticket = lock_ticket(ticket_id, sight=sight_of(actor))
    if ticket is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    return ticket


def ticket_for_message(*, actor: Actor, ticket_id: int) -> Ticket:
    """
    The ticket that a message for this one goes to, locked: itself, or what it was merged into.

    A customer's message follows even where they may not read on; staff must see both. Locks that one alone:
    holding a merged ticket while waiting for its target could meet a merge that does it the other way round.
    Raises NotFound.
    """
    stands = Q(merged_into__isnull=True)
    for _ in range(MAX_LEADS):
        ticket = lock_ticket(ticket_id, sight=sight_of(actor) & stands)
        if ticket is not None:
            return ticket
        into = ticket_get(actor=actor, ticket_id=ticket_id).merged_into_id
        if into is None:
            continue
        sight = sight_of(actor) if actor.is_staff else Q()
        ticket = lock_ticket(into, sight=sight & stands)
        if ticket is None and not Ticket.objects.filter(sight, pk=into).exists():
            raise NotFound("This ticket was merged into another one that you may not see.")
        # The merge may have been undone, or gone on, while this waited.
        if ticket is not None and internal.standing_number(ticket_id) == ticket.pk:
            return ticket
    raise Conflict("This ticket is being merged right now. Try again in a moment.")


def public_messages(*, ticket: Ticket, limit: int = 50) -> list[TimelineEntry]:
    """The newest public messages, oldest first: what both sides have read."""
    shown = Q(ticket_id=ticket.pk, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC)
    return internal.ENTRIES.rows(shown, order=("-id",), limit=limit)[::-1]


def attachment_get(*, actor: Actor, public_id: str) -> Attachment:
    """One file. Raises NotFound."""
    attachment = Attachment.objects.visible_to(actor).filter(public_id=public_id).first()
    if attachment is None:
        raise NotFound("There is no such file, or you may not see it.")
    return attachment


def views(*, actor: Actor) -> QuerySet[View]:
    """Saved views that the actor may use."""
    return View.objects.visible_to(actor)


def view_get(*, actor: Actor, view_id: int) -> View:
    """One saved view. Raises NotFound, also if the actor may not use it."""
    view = views(actor=actor).filter(pk=view_id).first()
    if view is None:
        raise NotFound("There is no such view.")
    return view


def view_counts(*, actor: Actor, now: datetime) -> dict[int, int]:
    """The number of tickets in each view, counted up to COUNT_CAP + 1; two queries for all views."""
    found = list(views(actor=actor))
    if not found:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for view in found:
        _, condition = filter_for(actor=actor, query=view.query, now=now)
        part = _NUMBERS.part(sight_of(actor) & condition.q, limit=COUNT_CAP + 1)
        parts.append("0" if part is None else f"(SELECT count(*) FROM ({part[0]}) AS counted)")  # noqa: S608 (compiled by Django)
        params.extend(() if part is None else part[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        counts: Sequence[int] = cursor.fetchone()
    return {view.pk: int(count) for view, count in zip(found, counts, strict=True)}


def tags(*, text: str = "") -> QuerySet[Tag]:
    """The catalog of tags; with `text`, those that begin with it."""
    return Tag.objects.filter(name__startswith=text.lower())


def draft_get(*, actor: Actor, ticket_id: int, kind: str) -> Draft | None:
    """The actor's own draft, or None; that of a ticket that was merged is in its target."""
    own = Draft.objects.filter(user_id=actor.staff_id, ticket_id=ticket_id, kind=kind)
    return own.filter(ticket__merged_into=None).first()


def scheduled_replies(*, actor: Actor, ticket_id: int) -> list[ScheduledReply]:
    """The replies that wait for their time on a ticket, the next first. Raises NotFound."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    waiting = ScheduledReply.objects.filter(ticket=ticket, state=ScheduledReply.State.WAITING)
    return list(waiting.select_related("user").order_by("send_at", "pk"))


def files_waiting(*, actor: Actor, ids: Sequence[str]) -> list[Attachment]:
    """The actor's own uploads among these that no message has yet; runs no statement without ids."""
    if not ids:
        return []
    own = Attachment.objects.filter(public_id__in=ids, entry=None, uploader_ref=actor.ref)
    return list(own.order_by("pk"))


def newest_rating(*, ticket_id: int) -> Rating | None:
    """The newest answered survey of a ticket, or None."""
    return Rating.objects.filter(ticket=ticket_id, answered_at__isnull=False).order_by("-id").first()


def staff_seeing(*, ticket: Ticket, users: Sequence[User]) -> set[int]:
    """The ids of those among `users` who may see a ticket: the rule of `visible_to` from the other side."""
    teams = everybody.teams_of(users)
    topic = live.Topic("ticket", ticket.pk)
    scope = {"team_id": ticket.team_id, "assignee_id": ticket.assignee_id}
    return {
        user.pk for user in users if live.may_receive(staff_actor(user, teams.get(user.pk, ())), topic, scope)
    }


def followers(*, actor: Actor, ticket_id: int) -> list[User]:
    """Who follows a ticket, by name. Raises NotFound."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    rows = Follower.objects.filter(ticket=ticket).select_related("user").order_by("user__name", "user_id")
    return [row.user for row in rows]


def mentionable(*, actor: Actor, ticket_id: int) -> list[User]:
    """The teammates a note may mention: those who may see the ticket, except the actor. Raises NotFound."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    users = [user for user in people_selectors.staff() if user.pk != actor.user_id]
    seeing = staff_seeing(ticket=ticket, users=users)
    return [user for user in users if user.pk in seeing]


def files_of(entry: TimelineEntry) -> list[Attachment]:
    """The files of one entry."""
    return list(Attachment.objects.filter(entry=entry).order_by("id"))


def _is_one_customers(channel: str) -> bool:
    return channel in CHANNELS and CHANNELS[channel].is_one_customers


def written_by_requester(*, ticket: Ticket, entries: Sequence[TimelineEntry]) -> set[int]:
    """The ids of the entries written by a ticket's customer, including under a contact merged into them."""
    mine = [entry for entry in entries if entry.author_kind == AuthorKind.CONTACT]
    # In a chat only its customer can write, who may have signed in since.
    found = {e.pk for e in mine if e.author_id == ticket.requester_id or _is_one_customers(e.channel)}
    others = [entry for entry in mine if entry.pk not in found]
    known = people_selectors.also_known_as(ticket.requester_id) if others else set()
    return found | {entry.pk for entry in others if entry.author_id in known}
