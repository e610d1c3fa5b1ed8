"""What publishing service levels does to open tickets: as previewed, and nothing to what is decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from people.models import Company
from sla import tasks
from sla.models import Clock, ClockEvent
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import ticket_update

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RAISE = {"fraction": 0.05, "actions": ["raise_priority"]}


class Desk:
    """An admin who publishes, and the tickets of an enterprise customer."""

    def __init__(self, cast: Cast, settle: Settle, freeze: Freeze) -> None:
        self.cast, self.settle, self.freeze = cast, settle, freeze
        freeze(NOW)
        # Made before the tickets, as people and brands are.
        self.api = cast.api(cast.admin)

    def ticket(self) -> Ticket:
        ticket = self.cast.ticket()
        self.settle()
        return ticket

    def policies(self, **first: Any) -> list[dict[str, Any]]:
        """The policies in force, with these members of the first, which serves the tickets."""
        results: list[dict[str, Any]] = self.api.get("sla/policies").json()["results"]
        results[0] |= first
        return results

    def targets(self, measure: str, seconds: int) -> list[dict[str, Any]]:
        return [row | {measure: seconds} for row in self.policies()[0]["targets"]]

    def preview(self, results: list[dict[str, Any]]) -> dict[str, Any]:
        told: dict[str, Any] = self.api.post("sla/policies/preview", {"results": results}).json()
        return told

    def publish(self, results: list[dict[str, Any]]) -> None:
        assert self.api.put("sla/policies", {"results": results}).status_code == 200
        self.tick()

    def tick(self) -> int:
        fired = tasks.tick()
        self.settle()
        return fired

    def at(self, after: timedelta) -> None:
        self.freeze(NOW + after)

    def history(self, ticket: Ticket, measure: str = "resolution") -> list[dict[str, Any]]:
        found = self.api.get(f"tickets/{ticket.pk}/sla").json()["history"]
        return [line for line in found if line["clock"] == measure]

    def missed(self) -> list[int]:
        told = self.api.get("sla/compliance/misses?by=policy&since=2026-01-01&until=2026-12-31").json()
        return [row["number"] for row in told["results"]]


@pytest.fixture
def desk(cast: Cast, settle: Settle, freeze: Freeze) -> Desk:
    return Desk(cast, settle, freeze)


def asked() -> list[tuple[str, list[str]]]:
    """What warnings and misses have asked for."""
    rows = OutboxEvent.objects.filter(name__startswith="sla.clock_").order_by("id")
    return [(row.payload["kind"], row.payload["actions"]) for row in rows]


def kinds(lines: list[dict[str, Any]]) -> list[tuple[str, float | None]]:
    return [(line["kind"], line["fraction"]) for line in lines if line["kind"] in ("warn", "breach", "skip")]


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_step_that_is_published_too_late_does_not_act_and_says_so_once(desk: Desk, is_paused: bool) -> None:
    old = desk.ticket()
    desk.at(HOUR + HOUR / 2)
    if is_paused:
        desk.cast.replies(old, desk.cast.agent, "Which one?", status="pending", now=NOW + HOUR + HOUR / 2)
        desk.settle()
    desk.tick()
    before = asked()
    draft = desk.policies(steps=[RAISE, *desk.policies()[0]["steps"]])
    told = desk.preview(draft)
    assert (told["changed"], told["late"]) == (0, 0)
    past = {(one["kind"], one["fraction"], one["acts"], one["count"]) for one in told["steps"]}
    expected = {("resolution", 0.05, False, 1), ("first_reply", 0.05, False, 1)}
    assert past == {one for one in expected if not (is_paused and one[0] == "first_reply")}
    assert ClockEvent.objects.filter(detail__is_passed_over=True).count() == 0
    desk.publish(draft)
    desk.at(2 * HOUR - MINUTE)
    if is_paused:
        desk.cast.says(old, "The big one.", now=NOW + 2 * HOUR - MINUTE)
        desk.settle()
    desk.tick()
    assert asked() == before
    assert Ticket.objects.get(pk=old.pk).priority == "P3"
    (line,) = [line for line in desk.history(old) if line["kind"] == "skip"]
    assert line["message"] == {"code": "passed_over", "params": {"fraction": 0.05}}
    assert line["at"] == "2026-03-02T10:30:00Z"
    assert line["reached_at"] < line["at"]
    # Whoever writes from now on is served by it.
    fresh = desk.cast.ticket(now=NOW + 2 * HOUR - MINUTE)
    desk.settle()
    desk.at(4 * HOUR - 2 * MINUTE)
    desk.tick()
    assert ("first_reply", ["raise_priority"]) in asked()
    assert [kind for kind in kinds(desk.history(fresh)) if kind[1] == 0.05] == [("warn", 0.05)]


def test_a_step_that_the_ticket_itself_passes_acts_as_ever(desk: Desk) -> None:
    """Another priority takes another target; its share is used up by then, whatever was published before."""
    ticket = desk.ticket()
    desk.publish(desk.policies(steps=[{"fraction": 0.3, "actions": ["notify_team"]}]))
    desk.at(HOUR + HOUR / 2)
    desk.tick()
    actor = desk.cast.actor(desk.cast.agent)
    ticket_update(actor=actor, ticket_id=ticket.pk, changes={"priority": "P1"}, now=NOW + HOUR + HOUR / 2)
    desk.settle()
    desk.tick()
    assert kinds(desk.history(ticket)) == [("warn", 0.3)]


def test_a_shortened_target_acts_at_once_as_its_preview_says(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.publish(desk.policies(steps=[{"fraction": 0.5, "actions": ["notify_lead"]}]))
    desk.at(3 * HOUR)
    desk.tick()
    before = asked()
    draft = desk.policies(targets=desk.targets("resolution", 5 * 3600))
    told = desk.preview(draft)
    assert told["steps"] == [
        {"kind": "resolution", "fraction": 0.5, "actions": ["notify_lead"], "acts": True, "count": 1}
    ]
    desk.publish(draft)
    assert asked() == [*before, ("resolution", ["notify_lead"])]
    assert desk.preview(desk.policies())["steps"] == []
    # The history tells it when it was done, not when the share would have been used up.
    lines = desk.history(ticket)
    assert [line["kind"] for line in lines] == ["start", "apply", "retarget", "warn"]
    assert (lines[-1]["at"], lines[-1]["reached_at"]) == ("2026-03-02T12:00:00Z", "2026-03-02T11:30:00Z")


def test_two_clocks_that_come_due_together_raise_a_ticket_once(desk: Desk) -> None:
    same = [row | {"first_reply": 8 * 3600, "resolution": 8 * 3600} for row in desk.policies()[0]["targets"]]
    step = {"fraction": 0.5, "actions": ["raise_priority", "notify_team"]}
    desk.publish(desk.policies(targets=same, steps=[step]))
    desk.ticket()
    desk.at(4 * HOUR)
    assert desk.tick() == 2
    assert asked() == [
        ("first_reply", ["raise_priority", "notify_team"]),
        ("resolution", ["notify_team"]),
    ]


def test_what_was_missed_stays_missed_through_publications_and_back(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.at(2 * HOUR + MINUTE)
    desk.tick()
    first = Clock.objects.get(ticket=ticket, measure="first_reply")
    assert (first.state, desk.missed()) == ("breached", [ticket.pk])
    longer = desk.policies(targets=desk.targets("first_reply", 10 * 3600), pause_on=[])
    assert desk.preview(longer)["changed"] == 0
    desk.publish(longer)
    desk.publish(desk.policies(conditions={"segments": ["smb"]}))
    assert desk.api.put("sla/versions/2/restore", {}).status_code == 200
    desk.tick()
    kept = Clock.objects.get(ticket=ticket, measure="first_reply")
    assert (kept.state, kept.breached_at, kept.target_seconds) == ("breached", first.breached_at, 7200)
    assert desk.missed() == [ticket.pk]
    report = desk.api.get(
        f"sla/contract?company_id={Company.objects.get().pk}&since=2026-01-01&until=2026-12-31"
    ).json()
    assert [(row["number"], row["target_seconds"]) for row in report["misses"]] == [(ticket.pk, 7200)]
    shown = desk.api.get(f"tickets/{ticket.pk}/sla").json()["clocks"][0]
    assert (shown["state"], shown["is_running"], shown["target_seconds"]) == ("breached", True, 7200)
    assert [line["kind"] for line in desk.history(ticket, "first_reply")].count("breach") == 1


def test_the_ticket_itself_is_judged_anew_and_comes_back_to_its_miss(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.at(2 * HOUR + MINUTE)
    desk.tick()
    desk.publish(desk.policies(targets=desk.targets("first_reply", 10 * 3600)))
    actor = desk.cast.actor(desk.cast.agent)
    states = []
    for minutes, priority in ((125, "P4"), (130, "P3")):
        now = NOW + minutes * MINUTE
        desk.freeze(now)
        ticket_update(actor=actor, ticket_id=ticket.pk, changes={"priority": priority}, now=now)
        desk.settle()
        states.append(Clock.objects.get(ticket=ticket, measure="first_reply").state)
    assert states == ["running", "breached"]


@pytest.mark.parametrize("is_answered", [True, False])
def test_other_hours_change_nothing_that_is_decided(desk: Desk, is_answered: bool) -> None:
    """A reply that was in time stays in time, and a miss a miss, also when the calendar opens otherwise."""
    ticket = desk.ticket()
    if is_answered:
        desk.cast.replies(ticket, desk.cast.agent, "On it.", now=NOW + HOUR)
        desk.settle()
    desk.at(2 * HOUR + MINUTE)
    desk.tick()
    before = Clock.objects.values("state", "due_at", "breached_at").get(ticket=ticket, measure="first_reply")
    assert before["state"] == ("met" if is_answered else "breached")
    found = desk.api.get("sla/calendars").json()["results"]
    for hours in (
        [{"weekday": day, "opens": "22:00", "closes": "24:00"} for day in range(7)],
        found[0]["intervals"],
    ):
        found[0]["intervals"] = hours
        assert desk.api.put("sla/calendars", {"results": found}).status_code == 200
        desk.tick()
        after = Clock.objects.values("state", "due_at", "breached_at").get(
            ticket=ticket, measure="first_reply"
        )
        assert after == before
        clocks = desk.api.get(f"tickets/{ticket.pk}/sla").json()["clocks"]
        assert clocks[0]["due_at"] == (None if is_answered else "2026-03-02T11:00:00Z")


def test_going_back_is_previewed_as_publishing_is(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.publish(desk.policies(steps=[], targets=desk.targets("resolution", 40 * 3600)))
    desk.at(25 * HOUR)
    desk.tick()
    told = desk.api.post("sla/versions/1/preview", {}).json()
    assert (told["changed"], told["late"]) == (1, 1)
    assert [(row["number"], row["kind"], row["becomes_late"]) for row in told["tickets"]] == [
        (ticket.pk, "resolution", True)
    ]
    past = {(one["kind"], one["fraction"], one["acts"]) for one in told["steps"]}
    # The miss that going back makes is told with what its step asks for; the warnings before it are not sent.
    assert {one for one in past if one[2]} == {("resolution", 1.0, True)}
    assert {one[0] for one in past if not one[2]} == {"first_reply", "resolution"}
    assert desk.api.put("sla/versions/1/restore", {}).status_code == 200
    desk.tick()
    assert Clock.objects.get(ticket=ticket, measure="resolution").state == "breached"
    assert [kind for kind in kinds(desk.history(ticket)) if kind[0] != "skip"] == [("breach", 1.0)]
    assert desk.api.post("sla/versions/99/preview", {}).status_code == 404
