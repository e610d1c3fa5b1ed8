"""A ticket that sleeps until a colleague writes, a third party answers, or an issue is done."""

from datetime import timedelta
from typing import Any

import pytest

from core import ports
from core.events import EventMeta
from core.models import OutboxEvent
from integrations.issues.events import IssueChanged, IssueUnlinked
from integrations.issues.handlers import on_issue_left
from tests.cast import NOW, Cast
from tickets.models import SideConversation, Ticket, TimelineEntry
from tickets.services import post_reply, side_set_state, ticket_update, ticket_wake_for, tickets_wake

LATER = NOW + timedelta(minutes=5)
META = EventMeta(id=1, occurred_at=NOW)


def asleep(cast: Cast, event: str, **changes: Any) -> Ticket:
    wanted = {"status": "open", "snoozed_for": event, **changes}
    return ticket_update(actor=cast.actor(cast.agent), ticket_id=cast.ticket().pk, changes=wanted, now=NOW)


def is_awake(ticket: Ticket) -> bool:
    ticket.refresh_from_db()
    assert bool(ticket.snoozed_for) <= (ticket.snoozed_until is not None)
    return ticket.snoozed_until is None


def woken() -> int:
    return OutboxEvent.objects.filter(name="tickets.ticket_woken").count()


def test_without_a_time_it_sleeps_thirty_days_at_most(cast: Cast) -> None:
    ticket = asleep(cast, "colleague")
    assert ticket.snoozed_until == NOW + timedelta(days=30)
    assert tickets_wake(now=NOW + timedelta(days=29)) == 0
    assert tickets_wake(now=NOW + timedelta(days=30)) == 1
    assert is_awake(ticket)


@pytest.mark.parametrize("kind", ["public", "note"])
def test_a_colleague_wakes_it_and_whoever_snoozed_it_does_not(cast: Cast, kind: str) -> None:
    until = NOW + timedelta(days=3)
    ticket = asleep(cast, "colleague", snoozed_until=until)
    assert ticket.snoozed_until == until
    post_reply(actor=cast.actor(cast.agent), ticket_id=ticket.pk, body_text="Mine", kind=kind, now=LATER)
    assert not is_awake(ticket)
    post_reply(actor=cast.actor(cast.teammate), ticket_id=ticket.pk, body_text="Hers", kind=kind, now=LATER)
    assert is_awake(ticket)
    assert (woken(), ticket.is_unread) == (1, True)
    line = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("pk").last()
    assert line is not None
    assert (line.author_kind, line.payload["reason"]) == ("system", "Maya Mate wrote")
    assert line.payload["changes"]["snoozed_for"] == ["colleague", ""]


def test_an_issue_that_is_done_wakes_what_waits_for_it_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports.has_open_issue, "_answer", lambda number: True)
    ticket, other = asleep(cast, "issue"), asleep(cast, "colleague")
    assert ticket_wake_for(ticket_id=ticket.pk, event="issue", now=LATER)
    assert not ticket_wake_for(ticket_id=other.pk, event="issue", now=LATER)
    assert not ticket_wake_for(ticket_id=ticket.pk, event="issue", now=LATER)
    assert (is_awake(ticket), is_awake(other), woken()) == (True, False, 1)


def test_nobody_waits_for_what_cannot_happen(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    for event in ("side", "issue"):
        refused = api.patch(f"tickets/{ticket.pk}", {"snoozed_for": event})
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.nothing_to_wait_for")
    assert api.patch(f"tickets/{ticket.pk}", {"snoozed_for": "payday"}).status_code == 422
    SideConversation.objects.create(
        ticket=ticket, subject="S", people=["a@b.test"], created_at=NOW, last_message_at=NOW
    )
    shown = api.patch(f"tickets/{ticket.pk}", {"snoozed_for": "side"}).json()
    assert (shown["snoozed_for"], bool(shown["snoozed_until"])) == ("side", True)


@pytest.mark.parametrize(
    "changes",
    [{"snoozed_until": None}, {"status": "resolved"}, {"snoozed_until": LATER}, {"snoozed_for": ""}],
)
def test_whatever_else_is_decided_ends_the_waiting(cast: Cast, changes: dict[str, Any]) -> None:
    ticket = asleep(cast, "colleague")
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=changes, now=LATER)
    ticket.refresh_from_db()
    assert ticket.snoozed_for == ""


def test_the_customer_wakes_it_too(cast: Cast) -> None:
    ticket = asleep(cast, "colleague")
    cast.says(ticket, "Still broken", now=LATER)
    assert is_awake(ticket)


def test_a_stranger_snoozes_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    assert (
        cast.api(cast.team_agent).patch(f"tickets/{ticket.pk}", {"snoozed_for": "colleague"}).status_code
        == 404
    )


def last_line(ticket: Ticket) -> TimelineEntry:
    line = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("pk").last()
    assert line is not None
    return line


def test_a_side_conversation_that_is_closed_is_waited_for_no_more(cast: Cast) -> None:
    ticket = cast.ticket()
    sides = [
        SideConversation.objects.create(
            ticket=ticket, subject="S", people=["a@b.test"], created_at=NOW, last_message_at=NOW
        )
        for _ in range(2)
    ]
    actor = cast.actor(cast.agent)
    ticket_update(actor=actor, ticket_id=ticket.pk, changes={"snoozed_for": "side"}, now=NOW)
    for side, awake in zip(sides, (False, True), strict=True):
        side_set_state(actor=actor, ticket_id=ticket.pk, side_id=side.pk, state="closed", now=LATER)
        assert is_awake(ticket) is awake
    assert last_line(ticket).payload["message"]["code"] == "woken_side_gone"


@pytest.mark.parametrize("kind", [IssueChanged, IssueUnlinked])
def test_an_issue_that_is_none_of_its_ticket_is_waited_for_no_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: type[Any]
) -> None:
    monkeypatch.setattr(ports.has_open_issue, "_answer", lambda number: True)
    ticket = asleep(cast, "issue")
    by = {"by_ref": "x"} if kind is IssueUnlinked else {}
    monkeypatch.setattr("integrations.issues.selectors.has_open_issue", lambda number: True)
    on_issue_left(kind(ticket_id=ticket.pk, issue_id=1, **by), META)
    assert not is_awake(ticket)
    monkeypatch.setattr("integrations.issues.selectors.has_open_issue", lambda number: False)
    on_issue_left(kind(ticket_id=ticket.pk, issue_id=1, **by), META)
    assert is_awake(ticket)
    assert last_line(ticket).payload["message"]["code"] == "woken_issue_gone"
