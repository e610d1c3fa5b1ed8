"""The measures of routing, each recomputed ticket by ticket; and what opens behind a figure."""

import csv
import io
from datetime import timedelta
from statistics import fmean, pstdev
from typing import Any

import pytest

from people.models import Role
from routing import services
from routing.models import Decision, Feedback
from tests.cast import NOW
from tests.desk import Desk
from tickets.models import Ticket, TimelineEntry

PERIOD = {"since": "2026-03-01", "until": "2026-03-31"}
HOUR = timedelta(hours=1)


def patch(desk: Desk, ticket: Ticket, **changes: Any) -> None:
    answer = desk.cast.api(desk.cast.admin).patch(f"tickets/{ticket.pk}", changes)
    assert answer.status_code == 200, answer.content


def routed(desk: Desk, subject: str) -> Ticket:
    """Decided about, given to somebody."""
    ticket = desk.cast.ticket(subject=subject)
    desk.triage(ticket, type="question")
    desk.handoff(ticket)
    return desk.fresh(ticket)


@pytest.fixture
def month(desk: Desk) -> list[Ticket]:
    """A month with a ticket of every fate."""
    desk.everybody()
    calm, wrong, moved, passed, full, spam, fast, slow, back, busy = (
        routed(desk, f"Question {number}") for number in range(10)
    )
    for ticket, reason in ((wrong, "wrong_tier"), (full, "no_capacity")):
        holder = ticket.assignee
        assert holder is not None
        answer = desk.cast.api(holder).post(f"tickets/{ticket.pk}/routing/feedback", {"reason": reason})
        assert answer.status_code == 200
    patch(desk, moved, team=desk.pipelines.pk)
    patch(desk, passed, assignee=desk.pia.pk)
    patch(desk, passed, assignee=None)
    patch(desk, passed, assignee=desk.pia.pk)
    answer = desk.cast.api(desk.cast.admin).patch(f"tickets/{spam.pk}", {"is_spam": True})
    assert answer.status_code == 200
    for ticket, replies, reopens in ((fast, 1, False), (slow, 2, False), (back, 1, True)):
        desk.freeze(NOW + HOUR)
        services.ticket_escalate(ticket_id=ticket.pk, actions=["notify_team"], why="Late", now=NOW + HOUR)
        for number in range(replies):
            now = desk.freeze(NOW + (2 + number) * HOUR)
            desk.cast.replies(ticket, desk.cast.agent, "Here.", now=now)
        desk.freeze(NOW + 5 * HOUR)
        patch(desk, ticket, status="resolved")
        if reopens:
            patch(desk, ticket, status="open")
            patch(desk, ticket, status="resolved")
    services.ticket_escalate(ticket_id=busy.pk, actions=["notify_team"], why="Late", now=NOW + HOUR)
    return [calm, wrong, moved, passed, full, fast, slow, back, busy]


def figures(desk: Desk, **query: Any) -> dict[str, Any]:
    answer = desk.cast.api(desk.cast.supervisor).get("routing/measures", PERIOD | query)
    assert answer.status_code == 200, answer.content
    return {row["measure"]: row for row in answer.json()["results"]}


def changes(ticket: Ticket, field: str) -> list[tuple[TimelineEntry, Any, Any]]:
    rows = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("id")
    return [(row, *row.payload["changes"][field]) for row in rows if field in row.payload["changes"]]


def is_misrouted(ticket: Ticket) -> bool:
    wrong = {"wrong_team", "wrong_tier", "not_my_skill"}
    if any(row.reason in wrong for row in Feedback.objects.filter(ticket=ticket)):
        return True
    return any(
        old
        for field in ("team", "tier")
        for row, old, _ in changes(ticket, field)
        if row.author_kind != "system"
    )


def moves(ticket: Ticket) -> int | None:
    rows = changes(ticket, "assignee")
    holders = [rows[0][1], *(new for _, _, new in rows)] if rows else [ticket.assignee_id]
    people: list[int] = [holder for holder in holders if holder]
    if not people:
        return None
    return int(sum(people[at] != people[at - 1] for at in range(1, len(people))))


def is_solved_at_once(ticket: Ticket) -> bool | None:
    """None for one that was not escalated, or is not resolved."""
    first = Decision.objects.filter(ticket=ticket, step="escalated").order_by("id").first()
    if first is None or ticket.status != "resolved":
        return None
    since = first.created_at
    replies = TimelineEntry.objects.filter(
        ticket=ticket, kind="message", visibility="public", author_kind="staff", created_at__gte=since
    )
    reopened = [
        row for row, old, new in changes(ticket, "status") if old == "resolved" and row.created_at >= since
    ]
    return replies.count() <= 1 and not reopened


def test_each_figure_is_what_a_count_by_hand_gives(desk: Desk, month: list[Ticket]) -> None:
    found = figures(desk)
    tickets = [desk.fresh(ticket) for ticket in month]
    wrong = [ticket for ticket in tickets if is_misrouted(ticket)]
    assert {ticket.subject for ticket in wrong} == {"Question 1", "Question 2"}
    assert found["misroutes"]["value"] == round(100 * len(wrong) / len(tickets), 1)
    held = [count for ticket in tickets if (count := moves(ticket)) is not None]
    assert found["reassignments"]["value"] == round(sum(held) / len(held), 2)
    assert found["reassignments"]["part"] == sum(count > 0 for count in held) > 0
    solved = [is_so for ticket in tickets if (is_so := is_solved_at_once(ticket)) is not None]
    assert sorted(solved) == [False, False, True]
    assert found["resolved_at_once"]["value"] == 33.3
    given = {
        user.pk: len(
            {
                row.ticket_id
                for row in Decision.objects.filter(step="assigned", assignee=user)
                if not desk.fresh(Ticket(pk=row.ticket_id)).is_spam
            }
        )
        for user in (*desk.everybody(), desk.cast.supervisor, desk.cast.agent)
    }
    assert found["load_spread"]["value"] == round(pstdev(given.values()) / fmean(given.values()), 2)
    assert {row["id"]: row["count"] for row in found["load_spread"]["people"]} == given


def test_a_team_and_a_period_narrow_them(desk: Desk, month: list[Ticket]) -> None:
    found = figures(desk, team_id=desk.pipelines.pk)
    numbers = [ticket for ticket in month if desk.fresh(ticket).team_id == desk.pipelines.pk]
    assert found["misroutes"]["whole"] == len(numbers) > 0
    assert {row["name"] for row in found["load_spread"]["people"]} == {"Pia"}
    assert found["load_spread"]["value"] is None
    before = figures(desk, since="2026-02-01", until="2026-02-28")
    assert {name: row["value"] for name, row in before.items()} == dict.fromkeys(before)
    assert before["misroutes"]["whole"] == 0


def test_every_figure_opens_its_tickets(desk: Desk, month: list[Ticket]) -> None:
    api = desk.cast.api(desk.cast.supervisor)
    for name, row in figures(desk).items():
        shown = api.get("routing/measures/tickets", PERIOD | {"measure": name}).json()
        assert len(shown["results"]) == row["part"]
        whole = api.get("routing/measures/tickets", PERIOD | {"measure": name, "all": "true"}).json()
        assert (len(whole["results"]), whole["is_partial"]) == (row["whole"], False)
    subjects = api.get("routing/measures/tickets", PERIOD | {"measure": "misroutes"}).json()["results"]
    assert [ticket["subject"] for ticket in subjects] == ["Question 2", "Question 1"]
    for person in figures(desk)["load_spread"]["people"]:
        query = PERIOD | {"measure": "load_spread", "person_id": person["id"]}
        assert len(api.get("routing/measures/tickets", query).json()["results"]) == person["count"]


def test_the_files_say_the_same_and_run_nothing(desk: Desk, month: list[Ticket]) -> None:
    Ticket.objects.filter(pk=month[1].pk).update(subject="=cmd()")
    api = desk.cast.api(desk.cast.supervisor)
    rows = list(csv.DictReader(io.StringIO(api.get("routing/measures.csv", PERIOD).content.decode())))
    assert [row["measure"] for row in rows][:4] == list(figures(desk))
    assert rows[0]["value"] == str(figures(desk)["misroutes"]["value"])
    text = api.get("routing/measures/tickets.csv", PERIOD | {"measure": "misroutes"}).content.decode()
    assert {row["subject"] for row in csv.DictReader(io.StringIO(text))} == {"'=cmd()", "Question 2"}


def test_nobody_counts_what_they_may_not_see(desk: Desk, month: list[Ticket]) -> None:
    assert desk.cast.api(desk.ines).get("routing/measures", PERIOD).status_code == 403
    narrow = desk.person("Nora", desk.pipelines, role=Role.SUPERVISOR, ticket_scope="teams")
    api = desk.cast.api(narrow)
    rows = {row["measure"]: row for row in api.get("routing/measures", PERIOD).json()["results"]}
    seen = [ticket for ticket in month if desk.fresh(ticket).team_id in (None, desk.pipelines.pk)]
    assert rows["misroutes"]["whole"] <= len(seen) < len(month)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "x"}, "since"),
        ({"until": "2026-02-01"}, "until"),
        ({"timezone": "Mars/One"}, "timezone"),
        ({"team_id": "-1"}, "team_id"),
    ],
)
def test_refuses_odd_periods(desk: Desk, query: dict[str, str], field: str) -> None:
    answer = desk.cast.api(desk.cast.supervisor).get("routing/measures", PERIOD | query)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
