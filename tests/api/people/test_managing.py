"""Managing people: rights, teams, skills, roles in words, and whoever leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from people import policy
from people.models import ApiToken, Role, Skill, Team, TeamMembership, User, UserSkill
from people.policy import VERBS
from people.services import teams
from tests.browsers import signed_in
from tests.cast import ApiClient, Cast
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("cheap_hashes")
Settle = Callable[[], None]


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return cast.api(cast.admin)


def row_of(client: ApiClient, user: User) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"staff/{user.pk}").json()
    return found


def test_the_list_names_everybody_with_teams_and_skills(cast: Cast, admin: ApiClient) -> None:
    skill = Skill.objects.create(name="Snowflake", slug="snowflake")
    TeamMembership.objects.filter(user=cast.agent).delete()
    TeamMembership.objects.create(user=cast.agent, team=cast.team, is_lead=True)
    UserSkill.objects.create(user=cast.agent, skill=skill, level=3)
    rows = {row["id"]: row for row in admin.get("staff").json()["results"]}
    assert rows[cast.agent.pk]["teams"] == [{"id": cast.team.pk, "is_lead": True}]
    assert rows[cast.agent.pk]["skills"] == [{"id": skill.pk, "level": 3}]
    assert rows[cast.agent.pk]["state"] == "active"
    assert rows[cast.admin.pk]["second_steps"] == []


def test_the_list_costs_the_same_for_many(
    cast: Cast, admin: ApiClient, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        cast.staff(f"Agent {number}", Role.AGENT, team=cast.team)
    with django_assert_max_num_queries(12):
        assert len(admin.get("staff").json()["results"]) > 20


def test_rights_teams_and_skills_change_in_one_call(cast: Cast, admin: ApiClient, settle: Settle) -> None:
    skill = Skill.objects.create(name="SAML", slug="saml")
    other = Team.objects.create(name="Billing", slug="billing")
    answer = admin.patch(
        f"staff/{cast.agent.pk}",
        {
            "role": "supervisor",
            "ticket_scope": "teams",
            "team_ids": [other.pk],
            "skills": [{"id": skill.pk, "level": 2}],
            "capacity_chat": 5,
            "languages": ["de", "en"],
        },
    )
    assert answer.status_code == 200, answer.content
    row = row_of(admin, cast.agent)
    assert (row["role"], row["ticket_scope"], row["capacity_chat"]) == ("supervisor", "teams", 5)
    assert row["teams"] == [{"id": other.pk, "is_lead": False}]
    assert row["skills"] == [{"id": skill.pk, "level": 2}]
    assert AuditEntry.objects.filter(action="people.user_changed", target=f"user:{cast.agent.pk}").exists()


def test_whoever_is_deactivated_is_out_and_hands_on(cast: Cast, admin: ApiClient, settle: Settle) -> None:
    browser = signed_in(cast.agent)
    program = cast.api(cast.agent)
    number = cast.ticket().pk
    given = admin.patch(f"tickets/{number}", {"assignee": cast.agent.pk})
    assert given.status_code == 200, given.content
    settle()
    assert admin.patch(f"staff/{cast.agent.pk}", {"is_active": False}).status_code == 200
    settle()
    assert browser.get("me").status_code == 401
    assert program.get("me").status_code == 401
    assert Ticket.objects.get(pk=number).assignee_id != cast.agent.pk
    assert row_of(admin, cast.agent)["state"] == "deactivated"

    assert admin.patch(f"staff/{cast.agent.pk}", {"is_active": True}).status_code == 200
    # Coming back opens neither the old browser nor the old program.
    assert browser.get("me").status_code == 401
    assert not ApiToken.objects.filter(user=cast.agent, revoked_at=None).exists()


def test_nobody_deactivates_themselves_and_an_owner_remains(cast: Cast, admin: ApiClient) -> None:
    assert admin.patch(f"staff/{cast.admin.pk}", {"is_active": False}).status_code == 422
    owner = cast.api(cast.owner)
    answer = owner.patch(f"staff/{cast.owner.pk}", {"role": "admin"})
    assert (answer.status_code, answer.json()["code"]) == (409, "people.last_owner")
    second = cast.staff("Second", Role.OWNER)
    assert owner.patch(f"staff/{cast.owner.pk}", {"role": "admin"}).status_code == 200
    assert row_of(admin, second)["role"] == "owner"


def test_an_admin_takes_nothing_from_an_owner(cast: Cast, admin: ApiClient) -> None:
    cast.staff("Second", Role.OWNER)
    changes: list[dict[str, Any]] = [{"role": "agent"}, {"is_active": False}, {"team_ids": []}]
    for change in changes:
        assert admin.patch(f"staff/{cast.owner.pk}", change).status_code == 403
    assert admin.patch(f"staff/{cast.agent.pk}", {"role": "owner"}).status_code == 403


def test_teams_are_made_changed_and_deleted(cast: Cast, admin: ApiClient) -> None:
    made = admin.post("teams", {"name": "Billing", "tier": 1, "brand_ids": [cast.brand.pk]})
    assert made.status_code == 201, made.content
    team_id = made.json()["id"]
    assert admin.post("teams", {"name": "billing"}).status_code == 422
    changed = admin.patch(f"teams/{team_id}", {"name": "Billing and invoices", "brand_ids": []}).json()
    assert (changed["name"], changed["slug"], changed["brand_ids"]) == (
        "Billing and invoices",
        "billing",
        [],
    )
    members = [{"id": cast.agent.pk, "is_lead": True}, {"id": cast.owner.pk}]
    filled = admin.put(f"teams/{team_id}/members", {"members": members}).json()
    assert {row["id"]: row["is_lead"] for row in filled["members"]} == {
        cast.agent.pk: True,
        cast.owner.pk: False,
    }
    assert admin.put(f"teams/{team_id}/members", {"members": [{"id": 987654}]}).status_code == 422
    assert admin.delete(f"teams/{team_id}").status_code == 204
    assert User.objects.filter(pk=cast.agent.pk).exists()


def test_a_team_with_open_tickets_stays(cast: Cast, admin: ApiClient) -> None:
    assert cast.agent.pk
    number = cast.ticket().pk
    moved = admin.patch(f"tickets/{number}", {"team": cast.team.pk})
    assert moved.status_code == 200, moved.content
    answer = admin.delete(f"teams/{cast.team.pk}")
    assert answer.status_code == 409
    assert "one open ticket is with it" in answer.json()["detail"]


def test_a_team_or_skill_that_routing_asks_for_stays(cast: Cast, admin: ApiClient) -> None:
    skill = admin.post("skills", {"name": "Snowflake"}).json()
    rule = {"name": "Exports", "when": {}, "then": {"team": cast.team.slug, "skills": [skill["slug"]]}}
    assert admin.put("routing/rules", {"rules": [rule]}).status_code == 200
    for path in (f"teams/{cast.team.pk}", f"skills/{skill['id']}"):
        answer = admin.delete(path)
        assert answer.status_code == 409
        assert "Exports" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["Снежинка", "データ", "a" * 80, "-", "Snowflake"])
def test_a_skill_may_be_called_anything(cast: Cast, admin: ApiClient, name: str) -> None:
    Skill.objects.create(name="Other", slug="snowflake")
    skill = admin.post("skills", {"name": name})
    assert skill.status_code == 201, skill.content
    renamed = admin.patch(f"skills/{skill.json()['id']}", {"name": "Warehouses"}).json()
    assert (renamed["name"], renamed["slug"]) == ("Warehouses", skill.json()["slug"])


def test_roles_are_told_by_the_policy(cast: Cast, admin: ApiClient) -> None:
    rows = {row["role"]: row for row in admin.get("roles").json()["results"]}
    assert {role: set(row["verbs"]) for role, row in rows.items()} == {
        role: set(verbs) for role, verbs in VERBS.items()
    }
    assert rows["admin"]["people"] == 1
    assert policy.roles_that_may("owner.write") == ["owner"]


@pytest.mark.parametrize(
    "body",
    [
        {"role": "king"},
        {"skills": [{"id": 1, "level": 9}]},
        {"capacity_chat": -1},
        {"languages": ["German"]},
        {"timezone": "Mars"},
        {"email": "x@y.test"},
    ],
)
def test_a_bad_change_changes_nothing(cast: Cast, admin: ApiClient, body: dict[str, Any]) -> None:
    before = row_of(admin, cast.agent)
    assert admin.patch(f"staff/{cast.agent.pk}", body).status_code in (400, 422)
    assert row_of(admin, cast.agent) == before


def team_of(client: ApiClient, team: Team) -> Any:
    return client.get(f"teams/{team.pk}")


def in_team(team: Team) -> set[int]:
    return set(TeamMembership.objects.filter(team=team).values_list("user_id", flat=True))


def test_saving_what_a_team_shows_keeps_whom_it_hides(cast: Cast, admin: ApiClient) -> None:
    away = cast.staff("Away", Role.AGENT, team=cast.team)
    assert cast.agent.pk
    User.objects.filter(pk=away.pk).update(is_active=False)
    shown = team_of(admin, cast.team).json()["members"]
    assert away.pk not in [row["id"] for row in shown]
    body = {"members": [{"id": row["id"], "is_lead": row["is_lead"]} for row in shown]}
    assert admin.put(f"teams/{cast.team.pk}/members", body).status_code == 200
    assert admin.put(f"teams/{cast.team.pk}/members", {"members": []}).status_code == 200
    assert in_team(cast.team) == {away.pk}
    User.objects.filter(pk=away.pk).update(is_active=True)
    assert [row["id"] for row in team_of(admin, cast.team).json()["members"]] == [away.pk]


CHANGES: dict[str, Callable[[ApiClient, Cast], Any]] = {
    "members": lambda api, cast: api.put(f"teams/{cast.team.pk}/members", {"members": []}),
    "lead": lambda api, cast: api.put(
        f"teams/{cast.team.pk}/members", {"members": [{"id": cast.agent.pk, "is_lead": True}]}
    ),
    "name": lambda api, cast: api.patch(f"teams/{cast.team.pk}", {"name": "First line"}),
    "brands": lambda api, cast: api.patch(f"teams/{cast.team.pk}", {"brand_ids": [cast.brand.pk]}),
    "profile": lambda api, cast: api.patch(f"staff/{cast.agent.pk}", {"team_ids": []}),
    "arrival": lambda api, cast: api.patch(f"staff/{cast.teammate.pk}", {"team_ids": [cast.team.pk]}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_two_admins_do_not_overwrite_each_others_team(cast: Cast, admin: ApiClient, what: str) -> None:
    assert all([cast.agent.pk, cast.teammate.pk, cast.brand.pk])
    seen = team_of(admin, cast.team).headers["ETag"]
    assert CHANGES[what](cast.api(cast.owner), cast).status_code == 200
    stored = team_of(admin, cast.team).json()
    members = {"members": [{"id": cast.agent.pk}]}
    for answer in (
        admin.put(f"teams/{cast.team.pk}/members", members, If_Match=seen),
        admin.patch(f"teams/{cast.team.pk}", {"tier": 3}, If_Match=seen),
    ):
        assert (answer.status_code, answer.json()["code"]) == (412, "version_changed")
    assert team_of(admin, cast.team).json() == stored
    now = team_of(admin, cast.team).headers["ETag"]
    patched = admin.patch(f"teams/{cast.team.pk}", {"tier": 3}, If_Match=now)
    assert patched.status_code == 200, patched.content
    assert patched.headers["ETag"] == f'"v{patched.json()["version"]}"'
    done = admin.put(f"teams/{cast.team.pk}/members", members, If_Match=patched.headers["ETag"])
    assert done.status_code == 200, done.content
    rows = {row["id"]: row["version"] for row in admin.get("teams").json()["results"]}
    assert rows[cast.team.pk] == done.json()["version"]


def test_an_admin_takes_no_owner_out_of_a_team(cast: Cast, admin: ApiClient) -> None:
    TeamMembership.objects.create(team=cast.team, user=cast.owner)
    address = f"teams/{cast.team.pk}/members"
    assert admin.put(address, {"members": []}).status_code == 403
    assert in_team(cast.team) == {cast.owner.pk}
    leads = {"members": [{"id": cast.owner.pk, "is_lead": True}]}
    assert admin.put(address, leads).status_code == 403
    assert cast.api(cast.owner).put(address, leads).status_code == 200
    assert cast.api(cast.owner).put(address, {"members": []}).status_code == 200


@pytest.mark.parametrize(("path", "model"), [("teams", Team), ("skills", Skill)])
def test_two_who_add_the_same_name_at_once_get_an_answer_each(
    admin: ApiClient, monkeypatch: pytest.MonkeyPatch, path: str, model: type[Team] | type[Skill]
) -> None:
    """The other's row appears after this one has chosen its slug."""
    real = teams._free_slug

    def late(of: Any, name: str) -> str:
        slug = real(of, name)
        if not model.objects.filter(name=name).exists():
            model.objects.create(name=name, slug=slug)
        return slug

    monkeypatch.setattr(teams, "_free_slug", late)
    answer = admin.post(path, {"name": "Data loading"})
    assert (answer.status_code, "name" in answer.json()["errors"]) == (422, True)


def test_one_team_is_read_without_the_others(cast: Cast, admin: ApiClient) -> None:
    for number in range(3):
        cast.staff(f"Other {number}", Role.AGENT, team=cast.other_team)
    with CaptureQueriesContext(connection) as caught:
        team_of(admin, cast.team)
    about = [one["sql"] for one in caught if "teammembership" in one["sql"] and "is_lead" in one["sql"]]
    assert about
    assert all(f"({cast.team.pk})" in sql for sql in about)
