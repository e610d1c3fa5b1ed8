"""
Statement budgets of the hot paths, held in `tests/query_counts.json`.

They count what a request sends to PostgreSQL, including sign-in by token, and must not grow with the number
of tickets or rows. Savepoints are not counted: outside a test they are the transaction itself.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.portal.visits import signed_in
from tests.cast import NOW
from tickets.models import Ticket

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

BUDGETS: dict[str, Any] = json.loads(Path(__file__).parents[1].joinpath("query_counts.json").read_text())
BODY = {
    "subject": "Exports fail",
    "body": "Since yesterday.",
    "requester": {"email": "helen@kestrel.test", "name": "Helen Marsh"},
}


def statements(call: Callable[[], Any], *, status: int = 200) -> list[str]:
    """What `call` sends once everything that a process keeps is warm."""
    call()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = call()
    assert response.status_code == status, response.content
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def within(name: str, sent: list[str]) -> None:
    """Fail with the statements themselves when there are more than the budget."""
    listed = "\n".join(sql[:160] for sql in sent)
    assert len(sent) <= BUDGETS[name], f"{name}: {len(sent)} statements, at most {BUDGETS[name]}:\n{listed}"


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    """An agent's client, in a world with a few tickets."""
    assert cast.customer.pk
    for index in range(3):
        cast.ticket(subject=f"Export {index} fails")
    return cast.api(cast.agent)


def test_pages_of_the_portal(cast: "Cast", freeze: "Callable[..., Any]") -> None:
    """They cost the same for one request as for many, and for one message as for many."""
    freeze(NOW)
    first = cast.ticket(subject="Export 0 fails")
    for index in range(1, 4):
        cast.ticket(subject=f"Export {index} fails")
        cast.says(first, f"Still {index}")
    visitor = signed_in(cast.brand, cast.customer, now=NOW)
    within("portal: my requests", statements(lambda: visitor.get("requests/")))
    within("portal: one request", statements(lambda: visitor.get(f"requests/{first.public_id}/")))
    within("portal: contact form", statements(lambda: visitor.get("contact/")))


def test_create(api: "ApiClient") -> None:
    within("create a ticket", statements(lambda: api.post("tickets", BODY), status=201))


def test_queue_page_stays_the_same_with_more_rows(api: "ApiClient", cast: "Cast") -> None:
    few = statements(lambda: api.get("tickets", {"limit": 25}))
    for index in range(30):
        cast.ticket(subject=f"More {index}", by=cast.stranger if index % 2 else None, team_id=cast.team.pk)
    many = statements(lambda: api.get("tickets", {"limit": 25}))
    within("queue page", many)
    assert len(few) == len(many)


def test_open_stays_the_same_with_more_messages(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket()
    few = statements(lambda: api.get(f"tickets/{ticket.pk}"))
    for index in range(20):
        if index % 2:
            cast.says(ticket, f"Message {index}")
        else:
            cast.replies(ticket, cast.agent, f"Message {index}", now=NOW)
    many = statements(lambda: api.get(f"tickets/{ticket.pk}"))
    within("open a ticket with 20 messages", many)
    assert len(many) <= len(few) + 1


def test_search(api: "ApiClient") -> None:
    within("search", statements(lambda: api.get("search", {"q": "export fails"})))
    within("search", statements(lambda: api.get("tickets", {"q": "export status:new"})))


def test_reply(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket()
    within(
        "reply",
        statements(
            lambda: api.post(f"tickets/{ticket.pk}/replies", {"body": "On it.", "kind": "public"}), status=201
        ),
    )


def test_one_commit_a_write(api: "ApiClient") -> None:
    """Everything that a create writes is in one transaction: no second outermost savepoint opens."""
    client = api
    with CaptureQueriesContext(connection) as queries:
        assert client.post("tickets", BODY).status_code == 201
    depth, outermost = 0, 0
    for query in queries:
        sql = query["sql"]
        if sql.startswith("SAVEPOINT"):
            outermost += depth == 0
            depth += 1
        elif sql.startswith(("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")):
            depth -= 1
    assert outermost == 1


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"status": "open"},
        {"assignee": "none"},
        {"sort": "due"},
        {"sort": "-created"},
        {"sort": "priority"},
    ],
)
def test_lists_walk_an_index(cast: "Cast", query: dict[str, str]) -> None:
    """No list reads or sorts the whole table; told by the planner on a table that is not tiny."""
    client = cast.api(cast.agent)
    ticket = cast.ticket()
    fill(ticket, 3000)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("tickets", query | {"limit": 25}).status_code == 200
    listing = [q["sql"] for q in queries if '"tickets_ticket"' in q["sql"] and "ORDER BY" in q["sql"]]
    assert listing
    for sql in listing:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on tickets_ticket" not in plan, plan
        assert " Sort " not in f" {plan} ".replace("Incremental Sort", ""), plan


def fill(template: Ticket, count: int) -> None:
    """`count` copies of a ticket, so that the planner has something to plan for."""
    fields = [
        field
        for field in Ticket._meta.concrete_fields
        if not (
            field.primary_key
            or field.generated
            or field.name in {"public_id", "last_activity_at", "next_due_at"}
        )
    ]
    values = {field.attname: getattr(template, field.attname) for field in fields}
    Ticket.objects.bulk_create(
        [
            Ticket(
                **values | {"status": "open" if index % 2 else "new"},
                last_activity_at=NOW + timedelta(minutes=index),
                next_due_at=NOW + timedelta(minutes=index * 7 % count),
            )
            for index in range(count)
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
