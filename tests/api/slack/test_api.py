"""Settings of Slack over REST: who may, what is refused, and how a workspace is connected."""

import pytest

from integrations.connections.models import Connection
from integrations.slack.models import AlertRule, SlackChannel, SlackWorkspace
from tests.api.slack.desk import Desk
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_channels_are_read_from_slack(cast: Cast, desk: Desk) -> None:
    desk.server.channel("C0MORE", "more")
    desk.server.channel("C0OTHER", "not-ours", is_member=False)
    answer = cast.api(cast.admin).post("slack/channels/look")
    assert answer.status_code == 200
    found = {row["name"]: row for row in answer.json()["results"]}
    assert set(found) == {"acme-halyard", "support-team", "more"}
    assert (found["more"]["mode"], found["acme-halyard"]["is_shared"]) == ("off", True)
    assert found["acme-halyard"]["brand"]["name"] == "Halyard"


def test_a_channel_is_switched_on(cast: Cast, desk: Desk) -> None:
    row = SlackChannel.objects.create(connection=desk.connection, channel_id="C0MORE", name="more")
    api = cast.api(cast.admin)
    assert api.patch(f"slack/channels/{row.pk}", {"mode": "all"}).status_code == 422
    values = {"mode": "asked", "brand_id": cast.brand.pk, "team_id": cast.team.pk, "emoji": ":sos:"}
    answer = api.patch(f"slack/channels/{row.pk}", values)
    assert answer.status_code == 200
    assert (answer.json()["emoji"], answer.json()["team"]["name"]) == ("sos", "Front line")
    assert api.patch(f"slack/channels/{row.pk}", {"company_id": 999_999}).status_code == 422
    assert api.patch("slack/channels/999999", {"mode": "off"}).status_code == 404


def test_a_workspace_gets_its_company(cast: Cast, desk: Desk) -> None:
    row = SlackWorkspace.objects.create(connection=desk.connection, team_id="T0ACME", name="Acme")
    api = cast.api(cast.admin)
    answer = api.patch(f"slack/workspaces/{row.pk}", {"company_id": cast.company.pk})
    assert answer.json()["company"]["id"] == cast.company.pk
    assert [one["name"] for one in api.get("slack/workspaces").json()["results"]] == ["Acme"]
    assert api.patch("slack/workspaces/999999", {"company_id": None}).status_code == 404


def test_rules_of_alerts(cast: Cast, desk: Desk) -> None:
    api = cast.api(cast.admin)
    base = {"connection_id": desk.connection.pk, "kinds": ["breach"]}
    shared = api.post("slack/alert-rules", base | {"channel_id": desk.channel.pk})
    assert (shared.status_code, "shared with another company" in shared.json()["detail"]) == (422, True)
    assert api.post("slack/alert-rules", base | {"kinds": []}).status_code == 422
    assert api.post("slack/alert-rules", base | {"timezone": "Moon/Base"}).status_code == 422
    assert api.post("slack/alert-rules", base | {"quiet_begins": "20:00"}).status_code == 422
    inside = SlackChannel.objects.create(connection=desk.connection, channel_id="C0TEAM", name="support")
    answer = api.post("slack/alert-rules", base | {"channel_id": inside.pk, "digest_minutes": 30})
    assert answer.status_code == 201
    key = answer.json()["id"]
    mention = api.patch(f"slack/alert-rules/{key}", {"kinds": ["mention"]})
    assert mention.status_code == 422
    assert api.patch(f"slack/alert-rules/{key}", {"is_on": False}).json()["is_on"] is False
    assert len(api.get("slack/alert-rules").json()["results"]) == 1
    assert api.delete(f"slack/alert-rules/{key}").status_code == 204
    assert AlertRule.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["slack", "slack/channels", "slack/workspaces", "slack/alert-rules"], ids=lambda path: path
)
def test_agents_see_none_of_it(cast: Cast, desk: Desk, path: str) -> None:
    assert cast.api(cast.agent).get(path).status_code == 403


def test_a_workspace_is_connected_by_signing_in(cast: Cast, desk: Desk) -> None:
    Connection.objects.all().delete()
    api = cast.api(cast.admin)
    assert api.get("slack").json()["is_set_up"] is True
    address = api.post("connections/sign-in", {"system": "slack"}).json()["url"]
    state, code = desk.server.consent(address)
    back = api.get(f"/api/v1/connections/sign-in/return?state={state}&code={code}")
    row = Connection.objects.get()
    led = f"/app/settings/slack?connection={row.pk}&sign_in=done"
    assert (back.status_code, back["Location"]) == (302, led)
    assert (row.account_id, row.account_name) == ("T0OURS", "Halyard")
    assert row.hook_key in api.get("slack").json()["manifest"]
