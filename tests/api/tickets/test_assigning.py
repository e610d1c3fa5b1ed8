"""Who may give a ticket to whom, on every path that sets an assignee or a team."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from people.models import Role, Team, TeamBrand, TeamMembership, User
from routing.services import person_hand_on
from tests.cast import NOW
from tickets.models import Ticket
from tickets.services import Unanswerable, post_reply, ticket_claim

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.desk import Desk

Who = Callable[["Cast"], User]


def _left(cast: "Cast") -> User:
    return cast.staff("Lea Left", Role.AGENT, is_active=False)


def _of_another_brand(cast: "Cast") -> User:
    team = Team.objects.create(name="Tern desk", slug="tern-desk")
    TeamBrand.objects.create(team=team, brand=cast.other_brand)
    return cast.staff("Tara Tern", Role.AGENT, team=team, ticket_scope="assigned")


NOT_ABLE: list[Any] = [
    pytest.param(lambda cast: cast.read_only, "cannot answer", id="may only read"),
    pytest.param(lambda cast: cast.light_agent, "cannot answer", id="light agent"),
    pytest.param(_left, "does not work here", id="left"),
    pytest.param(lambda cast: cast.team_agent, "own teams only", id="sees other teams only"),
    pytest.param(_of_another_brand, "other brands only", id="works for another brand"),
]


def by_patch(cast: "Cast", ticket: Ticket, user: User) -> Any:
    response = cast.api(cast.owner).patch(f"tickets/{ticket.pk}", {"assignee": user.pk})
    return response.status_code, response.json()


def by_bulk(cast: "Cast", ticket: Ticket, user: User) -> Any:
    response = cast.api(cast.owner).post(
        "tickets/bulk", {"numbers": [ticket.pk], "changes": {"assignee": user.pk}}
    )
    (failure,) = response.json()["failed"]
    return 422, failure


def by_claim(cast: "Cast", ticket: Ticket, user: User) -> Any:
    with pytest.raises(Unanswerable) as caught:
        ticket_claim(actor=cast.actor(cast.owner), ticket_id=ticket.pk, user_id=user.pk, now=NOW)
    return 422, {"code": caught.value.code, "detail": caught.value.message}


@pytest.mark.parametrize("road", [by_patch, by_bulk, by_claim])
@pytest.mark.parametrize(("who", "why"), NOT_ABLE)
def test_a_ticket_goes_to_nobody_who_cannot_answer_it(
    who: Who, why: str, road: Callable[..., Any], cast: "Cast"
) -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    user = who(cast)
    status, told = road(cast, ticket, user)
    assert (status, told["code"]) == (422, "tickets.cannot_answer")
    assert user.name in told["detail"]
    assert why in told["detail"]
    assert Ticket.objects.get(pk=ticket.pk).assignee_id is None


def test_the_team_that_comes_with_the_person_counts(cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    body = {"assignee": cast.team_agent.pk, "team": cast.other_team.pk}
    response = cast.api(cast.owner).patch(f"tickets/{ticket.pk}", body)
    assert response.status_code == 200, response.content


def test_work_goes_to_no_team_in_which_nobody_can_answer(cast: "Cast") -> None:
    ticket, empty = cast.ticket(), Team.objects.create(name="Empty", slug="empty", tier=1)
    TeamMembership.objects.create(team=empty, user=cast.light_agent)
    api = cast.api(cast.owner)
    refused = api.patch(f"tickets/{ticket.pk}", {"team": empty.pk})
    assert (refused.status_code, refused.json()["code"]) == (422, "tickets.cannot_answer")
    assert "Nobody in Empty" in refused.json()["errors"]["team"][0]
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.owner)
    corrected = api.post(
        f"tickets/{ticket.pk}/routing/feedback", {"reason": "wrong_team", "team_id": empty.pk}
    )
    assert (corrected.status_code, corrected.json()["code"]) == (422, "tickets.cannot_answer")
    assert Ticket.objects.get(pk=ticket.pk).team_id is None


def test_the_menu_offers_exactly_what_is_taken(cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    Team.objects.create(name="Empty", slug="empty")
    for person in (cast.read_only, cast.light_agent, cast.team_agent, cast.agent, cast.teammate, _left(cast)):
        assert person.pk
    api = cast.api(cast.supervisor)
    offered = api.get(f"tickets/{ticket.pk}/assignees").json()
    everybody = User.objects.all()
    taken = [
        user.pk
        for user in everybody
        if api.patch(f"tickets/{ticket.pk}", {"assignee": user.pk}).status_code == 200
    ]
    assert sorted(person["id"] for person in offered["people"]) == sorted(taken)
    assert {team["slug"] for team in offered["teams"]} == {"front-line", "pipelines"}
    mine = cast.api(cast.agent).get(f"tickets/{ticket.pk}/assignees").json()
    assert [person["id"] for person in mine["people"]] == [cast.agent.pk]
    assert cast.api(cast.read_only).get(f"tickets/{ticket.pk}/assignees").json()["people"] == []
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/assignees").status_code == 404


def test_the_directory_tells_who_can_answer(cast: "Cast") -> None:
    for person in (cast.read_only, cast.light_agent):
        assert person.pk
    rows = {row["id"]: row["can_answer"] for row in cast.api(cast.agent).get("users").json()["results"]}
    assert rows == {cast.agent.pk: True, cast.read_only.pk: False, cast.light_agent.pk: False}


@pytest.mark.parametrize(
    ("holder", "assignee", "status"),
    [
        (None, "agent", 200),
        (None, "teammate", 403),
        ("agent", None, 200),
        ("agent", "teammate", 403),
        ("teammate", "agent", 200),
        ("teammate", None, 403),
        ("teammate", "owner", 403),
    ],
)
def test_an_agent_moves_their_own_work_only(
    holder: str | None, assignee: str | None, status: int, cast: "Cast"
) -> None:
    ticket = cast.ticket(assignee=getattr(cast, holder) if holder else None)
    wanted = getattr(cast, assignee).pk if assignee else None
    api = cast.api(cast.agent)
    assert api.patch(f"tickets/{ticket.pk}", {"assignee": wanted}).status_code == status
    Ticket.objects.filter(pk=ticket.pk).update(assignee=getattr(cast, holder) if holder else None)
    body = {"numbers": [ticket.pk], "changes": {"assignee": wanted}}
    failed = api.post("tickets/bulk", body).json()["failed"]
    assert [row["code"] for row in failed] == ([] if status == 200 else ["forbidden"])


def test_an_agent_takes_nothing_out_of_somebody_elses_hands_by_a_correction(desk: "Desk") -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    other = desk.omar if ticket.assignee == desk.ines else desk.ines
    path, body = f"tickets/{ticket.pk}/routing/feedback", {"reason": "not_my_skill"}
    assert desk.cast.api(other).post(path, body).status_code == 403
    assert desk.fresh(ticket).assignee == ticket.assignee
    assert desk.cast.api(desk.cast.supervisor).post(path, body).status_code == 200


def test_undo_gives_back_what_one_took_and_nothing_else(cast: "Cast") -> None:
    ticket = cast.ticket(assignee=cast.teammate)
    api = cast.api(cast.agent)
    taken = api.post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"assignee": cast.agent.pk}})
    assert api.post("undo", {"token": taken.json()["undo"]}).json()["restored"] == [ticket.pk]
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.teammate
    supervisor = cast.api(cast.supervisor)
    given = supervisor.post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"assignee": cast.agent.pk}})
    User.objects.filter(pk=cast.supervisor.pk).update(role=Role.AGENT)
    undone = supervisor.post("undo", {"token": given.json()["undo"]}).json()
    assert (undone["restored"], undone["failed"][0]["code"]) == ([], "forbidden")
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.agent


def test_a_reply_takes_a_free_ticket_only(cast: "Cast") -> None:
    free, held = cast.ticket(), cast.ticket(assignee=cast.teammate)
    for ticket in (free, held):
        post_reply(actor=cast.actor(cast.agent), ticket_id=ticket.pk, body_text="Hi", now=NOW)
    assert Ticket.objects.get(pk=free.pk).assignee == cast.agent
    assert Ticket.objects.get(pk=held.pk).assignee == cast.teammate


def test_routing_gives_work_to_people_who_can_answer_only(desk: "Desk") -> None:
    for role in (Role.LIGHT_AGENT, Role.READ_ONLY):
        desk.person(str(role.label), desk.front, role=role)
    desk.person("Far", desk.pipelines, ticket_scope="teams")
    desk.everybody()
    for _ in range(4):
        assert desk.waiting_for_a_person(tier="T1", team=desk.front).assignee in (desk.ines, desk.omar)


def test_work_leaves_hands_that_may_not_answer_any_more(desk: "Desk") -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person(status="open")
    holder = ticket.assignee
    assert holder is not None
    User.objects.filter(pk=holder.pk).update(role=Role.LIGHT_AGENT)
    assert person_hand_on(user_id=holder.pk, now=NOW) == [ticket.pk]
    assert desk.fresh(ticket).assignee != holder
