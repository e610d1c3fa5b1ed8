"""GET and PUT /api/v1/routing/rules, GET /api/v1/routing/settings."""

from typing import Any

import pytest

from core.models import AuditEntry
from people.models import Skill
from routing.models import RuleSet
from tests.cast import NOW, Cast
from tests.desk import Desk

RULE = {
    "name": "Pipelines",
    "when": {"all": [{"field": "product_area", "op": "is", "value": "exports"}]},
    "then": {"tier": "T2"},
}


def test_an_installation_starts_with_a_few_rules(cast: Cast) -> None:
    body = cast.api(cast.agent).get("routing/rules").json()
    assert body["version"] == 1
    assert body["rules"][0]["name"] == "Security and privacy"
    assert {"segment", "arr", "sentiment", "channel"} <= set(body["fields_known"])
    assert body["settings"]["thresholds"] == {"P1": 70, "P2": 45, "P3": 20}


def test_what_get_gives_put_takes_back(cast: Cast) -> None:
    before = cast.api(cast.admin).get("routing/rules").json()
    after = cast.api(cast.admin).put("routing/rules", before)
    assert after.status_code == 200
    assert after.json()["rules"] == before["rules"]
    assert after.json()["settings"] == before["settings"]


def test_each_change_is_a_version_with_its_author(cast: Cast) -> None:
    response = cast.api(cast.supervisor).put("routing/rules", {"rules": [RULE]})
    assert response.json()["version"] == 2
    assert response.json()["published_by"] == "Sue Supervisor"
    assert response["ETag"] == '"v2"'
    assert RuleSet.objects.count() == 2
    assert AuditEntry.objects.filter(action="routing.rules_published", target="rules:2").exists()


def test_a_change_from_an_older_version_is_refused(cast: Cast) -> None:
    api = cast.api(cast.admin)
    tag = api.get("routing/rules")["ETag"]
    assert api.put("routing/rules", {"rules": []}, If_Match=tag).status_code == 200
    assert api.put("routing/rules", {"rules": []}, If_Match=tag).status_code == 412


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "rules"),
        ({}, "rules"),
        ({"rules": "x"}, "rules"),
        ({"rules": [{"name": ""}]}, "rules"),
        ({"rules": [RULE | {"then": {"team": "nowhere"}}]}, "rules"),
        ({"rules": [RULE | {"then": {"skills": ["cobol"]}}]}, "rules"),
        ({"rules": [RULE | {"then": {"notify": ["the press"]}}]}, "rules"),
        ({"rules": [RULE | {"then": {"tags": [f"tag-{number}" for number in range(51)]}}]}, "rules"),
        ({"rules": [RULE | {"name": "n" * 121}]}, "rules"),
        ({"rules": [RULE | {"when": {"field": "password", "op": "is", "value": "x"}}]}, "rules"),
        ({"rules": [RULE | {"when": {"field": "arr", "op": "over", "value": 1, "vlaue": 2}}]}, "rules"),
        (
            {"rules": [RULE | {"when": {"any": [{"field": "tags", "op": "is", "value": "x", "i": 1}]}}]},
            "rules",
        ),
        ({"rules": [RULE], "settings": {"relax_after_seconds": 0}}, "settings"),
    ],
)
def test_rules_that_could_not_work_are_refused(cast: Cast, body: Any, place: str) -> None:
    response = cast.api(cast.admin).put("routing/rules", body)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [place]
    assert RuleSet.objects.count() == 1


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"field": "arr", "op": "over", "value": 10_000},
        {"field": "arr", "op": "under", "value": 0.5},
        {"field": "tags", "op": "is", "value": ["vip", 7]},
        {"any": [{"all": [{"field": "text", "op": "contains", "value": "down"}]}, {"all": []}]},
    ],
)
def test_conditions_of_all_forms_come_back_as_they_were_sent(cast: Cast, when: Any) -> None:
    response = cast.api(cast.admin).put("routing/rules", {"rules": [RULE | {"when": when}]})
    assert response.status_code == 200
    assert response.json()["rules"][0]["when"] == when


def test_what_older_rules_hold_beyond_a_condition_is_not_told(cast: Cast) -> None:
    old = RULE | {"when": {"all": [{"field": "tags", "op": "is", "value": "x", "comment": "ours"}]}}
    newest = RuleSet.objects.order_by("-version").values_list("version", flat=True).first() or 0
    RuleSet.objects.create(version=newest + 1, rules=[old], by_ref="user:1", by_name="Ada", created_at=NOW)
    shown = cast.api(cast.agent).get("routing/rules").json()["rules"][0]["when"]
    assert shown == {"all": [{"field": "tags", "op": "is", "value": "x"}]}


def test_a_rule_may_name_teams_and_skills_that_exist(cast: Cast) -> None:
    slug = cast.team.slug
    Skill.objects.create(slug="sql", name="SQL")
    rule = RULE | {"then": {"team": slug, "skills": ["sql"], "notify": ["lead", "csm"]}}
    assert cast.api(cast.admin).put("routing/rules", {"rules": [rule]}).status_code == 200


def test_settings_show_tiers_people_and_the_line(desk: Desk) -> None:
    desk.everybody()
    desk.skill(desk.ines, "sql", 3)
    for number in range(8):
        desk.waiting_for_a_person(subject=f"Question {number}")
    body = desk.cast.api(desk.ines).get("routing/settings").json()
    assert [tier["tier"] for tier in body["tiers"]] == ["T1", "T2", "T3"]
    assert [tier["target_hours"] for tier in body["tiers"]] == [2, 8, 48]
    assert body["tiers"][0]["teams"][0]["slug"] == "front-line"
    ines = next(person for person in body["people"] if person["name"] == "Ines")
    assert ines["load"] == {"chat": 0, "email": 3}
    assert ines["skills"] == {"sql": 3}
    assert (body["waiting"], body["is_dormant"]) == (2, False)


def test_agents_read_and_do_not_write(cast: Cast) -> None:
    api = cast.api(cast.agent)
    assert api.get("routing/rules").status_code == 200
    assert api.put("routing/rules", {"rules": []}).status_code == 403


def test_a_token_needs_the_scope(cast: Cast) -> None:
    assert cast.api(cast.admin, ["tickets:write"]).get("routing/rules").status_code == 403
    assert cast.api(cast.admin, ["routing:read"]).put("routing/rules", {"rules": []}).status_code == 403
    assert cast.api(cast.admin, ["routing:write"]).put("routing/rules", {"rules": []}).status_code == 200


def test_a_stranger_without_sign_in_gets_nothing(anonymous: Any) -> None:
    assert anonymous.get("routing/rules").status_code == 401
    assert anonymous.get("routing/settings").status_code == 401
