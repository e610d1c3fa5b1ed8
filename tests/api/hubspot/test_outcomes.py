"""How a ticket ended reaches HubSpot once, whatever gets lost, and comes back as no change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from integrations.connections.models import Delivery
from integrations.connections.services import deliveries_settle
from integrations.crm import services
from integrations.crm.models import Outcome
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast
from tests.standins.hubspot.server import done_without_answer

Freeze = Callable[[datetime | str], datetime]
Settle = Callable[[], None]


@pytest.fixture
def known(portal: Portal, cast: Cast, freeze: Freeze) -> str:
    """The cast's company there."""
    freeze(NOW)
    one = portal.server.put("companies", name=cast.company.name, domain=cast.company.domain, plan="Scale")
    portal.sync()
    return one


def _notes(portal: Portal) -> list[dict[str, Any]]:
    return list(portal.server.state.objects["notes"].values())


def _resolve(cast: Cast) -> int:
    ticket = cast.ticket(subject="A <b>bold</b> question")
    answer = cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    assert answer.status_code == 200, answer.json()
    return ticket.pk


def test_a_resolved_ticket_becomes_one_note_on_its_company(
    portal: Portal, cast: Cast, known: str, settle: Settle
) -> None:
    number = _resolve(cast)
    settle()
    settle()
    (note,) = _notes(portal)
    assert note["companies"] == known
    text = note["properties"]["hs_note_body"]
    assert f"Ticket #{number} resolved" in text
    assert "&lt;b&gt;bold" in text
    row = Outcome.objects.get()
    assert (row.note_id, row.done_at is not None) == (note["id"], True)


def test_the_same_event_twice_is_one_note(portal: Portal, cast: Cast, known: str, settle: Settle) -> None:
    ticket = cast.ticket()
    for _ in range(2):
        services.outcome_queue(ticket_id=ticket.pk, key="outcome:1", at=NOW)
        settle()
    assert len(_notes(portal)) == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_is_looked_up_and_never_doubled(
    portal: Portal, cast: Cast, known: str, settle: Settle, freeze: Freeze, arrived: bool
) -> None:
    portal.server.state.next = [done_without_answer if arrived else lambda handler: None]
    services.outcome_queue(ticket_id=cast.ticket().pk, key="outcome:1", at=NOW)
    settle()
    assert Delivery.objects.get(key="outcome:1").state == "in_doubt"
    # Too early: HubSpot's search may not know the note yet.
    assert services.doubts_settle(now=NOW + timedelta(minutes=1)) == 0
    freeze(NOW + timedelta(minutes=11))
    assert services.doubts_settle(now=NOW + timedelta(minutes=11)) == 1
    settle()
    (note,) = _notes(portal)
    assert Delivery.objects.get(key="outcome:1").state == "done"
    assert Outcome.objects.get().note_id == note["id"]


def test_a_worker_that_died_while_it_sent(
    portal: Portal, cast: Cast, known: str, settle: Settle, freeze: Freeze
) -> None:
    services.outcome_queue(ticket_id=cast.ticket().pk, key="outcome:1", at=NOW)
    Delivery.objects.filter(key="outcome:1").update(state="sending", started_at=NOW, next_attempt_at=None)
    later = freeze(NOW + timedelta(minutes=11))
    deliveries_settle(now=later)
    assert services.doubts_settle(now=later) == 1
    settle()
    assert len(_notes(portal)) == 1


def test_our_own_note_that_comes_back_is_no_change(
    portal: Portal, cast: Cast, known: str, settle: Settle, freeze: Freeze
) -> None:
    _resolve(cast)
    settle()
    before = AuditEntry.objects.count()
    freeze(NOW + timedelta(minutes=10))
    # HubSpot shows the company as changed, because a note hangs on it.
    portal.sync()
    settle()
    assert AuditEntry.objects.count() == before
    assert len(_notes(portal)) == 1


def test_nothing_is_sent_where_nobody_wants_it(
    portal: Portal, cast: Cast, known: str, settle: Settle
) -> None:
    services.mapping_save(
        actor=cast.actor(cast.admin),
        connection_id=portal.id,
        fields=[],
        sends_outcomes=False,
        version=0,
        now=NOW,
    )
    _resolve(cast)
    settle()
    assert _notes(portal) == []
