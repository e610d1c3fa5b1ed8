"""Clocks and imported tickets: nothing old is owed, what their customers write from now on is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from integrations.importers.models import Trace
from sla import tasks
from sla.models import Clock
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import NOW, Cast
from tests.hearing import deliver_to
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_update

pytestmark = pytest.mark.django_db
Freeze = Callable[[datetime], datetime]
LATER = NOW + timedelta(hours=1)


def brought(bring: Bring, cast: Cast, **more: Any) -> Ticket:
    """An imported ticket of somebody whom a policy promises something."""
    _ = cast.customer
    bring(exports.zendesk([exports.ticket(1, organization_id=None, **more)]))
    return Ticket.objects.get(pk=Trace.objects.get(kind="ticket").local_id)


def heard() -> int:
    """How many breaches and warnings there were."""
    deliver_to("sla")
    fired = tasks.tick()
    deliver_to("sla")
    return fired


PAST: list[dict[str, Any]] = [
    {},
    {"comments": []},
    {"comments": [exports.comment(1, exports.AGENT, "Private", "2024-03-01T09:00:00Z", public=False)]},
    {"comments": [exports.comment(1, exports.HELEN, "Help", "2024-03-01T09:00:00Z")], "status": "pending"},
]


@pytest.mark.parametrize("past", PAST, ids=["described", "empty", "private", "pending"])
@pytest.mark.parametrize("changes", [{"status": "on_hold"}, {"tags": ["vip"], "priority": "P1"}], ids=str)
def test_touching_an_imported_ticket_starts_nothing(
    bring: Bring, cast: Cast, freeze: Freeze, past: dict[str, Any], changes: dict[str, Any]
) -> None:
    freeze(NOW)
    ticket = brought(bring, cast, **past)
    freeze(LATER)
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=changes, now=LATER)
    assert heard() == 0
    assert not Clock.objects.exists()
    ticket.refresh_from_db()
    assert ticket.next_due_at is None
    assert not TimelineEntry.objects.filter(ticket=ticket, kind__in=("sla", "escalation")).exists()


def test_clocks_run_from_what_its_customer_writes_again(bring: Bring, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = brought(bring, cast, comments=[
        exports.comment(1, exports.HELEN, "Help", "2024-03-01T09:00:00Z"),
        exports.comment(2, exports.AGENT, "Done", "2024-03-01T10:00:00Z"),
    ], status="pending")  # fmt: skip
    freeze(LATER)
    # A note to somebody who waits for nothing owes nothing either.
    cast.replies(ticket, cast.agent, "How is it now?", now=LATER)
    assert heard() == 0
    assert not Clock.objects.exists()
    again = freeze(LATER + timedelta(hours=1))
    cast.says(ticket, "It is back", now=again)
    assert heard() == 0
    begun = dict(Clock.objects.values_list("measure", "started_at"))
    assert set(begun.values()) == {again}
    assert {"first_reply", "resolution"} <= set(begun)
    ticket.refresh_from_db()
    assert ticket.next_due_at is not None
    assert ticket.next_due_at > again
    answered = freeze(again + timedelta(minutes=5))
    cast.replies(ticket, cast.agent, "We look", now=answered)
    heard()
    assert Clock.objects.get(measure="first_reply").fulfilled_at == answered


def test_a_ticket_of_ours_has_its_clocks_as_before(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    cast.ticket()
    heard()
    assert set(Clock.objects.values_list("started_at", flat=True)) == {NOW}
    assert Ticket.objects.get().next_due_at is not None
