"""Previews, examples, versions and their way back: /api/v1/sla/…"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sla import configuration, tasks
from sla.models import Calendar, Clock, Policy, SlaVersion
from tests.cast import NOW, Cast
from tickets.models import Ticket

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
HOUR = timedelta(hours=1)
TICKET = {"segment": "enterprise", "priority": "P2", "channel": "email"}


def policies(cast: Cast) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = cast.api(cast.admin).get("sla/policies").json()["results"]
    return results


def faster(found: list[dict[str, Any]], seconds: int) -> list[dict[str, Any]]:
    """The same policies with another first reply for Enterprise P3 by email."""
    for row in found[0]["targets"]:
        if (row["channel"], row["priority"]) == ("email", "P3"):
            row["first_reply"] = seconds
    return found


def stored() -> tuple[Any, ...]:
    return (
        SlaVersion.objects.count(),
        list(Policy.objects.order_by("pk").values_list("pk", "name", "position", "is_archived")),
        list(Clock.objects.order_by("pk").values_list("pk", "due_at", "target_seconds")),
    )


def test_a_preview_tells_what_the_change_does_and_does_nothing(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    waiting, answered, fresh = cast.ticket(), cast.ticket(), None
    cast.replies(answered, cast.agent, "Done.")
    settle()
    fresh = cast.ticket(now=freeze(NOW + HOUR))
    settle()
    freeze(NOW + HOUR)
    before = stored()
    draft = faster(policies(cast), 1800)
    told = cast.api(cast.admin).post("sla/policies/preview", {"results": draft}).json()
    assert (told["changed"], told["late"], told["due_soon"]) == (2, 1, 1)
    assert told["open_by_policy"] == [3, 0, 0, 0, 0]
    assert [(row["number"], row["becomes_late"]) for row in told["tickets"]] == [
        (waiting.pk, True),
        (fresh.pk, False),
    ]
    assert stored() == before
    # What was told is what happens.
    assert cast.api(cast.admin).put("sla/policies", {"results": draft}).status_code == 200
    settle()
    freeze(NOW + HOUR + timedelta(seconds=10))
    tasks.tick()
    for row in told["tickets"]:
        clock = Clock.objects.get(ticket=row["number"], measure=row["kind"])
        assert clock.due_at == datetime.fromisoformat(row["due_after"])
        assert (clock.state == "breached") == row["becomes_late"]
    again = cast.api(cast.admin).post("sla/policies/preview", {"results": policies(cast)}).json()
    assert (again["changed"], again["late"]) == (0, 0)


def test_a_preview_knows_pauses_new_policies_and_withdrawn_promises(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Which one?", status="pending")
    settle()
    freeze(NOW + HOUR)
    draft = policies(cast)
    for policy in draft:
        policy["pause_on"] = []
    told = cast.api(cast.admin).post("sla/policies/preview", {"results": draft}).json()
    assert [(row["number"], row["kind"]) for row in told["tickets"]] == [(ticket.pk, "resolution")]
    assert told["tickets"][0]["due_before"] is None
    assert told["tickets"][0]["due_after"] is not None
    new = policies(cast)
    new.insert(0, new[0] | {"id": None, "name": "Contract", "conditions": {"companies": [cast.company.pk]}})
    told = cast.api(cast.admin).post("sla/policies/preview", {"results": new}).json()
    assert told["open_by_policy"] == [1, 0, 0, 0, 0, 0]
    assert told["changed"] == 0


def test_calendars_are_previewed_too(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    settle()
    found = cast.api(cast.admin).get("sla/calendars").json()["results"]
    found[0]["intervals"] = [{"weekday": day, "opens": "22:00", "closes": "06:00"} for day in range(7)]
    told = cast.api(cast.admin).post("sla/calendars/preview", {"results": found}).json()
    assert [row["number"] for row in told["tickets"]] == [ticket.pk]
    assert Calendar.objects.get(pk=found[0]["id"]).version == 1


def test_a_preview_names_only_tickets_that_its_reader_may_see(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    cast.ticket()
    settle()
    admin = cast.admin
    admin.ticket_scope = "assigned"
    admin.save(update_fields=["ticket_scope"])
    told = cast.api(admin).post("sla/policies/preview", {"results": faster(policies(cast), 1800)}).json()
    assert told["changed"] == 1
    assert told["tickets"] == []


def test_a_preview_refuses_what_publishing_refuses(cast: Cast) -> None:
    draft = policies(cast)
    draft[0]["pause_on"] = ["open"]
    for path in ("sla/policies/preview", "sla/policies"):
        api = cast.api(cast.admin)
        response = (api.post if path.endswith("preview") else api.put)(path, {"results": draft})
        assert response.status_code == 422
        assert list(response.json()["errors"]) == ["results[0].pause_on"]


def test_a_preview_costs_the_same_for_many_tickets(
    cast: Cast, settle: Settle, freeze: Freeze, django_assert_max_num_queries: Any
) -> None:
    freeze(NOW)
    for _ in range(6):
        cast.ticket()
    settle()
    draft = faster(policies(cast), 1800)
    from sla.services import policies_preview

    actor = cast.actor(cast.admin)
    with django_assert_max_num_queries(8):
        assert policies_preview(actor=actor, data=draft, now=NOW).changed == 6


def test_an_example_tells_the_policy_and_why(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    found = cast.api(cast.admin).post("sla/example", {"ticket": TICKET | {"at": "2026-03-13T16:40:00Z"}})
    told = found.json()
    assert told["position"] == 0
    assert told["tried"] == [{"name": "Enterprise", "failed": []}]
    assert told["clocks"][0]["due_at"] == "2026-03-13T17:40:00Z"
    assert told["clocks"][0]["stretches"] == [
        {"from": "2026-03-13T16:40:00Z", "to": "2026-03-13T17:40:00Z", "seconds": 3600}
    ]
    other = cast.api(cast.admin).post("sla/example", {"ticket": TICKET | {"segment": "smb"}}).json()
    assert [one["failed"] for one in other["tried"]] == [["segments"], ["segments"], []]


def test_an_example_runs_on_a_draft(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    draft = policies(cast)
    draft.insert(0, draft[0] | {"id": None, "name": "Night", "conditions": {"tags": ["night"]}})
    told = (
        cast.api(cast.admin)
        .post("sla/example", {"ticket": TICKET | {"tags": ["night"]}, "results": draft})
        .json()
    )
    assert told["tried"] == [{"name": "Night", "failed": []}]
    assert Policy.objects.filter(name="Night").count() == 0


@pytest.mark.parametrize("body", [{}, {"ticket": {}}, {"ticket": TICKET | {"moon": 1}}, {"ticket": 3}, []])
def test_a_strange_example_is_refused(cast: Cast, body: Any) -> None:
    assert cast.api(cast.admin).post("sla/example", body).status_code in (400, 422)


def test_versions_compare_and_come_back(cast: Cast) -> None:
    api = cast.api(cast.admin)
    first = policies(cast)
    changed = faster(policies(cast), 1800)
    changed[0]["steps"] = [{"fraction": 0.9, "actions": ["notify_team"]}]
    assert api.put("sla/policies", {"results": changed[:1] + changed[2:]}).status_code == 200
    listed = api.get("sla/versions").json()["results"]
    assert [row["version"] for row in listed] == [2, 1]
    assert listed[0]["by_name"] == "Ada Admin"
    told = api.get("sla/versions/2").json()
    assert told["since"] == 1
    lines = {
        (one["kind"], one["name"], one["field"], one["channel"], one["priority"])
        for one in told["differences"]
    }
    assert lines == {
        ("removed", "Mid-Market", "", "", ""),
        ("changed", "Enterprise", "step", "", ""),
        ("changed", "Enterprise", "first_reply", "email", "P3"),
    }
    cell = next(one for one in told["differences"] if one["field"] == "first_reply")
    assert (cell["before"], cell["after"]) == (7200, 1800)

    response = api.put("sla/versions/1/restore", {})
    assert response.status_code == 200
    assert response.json()["version"] == 3
    assert policies(cast) == first
    assert api.get("sla/versions/3", {"since": 1}).json()["differences"] == []


def test_a_version_with_a_calendar_that_is_gone_comes_back_whole(cast: Cast) -> None:
    api = cast.api(cast.admin)
    calendars = api.get("sla/calendars").json()["results"]
    desk = {
        "name": "Desk",
        "timezone": "Europe/London",
        "intervals": [{"weekday": 0, "opens": "09:00", "closes": "17:00"}],
        "brand_ids": [cast.brand.pk],
    }
    assert api.put("sla/calendars", {"results": [*calendars, desk]}).status_code == 200
    with_desk = api.get("sla/calendars").json()["results"]
    assert api.put("sla/calendars", {"results": calendars}).status_code == 200
    assert api.put("sla/versions/2/restore", {}).status_code == 200
    assert api.get("sla/calendars").json()["results"] == with_desk


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_policy_comes_back_with_its_calendar(cast: Cast, is_gone: bool) -> None:
    api = cast.api(cast.admin)
    calendars = api.get("sla/calendars").json()["results"]
    found = policies(cast)
    found[0]["calendar_id"] = next(one["id"] for one in calendars if not one["is_default"])
    assert api.put("sla/policies", {"results": found}).status_code == 200
    named = policies(cast)
    found[0]["calendar_id"] = None
    assert api.put("sla/policies", {"results": found}).status_code == 200
    if is_gone:
        rest = [one for one in calendars if one["is_default"]]
        assert api.put("sla/calendars", {"results": rest}).status_code == 200
    answer = api.put("sla/versions/2/restore", {})
    assert answer.status_code == 200, answer.content
    assert policies(cast) == named


def test_a_way_back_is_refused_when_somebody_published_in_between(cast: Cast) -> None:
    api = cast.api(cast.admin)
    old = api.get("sla/policies")["ETag"]
    api.put("sla/policies", {"results": policies(cast)})
    assert api.put("sla/versions/1/restore", {}, If_Match=old).status_code == 412
    assert api.put("sla/versions/99/restore", {}).status_code == 404
    assert api.get("sla/versions/0").status_code == 404
    assert api.get("sla/versions/99").status_code == 404


def test_hours_over_midnight_are_cut_there(cast: Cast) -> None:
    api = cast.api(cast.admin)
    found = api.get("sla/calendars").json()["results"]
    found[1]["intervals"] = [
        {"weekday": 6, "opens": "22:00", "closes": "06:00"},
        {"weekday": 2, "opens": "20:00", "closes": "00:00"},
    ]
    saved = api.put("sla/calendars", {"results": found}).json()["results"][1]["intervals"]
    assert [(one["weekday"], one["opens"], one["closes"]) for one in saved] == [
        (0, "00:00", "06:00"),
        (2, "20:00", "24:00"),
        (6, "22:00", "24:00"),
    ]


def test_regions_are_countries_with_their_parts(cast: Cast) -> None:
    found = {row["code"]: row["parts"] for row in cast.api(cast.agent).get("sla/regions").json()["results"]}
    assert "ENG" in found["GB"]
    assert "BY" in found["DE"]
    named = {row["code"]: row["names"] for row in cast.api(cast.agent).get("sla/regions").json()["results"]}
    assert named["DE"]["BE"] == "Berlin"
    assert all(set(found[code]) == set(names) for code, names in named.items())


CHANGING = (
    ("post", "sla/policies/preview"),
    ("post", "sla/calendars/preview"),
    ("post", "sla/versions/1/preview"),
    ("post", "sla/example"),
    ("put", "sla/versions/1/restore"),
)


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_only_who_may_change_service_levels_tries_changes(cast: Cast, method: str, path: str) -> None:
    body: dict[str, Any] = {}
    if path.endswith("s/preview"):
        body = cast.api(cast.admin).get(path.removesuffix("/preview")).json()
        body = {"results": body["results"]}
    if path.endswith("example"):
        body = {"ticket": TICKET}
    for person in (cast.agent, cast.supervisor):
        assert getattr(cast.api(person), method)(path, body).status_code == 403


def test_a_stranger_without_sign_in_gets_nothing(anonymous: Any) -> None:
    for method, path in CHANGING:
        assert getattr(anonymous, method)(path, {}).status_code == 401
    for path in ("sla/versions", "sla/versions/1", "sla/regions"):
        assert anonymous.get(path).status_code == 401


def test_tickets_in_the_trash_are_not_counted(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    settle()
    Ticket.objects.filter(pk=ticket.pk).update(is_deleted=True)
    told = cast.api(cast.admin).post("sla/policies/preview", {"results": faster(policies(cast), 60)}).json()
    assert (told["changed"], sum(told["open_by_policy"])) == (0, 0)


MINUTE_A_WEEK = [{"weekday": 0, "opens": "09:00", "closes": "09:01"}]


def test_a_target_that_a_calendar_cannot_fill_is_refused_wherever_it_is_sent(cast: Cast) -> None:
    api = cast.api(cast.admin)
    draft = api.get("sla/policies").json()["results"]
    for row in draft[-1]["targets"]:
        row["resolution"] = 366 * 86_400
    tight = api.get("sla/calendars").json()["results"]
    for calendar in tight:
        calendar["intervals"] = MINUTE_A_WEEK
    assert api.put("sla/policies", {"results": draft}).status_code == 200
    for path, send in (("sla/calendars", api.put), ("sla/calendars/preview", api.post)):
        refused = send(path, {"results": tight})
        assert refused.status_code == 422
        assert "hours, which the calendar" in refused.json()["detail"]
        assert "Shorten the target" in refused.json()["detail"]
    # A calendar that serves nobody holds nothing up.
    unused = {"name": "Spare", "timezone": "UTC", "intervals": MINUTE_A_WEEK}
    open_ones = api.get("sla/calendars").json()["results"]
    spare = api.put("sla/calendars", {"results": [*open_ones, unused]}).json()["results"][-1]
    draft[-1]["calendar_id"] = spare["id"]
    for path, send in (("sla/policies", api.put), ("sla/policies/preview", api.post)):
        refused = send(path, {"results": draft})
        assert refused.status_code == 422
        assert "8784 hours, which the calendar Spare" in refused.json()["detail"]
    at = {"at": "9999-12-31T23:00:00Z"}
    assert api.post("sla/example", {"ticket": TICKET | at}).status_code in (400, 422)


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory", "posix/Europe/London"])
def test_a_time_zone_that_browsers_do_not_know_is_refused(cast: Cast, zone: str) -> None:
    api = cast.api(cast.admin)
    found = api.get("sla/calendars").json()["results"]
    found[0]["timezone"] = zone
    refused = api.put("sla/calendars", {"results": found})
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["results[0].timezone"]
    report = api.get(f"sla/compliance?since=2026-03-01&until=2026-03-02&by=company&timezone={zone}")
    assert report.status_code in (400, 422)
    rota = {"people": [cast.agent.pk], "since": "2026-03-02", "days": 7, "hour": 9, "timezone": zone}
    refused = api.put("routing/rules", {"rules": [], "settings": {"on_call": rota}})
    assert refused.status_code == 422
    assert api.patch("me", {"timezone": zone}).status_code in (400, 422)


def test_tags_of_a_policy_are_stored_and_asked_as_tickets_have_them(cast: Cast) -> None:
    api = cast.api(cast.admin)
    draft = api.get("sla/policies").json()["results"]
    draft.insert(0, draft[-1] | {"id": None, "name": "On trial", "is_default": False})
    draft[0]["conditions"] = {"tags": ["On  Trial", "on-trial"]}
    done = api.put("sla/policies", {"results": draft})
    assert done.json()["results"][0]["conditions"] == {"tags": ["on-trial"]}
    example = api.post("sla/example", {"ticket": TICKET | {"tags": ["On Trial"]}}).json()
    assert example["position"] == 0


def test_a_policy_of_before_takes_its_tickets_however_its_tags_were_typed(cast: Cast) -> None:
    api = cast.api(cast.admin)
    draft = api.get("sla/policies").json()["results"]
    assert api.put("sla/policies", {"results": draft}).status_code == 200
    Policy.objects.filter(pk=draft[0]["id"]).update(conditions={"tags": ["Trial"]})
    found = configuration.load().assign(cast.ticket(tags=["trial"]))
    assert found.policy is not None
    assert found.policy.pk == draft[0]["id"]


def test_a_fault_is_told_in_words_and_found_under_its_path(cast: Cast) -> None:
    api = cast.api(cast.admin)
    found = api.get("sla/calendars").json()["results"]
    found[0]["intervals"] = [{"weekday": 0, "opens": "soon", "closes": "17:00"}]
    refused = api.put("sla/calendars", {"results": found}).json()
    assert refused["detail"].startswith("Entry 1, interval 1, opens: Must be a time")
    assert list(refused["errors"]) == ["results[0].intervals[0].opens"]


def test_a_time_needs_no_nought_in_front(cast: Cast) -> None:
    api = cast.api(cast.admin)
    found = api.get("sla/calendars").json()["results"]
    found[0]["intervals"] = [{"weekday": 0, "opens": "9:00", "closes": "17:00"}]
    done = api.put("sla/calendars", {"results": found}).json()["results"][0]
    assert done["intervals"] == [{"weekday": 0, "opens": "09:00", "closes": "17:00"}]
