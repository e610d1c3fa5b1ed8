"""Asking for help: what it would do, that it does that, and that it does it once."""

from datetime import timedelta
from typing import Any

import pytest

from people.models import Role
from routing.escalation import CHAINS
from routing.models import Decision
from tests.cast import NOW
from tests.desk import Desk
from tickets.models import Ticket


def chain(desk: Desk, *steps: list[str], **settings: Any) -> None:
    """Puts a chain for T1 in force."""
    api = desk.cast.api(desk.cast.admin)
    rules = api.get("routing/rules").json()["rules"]
    body = {"rules": rules, "settings": {"chains": CHAINS | {"T1": list(steps)}} | settings}
    answer = api.put("routing/rules", body)
    assert answer.status_code == 200, answer.content


def asked(ticket: Ticket) -> int:
    return Decision.objects.filter(ticket=ticket, step="escalated").count()


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """One of Ines, on the front line."""
    desk.everybody()
    return desk.cast.ticket(tier="T1", team_id=desk.front.pk, assignee_id=desk.ines.pk)


def test_the_same_key_sent_twice_takes_one_step(desk: Desk, ticket: Ticket) -> None:
    chain(desk, ["notify_team"], ["raise_priority"])
    api = desk.cast.api(desk.ines)
    path = f"tickets/{ticket.pk}/escalate"
    first = api.post(path, {"note": "Stuck"}, idempotency_key="one")
    desk.freeze(NOW + timedelta(hours=1))
    again = api.post(path, {"note": "Stuck"}, idempotency_key="one")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert asked(ticket) == 1


def test_a_double_click_without_a_key_takes_one_step(desk: Desk, ticket: Ticket) -> None:
    chain(desk, ["notify_team"], ["raise_priority"])
    api = desk.cast.api(desk.ines)
    path = f"tickets/{ticket.pk}/escalate"
    first = api.post(path, {"note": "Stuck"}).json()
    desk.freeze(NOW + timedelta(seconds=119))
    assert api.post(path, {"note": " Stuck "}).json()["decision_id"] == first["decision_id"]
    assert asked(ticket) == 1


@pytest.mark.parametrize(
    ("note", "later"), [("Still stuck", timedelta(seconds=5)), ("Stuck", timedelta(seconds=121))]
)
def test_other_words_or_a_later_time_are_another_request(
    desk: Desk, ticket: Ticket, note: str, later: timedelta
) -> None:
    chain(desk, ["notify_team"], ["raise_priority"])
    api = desk.cast.api(desk.ines)
    api.post(f"tickets/{ticket.pk}/escalate", {"note": "Stuck"})
    desk.freeze(NOW + later)
    api.post(f"tickets/{ticket.pk}/escalate", {"note": note})
    assert asked(ticket) == 2


def test_the_same_words_of_somebody_else_are_another_request(desk: Desk, ticket: Ticket) -> None:
    chain(desk, ["notify_team"], ["raise_priority"])
    for user in (desk.ines, desk.omar):
        desk.cast.api(user).post(f"tickets/{ticket.pk}/escalate", {"note": "Stuck"})
    assert asked(ticket) == 2


def test_what_is_foreseen_is_what_happens(desk: Desk, ticket: Ticket) -> None:
    chain(desk, ["notify_team", "raise_priority"], ["escalate_tier"])
    api = desk.cast.api(desk.ines)
    path = f"tickets/{ticket.pk}/escalate"
    ahead = api.get(path).json()
    assert (ahead["why_not"], ahead["step"], ahead["steps"]) == ("", 1, 2)
    assert (ahead["priority"], ahead["tier"], ahead["leaves_holder"]) == ("P2", "", False)
    told = {one["name"] for one in ahead["told"]}
    assert told == {"Ines", "Omar"}
    assert asked(ticket) == 0
    reasons = api.post(path, {}).json()["reasons"]
    assert {line["detail"] for line in reasons if line["label"] == "Told"} == told
    assert desk.fresh(ticket).priority == "P2"
    ahead = api.get(path).json()
    assert (ahead["step"], ahead["tier"], ahead["leaves_holder"]) == (2, "T2", True)
    desk.freeze(NOW + timedelta(minutes=10))
    api.post(path, {})
    fresh = desk.fresh(ticket)
    assert (fresh.tier, fresh.assignee) == ("T2", desk.pia)


def test_it_says_why_nothing_would_happen(desk: Desk, ticket: Ticket) -> None:
    api, path = desk.cast.api(desk.ines), f"tickets/{ticket.pk}/escalate"
    chain(desk)
    assert api.get(path).json()["why_not"] == "no_chain"
    chain(desk, ["notify_team"])
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolved_at=NOW)
    assert api.get(path).json()["why_not"] == "not_open"
    Ticket.objects.filter(pk=ticket.pk).update(status="open", resolved_at=None)
    for user in (desk.omar, desk.pia):
        user.is_active = False
        user.save(update_fields=["is_active"])
    assert api.get(path).json()["why_not"] == "alone"


def test_who_may_not_change_a_ticket_is_told_nothing(desk: Desk, ticket: Ticket) -> None:
    light = desk.person("Light", desk.front, role=Role.LIGHT_AGENT)
    assert desk.cast.api(light).get(f"tickets/{ticket.pk}/escalate").status_code == 403
    desk.omar.ticket_scope = "assigned"
    desk.omar.save(update_fields=["ticket_scope"])
    assert desk.cast.api(desk.omar).get(f"tickets/{ticket.pk}/escalate").status_code == 404
