"""Reads of tickets, always scoped to who asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from core.actors import Actor
from core.api.pagination import Page, decode_id, encode_cursor, paginate
from core.errors import Invalid, NotFound
from people import answering
from people import selectors as people_selectors
from people.models import Team, User
from people.policy import may
from tickets.filtering import Filter, ticket_filter
from tickets.models import (
    Attachment,
    AuthorKind,
    Channel,
    Draft,
    EntryKind,
    Rating,
    Ticket,
    TicketLink,
    TimelineEntry,
    View,
    Visibility,
)
from tickets.query import ParsedQuery, parse

SORTS: dict[str, tuple[str, ...]] = {
    "-last_activity": ("-last_activity_at", "-id"),
    "last_activity": ("last_activity_at", "id"),
    "-created": ("-created_at", "-id"),
    "created": ("created_at", "id"),
    "priority": ("priority", "-last_activity_at", "-id"),
    "due": ("next_due_at", "id"),
}
COUNT_CAP = 999
# A common word can be in a quarter of all tickets; ranking them all would cost seconds.
SEARCH_CANDIDATES = 400


def ticket_get(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket with the names that screens show. Raises NotFound, also for what the actor may not see."""
    ticket = Ticket.objects.visible_to(actor).with_names().filter(pk=ticket_id).first()
    if ticket is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    return ticket


def ticket_by_public_id(*, actor: Actor, public_id: str) -> Ticket:
    """One ticket by its unguessable id, as customers name it. Raises NotFound."""
    ticket = Ticket.objects.visible_to(actor).with_names().filter(public_id=public_id).first()
    if ticket is None:
        raise NotFound("There is no such conversation.")
    return ticket


def assignees(*, actor: Actor, ticket_id: int) -> dict[str, list[dict[str, Any]]]:
    """
    The people and teams that `actor` can give a ticket to, by name; nobody without the right to assign.

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
    ticket = Ticket.objects.visible_to(actor).lock(ticket_id)
    if ticket is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    return ticket


def filter_for(*, actor: Actor, query: str, now: datetime) -> tuple[ParsedQuery, Filter]:
    """A query text as conditions for the database."""
    parsed = parse(query)
    return parsed, ticket_filter(parsed, actor=actor, now=now)


def tickets_page(
    *,
    actor: Actor,
    query: str = "",
    extra: Q | None = None,
    sort: str = "-last_activity",
    cursor: str | None = None,
    limit: int = 25,
    now: datetime,
) -> tuple[Page[Ticket], list[str]]:
    """
    A page of visible tickets that match, and the parts of the query that mean nothing.

    With words in the query the newest matches come first and `sort` is not used.
    Raises Invalid for an unknown sort, BadCursor.
    """
    if sort not in SORTS:
        raise Invalid(f"sort must be one of {', '.join(SORTS)}.", errors={"sort": ["Unknown."]})
    parsed, found = filter_for(actor=actor, query=query, now=now)
    condition = found.q & extra if extra is not None else found.q
    tickets = Ticket.objects.visible_to(actor).filter(condition)
    if parsed.text:
        page = search_page(tickets=tickets, text=parsed.text, cursor=cursor, limit=limit)
        return page, found.problems
    if sort == "due":
        tickets = tickets.filter(next_due_at__isnull=False)
    return paginate(tickets.for_rows(), order=SORTS[sort], cursor=cursor, limit=limit), found.problems


def search_page(*, tickets: QuerySet[Ticket], text: str, cursor: str | None, limit: int) -> Page[Ticket]:
    """
    Tickets of `tickets` with an entry that matches `text`, the newest match first.

    Only the newest SEARCH_CANDIDATES matching entries of a page are looked at, whatever the number of all.
    """
    before = decode_id(cursor) if cursor else None
    wanted = SearchQuery(text, config="english", search_type="websearch")
    entries = TimelineEntry.objects.filter(search=wanted)
    # Joining every match of a common word with its ticket would look at all of them.
    is_narrowed = bool(tickets.query.where.children)
    if is_narrowed:
        entries = entries.filter(ticket__in=tickets.order_by().values("pk"))
    if before is not None:
        entries = entries.filter(id__lt=before)
    newest: dict[int, int] = {}
    pairs = entries.order_by("-id").values_list("ticket_id", "id")[:SEARCH_CANDIDATES]
    last_id = None
    is_cut = False
    for ticket_id, entry_id in pairs:
        if ticket_id not in newest and len(newest) == limit:
            is_cut = True
            break
        newest.setdefault(ticket_id, entry_id)
        last_id = entry_id
    rows = {ticket.pk: ticket for ticket in Ticket.objects.for_rows().filter(pk__in=list(newest))}
    ordered = [rows[ticket_id] for ticket_id in newest if ticket_id in rows]
    return Page(ordered, encode_cursor([last_id]) if is_cut and last_id is not None else None)


def entries_page(
    *, actor: Actor, ticket: Ticket, before: int | None = None, limit: int = 20
) -> tuple[list[TimelineEntry], list[Attachment], str | None]:
    """The newest entries before an id, oldest first, their files, and where the earlier ones start."""
    entries = TimelineEntry.objects.filter(ticket=ticket).defer("search")
    if not actor.is_staff and not actor.is_internal:
        entries = entries.filter(visibility=Visibility.PUBLIC)
    if before is not None:
        entries = entries.filter(id__lt=before)
    rows = list(entries.order_by("-id")[: limit + 1])
    has_more = len(rows) > limit
    rows = rows[:limit][::-1]
    with_files = [row.pk for row in rows if row.has_attachments]
    files = list(Attachment.objects.filter(entry_id__in=with_files).order_by("id")) if with_files else []
    return rows, files, str(rows[0].pk) if has_more else None


def entries_after(*, ticket: Ticket, entry_id: int, limit: int = 200) -> list[TimelineEntry]:
    """Entries after an id, oldest first."""
    return list(TimelineEntry.objects.filter(ticket=ticket, id__gt=entry_id).order_by("id")[:limit])


def public_messages(*, ticket: Ticket, limit: int = 50) -> list[TimelineEntry]:
    """The newest public messages, oldest first: what both sides have read."""
    rows = TimelineEntry.objects.filter(
        ticket=ticket, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC
    ).order_by("-id")[:limit]
    return list(rows)[::-1]


def attachment_get(*, actor: Actor, public_id: str) -> Attachment:
    """One file. Raises NotFound."""
    attachment = Attachment.objects.visible_to(actor).filter(public_id=public_id).first()
    if attachment is None:
        raise NotFound("There is no such file, or you may not see it.")
    return attachment


def views(*, actor: Actor) -> QuerySet[View]:
    """Saved views that the actor may use."""
    return View.objects.visible_to(actor)


def view_counts(*, actor: Actor, now: datetime) -> dict[int, int]:
    """The number of tickets of each view, counted to at most COUNT_CAP + 1; two queries for all views."""
    found = list(views(actor=actor))
    if not found:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for view in found:
        _, condition = filter_for(actor=actor, query=view.query, now=now)
        tickets = Ticket.objects.visible_to(actor).filter(condition.q).order_by().values("pk")
        sql, values = tickets[: COUNT_CAP + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (compiled by Django)
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        counts: Sequence[int] = cursor.fetchone()
    return {view.pk: int(count) for view, count in zip(found, counts, strict=True)}


def draft_get(*, actor: Actor, ticket_id: int, kind: str) -> Draft | None:
    """One's own draft, or None."""
    return Draft.objects.filter(user_id=actor.staff_id, ticket_id=ticket_id, kind=kind).first()


def newest_rating(*, ticket: Ticket) -> Rating | None:
    """The newest answered survey of a ticket, or None."""
    return Rating.objects.filter(ticket=ticket, answered_at__isnull=False).order_by("-id").first()


def links_of(*, actor: Actor, ticket: Ticket) -> list[dict[str, Any]]:
    """Linked tickets that the actor may see, in both directions."""
    rows = TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket)).select_related("source", "target")
    others = [(row, row.target if row.source_id == ticket.pk else row.source) for row in rows]
    if not others:
        return []
    visible = set(
        Ticket.objects.visible_to(actor).filter(pk__in=[t.pk for _, t in others]).values_list("pk", flat=True)
    )
    return [
        {
            "kind": row.kind,
            "direction": "to" if row.source_id == ticket.pk else "from",
            "number": other.pk,
            "subject": other.subject,
            "status": other.status,
        }
        for row, other in others
        if other.pk in visible
    ]


def contact_tickets(*, actor: Actor, contact_id: int, excluding: int | None = None) -> QuerySet[Ticket]:
    """Tickets of one contact that the actor may see, newest activity first."""
    found = Ticket.objects.visible_to(actor).filter(requester_id=contact_id).with_names()
    return (found.exclude(pk=excluding) if excluding else found).order_by("-last_activity_at", "-id")


def files_of(entry: TimelineEntry) -> list[Attachment]:
    """The files of one entry."""
    return list(Attachment.objects.filter(entry=entry).order_by("id"))


def written_by_requester(*, ticket: Ticket, entries: Sequence[TimelineEntry]) -> set[int]:
    """The ids of the entries that the customer of a ticket wrote, also as a contact who is theirs now."""
    mine = [entry for entry in entries if entry.author_kind == AuthorKind.CONTACT]
    # In a chat nobody writes but its customer, who may have signed in since.
    found = {e.pk for e in mine if e.author_id == ticket.requester_id or e.channel == Channel.WIDGET}
    others = [entry for entry in mine if entry.pk not in found]
    known = people_selectors.also_known_as(ticket.requester_id) if others else set()
    return found | {entry.pk for entry in others if entry.author_id in known}
