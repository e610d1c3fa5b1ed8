"""Signing in to an org, staying signed in, and leaving it calls for others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from core.errors import RateLimited
from integrations.connections.models import Connection
from integrations.connections.services import read
from integrations.connections.transport import Call
from integrations.salesforce.soql import API
from tests.api.salesforce.org import Org
from tests.cast import NOW, Cast
from tests.standins.salesforce.server import ORG, ORG_NAME

Freeze = Callable[[datetime | str], datetime]
CALL = Call("GET", f"{API}/query", "How many", query={"q": "SELECT COUNT() FROM Account"})


def test_a_sign_in_keeps_the_org_its_address_and_what_renews_it(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    Connection.objects.all().delete()
    api = cast.api(cast.admin)
    begun = api.post("connections/sign-in", {"system": "salesforce"})
    assert begun.status_code == 200, begun.json()
    address = begun.json()["url"]
    asked = parse_qs(urlsplit(address).query)
    assert (asked["scope"], asked["code_challenge_method"]) == (["api refresh_token"], ["S256"])
    back = urlsplit(httpx.get(address).headers["Location"])
    api.get(f"connections/sign-in/return?{back.query}")
    row = Connection.objects.get(system="salesforce")
    assert (row.account_id, row.account_name, row.base_url) == (ORG, ORG_NAME, org.server.url)
    assert row.refresh_token
    assert read(connection_id=row.pk, call=CALL).data["totalSize"] == 0


def test_a_key_is_none(org: Org, cast: Cast) -> None:
    body = {"system": "salesforce", "api_key": "00Dx!y", "base_url": org.server.url}
    answer = cast.api(cast.admin).post("connections", body)
    assert answer.status_code == 422
    assert "Sign in instead" in answer.json()["errors"]["api_key"][0]


@pytest.mark.parametrize("ends", ["refused", "soon"])
def test_a_session_that_ends_is_renewed_where_the_org_is_now(
    org: Org, freeze: Freeze, settings: Any, ends: str
) -> None:
    now = freeze(NOW)
    state = org.server.state
    moved = f"http://localhost:{org.server.host.split(':')[1]}"
    settings.OUTBOUND_ALLOWED_HOSTS = [org.server.host, moved.removeprefix("http://")]
    state.instance_url = moved
    if ends == "refused":
        state.tokens.clear()
    else:
        Connection.objects.update(access_token_expires_at=now)
    assert read(connection_id=org.id, call=CALL).status == 200
    row = Connection.objects.get(pk=org.id)
    assert (row.base_url, row.token_version) == (moved, org.connection.token_version + 1)
    assert org.server.state.calls["POST /services/oauth2/token"] == 1


def test_a_sign_in_that_was_withdrawn_wants_a_person(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    org.server.state.tokens.clear()
    org.server.state.refresh_tokens.clear()
    assert not org.sync()
    assert cast.api(cast.admin).get(f"connections/{org.id}").json()["health"]["state"] == "sign_in"


def test_a_tenth_of_the_calls_of_a_day_is_left_to_others(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    state = org.server.state
    state.limit, state.used = 1000, 899
    read(connection_id=org.id, call=CALL)
    with pytest.raises(RateLimited):
        read(connection_id=org.id, call=CALL)
    assert state.used == 900
    # The day rolls on, and it looks again.
    freeze(NOW + timedelta(minutes=16))
    state.used = 500
    read(connection_id=org.id, call=CALL)
    read(connection_id=org.id, call=CALL)
    assert state.used == 502


def test_a_day_that_is_used_up_is_waited_for(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    org.server.state.used = org.server.state.limit
    with pytest.raises(RateLimited):
        read(connection_id=org.id, call=CALL)
    row = Connection.objects.get(pk=org.id)
    assert row.limited_until == NOW + timedelta(minutes=15)
