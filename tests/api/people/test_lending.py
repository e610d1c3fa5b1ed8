"""Lending people to a team for a time: who may, that it works at once, and that it ends by itself."""

from datetime import timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from people import tasks
from people.models import Role, Team, TeamMembership, TicketScope, User
from routing import services as routing
from routing.models import TicketRouting
from tests.cast import NOW, Cast
from tests.desk import Desk

UNTIL = NOW + timedelta(hours=4)


@pytest.fixture
def desk(cast: Cast, freeze: Any) -> Desk:
    """Ines and Omar on the front line, Pia in Pipelines."""
    desk = Desk(cast, freeze)
    desk.everybody()
    return desk


def lend(api: Any, user: User, team: Team, until: Any = UNTIL) -> Any:
    return api.put(f"teams/{team.pk}/loans/{user.pk}", {"until": until.isoformat()})


def test_who_is_lent_gets_the_teams_work_until_the_time_is_over(desk: Desk) -> None:
    desk.pia.capacity_email = 0
    desk.pia.save(update_fields=["capacity_email"])
    ticket = desk.cast.ticket(tier="T2", team_id=desk.pipelines.pk)
    TicketRouting.objects.create(ticket=ticket, pinned=["tier", "team"])
    routing.ticket_route(ticket_id=ticket.pk, now=NOW)
    desk.handoff(ticket)
    assert desk.fresh(ticket).assignee is None
    supervisor = desk.cast.api(desk.cast.supervisor)
    answer = lend(supervisor, desk.ines, desk.pipelines)
    assert answer.status_code == 200, answer.content
    row = next(one for one in answer.json()["members"] if one["id"] == desk.ines.pk)
    assert (row["is_lead"], row["lent_until"]) == (False, "2026-03-02T13:00:00Z")
    routing.queue_drain(now=NOW)
    assert desk.fresh(ticket).assignee == desk.ines
    desk.freeze(UNTIL - timedelta(seconds=1))
    assert tasks.watch_loans() == 0
    desk.freeze(UNTIL)
    assert (tasks.watch_loans(), tasks.watch_loans()) == (1, 0)
    assert list(TeamMembership.objects.filter(user=desk.ines).values_list("team", flat=True)) == [
        desk.front.pk
    ]
    said = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert said == ["people.lent", "people.loan_ended"]


def test_another_time_moves_the_end_and_it_is_taken_back_early(desk: Desk) -> None:
    api = desk.cast.api(desk.cast.supervisor)
    lend(api, desk.ines, desk.pipelines)
    assert lend(api, desk.ines, desk.pipelines, UNTIL + timedelta(days=1)).status_code == 200
    desk.freeze(UNTIL)
    assert tasks.watch_loans() == 0
    path = f"teams/{desk.pipelines.pk}/loans/{desk.ines.pk}"
    assert api.delete(path).status_code == 204
    assert not TeamMembership.objects.filter(user=desk.ines, team=desk.pipelines).exists()
    again = api.delete(path)
    assert (again.status_code, "not lent" in again.json()["detail"]) == (404, True)


def test_who_is_in_a_team_is_neither_lent_to_it_nor_taken_out_of_it(desk: Desk) -> None:
    api = desk.cast.api(desk.cast.supervisor)
    refused = lend(api, desk.ines, desk.front)
    assert (refused.status_code, "is in" in refused.json()["detail"]) == (409, True)
    assert api.delete(f"teams/{desk.front.pk}/loans/{desk.ines.pk}").status_code == 404
    assert TeamMembership.objects.filter(user=desk.ines, team=desk.front, lent_until=None).exists()


@pytest.mark.parametrize("after", [timedelta(), timedelta(seconds=-1), timedelta(days=366, seconds=1)])
def test_a_loan_ends_ahead_and_within_a_year(desk: Desk, after: timedelta) -> None:
    answer = lend(desk.cast.api(desk.cast.admin), desk.ines, desk.pipelines, NOW + after)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["until"])
    assert not TeamMembership.objects.filter(user=desk.ines, team=desk.pipelines).exists()


def test_only_who_can_answer_is_lent(desk: Desk) -> None:
    light = desk.person("Light", desk.front, role=Role.LIGHT_AGENT)
    assert lend(desk.cast.api(desk.cast.admin), light, desk.pipelines).status_code == 422


def test_agents_lend_nobody_and_a_narrow_supervisor_within_their_teams(desk: Desk) -> None:
    assert lend(desk.cast.api(desk.omar), desk.ines, desk.pipelines).status_code == 403
    supervisor = desk.person("Sam", desk.front, role=Role.SUPERVISOR, ticket_scope=TicketScope.TEAMS)
    refused = lend(desk.cast.api(supervisor), desk.ines, desk.pipelines)
    assert (refused.status_code, "supervisor of both" in refused.json()["detail"]) == (403, True)
    TeamMembership.objects.create(team=desk.pipelines, user=supervisor)
    assert lend(desk.cast.api(supervisor), desk.ines, desk.pipelines).status_code == 200


def test_saving_the_team_or_the_person_keeps_a_loan_a_loan(desk: Desk) -> None:
    admin = desk.cast.api(desk.cast.admin)
    team = lend(admin, desk.ines, desk.pipelines).json()
    members = [{"id": one["id"], "is_lead": one["is_lead"]} for one in team["members"]]
    assert admin.put(f"teams/{team['id']}/members", {"members": members}).status_code == 200
    teams = {"team_ids": [desk.front.pk, desk.pipelines.pk]}
    assert admin.patch(f"staff/{desk.ines.pk}", teams).status_code == 200
    assert TeamMembership.objects.get(user=desk.ines, team=desk.pipelines).lent_until == UNTIL
