"""Every path that changes a ticket leaves the same history."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.actors import SYSTEM
from core.events import deliver_pending
from core.models import Delivery, OutboxEvent
from tests.cast import NOW, Cast
from tickets.models import Ticket, TimelineEntry
from tickets.services import (
    post_reply,
    ticket_set_due,
    ticket_set_routing,
    ticket_settle,
    ticket_update,
    tickets_bulk_update,
    undo,
)

LATER = NOW + timedelta(hours=1)


def reply(cast: Cast, ticket: Ticket, status: str | None) -> Any:
    return cast.replies(ticket, cast.agent, "Here it is.", now=LATER, status=status)


def update(cast: Cast, ticket: Ticket, status: str) -> Any:
    return ticket_update(
        actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": status}, now=LATER
    )


def bulk(cast: Cast, ticket: Ticket, status: str) -> Any:
    actor = cast.actor(cast.supervisor)
    return tickets_bulk_update(actor=actor, ticket_ids=[ticket.pk], changes={"status": status}, now=LATER)


def taken_back(cast: Cast, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="open", resolved_at=None)
    token = bulk(cast, ticket, "resolved")[2]
    OutboxEvent.objects.all().delete()
    undo(actor=cast.actor(cast.supervisor), token=token, now=LATER)


REOPENINGS: dict[str, Callable[[Cast, Ticket], Any]] = {
    "a change of the ticket": lambda cast, ticket: update(cast, ticket, "open"),
    "a change to pending": lambda cast, ticket: update(cast, ticket, "pending"),
    "a bulk change": lambda cast, ticket: bulk(cast, ticket, "open"),
    "an undo": taken_back,
    "a reply with a status": lambda cast, ticket: reply(cast, ticket, "open"),
    "a reply that waits": lambda cast, ticket: reply(cast, ticket, "pending"),
    "the customer's message": lambda cast, ticket: cast.says(ticket, "It is back.", now=LATER),
    "the API": lambda cast, ticket: cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"status": "on_hold"}),
    "a reply over the API": lambda cast, ticket: cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/replies", {"body": "Again.", "kind": "public", "status": "open"}
    ),
}
RESOLVED: dict[str, Any] = {"status": "resolved", "resolved_at": NOW}


def lines(ticket: Ticket) -> list[list[str]]:
    found = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("id")
    return [line.payload["changes"]["status"] for line in found if "status" in line.payload["changes"]]


@pytest.mark.parametrize("road", REOPENINGS.values(), ids=REOPENINGS)
def test_every_road_that_reopens_says_so(cast: Cast, road: Callable[[Cast, Ticket], Any]) -> None:
    ticket = cast.ticket(**RESOLVED)
    road(cast, ticket)
    now = Ticket.objects.get(pk=ticket.pk)
    assert now.is_open
    assert (now.reopened_count, now.resolved_at, now.closed_at) == (1, None, None)
    assert OutboxEvent.objects.filter(name="tickets.ticket_reopened").count() == 1
    assert lines(ticket)[-1] == ["resolved", now.status]
    assert now.last_entry_id == TimelineEntry.objects.filter(ticket=ticket).order_by("-id")[0].pk


STEPS: dict[str, tuple[dict[str, Any], Callable[[Cast, Ticket], Any], list[str]]] = {
    "a first reply": ({"status": "new"}, lambda c, t: reply(c, t, None), ["new", "open"]),
    "a reply that waits": ({"status": "open"}, lambda c, t: reply(c, t, "pending"), ["open", "pending"]),
    "a last word": ({"status": "open"}, lambda c, t: reply(c, t, "resolved"), ["open", "resolved"]),
    "the customer's answer": ({"status": "pending"}, lambda c, t: c.says(t, "Done."), ["pending", "open"]),
    "an answer of a third": ({"status": "on_hold"}, lambda c, t: c.says(t, "Done."), ["on_hold", "open"]),
    "an import's end": (
        {"status": "open"},
        lambda c, t: ticket_settle(ticket_id=t.pk, quiet_since=LATER),
        ["open", "resolved"],
    ),
}


@pytest.mark.parametrize(("before", "road", "line"), STEPS.values(), ids=STEPS)
def test_a_status_leaves_exactly_one_line(
    cast: Cast, before: dict[str, Any], road: Callable[[Cast, Ticket], Any], line: list[str]
) -> None:
    ticket = cast.ticket(**before)
    road(cast, ticket)
    assert lines(ticket) == [line]
    assert Ticket.objects.get(pk=ticket.pk).status == line[1]


def test_who_takes_a_ticket_with_a_reply_is_named_in_its_history(cast: Cast) -> None:
    ticket = cast.ticket(status="open")
    reply(cast, ticket, None)
    line = TimelineEntry.objects.get(ticket=ticket, kind="change")
    assert line.payload["changes"] == {"assignee": [None, cast.agent.pk]}
    assert line.payload["names"] == {"assignee": [None, cast.agent.name]}


def test_a_status_and_a_snooze_of_one_change_both_hold(cast: Cast) -> None:
    ticket = cast.ticket(**RESOLVED)
    changes = {"status": "open", "snoozed_until": LATER}
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=changes, now=NOW)
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.status, now.snoozed_until) == ("open", LATER)


REFRESHES: dict[str, Callable[[Ticket], Any]] = {
    "a due time": lambda ticket: ticket_set_due(
        ticket_id=ticket.pk, due_at=LATER, kind="first_reply", state="running", started_at=NOW, now=NOW
    ),
    "a reason": lambda ticket: ticket_set_routing(
        ticket_id=ticket.pk, eligible_at=NOW, reason="Waits for T2", now=NOW
    ),
}


@pytest.mark.parametrize("road", REFRESHES.values(), ids=REFRESHES)
def test_a_refresh_of_screens_is_no_event(cast: Cast, road: Callable[[Ticket], Any]) -> None:
    ticket = cast.ticket()
    deliver_pending()
    before, last = Delivery.objects.count(), OutboxEvent.objects.order_by("-id")[0].pk
    road(ticket)
    [row] = OutboxEvent.objects.filter(pk__gt=last)
    assert row.completed_at is not None
    assert row.topics == ["queue", f"ticket:{ticket.pk}"]
    assert deliver_pending() == 0
    assert Delivery.objects.count() == before


def test_the_system_writes_no_status_without_a_line(cast: Cast) -> None:
    ticket = cast.ticket(status="open")
    post_reply(actor=SYSTEM, ticket_id=ticket.pk, body_text="Noted.", status="resolved", now=LATER)
    [line] = TimelineEntry.objects.filter(ticket=ticket, kind="change")
    assert (line.author_kind, line.payload["changes"]["status"]) == ("system", ["open", "resolved"])
