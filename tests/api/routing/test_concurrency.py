"""Many assigners at once, on PostgreSQL: nobody over the limit, no ticket twice, no person overwritten."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import Count

from core import clock
from people.models import User
from routing import services
from routing.models import Decision
from tests.cast import NOW, Cast
from tests.desk import Desk
from tickets.models import Ticket
from tickets.services import AlreadyClaimed, ticket_claim, ticket_set_routing

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs at the same moment, each with a connection of its own; their results in order."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            with clock.frozen(NOW):
                start.wait(timeout=30)
                return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def full_line(freeze: Callable[[datetime], datetime]) -> tuple[Desk, list[Ticket]]:
    """Twelve tickets wait for two people with three places each."""
    desk = Desk(Cast(), freeze)
    desk.everybody()
    User.objects.filter(pk=desk.pia.pk).update(presence="offline")
    tickets = [desk.cast.ticket(subject=f"Question {number}") for number in range(12)]
    for ticket in tickets:
        ticket_set_routing(ticket_id=ticket.pk, eligible_at=NOW, now=NOW)
    return desk, tickets


def patiently(job: Callable[[], Any]) -> Callable[[], Any]:
    """More workers than connections: who gets none in time asks again, as a task does."""

    def tried() -> Any:
        for _ in range(20):
            try:
                return job()
            except OperationalError as error:
                if "couldn't get a connection" not in str(error):
                    raise
        return job()

    return tried


def holdings() -> dict[int | None, int]:
    rows = Ticket.objects.values("assignee_id").annotate(n=Count("pk"))
    return dict(rows.values_list("assignee_id", "n"))


def test_drains_at_once_fill_every_place_exactly_once(full_line: tuple[Desk, list[Ticket]]) -> None:
    desk, _ = full_line
    found = together(*[lambda: services.queue_drain(now=NOW)] * 4)
    assert sum(found) == 6
    assert holdings() == {desk.ines.pk: 3, desk.omar.pk: 3, None: 6}
    assert Decision.objects.filter(step="assigned").count() == 6
    assigned = Decision.objects.filter(step="assigned").values("ticket").annotate(n=Count("pk"))
    assert all(row["n"] == 1 for row in assigned)


def test_one_ticket_offered_many_times_at_once_is_given_once(full_line: tuple[Desk, list[Ticket]]) -> None:
    _, tickets = full_line

    def offer() -> Decision | None:
        return services.ticket_offer(ticket_id=tickets[0].pk, why="Asked", now=NOW)

    results = together(*[offer] * 4)
    assert len([result for result in results if result is not None]) == 1
    assert Decision.objects.filter(ticket=tickets[0], step="assigned").count() == 1


def test_a_persons_claim_is_never_overwritten(full_line: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = full_line

    def claim() -> list[int]:
        won = []
        for ticket in tickets:
            try:
                ticket_claim(
                    actor=desk.cast.actor(desk.pia), ticket_id=ticket.pk, user_id=desk.pia.pk, now=NOW
                )
                won.append(ticket.pk)
            except AlreadyClaimed:
                continue
        return won

    drained, won = together(lambda: services.queue_drain(now=NOW), claim)
    held = set(Ticket.objects.filter(assignee=desk.pia).values_list("pk", flat=True))
    assert set(won) == held
    assert drained + len(won) == Ticket.objects.filter(assignee__isnull=False).count()
    counts = holdings()
    assert counts.get(desk.ines.pk, 0) <= 3
    assert counts.get(desk.omar.pk, 0) <= 3


def test_handing_on_and_draining_at_once_lose_no_ticket(full_line: tuple[Desk, list[Ticket]]) -> None:
    desk, _ = full_line
    services.queue_drain(now=NOW)
    User.objects.filter(pk=desk.ines.pk).update(presence="away_handing_on", capacity_email=0)
    User.objects.filter(pk=desk.omar.pk).update(capacity_email=5)
    together(
        lambda: services.person_hand_on(user_id=desk.ines.pk, now=NOW),
        lambda: services.queue_drain(now=NOW),
        lambda: services.queue_drain(now=NOW),
    )
    services.queue_drain(now=NOW)
    assert holdings() == {desk.omar.pk: 5, None: 7}
    waiting = Ticket.objects.filter(assignee__isnull=True, routing_eligible_at__isnull=False)
    assert waiting.count() == 7


def test_fifty_workers_at_once_give_nothing_twice_and_nobody_too_much(
    full_line: tuple[Desk, list[Ticket]],
) -> None:
    desk, tickets = full_line

    def work(place: int) -> Callable[[], Any]:
        if place % 2:
            return lambda: services.queue_drain(now=NOW)
        ticket = tickets[place % len(tickets)]
        return lambda: services.ticket_assign(ticket_id=ticket.pk, now=NOW)

    together(*[patiently(work(place)) for place in range(50)])
    assert holdings() == {desk.ines.pk: 3, desk.omar.pk: 3, None: 6}
    given = Decision.objects.filter(step="assigned").values_list("ticket_id", flat=True)
    assert len(given) == len(set(given)) == 6
