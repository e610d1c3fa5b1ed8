"""Triage decides tier, team and priority; GET /api/v1/tickets/{number}/routing tells why."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from assistant.events import TriageCorrected, Triaged
from people.models import Company, Skill, Team, TeamBrand
from routing.models import Decision, RuleSet
from routing.services import queue_drain
from tests.cast import NOW, Cast
from tests.desk import Desk, told
from tickets.events import TicketChanged
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_update

BROKEN = {"type": "bug", "urgency": "high", "complexity": "medium", "product_area": "exports"}


def test_signals_decide_tier_team_and_priority_together(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.priority) == ("T2", desk.pipelines, "P2")
    assert row.assignee is None
    assert row.routing_eligible_at is None


def test_the_answer_is_a_sum_and_reasons_that_anyone_can_read(desk: Desk) -> None:
    desk.everybody()
    Company.objects.filter(pk=desk.cast.company.pk).update(health_score=35)
    ticket = desk.cast.ticket()
    desk.triage(ticket, quotes="HLY-4012", **BROKEN)
    body = desk.cast.api(desk.ines).get(f"tickets/{ticket.pk}/routing").json()
    assert body["score"]["total"] == sum(part["points"] for part in body["score"]["parts"])
    labels = [part["label"] for part in body["score"]["parts"]]
    assert labels == ["Impact", "Urgency", "Customer value", "Sentiment", "Waiting"]
    assert ("Kind of request", "bug") in told(body["reasons"])
    assert ("Quotes", "HLY-4012") in told(body["reasons"])
    assert body["team"] == {"id": desk.pipelines.pk, "name": "Pipelines"}
    assert body["rule"] == "2. Pressing trouble at a large account"
    assert body["decided_at"] == "2026-03-02T09:00:00Z"


def test_the_same_triage_delivered_twice_decides_once(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    triage = desk.triage(ticket, **BROKEN)
    event = Triaged(ticket_id=ticket.pk, entry_id=triage.entry_id, triage_id=triage.pk)
    desk.hear(event, times=3)
    assert desk.steps(ticket) == ["routed", "routed"]
    assert TimelineEntry.objects.filter(ticket=ticket, kind="routing").count() == 1


def test_a_priority_that_a_person_set_stays(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.cast.api(desk.ines).patch(f"tickets/{ticket.pk}", {"priority": "P4"})
    desk.triage(ticket, **BROKEN)
    assert desk.fresh(ticket).priority == "P4"
    reasons = Decision.objects.get(ticket=ticket).reasons
    assert ("Priority", "P4, set by a person") in told(reasons)


def test_a_later_calm_message_never_lowers_the_priority(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    desk.cast.says(ticket, "Thank you, no hurry.")
    desk.triage(desk.fresh(ticket), type="question", urgency="low")
    row = desk.fresh(ticket)
    assert (row.priority, row.tier) == ("P2", "T2")


def test_a_corrected_label_decides_again_also_downwards(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    triage = desk.triage(ticket, **BROKEN)
    triage.fields = {"type": {"value": "question", "confidence": 1.0}}
    triage.save()
    event = TriageCorrected(
        ticket_id=ticket.pk, triage_id=triage.pk, field="type", by_ref=f"staff:{desk.ines.pk}"
    )
    desk.hear(event, times=2)
    row = desk.fresh(ticket)
    assert (row.tier, row.team) == ("T1", desk.front)
    assert desk.steps(ticket) == ["routed", "routed"]


def test_a_team_that_a_person_set_stays(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    changes = {"team": desk.front.pk}
    ticket_update(actor=desk.cast.actor(desk.ines), ticket_id=ticket.pk, changes=changes, now=NOW)
    desk.hear(
        TicketChanged(
            ticket_id=ticket.pk, changes={"team": [None, desk.front.pk]}, by_ref=f"staff:{desk.ines.pk}"
        )
    )
    desk.triage(ticket, **BROKEN)
    assert desk.fresh(ticket).team == desk.front


def test_once_somebody_has_it_only_the_priority_follows(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(assignee=desk.ines)
    desk.triage(ticket, **BROKEN)
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.assignee, row.priority) == ("", None, desk.ines, "P2")


def test_a_team_of_the_name_then_one_with_experience(desk: Desk) -> None:
    desk.everybody()
    billing = Team.objects.create(name="Billing", slug="billing", tier=1)
    desk.person("Ben", billing)
    ticket = desk.cast.ticket()
    desk.triage(ticket, type="billing")
    assert desk.fresh(ticket).team == billing
    for number in range(3):
        desk.cast.ticket(
            subject=f"Seat {number}",
            team=billing,
            product_area="seats",
            status="resolved",
            resolved_at=NOW,
        )
    other = desk.cast.ticket()
    desk.triage(other, type="question", product_area="seats")
    assert desk.fresh(other).team == billing


def test_a_team_of_another_brand_is_no_choice(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(brand=desk.cast.other_brand)
    desk.triage(desk.fresh(ticket), **BROKEN)
    assert desk.fresh(ticket).team is None


def test_a_brand_is_answered_by_its_own_team_and_at_a_peak_by_those_of_all(desk: Desk) -> None:
    desk.everybody()
    own, common = (Team.objects.create(name=name, slug=name.lower(), tier=1) for name in ("Own", "Common"))
    TeamBrand.objects.create(team=own, brand=desk.cast.other_brand)
    TeamBrand.objects.create(team=desk.front, brand=desk.cast.brand)
    desk.person("Tara", own, capacity_email=1)
    for name in ("Carl", "Cleo", "Curt"):
        desk.person(name, common)
    first, second = desk.cast.ticket(), desk.cast.ticket()
    Ticket.objects.update(brand=desk.cast.other_brand)
    for ticket in (first, second):
        desk.triage(desk.fresh(ticket), type="question")
        desk.handoff(desk.fresh(ticket))
    held = [desk.fresh(ticket) for ticket in (first, second)]
    assert [(one.team, one.assignee and one.assignee.name) for one in held] == [(own, "Tara"), (own, None)]
    later = NOW + timedelta(minutes=6)
    desk.freeze(later)
    queue_drain(now=later)
    lent = desk.fresh(second)
    assert (lent.team, lent.assignee and lent.assignee.name) == (own, "Carl")
    assert "nobody free with Own" in lent.reason


def test_people_of_other_brands_do_not_get_what_no_team_of_the_tier_serves(desk: Desk) -> None:
    desk.everybody()
    own = Team.objects.create(name="Own", slug="own", tier=2)
    TeamBrand.objects.create(team=own, brand=desk.cast.other_brand)
    tara = desk.person("Tara", own)
    TeamBrand.objects.get_or_create(team=desk.pipelines, brand=desk.cast.brand)
    TeamBrand.objects.create(team=desk.front, brand=desk.cast.brand)
    for number in range(3):
        ticket = desk.cast.ticket(subject=f"Export {number}")
        Ticket.objects.filter(pk=ticket.pk).update(brand=desk.cast.other_brand)
        desk.triage(desk.fresh(ticket), type="question")
        desk.handoff(desk.fresh(ticket))
        assert (desk.fresh(ticket).tier, desk.fresh(ticket).assignee) == ("T1", tara)


def test_a_rule_decides_before_the_signals(desk: Desk) -> None:
    desk.everybody()
    Skill.objects.create(slug="sql", name="SQL")
    rule: dict[str, Any] = {
        "name": "Exports of large accounts",
        "when": {
            "all": [
                {"field": "arr", "op": "at_least", "value": 100_000},
                {"field": "product_area", "op": "is", "value": "exports"},
            ]
        },
        "then": {"tier": "T1", "team": "front-line", "min_priority": "P1", "tags": ["export"]},
    }
    response = desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": [rule]})
    assert response.status_code == 200
    Company.objects.filter(pk=desk.cast.company.pk).update(arr=Decimal(200_000))
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.priority, row.tags) == ("T1", desk.front, "P1", ["export"])
    decision = Decision.objects.get(ticket=ticket)
    assert (decision.rule, decision.rules_version) == ("1. Exports of large accounts", 2)
    assert decision.inputs["customer"]["arr"] == 200_000.0
    assert decision.inputs["text"] == ""


def test_spam_and_closed_tickets_are_not_routed(desk: Desk) -> None:
    desk.everybody()
    for fields in ({"is_spam": True}, {"is_deleted": True}, {"status": "closed"}):
        ticket = desk.cast.ticket(**fields)
        desk.triage(ticket, **BROKEN)
        assert desk.steps(ticket) == []


def test_the_timeline_tells_the_decision_once(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    desk.triage(ticket, **BROKEN)
    entries = TimelineEntry.objects.filter(ticket=ticket, kind="routing")
    assert [entry.body_text for entry in entries] == ["Routed to Pipelines, T2, P2."]
    assert set(entries[0].payload) == {"step", "decision_id", "reasons", "message"}


def test_nothing_decided_yet_is_404_with_its_own_code(desk: Desk) -> None:
    ticket = desk.cast.ticket()
    response = desk.cast.api(desk.ines).get(f"tickets/{ticket.pk}/routing")
    assert response.status_code == 404
    assert response.json()["code"] == "routing.no_decision"


def test_stranger_gets_404(desk: Desk, cast: Cast) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.triage(ticket, type="question")
    response = cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/routing")
    assert response.status_code == 404
    assert response.json()["code"] != "routing.no_decision"


def test_without_sign_in_there_is_no_answer(desk: Desk, anonymous: Any) -> None:
    assert anonymous.get(f"tickets/{desk.cast.ticket().pk}/routing").status_code == 401


def full_of_tags(desk: Desk, count: int = 50) -> Ticket:
    """A ticket with as many tags as it can hold."""
    ticket = desk.cast.ticket()
    changes = {"tags": [f"tag-{number}" for number in range(count)]}
    return ticket_update(actor=desk.cast.actor(desk.ines), ticket_id=ticket.pk, changes=changes, now=NOW)


def tagging(desk: Desk, *tags: str) -> None:
    rules = [{"name": "Everything", "when": {}, "then": {"tags": list(tags)}}]
    assert desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": rules}).status_code == 200


def test_a_ticket_full_of_tags_is_routed_and_told_what_found_no_room(desk: Desk) -> None:
    desk.everybody()
    tagging(desk, "tag-0", "fits", "does-not-fit")
    ticket = full_of_tags(desk, 49)
    desk.triage(ticket, **BROKEN)
    row = desk.fresh(ticket)
    assert row.tier == "T2"
    assert row.tags == [*(f"tag-{number}" for number in range(49)), "fits"]
    reasons = Decision.objects.filter(ticket=ticket, step="routed").latest("id").reasons
    assert ("Tags", "no room for does-not-fit") in told(reasons)


def test_a_rule_stored_with_more_tags_than_a_ticket_holds_still_routes(desk: Desk) -> None:
    desk.everybody()
    tagging(desk, "one")
    row = RuleSet.objects.latest("version")
    row.pk, row.version = None, row.version + 1
    row.rules[0]["then"]["tags"] = [f"Of Old {number}" for number in range(60)]
    row.save()
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    assert len(desk.fresh(ticket).tags) == 50
    assert desk.fresh(ticket).tier == "T2"


def test_tags_of_a_rule_are_stored_as_tickets_have_them_and_added_once(desk: Desk) -> None:
    desk.everybody()
    tagging(desk, "VIP Export!", "vip  export!")
    found = desk.cast.api(desk.cast.admin).get("routing/rules").json()["rules"][0]
    assert found["then"]["tags"] == ["vip-export!"]
    ticket = desk.cast.ticket()
    desk.triage(ticket, **BROKEN)
    version = desk.fresh(ticket).version
    desk.triage(desk.fresh(ticket), **BROKEN)
    assert (desk.fresh(ticket).tags, desk.fresh(ticket).version) == (["vip-export!"], version)


def test_a_tag_asked_for_in_other_words_is_found(desk: Desk) -> None:
    desk.everybody()
    when = {"any": [{"field": "tags", "op": "is", "value": ["VIP Export"]}]}
    rules = [{"name": "Export", "when": when, "then": {"tier": "T3"}}]
    assert desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": rules}).status_code == 200
    ticket = desk.cast.ticket()
    changes = {"tags": ["vip export"]}
    ticket_update(actor=desk.cast.actor(desk.ines), ticket_id=ticket.pk, changes=changes, now=NOW)
    desk.triage(desk.fresh(ticket), **BROKEN)
    assert desk.fresh(ticket).tier == "T3"
