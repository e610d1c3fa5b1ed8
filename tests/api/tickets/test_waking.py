"""Snoozed tickets return when their time comes, or when the customer writes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from core import clock, events
from core.models import OutboxEvent
from people.models import Presence, User
from sla import installing
from tests.cast import NOW, Cast
from tickets import tasks
from tickets.models import Ticket, TimelineEntry
from tickets.models.ticket import lock_ticket
from tickets.services import ticket_update, tickets_wake
from tickets.services.timeline import announce

UNTIL = NOW + timedelta(hours=4)
MINUTE = timedelta(minutes=1)


def snoozed(cast: Cast, **fields: Any) -> Ticket:
    values: dict[str, Any] = {"status": "open", "is_unread": False} | fields
    ticket = cast.ticket(**values)
    ticket_update(
        actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"snoozed_until": UNTIL}, now=NOW
    )
    return ticket


def woken_lines(ticket: Ticket) -> list[TimelineEntry]:
    lines = TimelineEntry.objects.filter(ticket=ticket, kind="change")
    return [line for line in lines if line.payload["changes"].get("snoozed_until", [None, 1])[1] is None]


def woken_events() -> int:
    return OutboxEvent.objects.filter(name="tickets.ticket_woken").count()


def test_wakes_at_its_time_and_not_before(cast: Cast) -> None:
    ticket = snoozed(cast)
    assert tickets_wake(now=UNTIL - MINUTE) == 0
    assert tickets_wake(now=UNTIL) == 1
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.snoozed_until, now.is_unread, now.status) == (None, True, "open")
    [line] = woken_lines(ticket)
    assert (line.author_kind, line.created_at, line.pk) == ("system", UNTIL, now.last_entry_id)
    assert woken_events() == 1


def test_the_beat_wakes(cast: Cast) -> None:
    ticket = snoozed(cast)
    assert tasks.BEAT["tickets.tasks.wake"] <= 60
    with clock.frozen(UNTIL + MINUTE):
        assert tasks.wake() == 1
    assert Ticket.objects.get(pk=ticket.pk).snoozed_until is None


def test_a_second_run_does_nothing(cast: Cast) -> None:
    ticket = snoozed(cast)
    assert [tickets_wake(now=UNTIL), tickets_wake(now=UNTIL + MINUTE)] == [1, 0]
    assert (len(woken_lines(ticket)), woken_events()) == (1, 1)


@pytest.mark.parametrize("fields", [{"is_deleted": True}, {"is_spam": True}], ids=["trash", "spam"])
def test_what_lies_aside_sleeps_on(cast: Cast, fields: dict[str, bool]) -> None:
    ticket = snoozed(cast)
    ticket_update(actor=cast.actor(cast.supervisor), ticket_id=ticket.pk, changes=fields, now=NOW)
    assert tickets_wake(now=UNTIL) == 0
    back = dict.fromkeys(fields, False)
    ticket_update(actor=cast.actor(cast.supervisor), ticket_id=ticket.pk, changes=back, now=UNTIL)
    assert tickets_wake(now=UNTIL + MINUTE) == 1


@pytest.mark.parametrize("status", ["new", "open", "pending", "on_hold"])
def test_the_customers_word_wakes(cast: Cast, status: str) -> None:
    ticket = snoozed(cast, status=status)
    cast.says(ticket, "Any news?", now=NOW + MINUTE)
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.snoozed_until, now.is_unread) == (None, True)
    [line] = woken_lines(ticket)
    assert (line.author_kind, line.author_id) == ("contact", ticket.requester_id)
    assert tickets_wake(now=UNTIL) == 0


def test_resolving_ends_the_snooze_for_good(cast: Cast) -> None:
    ticket = snoozed(cast)
    ticket_update(
        actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW + MINUTE
    )
    assert Ticket.objects.get(pk=ticket.pk).snoozed_until is None
    assert (tickets_wake(now=UNTIL), woken_events()) == (0, 0)


def test_one_broken_ticket_keeps_no_other_asleep(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = snoozed(cast), snoozed(cast)
    Ticket.objects.filter(pk=first.pk).update(snoozed_until=UNTIL - MINUTE)

    def breaks(event: Any, ticket: Ticket, entries: Any) -> None:
        if ticket.pk == first.pk:
            raise ValueError("broken")
        announce(event, ticket, entries)

    monkeypatch.setattr("tickets.services.waking.announce", breaks)
    assert tickets_wake(now=UNTIL) == 1
    assert Ticket.objects.get(pk=second.pk).snoozed_until is None
    assert Ticket.objects.get(pk=first.pk).snoozed_until is not None
    assert "Waking a ticket failed" in caplog.text


def test_who_has_gone_does_not_keep_what_wakes(cast: Cast) -> None:
    ticket = snoozed(cast, assignee=cast.teammate, handler="person")
    User.objects.filter(pk=cast.teammate.pk).update(presence=Presence.OFFLINE)
    User.objects.filter(pk=cast.agent.pk).update(presence=Presence.ONLINE)
    with clock.frozen(UNTIL):
        events.deliver_pending()
        assert Ticket.objects.get(pk=ticket.pk).assignee_id == cast.teammate.pk
        tickets_wake(now=UNTIL)
        events.deliver_pending()
    assert Ticket.objects.get(pk=ticket.pk).assignee_id != cast.teammate.pk


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_wake_each_once() -> None:
    installing.install(apps.get_model, now=NOW)
    cast = Cast()
    tickets = [snoozed(cast) for _ in range(6)]
    start = threading.Barrier(3)

    def work(_: int) -> int:
        try:
            start.wait(timeout=20)
            return tickets_wake(now=UNTIL)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(work, range(3)))
    assert sum(told) == woken_events() == len(tickets)
    assert all(len(woken_lines(ticket)) == 1 for ticket in tickets)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_is_being_changed_is_left_to_the_next_run() -> None:
    installing.install(apps.get_model, now=NOW)
    ticket = snoozed(Cast())

    def work() -> int:
        try:
            return tickets_wake(now=UNTIL)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        lock_ticket(ticket.pk)
        assert pool.submit(work).result(timeout=20) == 0
    assert work() == 1
