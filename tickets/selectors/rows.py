"""Lists of tickets as their rows, and search in their entries: the hottest reads of the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from core.actors import Actor
from core.api.pagination import Page, decode_ids, encode_cursor, read_page
from core.errors import Invalid
from core.reads import Among, Read
from core.search import terms, texts
from core.search.fields import Matching
from core.search.spelling import LONG, MAX_LENGTH
from core.search.terms import Node
from tickets.models import Ticket, TimelineEntry
from tickets.models.fields import SORTS
from tickets.models.ticket import sight_of
from tickets.query import ParsedQuery
from tickets.rendering import ROW, row_of
from tickets.selectors.filters import Understood, filter_for

Row = dict[str, Any]
"""One row of a list, as the API shows it."""

# A common word can be in a quarter of all tickets; ranking them all would cost seconds.
SEARCH_CANDIDATES = 400
# Of a word that is not rare, the newest entries hold a page; looking up all that match would grow with them.
SCANNED_ENTRIES = 16_000
_NEWEST_KEY = "tickets:newest-entry"
# What misspelled words are compared with: the newest entries, and titles that hold a similar word.
VOCABULARY_ENTRIES = 1000
VOCABULARY_TITLES = 200

_LENGTHS = (1, 5, 25, 100)
# Begins the cursors of tickets without a deadline; no other cursor begins like this.
_UNDATED = "~"

ROWS = Read(Ticket.objects.all, ROW)
# How common a word is decides how its matches are best found.
_MATCHES = Read(TimelineEntry.objects.all, ("ticket_id", "id"), is_kept=False)


def tickets_page(
    *,
    actor: Actor,
    query: str = "",
    extra: Q | None = None,
    sort: str = "-last_activity",
    cursor: str | None = None,
    limit: int = 25,
    now: datetime,
) -> tuple[Page[Row], Understood]:
    """
    A page of visible tickets that match, and how the query was understood.

    With words in the query the newest matches come first and `sort` is not used.
    Raises Invalid for an unknown sort, BadCursor.
    """
    if sort not in SORTS:
        raise Invalid(f"sort must be one of {', '.join(SORTS)}.", errors={"sort": ["Unknown."]})
    parsed, found = filter_for(actor=actor, query=query, now=now)
    condition = sight_of(actor) & found.q & (extra or Q())
    if parsed.texts:
        page, corrected = tickets_matching(condition, parsed=parsed, cursor=cursor, limit=limit)
        return page, Understood(found.problems, found.hints, corrected)
    pages = _due_page if sort == "due" else partial(rows_page, sort=sort)
    return pages(condition, cursor=cursor, limit=limit), Understood(found.problems, found.hints)


def rows_page(
    condition: Q,
    *,
    sort: str = "-last_activity",
    cursor: str | None = None,
    limit: int = 25,
    room: int | None = None,
) -> Page[Row]:
    """
    A page of the tickets of a condition, which says also who asks (`sight_of`). Raises BadCursor.

    For `room` see `read_page`.
    """
    page = read_page(ROWS, condition, order=SORTS[sort], cursor=cursor, limit=limit, room=room)
    return Page([row_of(values) for values in page.rows], page.next)


def _due_page(condition: Q, *, cursor: str | None, limit: int) -> Page[Row]:
    """By deadline; tickets that have none, such as those that wait for the customer, follow by activity."""
    rows: list[Row] = []
    if cursor is None or not cursor.startswith(_UNDATED):
        page = rows_page(condition & Q(next_due_at__isnull=False), sort="due", cursor=cursor, limit=limit)
        if page.next is not None:
            return page
        if len(page.rows) == limit:
            return Page(page.rows, _UNDATED)
        rows, cursor = page.rows, _UNDATED
    rest = rows_page(
        condition & Q(next_due_at__isnull=True),
        cursor=cursor.removeprefix(_UNDATED) or None,
        limit=limit,
        room=limit - len(rows),
    )
    return Page([*rows, *rest.rows], None if rest.next is None else f"{_UNDATED}{rest.next}")


def rows_of_numbers(condition: Q, numbers: Sequence[int]) -> dict[int, Row]:
    """The rows of tickets by their numbers, as far as the condition holds for them."""
    # No ticket has a negative number: filled up like this, few lengths of lists are asked for.
    room = next((size for size in _LENGTHS if size >= len(numbers)), len(numbers))
    asked = [*numbers, *range(-1, len(numbers) - room - 1, -1)]
    found = ROWS.rows(condition & Q(pk__in=asked))
    return {values[0]: row_of(values) for values in found}


def tickets_matching(
    condition: Q, *, parsed: ParsedQuery, cursor: str | None, limit: int
) -> tuple[Page[Row], str]:
    """
    Tickets of a condition with an entry that matches the words of a query, the newest match first.

    When nothing matches, words that stand nowhere are taken for their likeliest spelling; then the second
    value is the query that found something. Two statements more in this case. Raises BadCursor.
    """
    page = _matching_page(condition, texts.node_of(parsed.texts), cursor, limit)
    words = texts.correctable(parsed.texts)
    if page.rows or cursor or not words:
        return page, ""
    instead = texts.instead_of(words, _vocabulary(condition, words))
    if not instead:
        return page, ""
    meant = texts.corrected(parsed.texts, instead)
    second = _matching_page(condition, texts.node_of(meant), cursor, limit)
    return (second, texts.shown(meant)) if second.rows else (page, "")


def search_page(*, tickets: QuerySet[Ticket], text: str, cursor: str | None, limit: int) -> Page[Ticket]:
    """Tickets of `tickets` with an entry that matches exactly these words, the newest match first."""
    within = Q(ticket__in=tickets.order_by().values("pk"))
    numbers, following = _newest(within, texts.node_of(texts.texts_of(text)), cursor, limit)
    if not numbers:
        return Page([], following)
    rows = {ticket.pk: ticket for ticket in Ticket.objects.for_rows().filter(pk__in=numbers)}
    return Page([rows[number] for number in numbers if number in rows], following)


def _matching_page(condition: Q, node: Node | None, cursor: str | None, limit: int) -> Page[Row]:
    numbers, following = _newest(_of_tickets(condition), node, cursor, limit)
    if not numbers:
        return Page([], following)
    # Each is one of them already: the condition held for its entry.
    rows = rows_of_numbers(Q(), numbers)
    return Page([rows[number] for number in numbers if number in rows], following)


def _newest(within: Q, node: Node | None, cursor: str | None, limit: int) -> tuple[list[int], str | None]:
    """Only the newest SEARCH_CANDIDATES matching entries of a page are looked at, whatever their number."""
    # The newest match when the first page was read, and the oldest that a page has looked at so far.
    top, before = decode_ids(cursor, 2) if cursor else (0, 0)
    if node is None:
        return [], None
    newest: dict[int, int] = {}
    last_id = None
    found = _matches(within & Q(id__lt=before) if cursor else within, node, before or _newest_id(), limit)
    # A few tickets whose every entry matches may fill it: the page is short then, but not the last one.
    is_cut = len(found) == SEARCH_CANDIDATES
    for ticket_id, entry_id in found:
        if ticket_id not in newest and len(newest) == limit:
            is_cut = True
            break
        newest.setdefault(ticket_id, entry_id)
        last_id = entry_id
    numbers = list(newest)
    following = encode_cursor([top or found[0][1], last_id]) if is_cut else None
    if cursor and numbers:
        numbers = _without_those_of_pages_before(numbers, node, top, before)
    return numbers, following


def _matches(within: Q, node: Node, start: int, limit: int) -> list[tuple[int, int]]:
    """
    The newest SEARCH_CANDIDATES matches as (ticket, entry), those of more than `limit` tickets at least.

    Entries near `start` (an id) are read one by one, which costs the same in a database of any size; only
    words that are rare among them are looked up in the index.
    """
    edge = start - SCANNED_ENTRIES
    if edge <= 0:
        return list(_MATCHES.rows(within & Q(search=Matching(node)), order=("-id",), limit=SEARCH_CANDIDATES))
    near = within & Q(id__gt=edge) & Q(search__scanned=Matching(node))
    found = list(_MATCHES.rows(near, order=("-id",), limit=SEARCH_CANDIDATES))
    if len(found) == SEARCH_CANDIDATES or len({ticket_id for ticket_id, _ in found}) > limit:
        return found
    far = within & Q(id__lte=edge) & Q(search=Matching(node))
    return found + list(_MATCHES.rows(far, order=("-id",), limit=SEARCH_CANDIDATES - len(found)))


def _newest_id() -> int:
    """About the newest entry's id: it decides how a search goes about, not what it finds."""
    found: int | None = cache.get(_NEWEST_KEY)
    if found is None:
        found = TimelineEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        cache.set(_NEWEST_KEY, found, timeout=60)
    return found


def _without_those_of_pages_before(numbers: list[int], node: Node, top: int, before: int) -> list[int]:
    """
    A ticket stands where its newest match is; its older ones come up again on later pages.

    What matches anew since the first page does not count: nobody has been shown it.
    """
    shown = TimelineEntry.objects.filter(
        ticket__in=numbers, id__gte=before, id__lte=top, search=Matching(node)
    )
    known = set(shown.order_by().values_list("ticket_id", flat=True).distinct())
    return [number for number in numbers if number not in known]


def _of_tickets(condition: Q) -> Q:
    # Joining every match of a common word with its ticket would look at all of them.
    return Q(ticket__in=Among(Ticket.objects.all, condition)) if condition.children else Q()


def _vocabulary(condition: Q, words: Sequence[str]) -> Mapping[str, int]:
    """
    Words like these in the newest entries of these tickets and in titles, with how often they stand there.

    One statement that reads a fixed number of entries, so that it hardly grows with the database.
    """
    entries = TimelineEntry.objects.all()
    if condition.children:
        found = Ticket.objects.filter(condition).order_by().values("pk")
        entries = entries.filter(ticket__in=found)
    newest = entries.order_by("-id").values("search")
    alike = terms.any_of(map(terms.forgiving_of, words)) or {"w": ""}
    titled = entries.filter(search=Matching(alike)).order_by().values("search")
    try:
        compiled = [source.query.sql_with_params() for source in (newest, titled)]
    except EmptyResultSet:
        # A condition without a meaning: nothing can match, however it is spelled.
        return {}
    # PostgreSQL takes forms of words for common, and with a limit that it knows it would read the whole table
    # for the first of them.
    limits = (str(VOCABULARY_ENTRIES), f"(SELECT {VOCABULARY_TITLES})")
    pools = " UNION ALL ".join(
        f"({sql} LIMIT {limit})" for (sql, _), limit in zip(compiled, limits, strict=True)
    )
    # One letter may be wrong, but hardly ever the first two.
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
