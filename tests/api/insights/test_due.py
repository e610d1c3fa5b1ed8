"""Events are read from the outbox in order: each once, none lost, whatever commits when and whoever dies."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.events import publish
from core.models import OutboxEvent, OutboxReader
from insights import services
from insights.models import TicketFacts
from insights.services import following
from people.events import ContactsMerged
from tests.cast import NOW
from tickets.events import TicketChanged, TicketMerged, TicketRated, TicketsMoved, TicketUnmerged
from tickets.models import Ticket

if TYPE_CHECKING:
    from tests.cast import Cast

Hear = Callable[[], None]
FRESH = {"due_at": None, "touched_at": None}


@pytest.fixture
def numbers(cast: "Cast", hear: Hear) -> list[int]:
    """Three tickets that have been worked out and are not due."""
    found = [cast.ticket().pk for _ in range(3)]
    hear()
    assert due() == found
    TicketFacts.objects.update(**FRESH)
    return found


def due() -> list[int]:
    return list(TicketFacts.objects.exclude(due_at=None).order_by("pk").values_list("pk", flat=True))


def change(number: int, name: str = "status") -> TicketChanged:
    return TicketChanged(ticket_id=number, changes={name: ["a", "b"]}, by_ref="system")


@pytest.mark.django_db
def test_what_figures_look_at_makes_due_and_nothing_else_does(numbers: list[int], hear: Hear) -> None:
    first, second, third = numbers
    publish(change(first, "subject"))
    hear()
    assert due() == []
    publish(change(first))
    publish(TicketRated(ticket_id=second, rating_id=1, score=5))
    hear()
    assert due() == [first, second]
    TicketFacts.objects.update(**FRESH)
    publish(TicketsMoved(ticket_ids=[second, third, 10**9]))
    hear()
    assert due() == [second, third]


@pytest.mark.django_db
@pytest.mark.parametrize("event", [TicketMerged, TicketUnmerged])
def test_what_was_said_elsewhere_makes_both_due(
    event: "type[TicketMerged | TicketUnmerged]", numbers: list[int], hear: Hear
) -> None:
    publish(event(ticket_id=numbers[0], source_id=numbers[2], merge_id=1, by_ref="system"))
    hear()
    assert due() == [numbers[0], numbers[2]]


@pytest.mark.django_db
def test_an_event_in_a_form_of_before_holds_up_nobody(numbers: list[int], hear: Hear) -> None:
    for payload in ({}, {"ticket_id": numbers[0]}, {"ticket_id": numbers[0], "changes": None}):
        OutboxEvent.objects.create(name=TicketChanged.name, payload=payload)
    publish(change(numbers[1]))
    hear()
    assert due() == [numbers[1]]


@pytest.mark.django_db
def test_contacts_that_were_merged_make_their_tickets_due(
    cast: "Cast", numbers: list[int], hear: Hear
) -> None:
    other = cast.ticket(by=cast.stranger).pk
    hear()
    TicketFacts.objects.update(**FRESH)
    publish(ContactsMerged(from_contact_id=cast.stranger.pk, into_contact_id=10**9))
    hear()
    assert due() == [other]


@pytest.mark.django_db
def test_an_event_is_read_once_and_many_cost_no_more_than_one(numbers: list[int], hear: Hear) -> None:
    def cost(count: int) -> int:
        for _ in range(count):
            publish(change(numbers[0]))
        with CaptureQueriesContext(connection) as queries:
            services.events_follow(now=clock.now())
        assert due() == [numbers[0]]
        TicketFacts.objects.update(**FRESH)
        return len(queries)

    assert cost(1) == cost(60)
    hear()
    assert due() == []
    with CaptureQueriesContext(connection) as queries:
        assert not services.events_follow(now=clock.now())
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 1


@pytest.mark.django_db
def test_a_batch_is_bounded_and_says_that_there_is_more(numbers: list[int]) -> None:
    for number in numbers:
        publish(change(number))
    assert services.events_follow(now=clock.now(), limit=2)
    assert due() == numbers[:2]
    assert not services.events_follow(now=clock.now(), limit=2)
    assert due() == numbers


@pytest.mark.django_db(transaction=True)
def test_who_dies_in_a_batch_has_read_nothing(
    cast: "Cast", hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = cast.ticket().pk
    hear()
    TicketFacts.objects.update(**FRESH)
    with transaction.atomic():
        publish(change(number))

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(following, "tickets_touch", die)
        with pytest.raises(SystemExit):
            services.events_follow(now=clock.now())
    assert due() == []
    hear()
    assert due() == [number]


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_missed(cast: "Cast", hear: Hear) -> None:
    early, late = cast.ticket().pk, cast.ticket().pk
    hear()
    TicketFacts.objects.update(**FRESH)
    written, ending = threading.Event(), threading.Event()

    def elsewhere() -> None:
        try:
            with transaction.atomic():
                publish(change(late))
                written.set()
                ending.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    assert written.wait(10)
    with transaction.atomic():
        publish(change(early))
    hear()
    assert due() == []
    ending.set()
    thread.join(10)
    hear()
    assert due() == [early, late]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_read_each_event_once(cast: "Cast", hear: Hear) -> None:
    found = [cast.ticket().pk for _ in range(8)]
    hear()
    before = OutboxReader.objects.get(name=following.READER).written
    TicketFacts.objects.update(**FRESH)
    for number in found:
        with transaction.atomic():
            publish(change(number))
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait()
            for _ in range(20):
                services.events_follow(now=clock.now(), limit=2)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    hear()
    assert due() == found
    assert OutboxReader.objects.get(name=following.READER).written == before + len(found)


@pytest.mark.django_db
def test_a_ticket_that_is_being_worked_out_is_due_again(cast: "Cast", hear: Hear) -> None:
    """What happens after the history was read comes with a later round."""
    number = cast.ticket(now=NOW).pk
    hear()
    services.facts_settle(now=clock.now())
    Ticket.objects.filter(pk=number).update(team=cast.other_team)
    publish(change(number, "team"))
    hear()
    services.facts_settle(now=clock.now() + timedelta(seconds=1))
    assert TicketFacts.objects.get(pk=number).team_id == cast.other_team.pk
