"""GET and PUT /api/v1/sla/policies and /api/v1/sla/calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from sla import tasks
from sla.models import Clock, Policy, SlaVersion
from tests.cast import NOW, Cast

HOUR = timedelta(hours=1)


def policies(cast: Cast) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = cast.api(cast.admin).get("sla/policies").json()["results"]
    return results


def calendars(cast: Cast) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = cast.api(cast.admin).get("sla/calendars").json()["results"]
    return results


def target(policy: dict[str, Any], channel: str, priority: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        row for row in policy["targets"] if (row["channel"], row["priority"]) == (channel, priority)
    )
    return found


def test_an_installation_starts_with_a_policy_for_each_segment(cast: Cast) -> None:
    found = policies(cast)
    names = [policy["name"] for policy in found]
    assert names == ["Enterprise", "Mid-Market", "SMB", "Self-Serve", "Everyone else"]
    assert found[-1]["is_default"]
    enterprise = found[0]
    assert target(enterprise, "email", "P1")["first_reply"] == 3600
    assert target(enterprise, "chat", "P1")["first_reply"] == 120
    assert target(enterprise, "email", "P1")["resolution"] == 4 * 3600
    assert target(enterprise, "email", "P2")["resolution"] == 8 * 3600
    assert {"fraction": 0.75, "actions": ["escalate_senior", "notify_csm"]} in enterprise["steps"]
    assert target(found[3], "email", "P2")["resolution"] == 72 * 3600


def test_what_get_gives_put_takes_back(cast: Cast) -> None:
    before = policies(cast)
    response = cast.api(cast.admin).put("sla/policies", {"results": before})
    assert response.status_code == 200
    assert response.json()["results"] == before
    again = calendars(cast)
    response = cast.api(cast.admin).put("sla/calendars", {"results": again})
    assert response.status_code == 200
    assert response.json()["results"] == again


def test_a_change_reaches_open_clocks_and_leaves_judged_ones(
    cast: Cast, settle: Callable[[], None], freeze: Callable[[datetime], datetime]
) -> None:
    freeze(NOW)
    answered, waiting = cast.ticket(), cast.ticket()
    cast.replies(answered, cast.agent, "Done.")
    settle()
    found = policies(cast)
    target(found[0], "email", "P3")["first_reply"] = 600
    freeze(NOW + timedelta(minutes=1))
    assert cast.api(cast.admin).put("sla/policies", {"results": found}).status_code == 200
    settle()
    tasks.tick()
    assert Clock.objects.get(ticket=waiting, measure="first_reply").due_at == NOW + timedelta(minutes=10)
    assert Clock.objects.get(ticket=answered, measure="first_reply").target_seconds == 7200


def test_a_calendar_with_lunch_and_holidays_places_the_due_time(
    cast: Cast, settle: Callable[[], None], freeze: Callable[[datetime], datetime]
) -> None:
    freeze(NOW)
    ticket = cast.ticket(now=datetime.fromisoformat("2026-03-27T16:00:00+00:00"))
    settle()
    day = [("09:00", "12:30"), ("13:00", "17:00")]
    office = {
        "name": "London desk",
        "timezone": "Europe/London",
        "intervals": [
            {"weekday": weekday, "opens": opens, "closes": closes}
            for weekday in range(5)
            for opens, closes in day
        ],
        "holidays": [{"on": "2026-03-30", "name": "Offsite"}],
        "brand_ids": [cast.brand.pk],
    }
    response = cast.api(cast.admin).put("sla/calendars", {"results": [*calendars(cast), office]})
    assert response.status_code == 200
    settle()
    tasks.tick()
    clock = Clock.objects.get(ticket=ticket, measure="first_reply")
    # Friday 16:00 to 17:00, nothing on the holiday, then Tuesday's first hour in summer time.
    assert clock.due_at == datetime.fromisoformat("2026-03-31T09:00:00+00:00")
    assert clock.calendar is not None
    assert clock.calendar.name == "London desk"


def test_each_change_is_a_version_with_its_author(cast: Cast) -> None:
    found = policies(cast)
    before = SlaVersion.objects.count()
    response = cast.api(cast.admin).put("sla/policies", {"results": found})
    version = SlaVersion.objects.order_by("-version").first()
    assert version is not None
    assert SlaVersion.objects.count() == before + 1
    assert response["ETag"] == f'"v{version.version}"'
    assert version.by_name == "Ada Admin"
    assert version.content["policies"] == found
    assert AuditEntry.objects.filter(action="sla.policies_changed").count() == 1


def test_a_change_from_an_older_version_is_refused(cast: Cast) -> None:
    api = cast.api(cast.admin)
    first = api.get("sla/policies")
    results = first.json()["results"]
    assert api.put("sla/policies", {"results": results}, If_Match=first["ETag"]).status_code == 200
    assert api.put("sla/policies", {"results": results}, If_Match=first["ETag"]).status_code == 412


def test_a_policy_that_is_left_out_stays_for_its_old_tickets(cast: Cast) -> None:
    found = policies(cast)
    assert cast.api(cast.admin).put("sla/policies", {"results": found[1:]}).status_code == 200
    assert [policy["name"] for policy in policies(cast)] == [policy["name"] for policy in found[1:]]
    assert Policy.objects.get(pk=found[0]["id"]).is_archived


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "results[0].name"),
        ({"conditions": {"segments": ["giant"]}}, "results[0].conditions.segments"),
        ({"conditions": {"moon": ["full"]}}, "results[0].conditions"),
        ({"calendar_id": 999_999}, "results[0].calendar_id"),
        ({"pause_on": ["open"]}, "results[0].pause_on"),
        ({"steps": [{"fraction": 0, "actions": []}]}, "results[0].steps[0].fraction"),
        ({"steps": [{"fraction": 0.5, "actions": ["dance"]}]}, "results[0].steps[0].actions"),
        ({"targets": [{"channel": "fax", "priority": "P1"}]}, "results[0].targets[0].channel"),
        (
            {"targets": [{"channel": "email", "priority": "P1", "resolution": 3}]},
            "results[0].targets[0].resolution",
        ),
        ({"is_default": True}, "results[0].conditions"),
    ],
)
def test_bad_policies_change_nothing_and_name_the_place(
    cast: Cast, change: dict[str, Any], field: str
) -> None:
    found = policies(cast)
    broken = [found[0] | change, *found[1:]]
    response = cast.api(cast.admin).put("sla/policies", {"results": broken})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert policies(cast) == found


@pytest.mark.parametrize("body", [{}, {"results": []}, {"results": "x"}, {"results": [3]}, []])
def test_nonsense_is_refused(cast: Cast, body: Any) -> None:
    assert cast.api(cast.admin).put("sla/policies", body).status_code == 422
    assert cast.api(cast.admin).put("sla/calendars", body).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "results[0].timezone"),
        ({"timezone": "../../etc/passwd"}, "results[0].timezone"),
        ({"intervals": []}, "results[0].intervals"),
        ({"intervals": [{"weekday": 0, "opens": "9", "closes": "17:00"}]}, "results[0].intervals[0].opens"),
        (
            {"intervals": [{"weekday": 0, "opens": "09:00", "closes": "09:00"}]},
            "results[0].intervals[0].closes",
        ),
        (
            {
                "intervals": [
                    {"weekday": 6, "opens": "22:00", "closes": "06:00"},
                    {"weekday": 0, "opens": "05:00", "closes": "09:00"},
                ]
            },
            "results[0].intervals",
        ),
        (
            {"intervals": [{"weekday": 0, "opens": "24:00", "closes": "09:00"}]},
            "results[0].intervals[0].opens",
        ),
        ({"holiday_region": "XX"}, "results[0].holiday_region"),
        ({"holidays": [{"on": "soon"}]}, "results[0].holidays[0].on"),
        ({"is_default": False}, "results"),
    ],
)
def test_bad_calendars_are_refused(cast: Cast, change: dict[str, Any], field: str) -> None:
    found = calendars(cast)
    broken = [found[0] | change, *found[1:]]
    response = cast.api(cast.admin).put("sla/calendars", {"results": broken})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]


def test_a_calendar_in_use_cannot_be_left_out(cast: Cast) -> None:
    hours = calendars(cast)
    found = policies(cast)
    found[0]["calendar_id"] = hours[1]["id"]
    api = cast.api(cast.admin)
    assert api.put("sla/policies", {"results": found}).status_code == 200
    response = api.put("sla/calendars", {"results": hours[:1]})
    assert response.status_code == 422
    assert "Enterprise" in response.json()["detail"]


def test_agents_read_and_only_admins_write(cast: Cast) -> None:
    api = cast.api(cast.agent)
    found = api.get("sla/policies")
    assert found.status_code == 200
    assert api.get("sla/calendars").status_code == 200
    assert api.put("sla/policies", found.json()).status_code == 403
    assert cast.api(cast.supervisor).put("sla/policies", found.json()).status_code == 403


def test_a_token_needs_the_scope(cast: Cast) -> None:
    assert cast.api(cast.admin, ["tickets:write"]).get("sla/policies").status_code == 403
    assert cast.api(cast.admin, ["sla:read"]).get("sla/policies").status_code == 200
    assert cast.api(cast.admin, ["sla:read"]).put("sla/policies", {}).status_code == 403


def test_a_stranger_without_sign_in_gets_nothing(anonymous: Any) -> None:
    assert anonymous.get("sla/policies").status_code == 401
    assert anonymous.put("sla/policies", {"results": []}).status_code == 401
