"""Money over the API: what is measured, the installation's own figures, and who may see and set them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assistant.models import Conversation, ModelUse
from core.models import AuditEntry
from tests.api.insights.desk import Desk
from tests.cast import NOW
from tickets.services import ticket_update

TODAY = {"since": "2026-03-01", "until": "2026-03-28"}
Freeze = Callable[[datetime], datetime]
OWN = {"assisted_cost": "30.00", "self_service_cost": "1.84", "currency": "EUR"}


@pytest.fixture
def desk(desk_of: Callable[[int], Desk]) -> Desk:
    """Two conversations solved without a person, one that came back, and one ticket solved by a person."""
    desk = desk_of(1)
    for state in ("confirmed", "verified", "came_back"):
        ticket = desk.cast.ticket()
        desk.tickets.append(ticket)
        Conversation.objects.create(
            ticket=ticket, is_ours=True, state=state, began_at=NOW, ended_at=NOW + timedelta(hours=1)
        )
    ticket = desk.cast.ticket()
    desk.tickets.append(ticket)
    desk.cast.replies(ticket, desk.cast.agent, "Here.", now=NOW)
    ticket_update(
        actor=desk.cast.actor(desk.cast.admin), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW
    )
    ModelUse.objects.create(on=NOW.date(), engine="m", capability="answer", cost_usd=Decimal(4))
    ModelUse.objects.create(on=NOW.date() - timedelta(days=9), engine="m", capability="answer", cost_usd=9)
    desk.work_out(NOW + timedelta(hours=2))
    return desk


def test_what_is_measured_meets_what_is_told(desk: Desk) -> None:
    api = desk.cast.api(desk.cast.admin)
    before = api.get("insights/money", TODAY).json()
    assert before["measured"] == {
        "days": 28, "deflected": 2, "solved_by_people": 1, "drafts_used": 0, "ai_cost": "4.00",
    }  # fmt: skip
    assert before["results"]["saving"] is None
    assert before["results"]["self_service_cost"] == "2.00"
    answer = api.put(f"insights/money?since={TODAY['since']}&until={TODAY['until']}", OWN | {"version": 0})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found["results"]["saving"] == "56.32"
    assert found["results"]["deflection"] == 66.7
    assert found["own"]["changed_by"]["name"] == desk.cast.admin.name
    entry = AuditEntry.objects.get(action="insights.assumptions_changed")
    assert entry.data["assisted_cost"] == [None, "30.00"]
    assert api.get("insights/money", TODAY).json() == found


def test_a_change_that_somebody_else_made_is_not_overwritten(desk: Desk) -> None:
    api = desk.cast.api(desk.cast.admin)
    assert api.put("insights/money", OWN | {"version": 0}).status_code == 200
    assert api.put("insights/money", {"hourly_cost": "52.00", "version": 0}).status_code == 412
    assert api.put("insights/money", OWN | {"version": 1}).json()["own"]["version"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"currency": "euro"},
        {"assisted_cost": "-1"},
        {"assisted_cost": "1.234"},
        {"usd_rate": "0"},
        {"licence_monthly": None},
        {"minutes_per_draft": "481"},
        {"deflected": 9000},
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any], desk: Desk) -> None:
    answer = desk.cast.api(desk.cast.admin).put("insights/money", body)
    assert answer.status_code in (400, 422), answer.content
    assert next(iter(body)) in answer.content.decode()


def test_who_sees_some_tickets_sees_no_money_and_a_supervisor_sets_none(desk: Desk) -> None:
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    assert desk.cast.api(narrow).get("insights/money").status_code == 403
    assert desk.cast.api(desk.lead()).get("insights/money").status_code == 200
    assert desk.cast.api(desk.lead("Lena Lead")).put("insights/money", OWN).status_code == 403
    assert desk.cast.api(desk.cast.agent).get("insights/money").status_code == 403
