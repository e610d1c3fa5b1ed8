"""Measures that have a clock only where a policy promises something."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sla import tasks
from sla.clock import Measure
from sla.models import Clock
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.models.choices import CLOCK_KINDS
from tickets.services import ticket_update

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
MINUTE = timedelta(minutes=1)
PROMISES = {"periodic_update": 1800, "agent_work_time": 3600, "requester_wait_time": 7200}


def promise(cast: Cast, **seconds: int) -> None:
    found = cast.api(cast.admin).get("sla/policies").json()["results"]
    for policy in found:
        policy["targets"] = [row | seconds for row in policy["targets"]]
    assert cast.api(cast.admin).put("sla/policies", {"results": found}).status_code == 200


def states(ticket: Ticket) -> dict[tuple[str, int], str]:
    rows = Clock.objects.filter(ticket=ticket, measure__in=PROMISES)
    return {(row.measure, row.number): row.state for row in rows}


def test_the_kinds_that_tickets_show_are_the_measures() -> None:
    assert tuple(measure.value for measure in Measure) == CLOCK_KINDS


def test_without_a_promise_there_are_no_clocks(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "On it.")
    settle()
    assert states(ticket) == {}


def test_promised_measures_run_warn_and_miss(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    promise(cast, **PROMISES)
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "On it.", now=freeze(NOW + MINUTE))
    settle()
    actor = cast.actor(cast.agent)
    ticket_update(
        actor=actor, ticket_id=ticket.pk, changes={"status": "on_hold"}, now=freeze(NOW + 11 * MINUTE)
    )
    settle()
    assert states(ticket) == {
        ("periodic_update", 1): "running",
        ("agent_work_time", 1): "paused",
        ("requester_wait_time", 1): "running",
    }
    freeze(NOW + 40 * MINUTE)
    tasks.tick()
    settle()
    assert Clock.objects.get(ticket=ticket, measure="periodic_update").breached_at == NOW + 31 * MINUTE
    cast.replies(ticket, cast.agent, "Still on it.", now=freeze(NOW + 41 * MINUTE))
    settle()
    assert states(ticket)["periodic_update", 1] == "breached"
    assert Clock.objects.get(ticket=ticket, measure="periodic_update", number=2).due_at == NOW + 71 * MINUTE


def test_a_later_promise_does_not_judge_what_was_over(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    for hours in (1, 5, 9):
        cast.replies(ticket, cast.agent, "Update.", now=freeze(NOW + timedelta(hours=hours)))
        settle()
    freeze(NOW + timedelta(hours=9, minutes=1))
    promise(cast, **PROMISES)
    settle()
    tasks.tick()
    # The two rounds that ended before anybody promised updates have no clock; the one that runs has.
    assert [key for key in states(ticket) if key[0] == "periodic_update"] == [("periodic_update", 3)]
    assert Clock.objects.get(ticket=ticket, number=3).due_at == NOW + timedelta(hours=9, minutes=30)
    # What the ticket as a whole has used counts from its beginning.
    assert states(ticket)["agent_work_time", 1] == "breached"
