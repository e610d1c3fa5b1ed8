"""Who gets a ticket, when it waits, and when it moves on."""

from datetime import timedelta
from typing import Any

import pytest

from core.events import EventMeta
from people.events import PresenceChanged
from people.models import Presence, Team, User
from routing import services, tasks
from routing.handlers import on_ticket_changed
from routing.models import Decision, TicketRouting
from routing.services.routing import ticket_pin, ticket_route
from sla.events import ClockBreached, ClockWarned
from tests.cast import NOW
from tests.desk import Desk, told
from tickets.events import MessageReceived, TicketChanged
from tickets.models import Follower, Ticket, TicketLink, TimelineEntry
from tickets.services import AlreadyClaimed, ticket_claim, ticket_update

MINUTE = timedelta(minutes=1)


def go(desk: Desk, user: User, presence: str) -> None:
    User.objects.filter(pk=user.pk).update(presence=presence)
    desk.hear(PresenceChanged(user_id=user.pk, presence=presence))


def customer_writes(desk: Desk, ticket: Ticket, *, reopened: bool = False) -> None:
    entry = desk.cast.says(ticket, "Hello?")
    desk.hear(
        MessageReceived(
            ticket_id=ticket.pk,
            entry_id=entry.pk,
            contact_id=ticket.requester_id,
            channel=ticket.channel,
            is_new_ticket=False,
            reopened=reopened,
        )
    )


def test_a_handoff_goes_to_somebody_who_is_free_and_says_why(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    assert ticket.assignee in (desk.ines, desk.omar)
    assert ticket.handler == "person"
    assert ticket.reason == "Assistant was not sure. Knows Front line, holds 0 of 3"
    assert ticket.routing_eligible_at is None
    knows = {"code": "knows", "params": {"what": ["Front line"]}}
    holds = {"code": "holds", "params": {"load": 0, "capacity": 3}}
    handoff = {"code": "handoff", "params": {"handoff": "low_confidence"}}
    assert ticket.reason_message == {
        "code": "assigned", "params": {"why": handoff, "reasons": [knows, holds]}
    }  # fmt: skip
    entry = TimelineEntry.objects.filter(ticket=ticket, kind="routing").order_by("-id")[0]
    assert entry.payload["step"] == "assigned"
    assert ("Why a person", "Assistant was not sure") in told(entry.payload["reasons"])
    body = desk.cast.api(desk.ines).get(f"tickets/{ticket.pk}/routing").json()
    assert body["assignee"]["id"] == ticket.assignee_id
    assert body["step"] == "assigned"
    assert body["score"]["total"] >= 0


def test_work_is_spread_and_never_over_anybodys_limit(desk: Desk) -> None:
    desk.everybody()
    tickets = [desk.waiting_for_a_person(subject=f"Question {number}") for number in range(8)]
    holders = [desk.fresh(ticket).assignee for ticket in tickets]
    assert holders.count(desk.ines) == holders.count(desk.omar) == 3
    assert holders.count(None) == 2
    waiting = tickets[-1]
    assert waiting.routing_eligible_at == NOW
    assert desk.steps(waiting) == ["routed", "waiting"]
    reasons = Decision.objects.filter(ticket=waiting, step="waiting").get().reasons
    assert ("Ines", "full, 3 of 3") in told(reasons)


def test_the_same_handoff_delivered_twice_assigns_once(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    desk.handoff(ticket, times=3)
    assert desk.steps(ticket) == ["routed", "assigned"]


def test_a_place_that_becomes_free_is_filled_at_once(desk: Desk) -> None:
    desk.everybody()
    tickets = [desk.waiting_for_a_person(subject=f"Question {number}") for number in range(7)]
    waiting = tickets[-1]
    assert waiting.assignee is None
    ticket_update(
        actor=desk.cast.actor(desk.ines), ticket_id=tickets[0].pk, changes={"status": "resolved"}, now=NOW
    )
    assert services.queue_drain(now=NOW) == 1
    assert desk.fresh(waiting).assignee == tickets[0].assignee


def test_the_line_is_drained_in_its_order(desk: Desk) -> None:
    User.objects.filter(pk__in=[user.pk for user in desk.everybody()]).update(presence="offline")
    low = desk.waiting_for_a_person(subject="Low")
    high = desk.waiting_for_a_person(subject="High")
    Ticket.objects.filter(pk=high.pk).update(priority="P1")
    User.objects.filter(pk=desk.ines.pk).update(presence="online", capacity_email=1)
    assert services.queue_drain(now=NOW) == 1
    assert desk.fresh(high).assignee == desk.ines
    assert desk.fresh(low).assignee is None


def test_coming_online_brings_the_waiting_work(desk: Desk) -> None:
    User.objects.filter(pk__in=[user.pk for user in desk.everybody()]).update(presence="offline")
    ticket = desk.waiting_for_a_person()
    go(desk, desk.omar, Presence.ONLINE)
    assert tasks.drain() == 1
    assert desk.fresh(ticket).assignee == desk.omar


def test_a_skill_is_preferred_and_dropped_when_nobody_with_it_comes(desk: Desk) -> None:
    desk.everybody()
    desk.skill(desk.omar, "snowflake")
    first = desk.waiting_for_a_person(subject="Snowflake key", body="How do I rotate it?")
    assert first.assignee == desk.omar
    User.objects.filter(pk=desk.omar.pk).update(presence="away")
    second = desk.waiting_for_a_person(subject="Snowflake role", body="Which one?")
    assert second.assignee is None
    assert services.ticket_assign(ticket_id=second.pk, now=NOW + 4 * MINUTE) is None
    assert services.ticket_assign(ticket_id=second.pk, now=NOW + 6 * MINUTE) is not None
    row = desk.fresh(second)
    assert row.assignee == desk.ines
    assert "nobody free with Snowflake" in row.reason


def test_a_full_team_overflows_within_its_tier_only(desk: Desk) -> None:
    desk.everybody()
    User.objects.filter(pk__in=[desk.ines.pk, desk.omar.pk]).update(presence="offline")
    ticket = desk.waiting_for_a_person()
    assert ticket.team == desk.front
    assert services.ticket_assign(ticket_id=ticket.pk, now=NOW + 60 * MINUTE) is None
    billing = Team.objects.create(name="Billing", slug="billing", tier=1)
    ben = desk.person("Ben", billing)
    services.ticket_assign(ticket_id=ticket.pk, now=NOW + 61 * MINUTE)
    assert desk.fresh(ticket).assignee == ben


def test_a_person_who_was_faster_keeps_the_ticket(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    actor = desk.cast.actor(desk.pia)
    ticket_claim(actor=actor, ticket_id=ticket.pk, user_id=desk.pia.pk, now=NOW)
    desk.handoff(ticket)
    assert desk.fresh(ticket).assignee == desk.pia
    assert desk.fresh(ticket).reason == "Assistant was not sure"
    with pytest.raises(AlreadyClaimed):
        ticket_claim(actor=actor, ticket_id=ticket.pk, user_id=desk.ines.pk, now=NOW)


def test_going_away_and_handing_on_moves_open_work(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    pending = desk.cast.ticket(assignee=holder, status="pending")
    go(desk, holder, Presence.AWAY_HANDING_ON)
    row = desk.fresh(ticket)
    assert row.assignee in {desk.ines, desk.omar} - {holder}
    assert desk.fresh(pending).assignee == holder
    assert desk.steps(ticket)[-2:] == ["handed_on", "assigned"]
    customer_writes(desk, pending)
    assert desk.fresh(pending).assignee != holder


def test_away_keeps_what_it_has_and_gets_nothing_new(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    go(desk, holder, Presence.AWAY)
    assert desk.fresh(ticket).assignee == holder
    others = [desk.waiting_for_a_person(subject=f"More {number}") for number in range(3)]
    assert holder not in [other.assignee for other in others]


def test_reopened_work_returns_to_its_agent_only_if_they_are_there(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(assignee=desk.ines, handler="person", status="open")
    customer_writes(desk, ticket, reopened=True)
    assert desk.fresh(ticket).assignee == desk.ines
    User.objects.filter(pk=desk.ines.pk).update(presence="offline")
    customer_writes(desk, ticket, reopened=True)
    assert desk.fresh(ticket).assignee == desk.omar


def test_a_follow_up_goes_to_who_had_the_first_ticket(desk: Desk) -> None:
    desk.everybody()
    for name in ("Ada", "Bo", "Cy"):
        desk.person(name, desk.front)
    first = desk.cast.ticket(assignee=desk.omar, status="closed", closed_at=NOW)
    second = desk.cast.ticket(subject="Again")
    TicketLink.objects.create(source=second, target=first, kind=TicketLink.Kind.FOLLOW_UP)
    desk.handoff(second)
    row = desk.fresh(second)
    assert row.assignee == desk.omar
    assert "Had it before" in row.reason


def test_a_long_line_without_anybody_free_costs_few_statements(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    desk.everybody()
    User.objects.filter(pk__in=[desk.ines.pk, desk.omar.pk]).update(presence="offline")
    for number in range(12):
        desk.waiting_for_a_person(subject=f"Question {number}")
    with django_assert_max_num_queries(11):
        assert services.queue_drain(now=NOW) == 0


def test_who_leaves_the_company_leaves_no_work_behind(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(assignee=desk.ines, handler="person", status="open")
    User.objects.filter(pk=desk.ines.pk).update(is_active=False)
    assert services.person_hand_on(user_id=desk.ines.pk, now=NOW) == [ticket.pk]
    assert desk.fresh(ticket).assignee == desk.omar


def test_what_a_person_gives_back_goes_to_somebody_else(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    ticket_update(actor=desk.cast.actor(holder), ticket_id=ticket.pk, changes={"assignee": None}, now=NOW)
    desk.hear(
        TicketChanged(
            ticket_id=ticket.pk, changes={"assignee": [holder.pk, None]}, by_ref=f"staff:{holder.pk}"
        ),
        times=2,
    )
    assert desk.fresh(ticket).assignee in {desk.ines, desk.omar} - {holder}


def test_the_assistant_keeps_what_it_works_on(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(handler="assistant", routing_eligible_at=NOW)
    assert services.queue_drain(now=NOW) == 0
    assert desk.fresh(ticket).assignee is None


def test_the_sweep_finds_what_the_assistant_left_lying(desk: Desk) -> None:
    desk.everybody()
    ticket, silent = desk.cast.ticket(), desk.cast.ticket(subject="Imported")
    TicketRouting.objects.create(ticket=ticket)
    desk.freeze(NOW + MINUTE)
    assert tasks.sweep() == 0
    desk.freeze(NOW + 3 * MINUTE)
    assert tasks.sweep() == 1
    assert tasks.sweep() == 0
    row = desk.fresh(ticket)
    assert row.assignee is not None
    assert row.reason.startswith("Nobody has answered yet")
    assert desk.fresh(silent).assignee is None


def test_a_team_of_one_is_left_in_peace(desk: Desk) -> None:
    alone = desk.ines
    ticket = desk.waiting_for_a_person()
    assert ticket.assignee is None
    assert not TimelineEntry.objects.filter(ticket=ticket, kind="routing").exists()
    assert desk.cast.api(alone).get("routing/settings").json()["is_dormant"]


def test_automatic_assignment_can_be_switched_off(desk: Desk) -> None:
    desk.everybody()
    body = desk.cast.api(desk.cast.admin).get("routing/rules").json()
    body["settings"]["assigns"] = False
    assert desk.cast.api(desk.cast.admin).put("routing/rules", body).status_code == 200
    assert desk.waiting_for_a_person().assignee is None


def test_a_warning_brings_the_lead_and_happens_once(desk: Desk) -> None:
    desk.everybody()
    lead = desk.person("Lea", desk.front, lead=True, presence="away")
    csm = desk.person("Cem", desk.front, presence="away", role="light_agent")
    desk.cast.company.csm = csm
    desk.cast.company.save()
    ticket = desk.waiting_for_a_person()
    event = ClockWarned(
        ticket_id=ticket.pk,
        clock_id=1,
        kind="first_reply",
        fraction=0.75,
        actions=["escalate_senior", "notify_csm"],
    )
    desk.hear(event, times=2)
    assert desk.fresh(ticket).assignee == ticket.assignee
    followers = set(Follower.objects.filter(ticket=ticket).values_list("user_id", flat=True))
    assert followers == {lead.pk, csm.pk}
    assert desk.steps(ticket).count("escalated") == 1
    entry = TimelineEntry.objects.filter(ticket=ticket, kind="routing").order_by("-id")[0]
    assert entry.body_text.startswith("Escalated: First reply has used 75% of its time; told")


def test_a_miss_can_raise_the_tier_and_the_priority(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    assert ticket.tier == "T1"
    desk.hear(
        ClockBreached(
            ticket_id=ticket.pk, clock_id=1, kind="resolution", actions=["escalate_tier", "raise_priority"]
        ),
        times=2,
    )
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.assignee) == ("T2", desk.pipelines, desk.pia)
    assert row.priority < ticket.priority


def test_the_next_tier_takes_over_also_what_a_rule_gave_to_a_team(desk: Desk) -> None:
    desk.everybody()
    rules = [{"name": "All to the front", "when": {}, "then": {"team": desk.front.slug, "tier": "T1"}}]
    assert desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": rules}).status_code == 200
    ticket = desk.waiting_for_a_person()
    assert (ticket.tier, ticket.team) == ("T1", desk.front)
    desk.hear(ClockBreached(ticket_id=ticket.pk, clock_id=1, kind="resolution", actions=["escalate_tier"]))
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.assignee) == ("T2", desk.pipelines, desk.pia)
    routed = Decision.objects.filter(ticket=ticket, step="routed").latest("id")
    assert ("Tier", "T2, by escalation") in told(routed.reasons)


def test_a_tier_that_a_person_sets_after_an_escalation_is_theirs(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    desk.hear(ClockBreached(ticket_id=ticket.pk, clock_id=1, kind="resolution", actions=["escalate_tier"]))
    ticket_pin(ticket_id=ticket.pk, fields=["tier"], now=NOW)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    decision = ticket_route(ticket_id=ticket.pk, now=NOW)
    assert decision is not None
    assert ("Tier", "T2, set by a person") in told(decision.reasons)


def test_escalated_work_goes_to_a_senior_who_is_free(desk: Desk) -> None:
    desk.everybody()
    User.objects.filter(pk__in=[desk.ines.pk, desk.omar.pk]).update(presence="offline")
    ticket = desk.waiting_for_a_person()
    lead = desk.person("Lea", desk.front, lead=True)
    User.objects.filter(pk=desk.ines.pk).update(presence="online")
    desk.hear(
        ClockWarned(
            ticket_id=ticket.pk, clock_id=1, kind="first_reply", fraction=0.75, actions=["escalate_senior"]
        )
    )
    assert desk.fresh(ticket).assignee == lead


@pytest.mark.parametrize(
    ("handler", "minutes", "gets"),
    # A message that has just come is the assistant's to begin with.
    [("none", 3, True), ("none", 1, False), ("person", 0, True), ("assistant", 3, False)],
)
def test_a_senior_gets_also_what_was_not_in_the_line(
    desk: Desk, handler: str, minutes: int, gets: bool
) -> None:
    desk.everybody()
    lead = desk.person("Lea", desk.front, lead=True)
    since = NOW - timedelta(minutes=minutes)
    ticket = desk.cast.ticket(team_id=desk.front.pk, tier="T1", handler=handler, waiting_since=since)
    assert (ticket.assignee, ticket.routing_eligible_at) == (None, None)
    desk.hear(
        ClockWarned(
            ticket_id=ticket.pk, clock_id=1, kind="first_reply", fraction=0.75, actions=["escalate_senior"]
        )
    )
    row = desk.fresh(ticket)
    assert row.assignee == (lead if gets else None)
    assert list(Follower.objects.filter(ticket=ticket).values_list("user_id", flat=True)) == [lead.pk]


@pytest.mark.parametrize(
    ("holder", "old", "status", "looks"),
    [
        (False, "new", "pending", False),
        (False, "new", "resolved", False),
        (False, "pending", "open", True),
        (True, "new", "pending", True),
        # New or open, it is work as before.
        (False, "new", "open", False),
        (True, "new", "open", False),
    ],
)
def test_the_line_is_tried_again_only_when_something_became_free(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, holder: bool, old: str, status: str, looks: bool
) -> None:
    desk.everybody()
    User.objects.filter(pk__in=[user.pk for user in desk.everybody()]).update(presence="offline")
    desk.waiting_for_a_person()
    resolved_at = NOW if status == "resolved" else None
    ticket = desk.cast.ticket(assignee=desk.ines if holder else None, status=status, resolved_at=resolved_at)
    queued: list[str] = []
    monkeypatch.setattr("core.queue.enqueue_on_commit", lambda task, *_, **__: queued.append(task))
    changed = TicketChanged(ticket_id=ticket.pk, changes={"status": [old, status]}, by_ref="assistant")
    on_ticket_changed(changed, EventMeta(id=1, occurred_at=NOW))
    assert queued == (["routing.tasks.drain"] if looks else [])
