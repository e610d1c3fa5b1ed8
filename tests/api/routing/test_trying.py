"""Dry runs, examples, versions, counts: /api/v1/routing/rules/…."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Skill, TicketScope, User
from routing.models import Decision, Feedback, RuleSet, TicketRouting
from tests.desk import Desk
from tickets.models import Ticket, TimelineEntry


def rule(field: str, value: Any, name: str = "Rule", **then: Any) -> dict[str, Any]:
    return {"name": name, "when": {"all": [{"field": field, "op": "is", "value": value}]}, "then": then}


@pytest.fixture
def routed(desk: Desk) -> tuple[Desk, list[Ticket]]:
    """Three exports, two bills, each routed by the default rules."""
    desk.everybody()
    tickets = []
    for area, subject in [("exports", "Export")] * 3 + [("billing", "Bill")] * 2:
        ticket = desk.cast.ticket(subject=subject)
        desk.triage(ticket, type="question", product_area=area)
        tickets.append(ticket)
    return desk, tickets


def dry_run(desk: Desk, rules: list[Any], **more: Any) -> Any:
    response = desk.cast.api(desk.cast.admin).post("routing/rules/dry-run", {"rules": rules, **more})
    assert response.status_code == 200, response.content
    return response.json()


def in_force(desk: Desk) -> list[Any]:
    found: list[Any] = desk.cast.api(desk.cast.admin).get("routing/rules").json()["rules"]
    return found


def test_the_rules_in_force_move_nothing(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, _ = routed
    found = dry_run(desk, in_force(desk))
    assert (found["looked_at"], found["moved"], found["flows"]) == (5, 0, [])
    assert found["changes"] == {"rules": [], "settings": []}


def test_a_draft_shows_what_would_move_and_moves_nothing(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = routed
    counts = (Decision.objects.count(), TimelineEntry.objects.count(), TicketRouting.objects.count())
    before = list(Ticket.objects.order_by("pk").values())
    draft = [rule("product_area", "exports", "Exports", tier="T2", team="pipelines"), *in_force(desk)]
    found = dry_run(desk, draft)
    assert found["moved"] == 3
    (flow,) = found["flows"]
    assert flow["count"] == 3
    assert flow["to"] == {"tier": "T2", "team": "pipelines"}
    assert {row["number"] for row in found["tickets"]} == {ticket.pk for ticket in tickets[:3]}
    assert all(row["to"]["rule"] == "exports" for row in found["tickets"])
    assert found["rules"][0] | {"conditions": {}} == {
        "key": "exports", "decided": 3, "held": 3, "conditions": {},
    }  # fmt: skip
    assert found["rules"][0]["conditions"] == {"": 3, "0": 3}
    assert [change["kind"] for change in found["changes"]["rules"]] == ["added"]
    assert list(Ticket.objects.order_by("pk").values()) == before
    assert counts == (
        Decision.objects.count(),
        TimelineEntry.objects.count(),
        TicketRouting.objects.count(),
    )


def test_what_the_dry_run_said_is_what_happens(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, _ = routed
    draft = [rule("product_area", "exports", "Exports", tier="T2", team="pipelines"), *in_force(desk)]
    said = dry_run(desk, draft)["tickets"][0]["to"]
    assert desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": draft}).status_code == 200
    ticket = desk.cast.ticket(subject="Export")
    desk.triage(ticket, type="question", product_area="exports")
    found = desk.fresh(ticket)
    assert (found.tier, found.team and found.team.slug, found.priority) == (
        said["tier"], said["team"], said["priority"],
    )  # fmt: skip


def test_tickets_that_people_moved_are_judged_as_they_arrived(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = routed
    Ticket.objects.filter(pk=tickets[0].pk).update(tier="T3", tags=["moved"], status="pending")
    draft = [rule("tags", "moved", tier="T2"), rule("status", "pending", tier="T2"), *in_force(desk)]
    assert dry_run(desk, draft)["moved"] == 0


def test_warnings_stand_in_the_answer(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = routed
    Skill.objects.create(slug="cobol", name="Cobol")
    draft = [
        rule("type", "question", "Questions", tier="T1"),
        rule("product_area", "exports", "Exports", tier="T2"),
        rule("type", "question", "Again", skills=["cobol"]),
    ]
    found = {(w["fault"], w["place"]): w for w in dry_run(desk, draft)["warnings"]}
    assert set(found) == {("contradiction", 2), ("unreachable", 3), ("nobody", 3)}
    assert found["contradiction", 2]["others"] == [1]
    assert found["contradiction", 2]["count"] == 3
    assert set(found["contradiction", 2]["tickets"]) == {ticket.pk for ticket in tickets[:3]}
    assert found["nobody", 3]["detail"] == "skill: cobol"


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("handler", "is", "none"),
        ("contact_domain", "is_not", "nowhere.test"),
        ("office_hours", "is", ["open", "closed"]),
        ("weekday", "is_not", "someday"),
        ("hour", "at_least", 0),
        ("last_message_by", "is", "contact"),
    ],
)
def test_conditions_on_hours_contact_and_ticket_hold(
    routed: tuple[Desk, list[Ticket]], field: str, op: str, value: Any
) -> None:
    desk, _ = routed
    when = {"all": [{"field": field, "op": op, "value": value}]}
    found = dry_run(desk, [{"name": "R", "when": when, "then": {"tier": "T3"}}])
    assert found["rules"][0]["held"] == 5
    assert desk.cast.api(desk.cast.admin).put(
        "routing/rules", {"rules": [{"name": "R", "when": when, "then": {"tier": "T3"}}]}
    ).status_code == 200  # fmt: skip
    ticket = desk.cast.ticket(subject="New")
    desk.triage(ticket, type="question")
    assert desk.fresh(ticket).tier == "T3"


def test_it_costs_the_same_for_many_tickets(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, _ = routed
    draft = [rule("product_area", "exports", tier="T2", team="pipelines"), *in_force(desk)]
    dry_run(desk, draft)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            dry_run(desk, draft)
        return len(captured)

    few = statements()
    for _ in range(6):
        desk.triage(desk.cast.ticket(subject="Export"), type="question", product_area="exports")
    assert statements() == few


def test_who_may_not_publish_may_not_try(desk: Desk) -> None:
    desk.everybody()
    for path, more in (("dry-run", {}), ("example", {"number": 1})):
        api = desk.cast.api(desk.cast.agent)
        assert api.post(f"routing/rules/{path}", {"rules": [], **more}).status_code == 403
    assert desk.cast.api(desk.cast.agent).post("routing/rules/versions/1/restore", {}).status_code == 403


def test_nobody_reads_tickets_beyond_their_sight(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = routed
    User.objects.filter(pk=desk.cast.supervisor.pk).update(ticket_scope=TicketScope.ASSIGNED)
    api = desk.cast.api(desk.cast.supervisor)
    assert api.post("routing/rules/dry-run", {"rules": []}).json()["looked_at"] == 0
    response = api.post("routing/rules/example", {"rules": [], "number": tickets[0].pk})
    assert (response.status_code, list(response.json()["errors"])) == (422, ["number"])


@pytest.mark.parametrize(
    "body", [{}, {"rules": [], "tickets": 0}, {"rules": [], "tickets": 1001}, {"rules": 1}]
)
def test_nonsense_is_refused(desk: Desk, body: Any) -> None:
    assert desk.cast.api(desk.cast.admin).post("routing/rules/dry-run", body).status_code == 422


def test_an_example_shows_rule_conditions_score_and_person(routed: tuple[Desk, list[Ticket]]) -> None:
    desk, tickets = routed
    draft = [
        rule("channel", "nothing", "No") | {"is_active": True},
        rule("product_area", "exports", "Exports", tier="T2", team="pipelines"),
    ]
    body = {"rules": draft, "number": tickets[0].pk, "settings": {"thresholds": {"P1": 50, "P2": 6, "P3": 5}}}
    response = desk.cast.api(desk.cast.admin).post("routing/rules/example", body)
    found = response.json()
    assert (found["rule"], found["place"], found["tier"], found["team"]) == ("exports", 2, "T2", "pipelines")
    assert found["truths"]["no"] == {"": False, "0": False}
    assert found["truths"]["exports"] == {"": True, "0": True}
    assert found["score"]["total"] == sum(part["points"] for part in found["score"]["parts"])
    assert found["priority"] == "P2"
    assert found["person"]["name"] == "Pia"


def test_versions_are_listed_compared_and_restored(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    first = api.get("routing/rules").json()["rules"]
    api.put("routing/rules", {"rules": [], "settings": {"assigns": False}})
    rows = api.get("routing/rules/versions").json()["results"]
    assert [(row["version"], row["is_in_force"], row["rules"]) for row in rows] == [
        (2, True, 0), (1, False, len(first)),
    ]  # fmt: skip
    assert api.get("routing/rules/versions", {"before": 2}).json()["results"] == rows[1:]
    one = api.get("routing/rules/versions/1").json()
    assert one["rules"] == first
    assert {change["kind"] for change in one["changes"]["rules"]} == {"added"}
    assert one["changes"]["settings"] == ["assigns"]
    tag = api.get("routing/rules")["ETag"]
    restored = api.post("routing/rules/versions/1/restore", {}, If_Match=tag)
    assert (restored.json()["version"], restored.json()["rules"]) == (3, first)
    assert restored.json()["settings"]["assigns"] is True
    assert api.post("routing/rules/versions/1/restore", {}, If_Match=tag).status_code == 412
    assert RuleSet.objects.count() == 3


def test_a_version_that_never_was_is_not_found(desk: Desk) -> None:
    api = desk.cast.api(desk.cast.admin)
    for response in (api.get("routing/rules/versions/9"), api.post("routing/rules/versions/9/restore", {})):
        assert (response.status_code, response.json()["code"]) == (404, "routing.unknown_version")


def test_a_version_whose_team_is_gone_says_so(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    version = api.put("routing/rules", {"rules": [rule("type", "bug", team="pipelines")]}).json()["version"]
    api.put("routing/rules", {"rules": []})
    desk.pipelines.delete()
    response = api.post(f"routing/rules/versions/{version}/restore", {})
    assert response.status_code == 422
    assert "there is no team pipelines" in response.json()["detail"]


def test_every_application_is_counted(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    api.put("routing/rules", {"rules": [rule("product_area", "exports", "Exports", tier="T2")]})
    for area in ("exports", "exports", "billing"):
        desk.triage(desk.cast.ticket(subject="New"), type="question", product_area=area)
    found = {
        row["key"]: (row["day"], row["week"]) for row in api.get("routing/rules/counts").json()["results"]
    }
    assert found == {"exports": (2, 2), "": (1, 1)}
    assert not Feedback.objects.exists()
