"""Escalations that give a ticket to somebody else: to whom, from whom, and never from who chose it."""

from typing import Any

import pytest

from core.actors import SYSTEM
from notices.models import Notice
from people.models import Presence, Role, User
from routing import services
from routing.models import Decision, TicketRouting
from sla.events import ClockBreached
from tests.api.routing.test_asking import chain
from tests.api.routing.test_availability import away
from tests.cast import NOW
from tests.desk import Desk
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_claim


@pytest.fixture
def lena(desk: Desk) -> User:
    """Leads the front line."""
    desk.everybody()
    return desk.person("Lena", desk.front, lead=True)


def given(desk: Desk, **fields: Any) -> Ticket:
    """A ticket that routing gave to Ines."""
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk, **fields)
    ticket_claim(actor=SYSTEM, ticket_id=ticket.pk, user_id=desk.ines.pk, reason="Free", now=NOW)
    return desk.fresh(ticket)


def escalate(ticket: Ticket, *actions: str, key: str = "") -> Decision | None:
    return services.ticket_escalate(ticket_id=ticket.pk, actions=actions, why="Late", key=key, now=NOW)


def reasons(ticket: Ticket) -> dict[str, str]:
    decision = Decision.objects.filter(ticket=ticket, step="escalated").latest("id")
    return {line["label"]: line["detail"] for line in decision.reasons if line["label"] != "Told"}


def told(ticket: Ticket) -> set[str]:
    decision = Decision.objects.filter(ticket=ticket, step="escalated").latest("id")
    return {line["detail"] for line in decision.reasons if line["label"] == "Told"}


def test_a_senior_gets_what_routing_gave(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == lena
    assert reasons(ticket)["Reassigned"] == "to Lena, from Ines"
    assert {"Ines", "Lena"} <= told(ticket)


def test_who_took_it_themselves_keeps_it_and_both_hear_of_it(desk: Desk, lena: User) -> None:
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk)
    answer = desk.cast.api(desk.ines).patch(f"tickets/{ticket.pk}", {"assignee": desk.ines.pk})
    assert answer.status_code == 200
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == desk.ines
    assert reasons(ticket)["Stays with"] == "Ines, who has it by choice"
    assert told(ticket) == {"Ines", "Lena"}


def test_who_took_back_what_routing_gave_keeps_it(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    api = desk.cast.api(desk.ines)
    assert api.patch(f"tickets/{ticket.pk}", {"assignee": None}).status_code == 200
    assert api.patch(f"tickets/{ticket.pk}", {"assignee": desk.ines.pk}).status_code == 200
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == desk.ines


def test_a_choice_ends_with_the_account(desk: Desk, lena: User) -> None:
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk, assignee_id=desk.ines.pk)
    User.objects.filter(pk=desk.ines.pk).update(is_active=False)
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == lena


def test_each_cause_moves_it_once(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    event = ClockBreached(ticket_id=ticket.pk, clock_id=7, kind="first_reply", actions=["reassign_senior"])
    desk.hear(event, times=2)
    assert desk.steps(ticket).count("escalated") == 1
    rows = TimelineEntry.objects.filter(ticket=ticket, payload__changes__has_key="assignee").order_by("id")
    assert [row.payload["changes"]["assignee"][1] for row in rows] == [desk.ines.pk, lena.pk]


def test_a_senior_who_has_it_keeps_it(desk: Desk, lena: User) -> None:
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk)
    ticket_claim(actor=SYSTEM, ticket_id=ticket.pk, user_id=lena.pk, reason="Free", now=NOW)
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == lena
    assert "Reassigned" not in reasons(ticket)


def test_where_no_senior_has_room_it_stays_and_they_are_told(desk: Desk, lena: User) -> None:
    User.objects.filter(role=Role.AGENT).exclude(name="Ines").update(presence=Presence.OFFLINE)
    ticket = given(desk)
    escalate(ticket, "reassign_senior")
    assert desk.fresh(ticket).assignee == desk.ines
    assert "Not reassigned" in reasons(ticket)
    assert "Lena" in told(ticket)
    assert TicketRouting.objects.get(ticket=ticket).is_escalated


def test_a_named_team_gets_it_with_its_tier(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    escalate(ticket, f"reassign_team:{desk.pipelines.slug}")
    fresh = desk.fresh(ticket)
    assert (fresh.team, fresh.tier, fresh.assignee) == (desk.pipelines, "T2", desk.pia)
    assert "Ines" in told(ticket)


def test_a_team_that_has_it_already_changes_nothing(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    escalate(ticket, f"reassign_team:{desk.front.slug}")
    assert desk.fresh(ticket).assignee == desk.ines


def test_a_team_that_is_gone_changes_nothing(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    escalate(ticket, "reassign_team:gone")
    assert desk.fresh(ticket).assignee == desk.ines
    assert reasons(ticket)["Not reassigned"] == "nobody in gone can answer"


def test_who_is_on_call_gets_it_whatever_they_hold(desk: Desk, lena: User) -> None:
    rota = {
        "people": [desk.omar.pk], "since": NOW.date().isoformat(), "days": 7, "hour": 0, "timezone": "UTC",
    }  # fmt: skip
    chain(desk, ["reassign_on_call"], on_call=rota)
    User.objects.filter(pk=desk.omar.pk).update(capacity_email=0)
    ticket = given(desk)
    answer = desk.cast.api(desk.ines).post(f"tickets/{ticket.pk}/escalate", {"note": "Help"})
    assert answer.status_code == 200
    assert desk.fresh(ticket).assignee == desk.omar


@pytest.mark.parametrize(
    ("step", "word"),
    [
        (["reassign_team:nowhere"], "no team nowhere"),
        (["reassign_team:"], "must be a list of"),
        (["escalate_tier", "reassign_senior"], "one place only"),
        (["reassign_everybody"], "must be a list of"),
    ],
)
def test_a_chain_names_teams_that_exist_and_one_place(desk: Desk, step: list[str], word: str) -> None:
    desk.everybody()
    body = {"rules": [], "settings": {"chains": {"T1": [step], "T2": [], "T3": []}}}
    answer = desk.cast.api(desk.cast.admin).put("routing/rules", body)
    assert answer.status_code == 422
    assert word in answer.json()["errors"]["settings"][0]


def test_a_team_that_a_chain_needs_is_not_deleted(desk: Desk) -> None:
    desk.everybody()
    chain(desk, [f"reassign_team:{desk.pipelines.slug}"])
    answer = desk.cast.api(desk.cast.admin).delete(f"teams/{desk.pipelines.pk}")
    assert (answer.status_code, "an escalation gives it work" in answer.json()["detail"]) == (409, True)


def test_a_service_level_gives_it_to_a_team_and_needs_that_team(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    policies = api.get("sla/policies").json()["results"]
    action = f"reassign_team:{desk.pipelines.slug}"
    policies[0]["steps"] = [{"fraction": 1.0, "actions": [action, "notify_csm"]}]
    answer = api.put("sla/policies", {"results": policies})
    assert answer.status_code == 200, answer.content
    answer = api.delete(f"teams/{desk.pipelines.pk}")
    assert (answer.status_code, "a service level gives it work" in answer.json()["detail"]) == (409, True)
    for actions, word in (
        (["reassign_team:nowhere"], "Unknown: reassign_team:nowhere"),
        ([action, "escalate_tier"], "one place only"),
    ):
        policies[0]["steps"] = [{"fraction": 1.0, "actions": actions}]
        answer = api.put("sla/policies", {"results": policies})
        assert answer.status_code == 422
        assert word in str(answer.json()["errors"])


def test_a_miss_tells_the_csm(desk: Desk, lena: User, settle: Any) -> None:
    ticket = given(desk)
    company = ticket.company
    assert company is not None
    company.csm = desk.omar
    company.save(update_fields=["csm"])
    desk.hear(ClockBreached(ticket_id=ticket.pk, clock_id=9, kind="first_reply", actions=["notify_csm"]))
    settle()
    assert Notice.objects.filter(ticket=ticket, user=desk.omar, kind="escalated").exists()


def with_csm(ticket: Ticket, csm: User | None) -> None:
    assert ticket.company is not None
    ticket.company.csm = csm
    ticket.company.save(update_fields=["csm"])


def test_the_csm_gets_what_routing_gave_whatever_they_hold(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    with_csm(ticket, desk.pia)
    User.objects.filter(pk=desk.pia.pk).update(capacity_email=0, presence=Presence.OFFLINE)
    chain(desk, ["reassign_csm"])
    api, path = desk.cast.api(desk.ines), f"tickets/{ticket.pk}/escalate"
    ahead = api.get(path).json()
    assert (ahead["assignee"], ahead["leaves_holder"], ahead["instead_of_csm"]) == ("Pia", True, None)
    assert api.post(path, {"note": "Renews soon"}).status_code == 200
    assert desk.fresh(ticket).assignee == desk.pia
    assert reasons(ticket)["Reassigned"] == "to Pia, from Ines"
    assert {"Ines", "Pia"} <= told(ticket)


def test_without_a_csm_the_lead_stands_in_and_it_is_said(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    chain(desk, ["reassign_csm"])
    api, path = desk.cast.api(desk.ines), f"tickets/{ticket.pk}/escalate"
    ahead = api.get(path).json()
    said = {"text": "the lead, as none is known", "message": {"code": "no_csm", "params": {}}}
    assert (ahead["assignee"], ahead["instead_of_csm"]) == ("Lena", said)
    api.post(path, {})
    assert desk.fresh(ticket).assignee == lena
    assert reasons(ticket)["Instead of the CSM"] == "the lead, as none is known"
    text = TimelineEntry.objects.filter(ticket=ticket, body_text__startswith="Escalated").get().body_text
    assert "instead of the CSM the lead, as none is known" in text


@pytest.mark.parametrize("csm", ["left", "light", "absent", "offline"])
def test_a_csm_who_cannot_take_it_leaves_it_to_the_lead(desk: Desk, lena: User, csm: str) -> None:
    cem = desk.person("Cem", desk.front, role=Role.LIGHT_AGENT if csm == "light" else Role.AGENT)
    ticket = given(desk, channel="widget" if csm == "offline" else "email")
    with_csm(ticket, cem)
    if csm == "left":
        User.objects.filter(pk=cem.pk).update(is_active=False)
    elif csm == "absent":
        away(desk, cem)
    elif csm == "offline":
        User.objects.filter(pk=cem.pk).update(presence=Presence.OFFLINE)
    escalate(ticket, "reassign_csm")
    assert desk.fresh(ticket).assignee == lena
    words = "the lead, as none is known" if csm == "left" else "the lead, as Cem cannot take it now"
    assert reasons(ticket)["Instead of the CSM"] == words
    assert ("Cem" in told(ticket)) == (csm != "left")


def test_who_chose_it_keeps_it_from_the_csm(desk: Desk, lena: User) -> None:
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk)
    assert (
        desk.cast.api(desk.ines).patch(f"tickets/{ticket.pk}", {"assignee": desk.ines.pk}).status_code == 200
    )
    ticket = desk.fresh(ticket)
    with_csm(ticket, desk.omar)
    escalate(ticket, "reassign_csm")
    assert desk.fresh(ticket).assignee == desk.ines
    assert told(ticket) == {"Ines", "Omar"}


def test_a_miss_gives_it_to_the_csm_once(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    with_csm(ticket, desk.omar)
    event = ClockBreached(ticket_id=ticket.pk, clock_id=9, kind="first_reply", actions=["reassign_csm"])
    desk.hear(event, times=2)
    assert desk.fresh(ticket).assignee == desk.omar
    assert desk.steps(ticket).count("escalated") == 1


def test_what_is_for_a_csm_that_nobody_knows_is_told_to_the_lead(desk: Desk, lena: User) -> None:
    ticket = given(desk)
    escalate(ticket, "notify_csm")
    assert "Lena" in told(ticket)
    assert reasons(ticket)["Instead of the CSM"] == "the lead, as none is known"
    assert desk.fresh(ticket).assignee == desk.ines


def test_a_service_level_takes_the_step_to_the_csm(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    policies = api.get("sla/policies").json()["results"]
    policies[0]["steps"] = [{"fraction": 1.0, "actions": ["reassign_csm", "raise_priority"]}]
    assert api.put("sla/policies", {"results": policies}).status_code == 200
    policies[0]["steps"] = [{"fraction": 1.0, "actions": ["reassign_csm", "reassign_senior"]}]
    assert api.put("sla/policies", {"results": policies}).status_code == 422
