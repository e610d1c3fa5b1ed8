"""Connecting Linear, and what of a ticket becomes what there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from integrations.connections.models import Connection
from integrations.issues.models import TrackerSettings
from tests.api.issues.workspace import Workspace, made, reported
from tests.standins.linear import API_KEY
from tests.standins.linear.server import OTHER_TEAM, TEAM

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _settings(**more: Any) -> dict[str, Any]:
    return {
        "version": 1, "team": TEAM, "project": "project-sync", "areas": [], "labels": {"bug": ["label-bug"]},
        "priorities": {"P1": 1, "P4": 0}, "shares_customer": True, "shares_revenue": True,
        "drafts_answers": True, "answers": {"en": "Done, {name}."},
    } | more  # fmt: skip


def test_a_key_connects_and_a_wrong_one_does_not(linear: Workspace, cast: "Cast") -> None:
    Connection.objects.update(state="disconnected", api_key="")
    api = cast.api(cast.admin)
    wrong = api.post("connections", {"system": "linear", "api_key": "lin_api_wrong"})
    assert wrong.status_code == 422
    made_one = api.post("connections", {"system": "linear", "api_key": API_KEY})
    assert made_one.status_code == 201, made_one.content
    assert made_one.json()["account"] == "Halyard at Linear"
    assert API_KEY not in made_one.content.decode()
    assert api.post(f"connections/{made_one.json()['id']}/test").json()["ok"]


def test_a_sign_in_begins_at_linear(linear: Workspace, cast: "Cast") -> None:
    url = cast.api(cast.admin).post("connections/sign-in", {"system": "linear"}).json()["url"]
    assert url.startswith(f"{linear.server.url}/oauth/authorize?")
    assert "actor=app" in url


def test_settings_are_kept_by_version(linear: Workspace, cast: "Cast") -> None:
    api, path = cast.api(cast.admin), f"issues/trackers/{linear.connection.pk}"
    shown = api.get(path).json()
    assert [one["name"] for one in shown["catalog"]["labels"]] == ["Bug", "Warehouse syncs"]
    saved = api.put(path, _settings())
    assert (saved.status_code, saved.json()["version"]) == (200, 2), saved.content
    assert saved.json()["changed_by"]["name"] == "Ada Admin"
    assert api.put(path, _settings()).status_code == 412


@pytest.mark.parametrize(
    "change",
    [
        {"team": "no-team"}, {"project": "no-project"}, {"team": OTHER_TEAM}, {"labels": {"bug": ["none"]}},
        {"labels": {"odd": ["label-bug"]}}, {"priorities": {"P1": 9}}, {"priorities": {"P9": 1}},
        {"answers": {"xx": "Hi"}}, {"areas": [{"area": "syncs", "team": "no-team", "project": ""}]},
    ],
)  # fmt: skip
def test_what_the_tracker_does_not_have_is_refused(
    change: dict[str, Any], linear: Workspace, cast: "Cast"
) -> None:
    path = f"issues/trackers/{linear.connection.pk}"
    answer = cast.api(cast.admin).put(path, _settings(**change))
    assert answer.status_code == 422, answer.content
    assert TrackerSettings.objects.get().version == 1


def test_a_ticket_goes_where_its_area_says(linear: Workspace, cast: "Cast") -> None:
    areas = [{"area": "syncs", "team": TEAM, "project": "project-sync"}]
    path = f"issues/trackers/{linear.connection.pk}"
    cast.api(cast.admin).put(path, _settings(team=OTHER_TEAM, project="", areas=areas))
    ticket, api = reported(cast), cast.api(cast.agent)
    before = api.get(f"tickets/{ticket.pk}/issues/proposal").json()
    api.patch(f"tickets/{ticket.pk}", {"product_area": "syncs", "type": "bug", "priority": "P1"})
    after = api.get(f"tickets/{ticket.pk}/issues/proposal").json()
    assert (before["team"], before["project"]) == (OTHER_TEAM, "")
    assert (after["team"], after["project"], after["labels"]) == (TEAM, "project-sync", ["label-bug"])
    assert after["priority"] == 1


def test_a_customer_hears_what_was_set_in_their_language(
    linear: Workspace, cast: "Cast", settle: Callable[[], None]
) -> None:
    cast.api(cast.admin).put(f"issues/trackers/{linear.connection.pk}", _settings())
    cast.customer.locale = "de-DE"
    cast.customer.save()
    api, tickets = cast.api(cast.agent), [reported(cast), reported(cast, by=cast.stranger)]
    issue = made(api, tickets[0], settle)
    body = {"request_id": "6b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11", "issue": issue.pk, "comment": "x"}
    api.post(f"tickets/{tickets[1].pk}/issues/join", body)
    settle()
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    texts = [api.get(f"tickets/{one.pk}/issues").json()["answers"][0]["body_html"] for one in tickets]
    assert "Guten Tag Helen" in texts[0]
    assert texts[1] == "<p>Done, Sam.</p>"


def test_webhooks_are_asked_for_with_a_secret_of_ours(linear: Workspace, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    assert api.post(f"issues/trackers/{linear.connection.pk}/webhook").status_code == 204
    (hook,) = linear.server.state.webhooks.values()
    assert hook["url"].endswith(f"/hooks/systems/{linear.connection.hook_key}")
    assert sorted(hook["resourceTypes"]) == ["Comment", "Issue"]
    one = linear.server.make("One")
    assert linear.posts("Issue", "create", one, secret=hook["secret"]).status_code == 200


def test_what_can_be_chosen_is_read_anew(linear: Workspace, cast: "Cast") -> None:
    linear.server.state.labels.append({"id": "l2", "name": "Regression", "isGroup": False, "team": None})
    answer = cast.api(cast.admin).post(f"issues/trackers/{linear.connection.pk}/refresh")
    assert "Regression" in [one["name"] for one in answer.json()["catalog"]["labels"]]


@pytest.mark.parametrize("what", ["", "/refresh", "/webhook"])
def test_agents_set_nothing(what: str, linear: Workspace, cast: "Cast") -> None:
    api, path = cast.api(cast.agent), f"issues/trackers/{linear.connection.pk}{what}"
    answer = api.post(path) if what else api.put(path, _settings())
    assert answer.status_code == 403
    gone = cast.api(cast.admin)
    missing = f"issues/trackers/{linear.connection.pk + 999}{what}"
    assert (gone.post(missing) if what else gone.get(missing)).status_code == 404
