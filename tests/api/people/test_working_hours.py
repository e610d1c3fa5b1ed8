"""Working hours and absences: who may set whose, and what of it is refused."""

from datetime import timedelta
from typing import Any

import pytest

from core.models import AuditEntry, OutboxEvent
from people import services, tasks
from people.models import Absence, TeamMembership, User, WorkingInterval
from tests.cast import NOW, Cast

WEEK = [
    {"weekday": 0, "opens": "09:00", "closes": "12:30"},
    {"weekday": 0, "opens": "22:00", "closes": "02:00"},
]
STORED = [
    {"weekday": 0, "opens": "09:00", "closes": "12:30"},
    {"weekday": 0, "opens": "22:00", "closes": "24:00"},
    {"weekday": 1, "opens": "00:00", "closes": "02:00"},
]
AWAY = {"starts_at": "2026-03-03T08:00:00Z", "ends_at": "2026-03-09T08:00:00Z", "reason": "Holiday"}


@pytest.fixture(autouse=True)
def now(freeze: Any) -> None:
    freeze(NOW)


def put(api: Any, user: User, **body: Any) -> Any:
    return api.put(f"working-hours/{user.pk}", {"timezone": "Europe/Lisbon", "intervals": WEEK} | body)


def test_people_set_their_own(cast: Cast) -> None:
    api = cast.api(cast.agent)
    assert put(api, cast.agent).status_code == 200
    mine = api.get("working-hours").json()["results"][0]
    assert (mine["timezone"], mine["intervals"]) == ("Europe/Lisbon", STORED)
    assert put(api, cast.agent, intervals=[]).json()["intervals"] == []
    assert not WorkingInterval.objects.exists()
    cast.agent.refresh_from_db()
    assert cast.agent.hours_timezone == ""
    actions = list(AuditEntry.objects.order_by("id").values_list("action", "target"))
    assert actions == [("people.hours_changed", f"user:{cast.agent.pk}")] * 2


def test_a_supervisor_sets_those_of_their_teams_alone(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    assert put(api, cast.agent).status_code == 200
    refused = put(api, cast.teammate)
    assert (refused.status_code, "none of your teams" in refused.json()["detail"]) == (403, True)
    assert api.post(f"working-hours/{cast.teammate.pk}/absences", AWAY).status_code == 403
    names = [row["user"]["name"] for row in api.get("working-hours").json()["results"]]
    assert names == [cast.supervisor.name, cast.agent.name]
    TeamMembership.objects.create(team=cast.other_team, user=cast.supervisor)
    assert put(api, cast.teammate).status_code == 200


def test_an_agent_sets_nobody_elses_and_sees_nobody_elses(cast: Cast) -> None:
    api = cast.api(cast.agent)
    assert put(api, cast.supervisor).status_code == 403
    assert api.get(f"working-hours/{cast.supervisor.pk}").status_code == 403
    assert [row["user"]["id"] for row in api.get("working-hours").json()["results"]] == [cast.agent.pk]


def test_an_admin_sets_everybodys(cast: Cast) -> None:
    assert put(cast.api(cast.admin), cast.teammate).status_code == 200
    assert put(cast.api(cast.admin), User(pk=10**9)).status_code == 404


def test_nobody_overwrites_what_they_have_not_seen(cast: Cast) -> None:
    api = cast.api(cast.agent)
    seen = api.get(f"working-hours/{cast.agent.pk}").headers["ETag"]
    assert put(cast.api(cast.admin), cast.agent).status_code == 200
    body = {"timezone": "UTC", "intervals": []}
    assert api.put(f"working-hours/{cast.agent.pk}", body, if_match=seen).status_code == 412
    seen = api.get(f"working-hours/{cast.agent.pk}").headers["ETag"]
    assert api.put(f"working-hours/{cast.agent.pk}", body, if_match=seen).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"intervals": [{"weekday": 7, "opens": "09:00", "closes": "10:00"}]}, "intervals"),
        ({"intervals": [{"weekday": 0, "opens": "9", "closes": "10:00"}]}, "intervals[0]"),
        ({"intervals": [*WEEK, {"weekday": 1, "opens": "01:00", "closes": "03:00"}]}, "intervals[2]"),
    ],
)
def test_refuses_odd_hours(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = put(cast.api(cast.agent), cast.agent, **body)
    assert answer.status_code == 422
    assert any(name.startswith(field) for name in answer.json()["errors"])


def test_an_absence_is_entered_once_and_taken_back(cast: Cast) -> None:
    api = cast.api(cast.agent)
    path = f"working-hours/{cast.agent.pk}/absences"
    first = api.post(path, AWAY, idempotency_key="one").json()
    assert api.post(path, AWAY, idempotency_key="one").json() == first
    assert api.post(path, AWAY).status_code == 422
    (absence,) = first["absences"]
    assert (absence["reason"], absence["by"]) == ("Holiday", cast.agent.name)
    assert api.delete(f"{path}/{absence['id']}").status_code == 204
    assert api.delete(f"{path}/{absence['id']}").status_code == 404
    assert api.get(f"working-hours/{cast.agent.pk}").json()["absences"] == []


def test_nobody_takes_back_the_absence_of_another(cast: Cast) -> None:
    row = services.absence_add(
        actor=cast.actor(cast.teammate),
        user_id=cast.teammate.pk,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        now=NOW,
    )
    assert cast.api(cast.agent).delete(f"working-hours/{cast.agent.pk}/absences/{row.pk}").status_code == 404
    assert (
        cast.api(cast.agent).delete(f"working-hours/{cast.teammate.pk}/absences/{row.pk}").status_code == 403
    )
    assert Absence.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"ends_at": AWAY["starts_at"]}, "end after it starts"),
        ({"starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-03-02T09:00:00Z"}, "is over"),
        ({"ends_at": "2027-06-01T00:00:00Z"}, "a year at most"),
    ],
)
def test_refuses_odd_absences(cast: Cast, change: dict[str, str], word: str) -> None:
    answer = cast.api(cast.agent).post(f"working-hours/{cast.agent.pk}/absences", AWAY | change)
    assert (answer.status_code, word in answer.json()["detail"]) == (422, True)


def test_its_beginning_is_told_once(cast: Cast, freeze: Any) -> None:
    def told() -> int:
        return OutboxEvent.objects.filter(name="people.absence_began").count()

    cast.api(cast.agent).post(f"working-hours/{cast.agent.pk}/absences", AWAY)
    assert (tasks.watch_absences(), told()) == (0, 0)
    freeze(NOW + timedelta(days=2))
    assert (tasks.watch_absences(), tasks.watch_absences(), told()) == (1, 0, 1)
    # One that has begun already is told at once, and not again by the clock.
    away = {
        "starts_at": (NOW + timedelta(days=1)).isoformat(),
        "ends_at": (NOW + timedelta(days=3)).isoformat(),
    }
    cast.api(cast.admin).post(f"working-hours/{cast.teammate.pk}/absences", away)
    assert (told(), tasks.watch_absences()) == (2, 0)
