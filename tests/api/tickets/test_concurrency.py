"""Two changes at once, on PostgreSQL: whoever had to wait sees the other's result, including names."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from core import clock
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import ticket_update

pytestmark = pytest.mark.django_db(transaction=True)


def while_held(ticket: Ticket, first: dict[str, Any], then: Callable[[], Any]) -> Any:
    """What `then` gives when it has to wait for somebody who makes the change `first`."""
    held, release = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            Ticket.objects.select_for_update().get(pk=ticket.pk)
            held.set()
            release.wait(30)
            Ticket.objects.filter(pk=ticket.pk).update(**first)
        connection.close()

    def waiter() -> Any:
        try:
            with clock.frozen(NOW):
                return then()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(holder)
        assert held.wait(30)
        waiting = pool.submit(waiter)
        while not blocked():
            assert not waiting.done()
            time.sleep(0.01)
        release.set()
        holding.result(30)
        return waiting.result(30)


def blocked() -> bool:
    """Whether some statement waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def test_who_waited_sees_the_new_names(cast: Cast) -> None:
    ticket, agent = cast.ticket(company_id=None), cast.actor(cast.agent)
    first = {
        "assignee_id": cast.teammate.pk,
        "team_id": cast.other_team.pk,
        "company_id": cast.other_company.pk,
    }

    def change() -> Ticket:
        return ticket_update(actor=agent, ticket_id=ticket.pk, changes={"tags": ["vip"]}, now=NOW)

    changed = while_held(ticket, first, change)
    assert changed.assignee == cast.teammate
    assert changed.team == cast.other_team
    assert changed.company == cast.other_company


def test_who_waited_finds_a_ticket_that_changed_hands(cast: Cast) -> None:
    ticket, agent = cast.ticket(), cast.actor(cast.agent)

    def change() -> Ticket:
        return ticket_update(actor=agent, ticket_id=ticket.pk, changes={"tags": ["vip"]}, now=NOW)

    changed = while_held(ticket, {"requester_id": cast.colleague.pk}, change)
    assert changed.requester == cast.colleague
    assert changed.tags == ["vip"]
