"""A change that tells clocks nothing costs little, and leaves them as deriving them anew would."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla import services
from sla.models import Clock, ClockEvent, TicketSla
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import ticket_update

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]


def promise(cast: Cast) -> None:
    """Every policy pauses and promises the optional measures, the urgent alone something periodic."""
    found = cast.api(cast.admin).get("sla/policies").json()["results"]
    for policy in found:
        for row in policy["targets"]:
            row["agent_work_time"] = 36000
            row["periodic_update"] = 3600 if row["priority"] in ("P1", "P2") else None
    assert cast.api(cast.admin).put("sla/policies", {"results": found}).status_code == 200


def told(ticket: Ticket) -> list[Any]:
    """All that is stored of a ticket's clocks, but what passes with the time."""
    names = ("measure", "number", "policy_id", "target_seconds", "calendar_id", "due_at", "revision")
    return [
        *Clock.objects.filter(ticket=ticket).order_by("measure", "number").values_list(*names),
        *ClockEvent.objects.filter(clock__ticket=ticket).order_by("id").values_list("clock_id", "key", "at"),
        TicketSla.objects.get(pk=ticket.pk).policy_id,
    ]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_deriving_anew_finds_nothing_to_add(
    seed: int, cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    any_of, now = random.Random(seed), freeze(NOW)
    promise(cast)
    # A team without anybody who answers gets no tickets.
    assert cast.staff("Pia Pipes", "agent", team=cast.other_team).pk
    ticket = cast.ticket()
    settle()
    admin = cast.actor(cast.admin)
    fields: dict[str, list[Any]] = {
        "priority": ["P1", "P2", "P3", "P4"],
        "type": ["question", "bug", "billing"],
        "team": [None, cast.team.pk, cast.other_team.pk],
        "tags": [[], ["vip"], ["vip", "export"]],
        "status": ["open", "pending", "on_hold", "resolved"],
        "is_spam": [True, False],
    }
    for _ in range(14):
        now = freeze(now + timedelta(minutes=any_of.randrange(1, 90)))
        match any_of.choice(["change", "change", "change", "reply", "says"]):
            case "reply":
                cast.replies(ticket, cast.agent, "Here.", now=now)
            case "says":
                cast.says(ticket, "Still.", now=now)
            case _:
                name = any_of.choice(list(fields))
                change = {name: any_of.choice(fields[name])}
                ticket_update(actor=admin, ticket_id=ticket.pk, changes=change, now=now)
        settle()
        before = told(ticket)
        services.clocks_refresh(ticket_id=ticket.pk, now=now)
        assert told(ticket) == before


def test_a_change_without_another_target_reads_no_history(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    settle()
    admin = cast.actor(cast.admin)

    def read(**changes: Any) -> set[str]:
        ticket_update(actor=admin, ticket_id=ticket.pk, changes=changes, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            settle()
        tables = ("sla_ticketfact", "sla_clockevent")
        return {table for table in tables if any(f'FROM "{table}"' in query["sql"] for query in queries)}

    assert read(type="bug") == set()
    assert read(priority="P1") == {"sla_ticketfact", "sla_clockevent"}
