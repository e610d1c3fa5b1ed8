"""Hot reads give exactly what the ORM gives, for whatever filter, sort, page and actor."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM, Actor
from core.api.pagination import paginate
from core.reads import Read
from tests.cast import NOW, Cast
from tickets.models import Ticket, TicketLink, View
from tickets.models.fields import SORTS
from tickets.rendering import row_json, stamp
from tickets.selectors import rows
from tickets.selectors.filters import filter_for

CONDITIONS = st.sampled_from([
    "status:new", "status:open,pending", "status:unresolved", "-status:new", "status:nonsense",
    "priority:p1,p2", "priority:p4", "tier:T2", "type:question", "area:exports", "area:Exports",
    "tag:billing", "tag:none", "-tag:billing", "tag:it's", "tag:100%", "assignee:me", "assignee:none",
    "assignee:ines", "assignee:999999999999", "team:mine", "team:none", "team:pipelines", "-team:none",
    "is:unread", "is:spam", "is:trash", "is:reopened", "is:waiting", "is:unassigned", "is:mine",
    "sla:breached", "sla:soon", "sla:paused", "brand:halyard", "company:kestrel", "requester:helen",
    "segment:enterprise", "channel:email,widget", "handler:person", "created:>=2026-03-01", "updated:1d",
    "created:2026-03-02..2026-03-03", "due:<2026-04-01", "resolved:7d", "subject:export", "mentions:me",
    "number:1001,1003", "status:new OR tag:billing", "is:unread OR is:spam OR assignee:me",
])  # fmt: skip
WORDS = st.sampled_from(
    ["", "#1002", "export", "nightly", "exprot", '"100%"', "export -fails", "fails OR nothing"]
)
QUERIES = st.builds(
    lambda parts, words: " ".join([*parts, words]).strip(), st.lists(CONDITIONS, max_size=3), WORDS
)


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Tickets that differ in all that filters and rows look at."""
    for index in range(12):
        ticket = cast.ticket(
            by=[cast.customer, cast.stranger, cast.colleague][index % 3],
            subject=f"Export {index} fails 100%",
            now=NOW + timedelta(minutes=index, microseconds=index % 2),
        )
        Ticket.objects.filter(pk=ticket.pk).update(
            status=["new", "open", "pending", "on_hold"][index % 4],
            priority=["P1", "P2", "P3"][index % 3],
            tags=[[], ["billing"], ["it's", "100%"]][index % 3],
            team=[None, cast.team, cast.other_team][index % 3],
            assignee=[None, cast.agent, cast.team_agent, cast.teammate][index % 4],
            company=None if index % 5 == 0 else ticket.company,
            product_area=["", "Exports"][index % 2],
            is_spam=index == 7,
            is_deleted=index == 8,
            reply_by="" if index % 2 else "email",
            next_due_kind="" if index % 2 else "first_reply",
            next_due_at=None if index % 2 else NOW + timedelta(hours=index),
            next_due_state=["running", "", "paused", ""][index % 4] if index else "breached",
            next_due_started_at=NOW if index % 3 else None,
            reopened_count=index % 2,
        )
    return cast


def actors(cast: Cast) -> list[Actor]:
    """All kinds of sight."""
    return [
        SYSTEM,
        *(
            cast.actor(person)
            for person in (cast.agent, cast.team_agent, cast.read_only, cast.customer, cast.stranger)
        ),
    ]


def by_orm(actor: Actor, query: str, sort: str, cursor: str | None, limit: int) -> tuple[Any, Any]:
    """The page as instances of the model give it."""
    _, found = filter_for(actor=actor, query=query, now=NOW)
    tickets = Ticket.objects.visible_to(actor).filter(found.q)
    if sort == "due":
        return by_deadline(tickets, cursor, limit)
    page = paginate(tickets.for_rows(), order=SORTS[sort], cursor=cursor, limit=limit)
    return [row_json(ticket) for ticket in page.rows], page.next


def by_deadline(tickets: Any, cursor: str | None, limit: int) -> tuple[Any, Any]:
    """As above: all that have a deadline, then the others, by walking over everything."""
    dated = tickets.filter(next_due_at__isnull=False).for_rows()
    undated = tickets.filter(next_due_at__isnull=True).for_rows()
    if cursor is None or not cursor.startswith("~"):
        page = paginate(dated, order=SORTS["due"], cursor=cursor, limit=limit)
        if page.next is not None or len(page.rows) == limit:
            return [row_json(ticket) for ticket in page.rows], page.next or "~"
        found, cursor = page.rows, "~"
    else:
        found = []
    room = limit - len(found)
    rest = paginate(undated, order=SORTS["-last_activity"], cursor=cursor[1:] or None, limit=room)
    return [row_json(one) for one in (*found, *rest.rows)], f"~{rest.next}" if rest.next else None


def ordinarily(self: Read[Any], condition: Any, *, order: Any = (), limit: Any = None) -> Any:
    """In place of `Read.rows`."""
    return self.ordinary(condition, order=order, limit=limit)


MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(data=st.data())
def test_every_page_is_that_of_the_orm(world: Cast, data: st.DataObject) -> None:
    actor = data.draw(st.sampled_from(actors(world)))
    query = " ".join(data.draw(st.lists(CONDITIONS, max_size=3)))
    sort, limit = data.draw(st.sampled_from(sorted(SORTS))), data.draw(st.integers(1, 5))
    cursor = None
    for _ in range(3):
        page, _ = rows.tickets_page(actor=actor, query=query, sort=sort, cursor=cursor, limit=limit, now=NOW)
        expected = by_orm(actor, query, sort, cursor, limit)
        assert orjson.dumps((page.rows, page.next)) == orjson.dumps(expected)
        if (cursor := page.next) is None:
            return


@MANY
@given(data=st.data())
def test_every_answer_has_the_same_bytes(world: Cast, data: st.DataObject) -> None:
    user = data.draw(st.sampled_from([world.agent, world.team_agent, world.read_only]))
    query, path = data.draw(QUERIES), data.draw(st.sampled_from(["tickets", "search"]))
    assume(query or path == "tickets")
    api = world.api(user)
    fast = api.get(path, {"q": query, "limit": 4})
    with patch.object(Read, "rows", ordinarily):
        slow = api.get(path, {"q": query, "limit": 4})
    assert (fast.status_code, fast.content) == (slow.status_code, slow.content)


def test_usual_filters_have_a_statement(world: Cast) -> None:
    """Not everything falls back to the ORM in silence."""
    usual = ["", "status:open", "status:unresolved", "assignee:me", "team:mine", "tag:billing", "export"]
    for actor in (world.actor(world.agent), world.actor(world.team_agent)):
        for query in usual:
            with patch.object(Read, "ordinary", side_effect=AssertionError(query)):
                rows.tickets_page(actor=actor, query=query, now=NOW)


def test_a_value_never_becomes_part_of_another_filter(world: Cast) -> None:
    """The statement of one value serves the next one with its own values."""
    for tag in ("billing", "it's", "100%", "%s", "nothing"):
        page, _ = rows.tickets_page(actor=SYSTEM, query=f'tag:"{tag}"', limit=50, now=NOW)
        assert {row["number"] for row in page.rows} == set(
            Ticket.objects.filter(tags__contains=[tag], is_spam=False, is_deleted=False).values_list(
                "pk", flat=True
            )
        )


def test_sight_holds_inside_a_search(world: Cast) -> None:
    mine = Ticket.objects.visible_to(world.actor(world.team_agent))
    page, _ = rows.tickets_page(actor=world.actor(world.team_agent), query="export", limit=50, now=NOW)
    assert {row["number"] for row in page.rows} <= set(mine.values_list("pk", flat=True))
    assert page.rows


@pytest.mark.parametrize("query", ["status:nonsense export", "sla:never export"])
def test_words_beside_a_condition_without_a_meaning_find_nothing(world: Cast, query: str) -> None:
    answer = world.api(world.agent).get("tickets", {"q": query})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_a_view_that_matches_nothing_counts_nothing(world: Cast) -> None:
    for query in ("status:new", "status:nonsense", "tag:billing"):
        View.objects.create(name=query, kind=View.Kind.SHARED, query=query)
    counts = world.api(world.agent).get("views/counts").json()
    by_query = {view.query: counts[str(view.pk)] for view in View.objects.all()}
    assert by_query["status:nonsense"] == 0
    for query in ("status:new", "tag:billing"):
        page, _ = rows.tickets_page(actor=world.actor(world.agent), query=query, limit=50, now=NOW)
        assert by_query[query] == len(page.rows) > 0


def test_an_opened_ticket_is_that_of_the_orm(world: Cast) -> None:
    """Linked, resolved and rated or not; with notes, payloads and earlier pages."""
    tickets = list(Ticket.objects.with_names().order_by("pk")[:4])
    TicketLink.objects.create(source=tickets[0], target=tickets[1], kind=TicketLink.Kind.RELATED)
    TicketLink.objects.create(source=tickets[2], target=tickets[0], kind=TicketLink.Kind.FOLLOW_UP)
    Ticket.objects.filter(pk=tickets[1].pk).update(
        custom={"b": 1.5, "a": ["\u00e4", None]}, first_replied_at=NOW, resolved_at=NOW
    )
    for index in range(23):
        world.replies(tickets[0], world.agent, f"Step {index}", kind="note" if index % 3 else "public")
    for user in (world.agent, world.team_agent, world.read_only):
        api = world.api(user)
        for ticket in tickets:
            for path in (f"tickets/{ticket.pk}", f"tickets/{ticket.pk}/timeline"):
                fast = api.get(path)
                with patch.object(Read, "rows", ordinarily):
                    slow = api.get(path)
                assert fast.status_code == slow.status_code
                assert fast.headers.get("ETag") == slow.headers.get("ETag")
                if fast.status_code == 200:
                    assert fast.content == slow.content
        if user != world.team_agent:
            opened = orjson.loads(api.get(f"tickets/{tickets[1].pk}").content)
            ticket = Ticket.objects.with_names().get(pk=tickets[1].pk)
            expected = row_json(ticket) | {"custom": ticket.custom, "first_replied_at": stamp(NOW)}
            assert {name: opened[name] for name in expected} == orjson.loads(orjson.dumps(expected))


@pytest.mark.parametrize("limit", [1, 2, 3, 25])
def test_the_queue_by_deadline_leaves_no_ticket_out(world: Cast, limit: int) -> None:
    api, seen = world.api(world.agent), list[int]()
    asked = {"sort": "due", "limit": str(limit)}
    while True:
        page = api.get("tickets", asked).json()
        seen += [row["number"] for row in page["results"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    every = [
        row["number"] for row in api.get("tickets", {"sort": "created", "limit": "100"}).json()["results"]
    ]
    assert sorted(seen) == sorted(every)
    dated = set(Ticket.objects.filter(pk__in=every, next_due_at__isnull=False).values_list("pk", flat=True))
    assert 0 < len(dated) < len(seen)
    assert set(seen[: len(dated)]) == dated


@pytest.mark.parametrize("cursor", ["~x", "~~", "~W10", "~WzEsMl0"])
def test_a_cursor_of_nothing_is_refused(world: Cast, cursor: str) -> None:
    answer = world.api(world.agent).get("tickets", {"sort": "due", "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
