"""Clocks of many tickets refreshed together are those that each would get alone, and cost little each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock, pace
from core.actors import SYSTEM
from core.models import OutboxEvent
from core.reads import Read
from sla import installing, services, tasks
from sla.models import Clock, ClockEvent, TicketSla
from sla.rendering import policies_json
from sla.services import checking
from tests.cast import NOW, Cast
from tests.hearing import deliver_to
from tickets.models import Ticket
from tickets.services import ticket_update

LATER = NOW + timedelta(hours=1)
WARNED = timedelta(minutes=105)


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    """Tickets in all the states that clocks know, settled an hour ago."""
    installing.install(apps.get_model, now=NOW)
    assert cast.teammate.pk
    actor = cast.actor(cast.agent)
    with clock.frozen(NOW):
        found = [cast.ticket(subject=f"Export {number}", now=NOW) for number in range(8)]
        cast.replies(found[1], cast.agent, "On it.", now=NOW)
        cast.replies(found[2], cast.agent, "Which one?", now=NOW, status="pending")
        for ticket, changes in (
            (found[3], {"status": "resolved"}),
            (found[4], {"is_spam": True}),
            (found[5], {"priority": "P1"}),
            (found[6], {"team": cast.other_team.pk}),
        ):
            ticket_update(actor=actor, ticket_id=ticket.pk, changes=changes, now=NOW)
        deliver_to("sla")
    return found


def publish_other_targets(hours: int = 1) -> None:
    policies = policies_json()
    for target in (target for policy in policies for target in policy["targets"]):
        for name in ("first_reply", "resolution"):
            target[name] = (target[name] or 3600) + hours * 3600
    policies[0]["steps"] = [{"fraction": 0.1, "actions": ["notify_team"]}, *policies[0]["steps"]]
    services.policies_replace(actor=SYSTEM, data={"results": policies}, now=LATER)


class Undone(Exception):
    """Ends a trial without leaving anything behind."""


@contextmanager
def trial() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def stored() -> dict[str, Any]:
    """All that a refresh writes, without the numbers of new rows."""
    dues = ("pk", "next_due_at", "next_due_kind", "next_due_state", "next_due_started_at")
    by_clock = ("clock__ticket", "clock__measure", "clock__number", "key")
    return {
        "clocks": list(
            Clock.objects.order_by("ticket", "measure", "number").values(
                *_plain(Clock, "id", "policy"), "policy"
            )
        ),
        "events": list(
            ClockEvent.objects.order_by(*by_clock, "revision").values(
                *by_clock, *_plain(ClockEvent, "id", "clock")
            )
        ),
        "states": list(TicketSla.objects.order_by("pk").values()),
        "tickets": list(Ticket.objects.order_by("pk").values(*dues)),
        "screens": sorted(
            (row.name, str(row.topics), str(row.live), row.completed_at is None)
            for row in OutboxEvent.objects.filter(name="tickets.ticket_refreshed")
        ),
    }


def _plain(model: Any, *without: str) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in without]


@pytest.mark.django_db
@pytest.mark.parametrize("is_published", [True, False])
def test_together_is_as_alone(tickets: list[Ticket], *, is_published: bool) -> None:
    ids = [ticket.pk for ticket in tickets]
    if is_published:
        publish_other_targets()
    results = []
    with clock.frozen(LATER):
        for work in (
            lambda: [services.clocks_refresh(ticket_id=ticket_id, now=LATER) for ticket_id in ids],
            lambda: services.clocks_refresh_together(ticket_ids=ids, now=LATER),
        ):
            with trial():
                before = stored()
                work()
                results.append(stored())
                assert (results[-1] != before) is is_published
    assert results[0] == results[1]


@pytest.mark.django_db
def test_a_check_together_tells_what_checks_alone_tell(tickets: list[Ticket]) -> None:
    ids = [ticket.pk for ticket in tickets]
    late = NOW + WARNED
    fired, told = [], []

    def alone() -> int:
        return sum(services.ticket_check(ticket_id=ticket_id, now=late) for ticket_id in ids)

    def together() -> int:
        return services.tickets_check(ticket_ids=ids, now=late)

    with clock.frozen(late):
        for work in (alone, together):
            with trial():
                fired.append(work())
                told.append(sorted(ClockEvent.objects.values_list("clock", "key")))
                assert services.tickets_check(ticket_ids=ids, now=late) == 0
    assert fired[0] == fired[1] > 0
    assert told[0] == told[1]


@pytest.mark.django_db
def test_it_costs_the_same_for_any_number_and_compiles_nothing(
    tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [ticket.pk for ticket in tickets]

    def statements(some: list[int]) -> list[str]:
        with trial(), CaptureQueriesContext(connection) as asked:
            services.clocks_refresh_together(ticket_ids=some, now=LATER)
        return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]

    publish_other_targets()
    statements(ids)
    for name in ("_STATES", "_CLOCKS", "_FACTS", "_EVENTS"):
        assert None not in getattr(checking, name)._statements.values(), name

    def refuse(self: Read[Any], *_: Any, **__: Any) -> Any:
        raise AssertionError(f"compiled anew: {self.source}")

    monkeypatch.setattr(Read, "ordinary", refuse)
    assert len(statements(ids)) == len(statements(ids[:1])) <= 13


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other(
    tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, late = tickets[0].pk, NOW + WARNED
    check = services.ticket_check

    def failing(*, ticket_id: int, **values: Any) -> int:
        if ticket_id == bad:
            raise RuntimeError("broken")
        return check(ticket_id=ticket_id, **values)

    def all_failing(*_: Any, **__: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(checking, "ticket_check", failing)
    monkeypatch.setattr(checking, "derived", all_failing)
    monkeypatch.setattr(checking, "FEW", 0)
    with clock.frozen(late):
        assert tasks.tick() > 0
    assert not ClockEvent.objects.filter(clock__ticket=bad, step="warn").exists()
    assert ClockEvent.objects.filter(step="warn").exists()
    assert {record.message for record in caplog.records if record.levelname == "ERROR"} == {
        "Clocks could not be refreshed together",
        "Clock check failed",
    }


@pytest.mark.django_db
def test_what_is_on_its_way_is_waited_for(tickets: list[Ticket], cast: Cast) -> None:
    ids = [ticket.pk for ticket in tickets]
    with clock.frozen(LATER):
        cast.replies(tickets[0], cast.agent, "Here it is.", now=LATER)
        publish_other_targets()
        assert ids[0] not in services.clocks_refresh_together(ticket_ids=ids, now=LATER)
    waiting = TicketSla.objects.get(pk=ids[0])
    assert waiting.next_check_at == LATER + timedelta(seconds=2)
    versions = set(TicketSla.objects.filter(pk__in=ids[1:]).values_list("version", flat=True))
    assert len(versions) == 1
    assert waiting.version_id not in versions


@pytest.mark.django_db
def test_a_ticket_that_is_gone_is_left_to_the_check_of_one(
    tickets: list[Ticket], settle: Callable[[], None]
) -> None:
    settle()
    gone = 10**6
    ids = [ticket.pk for ticket in tickets]
    assert services.clocks_refresh_together(ticket_ids=[gone, *ids], now=NOW) == [gone]
    assert services.tickets_check(ticket_ids=[gone, *ids], now=NOW) == 0


def test_bulk_work_makes_room_for_a_crowd_of_due_checks_alone(
    tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sla.services.firing.MANY", 2)

    def made() -> int:
        with clock.frozen(NOW):
            return len(list(pace.batches(lambda: 1, most=3)))

    TicketSla.objects.update(next_check_at=None)
    TicketSla.objects.filter(pk=tickets[0].pk).update(next_check_at=NOW)
    assert made() == 3
    TicketSla.objects.filter(pk=tickets[1].pk).update(next_check_at=NOW)
    assert made() == 1
