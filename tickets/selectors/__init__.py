"""Reads of tickets, always scoped to the actor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from core import live
from core.actors import Actor
from core.api.pagination import Page, decode_id, encode_cursor, paginate
from core.errors import Invalid, NotFound
from core.search import terms, texts
from core.search.fields import Matching
from core.search.spelling import LONG, MAX_LENGTH
from core.search.terms import Node
from people import answering
from people import selectors as people_selectors
from people.actors import staff_actor
from people.models import Team, User
from people.policy import may
from people.selectors import internal as everybody
from tickets.channels import CHANNELS
from tickets.filtering import Filter, ticket_filter
from tickets.models import (
    Attachment,
    AuthorKind,
    Draft,
    EntryKind,
    Rating,
    Tag,
    Ticket,
    TicketLink,
    TimelineEntry,
    View,
    Visibility,
)
from tickets.models.fields import SORTS
from tickets.models.ticket import TicketQuerySet
from tickets.query import Hint, ParsedQuery, parse

COUNT_CAP = 999
# A common word can occur in a quarter of all tickets; ranking them all would take seconds.
SEARCH_CANDIDATES = 400
# What misspelled words are compared with: the newest entries, and titles that contain a similar word.
VOCABULARY_ENTRIES = 1000
VOCABULARY_TITLES = 200


@dataclass(frozen=True, slots=True)
class Understood:
    """
    How a query was interpreted: parts that match nothing, hints for people, and a corrected spelling.

    `corrected` is empty unless the original words found nothing and the likely intended ones did.
    """

    problems: list[str]
    hints: list[Hint]
    corrected: str = ""


def ticket_get(*, actor: Actor, ticket_id: int) -> Ticket:
    """One ticket with the names that screens show. Raises NotFound, also if the actor may not see it."""
    ticket = Ticket.objects.visible_to(actor).with_names().filter(pk=ticket_id).first()
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
    """One ticket, locked until the end of the transaction. Raises NotFound."""
    ticket = Ticket.objects.visible_to(actor).lock(ticket_id)
    if ticket is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    return ticket


def filter_for(
    *, actor: Actor, query: str, may_refer: bool = True, now: datetime
) -> tuple[ParsedQuery, Filter]:
    """A query text as database conditions; takes the arguments of `tickets.query.parse`."""
    parsed = parse(query, may_refer=may_refer)
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
) -> tuple[Page[Ticket], Understood]:
    """
    A page of matching visible tickets, and how the query was interpreted.

    If the query contains words, the newest matches come first and `sort` is ignored.
    Raises Invalid for an unknown sort, BadCursor.
    """
    if sort not in SORTS:
        raise Invalid(f"sort must be one of {', '.join(SORTS)}.", errors={"sort": ["Unknown."]})
    parsed, found = filter_for(actor=actor, query=query, now=now)
    condition = found.q & extra if extra is not None else found.q
    tickets = Ticket.objects.visible_to(actor).filter(condition)
    if parsed.texts:
        page, corrected = tickets_matching(tickets=tickets, parsed=parsed, cursor=cursor, limit=limit)
        return page, Understood(found.problems, found.hints, corrected)
    if sort == "due":
        tickets = tickets.filter(next_due_at__isnull=False)
    page = paginate(tickets.for_rows(), order=SORTS[sort], cursor=cursor, limit=limit)
    return page, Understood(found.problems, found.hints)


def tickets_matching(
    *, tickets: QuerySet[Ticket], parsed: ParsedQuery, cursor: str | None, limit: int
) -> tuple[Page[Ticket], str]:
    """
    Those of `tickets` with an entry that matches the words of a query, newest match first.

    If nothing matches, words that occur nowhere are replaced by their likeliest spelling; the second value is
    then the query that found something. That takes two more statements. Raises BadCursor.
    """
    page = _matching_page(tickets, texts.node_of(parsed.texts), cursor, limit)
    words = texts.correctable(parsed.texts)
    if page.rows or cursor or not words:
        return page, ""
    instead = texts.instead_of(words, _vocabulary(tickets, words))
    if not instead:
        return page, ""
    meant = texts.corrected(parsed.texts, instead)
    second = _matching_page(tickets, texts.node_of(meant), cursor, limit)
    return (second, texts.shown(meant)) if second.rows else (page, "")


def search_page(*, tickets: QuerySet[Ticket], text: str, cursor: str | None, limit: int) -> Page[Ticket]:
    """Those of `tickets` with an entry that matches exactly these words, newest match first."""
    return _matching_page(tickets, texts.node_of(texts.texts_of(text)), cursor, limit)


def _matching_page(
    tickets: QuerySet[Ticket], node: Node | None, cursor: str | None, limit: int
) -> Page[Ticket]:
    """Looks only at a page's newest SEARCH_CANDIDATES matching entries, however many there are."""
    before = decode_id(cursor) if cursor else None
    if node is None:
        return Page([], None)
    entries = _entries_of(tickets).filter(search=Matching(node))
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
    if not newest:
        return Page([], None)
    rows = {ticket.pk: ticket for ticket in Ticket.objects.for_rows().filter(pk__in=list(newest))}
    ordered = [rows[ticket_id] for ticket_id in newest if ticket_id in rows]
    return Page(ordered, encode_cursor([last_id]) if is_cut and last_id is not None else None)


def _entries_of(tickets: QuerySet[Ticket]) -> QuerySet[TimelineEntry]:
    # Joining every match of a common word with its ticket would have to read all of them.
    if not tickets.query.where.children:
        return TimelineEntry.objects.all()
    return TimelineEntry.objects.filter(ticket__in=tickets.order_by().values("pk"))


def _vocabulary(tickets: QuerySet[Ticket], words: Sequence[str]) -> Mapping[str, int]:
    """
    Similar words in the newest entries of these tickets and in titles, with their frequency.

    One statement over a fixed number of entries, so that its cost does not depend on the database's size.
    """
    entries = _entries_of(tickets)
    newest = entries.order_by("-id").values("search")[:VOCABULARY_ENTRIES]
    titled = entries.filter(search=Matching(terms.any_of(map(terms.forgiving_of, words)) or {"w": ""}))
    sources = [newest, titled.order_by("-id").values("search")[:VOCABULARY_TITLES]]
    compiled = [source.query.sql_with_params() for source in sources]
    pools = " UNION ALL ".join(f"({sql})" for sql, _ in compiled)
    # One letter may be wrong, but hardly ever both of the first two.
    letters = sorted({letter for word in words for letter in word[:2]})
    longest = min(max(map(len, words)) + 2, MAX_LENGTH)
    shortest = min(len(word) - (2 if len(word) >= LONG else 1) for word in words)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.lexeme, count(*)"  # noqa: S608 (compiled by Django)
            f" FROM ({pools}) AS entry, unnest(tsvector_to_array(entry.search)) AS l(lexeme)"
            " WHERE length(l.lexeme) BETWEEN %s AND %s"
            " AND (left(l.lexeme, 1) = ANY(%s) OR substr(l.lexeme, 2, 1) = ANY(%s))"
            " AND left(l.lexeme, 1) <> '~'"
            " GROUP BY 1",
            [*(value for _, values in compiled for value in values), shortest, longest, letters, letters],
        )
        return {str(lexeme): int(count) for lexeme, count in cursor.fetchall()}


def entries_page(
    *, actor: Actor, ticket: Ticket, before: int | None = None, limit: int = 20
) -> tuple[list[TimelineEntry], list[Attachment], str | None]:
    """The newest entries before an id, oldest first, their files, and where earlier ones start."""
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
        tickets = Ticket.objects.visible_to(actor).filter(condition.q).order_by().values("pk")
        sql, values = tickets[: COUNT_CAP + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (compiled by Django)
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        counts: Sequence[int] = cursor.fetchone()
    return {view.pk: int(count) for view, count in zip(found, counts, strict=True)}


def tags(*, text: str = "") -> QuerySet[Tag]:
    """The catalog of tags; with `text`, those that begin with it."""
    return Tag.objects.filter(name__startswith=text.lower())


def draft_get(*, actor: Actor, ticket_id: int, kind: str) -> Draft | None:
    """The actor's own draft, or None."""
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


def staff_seeing(*, ticket: Ticket, users: Sequence[User]) -> set[int]:
    """The ids of those among `users` who may see a ticket: the rule of `visible_to` from the other side."""
    teams = everybody.teams_of(users)
    topic = live.Topic("ticket", ticket.pk)
    scope = {"team_id": ticket.team_id, "assignee_id": ticket.assignee_id}
    return {
        user.pk for user in users if live.may_receive(staff_actor(user, teams.get(user.pk, ())), topic, scope)
    }


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
