"""Two schedulers at once, on real PostgreSQL: each warning and breach is sent once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from core import clock, events
from core.models import OutboxEvent
from sla import installing, services
from sla.models import ClockEvent
from tests.cast import NOW, Cast
from tests.hearing import deliver_to


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_together", [False, True])
def test_workers_that_tick_at_once_tell_everything_once(*, is_together: bool) -> None:
    installing.install(apps.get_model, now=NOW)
    cast = Cast()
    with clock.frozen(NOW):
        tickets = [cast.ticket(subject=f"Export {number}") for number in range(6)]
        deliver_to("sla")
    late = NOW + timedelta(hours=3)
    start = threading.Barrier(4)

    def work(_: int) -> int:
        try:
            with clock.frozen(late):
                start.wait(timeout=20)
                claimed = services.checks_claim(now=late)
                # Besides what it claimed, each worker also tries what others may have claimed.
                mine = claimed + [ticket.pk for ticket in tickets]
                if is_together:
                    return services.tickets_check(ticket_ids=mine, now=late)
                return sum(services.ticket_check(ticket_id=ticket_id, now=late) for ticket_id in mine)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(work, range(4)))
    assert sum(told) == 3 * len(tickets)
    assert ClockEvent.objects.filter(step__in=["warn", "breach"]).count() == 3 * len(tickets)
    assert OutboxEvent.objects.filter(name__startswith="sla.clock_").count() == 3 * len(tickets)


@pytest.mark.django_db(transaction=True)
def test_events_of_a_new_ticket_that_are_handled_at_once_do_not_block_each_other() -> None:
    installing.install(apps.get_model, now=NOW)
    cast = Cast()
    with clock.frozen(NOW):
        for number in range(8):
            ticket = cast.ticket(subject=f"Export {number}")
            cast.replies(ticket, cast.agent, "Looking into it.", now=NOW + timedelta(seconds=number))
    rows = list(OutboxEvent.objects.filter(completed_at=None).order_by("id"))
    work = [(row.pk, key) for row in rows for key in events.undelivered(row) if key.startswith("sla.")]
    start = threading.Barrier(4)

    def handle(lane: int) -> None:
        try:
            start.wait(timeout=20)
            for event_id, key in work[lane::4]:
                events.deliver(event_id=event_id, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        # PostgreSQL ends one of two that wait for each other with an error, which would come out here.
        list(pool.map(handle, range(4)))
    assert ClockEvent.objects.filter(step="start").count() >= 8
    assert ClockEvent.objects.filter(step="fulfil").count() == 8
