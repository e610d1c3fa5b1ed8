"""POST /api/v1/tickets/{number}/routing/feedback moves a ticket at once and can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from people.models import Team, User
from routing.models import Feedback, TicketRouting
from routing.selectors.people import records_in
from routing.services import ticket_assign
from tests.cast import NOW, Cast
from tests.desk import Desk
from tickets.models import TimelineEntry


def test_wrong_team_goes_to_the_right_one_at_once(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    response = desk.cast.api(holder).post(
        f"tickets/{ticket.pk}/routing/feedback", {"reason": "wrong_team", "team_id": desk.pipelines.pk}
    )
    assert response.status_code == 200
    row = desk.fresh(ticket)
    assert (row.team, row.tier, row.assignee) == (desk.pipelines, "T2", desk.pia)
    assert response.json()["assignee"]["name"] == "Pia"
    feedback = Feedback.objects.get()
    assert (feedback.user, feedback.reason, feedback.team) == (holder, "wrong_team", desk.pipelines)
    assert feedback.decision is not None
    assert feedback.decision.step == "assigned"
    assert desk.steps(ticket)[-3:] == ["corrected", "routed", "assigned"]
    text = TimelineEntry.objects.filter(ticket=ticket, payload__step="corrected").get().body_text
    assert text == f"{holder.name} says: wrong team."


def test_undo_brings_it_back(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    api = desk.cast.api(holder)
    body = {"reason": "wrong_team", "team_id": desk.pipelines.pk}
    token = api.post(f"tickets/{ticket.pk}/routing/feedback", body).json()["undo"]
    assert api.post("undo", {"token": token}).status_code == 200
    row = desk.fresh(ticket)
    assert (row.team, row.tier, row.assignee) == (ticket.team, ticket.tier, holder)


def test_what_is_called_wrong_waits_from_then_on(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    assert ticket.assignee is not None
    later = NOW + timedelta(hours=1)
    desk.freeze(later)
    body = {"reason": "wrong_team", "team_id": desk.pipelines.pk}
    desk.cast.api(ticket.assignee).post(f"tickets/{ticket.pk}/routing/feedback", body)
    assert TicketRouting.objects.get(ticket=ticket).line_since == later


@pytest.mark.parametrize("reason", ["no_capacity", "not_my_skill"])
def test_declining_gives_it_to_a_teammate(desk: Desk, reason: str) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    desk.cast.api(holder).post(f"tickets/{ticket.pk}/routing/feedback", {"reason": reason})
    row = desk.fresh(ticket)
    assert row.team == desk.front
    assert row.assignee in {desk.ines, desk.omar} - {holder}


def test_the_next_ticket_like_one_that_was_not_my_skill_goes_elsewhere(
    desk: Desk, settle: Callable[[], None]
) -> None:
    desk.everybody()
    User.objects.update(capacity_email=30)
    ticket = desk.waiting_for_a_person(product_area="exports")
    holder = ticket.assignee
    assert holder is not None
    other = desk.omar if holder == desk.ines else desk.ines
    path = f"tickets/{ticket.pk}/routing/feedback"
    assert desk.cast.api(holder).post(path, {"reason": "not_my_skill"}).status_code == 200
    settle()
    # It would be their turn.
    User.objects.filter(pk=holder.pk).update(last_assigned_at=NOW - timedelta(days=1))
    again = [desk.waiting_for_a_person(product_area="exports").assignee for _ in range(2)]
    assert again == [other, other]
    assert desk.waiting_for_a_person(product_area="billing").assignee == holder
    desk.freeze(NOW + timedelta(days=31))
    cache.clear()
    User.objects.filter(pk=holder.pk).update(last_assigned_at=NOW - timedelta(days=1))
    assert desk.waiting_for_a_person(product_area="exports").assignee == holder


def test_what_is_taken_back_teaches_nothing(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person(product_area="exports")
    holder = ticket.assignee
    assert holder is not None
    api = desk.cast.api(holder)
    answer = api.post(f"tickets/{ticket.pk}/routing/feedback", {"reason": "not_my_skill"})
    assert api.post("undo", {"token": answer.json()["undo"]}).status_code == 200
    cache.clear()
    assert not any(record.says_no for record in records_in("exports", now=NOW).values())


def test_what_all_have_declined_waits_and_then_goes_round_again(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    for user in (desk.ines, desk.omar, desk.ines, desk.omar):
        if desk.fresh(ticket).assignee == user:
            desk.cast.api(user).post(f"tickets/{ticket.pk}/routing/feedback", {"reason": "no_capacity"})
    assert desk.fresh(ticket).assignee is None
    assert ticket_assign(ticket_id=ticket.pk, now=NOW + timedelta(minutes=29)) is None
    assert ticket_assign(ticket_id=ticket.pk, now=NOW + timedelta(minutes=31)) is not None


def test_wrong_tier_goes_one_up(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    desk.cast.api(holder).post(f"tickets/{ticket.pk}/routing/feedback", {"reason": "wrong_tier"})
    row = desk.fresh(ticket)
    assert (row.tier, row.team, row.assignee) == ("T2", desk.pipelines, desk.pia)


def test_wrong_team_without_another_name_tries_the_next(desk: Desk) -> None:
    desk.everybody()
    billing = Team.objects.create(name="Billing", slug="billing", tier=1)
    ben = desk.person("Ben", billing)
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    desk.cast.api(holder).post(f"tickets/{ticket.pk}/routing/feedback", {"reason": "wrong_team"})
    row = desk.fresh(ticket)
    assert (row.team, row.assignee) == (billing, ben)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "bored"},
        {"reason": "wrong_team", "team_id": 999_999},
        {"reason": "wrong_team", "team_id": "x"},
    ],
)
def test_bad_feedback_changes_nothing(desk: Desk, body: dict[str, Any]) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    api = desk.cast.api(desk.ines)
    assert api.post(f"tickets/{ticket.pk}/routing/feedback", body).status_code == 422
    assert desk.fresh(ticket).version == ticket.version
    assert not Feedback.objects.exists()


def test_a_resolved_ticket_takes_no_feedback(desk: Desk) -> None:
    ticket = desk.cast.ticket(status="closed")
    response = desk.cast.api(desk.ines).post(
        f"tickets/{ticket.pk}/routing/feedback", {"reason": "no_capacity"}
    )
    assert response.status_code == 422


def test_strangers_and_readers_cannot_correct(desk: Desk, cast: Cast, anonymous: Any) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    path, body = f"tickets/{ticket.pk}/routing/feedback", {"reason": "no_capacity"}
    assert cast.api(cast.team_agent).post(path, body).status_code == 404
    assert cast.api(cast.light_agent).post(path, body).status_code == 403
    assert cast.api(cast.read_only).post(path, body).status_code == 403
    assert anonymous.post(path, body).status_code == 401
    assert desk.fresh(ticket).assignee == ticket.assignee
