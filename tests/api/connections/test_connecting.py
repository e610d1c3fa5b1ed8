"""Connecting an account: by sign-in, by key, again, and no more."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.models import AuditEntry
from integrations.connections import systems
from integrations.connections.models import Connection, PendingSignIn
from people.models import User
from tests.answers import Client
from tests.api.connections.ferry import Ferry
from tests.cast import ApiClient
from tests.standins.system.server import API_KEY

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
RETURN = "connections/sign-in/return"
EXPIRED = "/app/settings?sign_in=expired"


def begun(api: ApiClient, **more: Any) -> str:
    answer = api.post("connections/sign-in", {"system": "ferry"} | more)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["url"])


def returned(api: ApiClient, state: str, code: str) -> Any:
    return api.get(RETURN, {"state": state, "code": code})


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="people.sign_in.AddressBackend")
    return client


def test_a_sign_in_connects(ferry: Ferry, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    address = begun(api)
    query = parse_qs(urlsplit(address).query)
    assert query["redirect_uri"][0].endswith(f"/api/v1/{RETURN}")
    assert "ferry-secret" not in address
    answer = returned(api, *ferry.server.consent(address))
    assert answer.status_code == 302
    row = Connection.objects.get()
    assert answer.headers["Location"] == f"/app/settings/ferry?connection={row.pk}&sign_in=done"
    shown = api.get(f"connections/{row.pk}").json()
    assert (shown["account"], shown["state"], shown["has_key"]) == ("Halyard at Ferry", "connected", False)
    assert shown["scopes"] == ["items:read", "items:write"]
    assert shown["connected_by"]["name"] == "Ada Admin"
    entry = AuditEntry.objects.get(action="connections.connected")
    assert entry.target == f"connection:{row.pk}"
    for secret in (row.access_token, row.refresh_token):
        assert secret
        assert secret not in str(shown) + str(entry.data)


def test_credentials_are_encrypted_in_the_database(ferry: Ferry) -> None:
    from django.db import connection as database

    row = ferry.connected(api_key="")
    with database.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM connections_connection")
        stored = cursor.fetchone()
    assert row.access_token not in stored
    assert all(value.startswith("gAAAA") for value in stored)


def test_a_state_is_good_once(ferry: Ferry, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    state, code = ferry.server.consent(begun(api))
    assert returned(api, state, code).status_code == 302
    assert returned(api, state, code).headers["Location"] == EXPIRED


@pytest.mark.parametrize("state", ["", "forged", "x" * 500])
def test_a_state_that_nobody_began_is_refused(ferry: Ferry, cast: "Cast", state: str) -> None:
    answer = returned(cast.api(cast.admin), state, "code")
    assert (answer.status_code, answer.headers["Location"]) == (302, EXPIRED)
    assert not Connection.objects.exists()


def test_a_state_is_for_who_began_it(ferry: Ferry, cast: "Cast") -> None:
    """Else somebody could have an admin connect the account of an attacker, or the other way round."""
    state, code = ferry.server.consent(begun(cast.api(cast.admin)))
    for other in (cast.api(cast.owner), cast.api(cast.admin)):
        assert returned(other, state, code).headers["Location"] == EXPIRED
    assert not Connection.objects.exists()


def test_a_state_is_for_the_browser_that_began_it(ferry: Ferry, cast: "Cast") -> None:
    mine, other = browser(cast.admin), browser(cast.admin)
    mine.get("/api/v1/csrf")
    address = mine.post(
        "/api/v1/connections/sign-in", {"system": "ferry"}, content_type="application/json"
    ).json()["url"]
    state, code = ferry.server.consent(address)
    path = f"/api/v1/{RETURN}"
    assert other.get(path, {"state": state, "code": code}).headers["Location"] == EXPIRED
    assert mine.get(path, {"state": state, "code": code}).headers["Location"].endswith("sign_in=done")
    assert Connection.objects.count() == 1


def test_a_state_ends(ferry: Ferry, cast: "Cast", freeze: Callable[..., Any]) -> None:
    api = cast.api(cast.admin)
    state, code = ferry.server.consent(begun(api))
    freeze(clock.now() + timedelta(minutes=16))
    assert returned(api, state, code).headers["Location"] == EXPIRED


def test_a_state_and_verifier_are_kept_as_digest_and_encrypted(ferry: Ferry, cast: "Cast") -> None:
    state, _ = ferry.server.consent(begun(cast.api(cast.admin)))
    row = PendingSignIn.objects.values().get()
    assert state not in str(row)


def test_who_refuses_there_connects_nothing(ferry: Ferry, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    state, _ = ferry.server.consent(begun(api))
    answer = api.get(RETURN, {"state": state, "error": "access_denied"})
    assert answer.headers["Location"].endswith("?sign_in=refused")
    assert not Connection.objects.exists()


def test_a_new_sign_in_mends_a_connection(ferry: Ferry, cast: "Cast") -> None:
    row = ferry.connected(health="sign_in", failures=9)
    api = cast.api(cast.admin)
    returned(api, *ferry.server.consent(begun(api, connection=row.pk)))
    row.refresh_from_db()
    assert (row.health, row.failures, row.state) == ("new", 0, "connected")
    assert api.post(f"connections/{row.pk}/test").json()["ok"] is True
    assert AuditEntry.objects.filter(action="connections.credential_changed").exists()


def test_another_account_does_not_take_a_connection_s_place(ferry: Ferry, cast: "Cast") -> None:
    row = ferry.connected(health="sign_in")
    ferry.server.state.account = ("acc-2", "Somebody else")
    api = cast.api(cast.admin)
    answer = returned(api, *ferry.server.consent(begun(api, connection=row.pk)))
    assert answer.headers["Location"] == "/app/settings/ferry?sign_in=other_account"
    row.refresh_from_db()
    assert (row.account_id, row.health) == ("acc-1", "sign_in")


def test_an_account_is_connected_once(ferry: Ferry, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    for _ in range(2):
        returned(api, *ferry.server.consent(begun(api)))
    assert Connection.objects.count() == 1


def test_a_key_is_tried_before_it_is_kept(ferry: Ferry, cast: "Cast") -> None:
    ferry.becomes(provider=None)
    api = cast.api(cast.admin)
    bad = api.post("connections", {"system": "ferry", "api_key": "fk_live_wrong_key"})
    assert (bad.status_code, bad.json()["errors"]) == (422, {"api_key": ["Not accepted."]})
    assert "wrong_key" not in bad.content.decode()
    good = api.post("connections", {"system": "ferry", "api_key": API_KEY})
    assert good.status_code == 201, good.content
    assert (good.json()["account"], good.json()["has_key"]) == ("Halyard at Ferry", True)
    assert API_KEY not in good.content.decode()


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b"<html>"])
def test_a_system_that_answers_something_else_is_told_of(ferry: Ferry, cast: "Cast", body: bytes) -> None:
    ferry.becomes(provider=None)
    ferry.server.state.next = [(200, {}, body)]
    answer = cast.api(cast.admin).post("connections", {"system": "ferry", "api_key": API_KEY})
    assert (answer.status_code, answer.json()["code"]) == (502, "upstream_failed")


def test_a_sign_in_for_a_connection_that_is_not_there_does_not_begin(ferry: Ferry, cast: "Cast") -> None:
    answer = cast.api(cast.admin).post("connections/sign-in", {"system": "ferry", "connection": 987_654})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "base",
    [
        "http://169.254.169.254", "http://ferry.test", "https://user:pass@ferry.test", "file:///etc/passwd",
        "https://ferry.test/?x=1", "https://[::1", "ferry.test", "https://",
    ],
)  # fmt: skip
def test_a_system_s_address_is_a_web_address(ferry: Ferry, cast: "Cast", base: str) -> None:
    ferry.becomes(provider=None, base_url="")
    body = {"system": "ferry", "api_key": API_KEY, "base_url": base}
    answer = cast.api(cast.admin).post("connections", body)
    assert answer.status_code == 422, answer.content
    assert "base_url" in answer.json()["errors"]


@pytest.mark.parametrize("base", ["https://127.0.0.2", "https://10.0.0.1", "https://[::1]:8443"])
def test_a_system_s_address_leads_to_nothing_internal(ferry: Ferry, cast: "Cast", base: str) -> None:
    ferry.becomes(provider=None, base_url="")
    body = {"system": "ferry", "api_key": API_KEY, "base_url": base}
    answer = cast.api(cast.admin).post("connections", body)
    assert (answer.status_code, answer.json()["code"]) == (502, "unsafe_address")
    assert not Connection.objects.exists()


def test_letting_go_forgets_what_opens_it(ferry: Ferry, cast: "Cast") -> None:
    row = ferry.connected(api_key="k" * 20)
    api = cast.api(cast.admin)
    assert api.delete(f"connections/{row.pk}").status_code == 204
    assert api.delete(f"connections/{row.pk}").status_code == 204
    row.refresh_from_db()
    assert (row.state, row.api_key, row.access_token, row.refresh_token) == ("disconnected", "", "", "")
    assert api.get("connections").json()["results"] == []
    assert len(api.get("connections", {"ended": "true"}).json()["results"]) == 1
    assert AuditEntry.objects.filter(action="connections.disconnected").count() == 1


@pytest.mark.parametrize("field", ["api_key", "access_token", "refresh_token"])
def test_the_database_keeps_no_credential_of_an_ended_connection(ferry: Ferry, field: str) -> None:
    empty = {"api_key": "", "access_token": "", "refresh_token": ""}
    with pytest.raises(IntegrityError, match="no_credentials"), transaction.atomic():
        ferry.connected(state="disconnected", **(empty | {field: "left over"}))


def test_pausing_and_going_on(ferry: Ferry, cast: "Cast") -> None:
    row = ferry.connected()
    api = cast.api(cast.admin)
    assert api.post(f"connections/{row.pk}/pause").json()["state"] == "paused"
    tested = api.post(f"connections/{row.pk}/test").json()
    assert (tested["ok"], tested["detail"]) == (False, "This connection is paused.")
    assert api.post(f"connections/{row.pk}/resume").json()["state"] == "connected"
    assert api.post(f"connections/{row.pk}/test").json()["ok"] is True


def test_systems_tell_how_they_are_connected(ferry: Ferry, cast: "Cast") -> None:
    found = cast.api(cast.admin).get("connections/systems").json()["results"]
    shown = next(one for one in found if one["key"] == "ferry")
    assert (shown["key"], shown["signs_in"], shown["is_set_up"], shown["has_hooks"]) == (
        "ferry", True, True, True,
    )  # fmt: skip


def test_each_system_with_a_sign_in_names_the_variables_that_hold_nothing(
    cast: "Cast", settings: Any
) -> None:
    for spec in systems.systems():
        provider = spec.provider() if spec.provider is not None else None
        if provider is not None:
            assert len(provider.variables) == 2, spec.key
            assert all(hasattr(settings, name) for name in provider.variables), spec.key
            for name in provider.variables:
                setattr(settings, name, "")
    settings.LINEAR_CLIENT_ID = "of-linear"
    found = cast.api(cast.admin).get("connections/systems").json()["results"]
    needs = {one["key"]: one["needs"] for one in found}
    assert needs["github"] == ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"]
    assert needs["linear"] == ["LINEAR_CLIENT_SECRET"]
    assert needs["stripe"] == []
    assert all(one["needs"] for one in found if one["signs_in"])


def test_an_unknown_system_is_told(cast: "Cast") -> None:
    answer = cast.api(cast.admin).post("connections/sign-in", {"system": "nowhere"})
    assert answer.json()["code"] == "connections.unknown_system"


SENT: list[tuple[dict[str, Any], str]] = [
    ({"access_token": ""}, "unavailable"),
    ({"access_token": 7}, "unavailable"),
    ({"access_token": "t\x00ken"}, "unavailable"),
    ({"access_token": "t\u00f6ken"}, "unavailable"),
    ({"access_token": "t\r\nX-Other: 1"}, "unavailable"),
    ({"refresh_token": "r\ud800"}, "unavailable"),
    ({"refresh_token": "r\x00"}, "done"),
    ({"expires_in": float("inf")}, "unavailable"),
    ({"expires_in": float("nan")}, "unavailable"),
    ({"expires_in": 1e300}, "done"),
    ({"expires_in": 10**30}, "done"),
    ({"expires_in": -5}, "done"),
    ({"expires_in": "soon"}, "done"),
    ({"scope": "x" * 5000}, "done"),
    ({"scope": "a\x00b read"}, "done"),
    ({"scope": " ".join(f"s{number}" for number in range(5000))}, "done"),
    ({"scope": ["items:read"]}, "done"),
    ({"more": [[[[[[[["x"]]]]]]]] * 50}, "done"),
]


@pytest.mark.parametrize(("sent", "outcome"), SENT)
def test_what_a_sign_in_answers_is_kept_or_refused_but_breaks_nothing(
    ferry: Ferry, cast: "Cast", sent: dict[str, Any], outcome: str
) -> None:
    ferry.server.state.token_more = sent
    api = cast.api(cast.admin)
    answer = returned(api, *ferry.server.consent(begun(api)))
    assert answer.status_code == 302, answer.content
    assert answer.headers["Location"].endswith(f"sign_in={outcome}")
    assert Connection.objects.exists() == (outcome == "done")


ACCOUNTS: list[tuple[Any, Any, bool]] = [
    ("acc\x00", "Name", False),
    ("a" * 201, "Name", False),
    ("", "Name", True),
    (4711, "Name", True),
    (True, "Name", False),
    (None, "Name", False),
    (["acc"], "Name", False),
    ("acc-9", None, True),
    ("acc-9", {"first": "Name"}, True),
    ("acc-9", "N\x00" * 500, True),
]


@pytest.mark.parametrize(("account_id", "name", "is_kept"), ACCOUNTS)
def test_what_a_system_says_of_its_account_is_kept_or_refused_but_breaks_nothing(
    ferry: Ferry, cast: "Cast", account_id: Any, name: Any, is_kept: bool
) -> None:
    ferry.becomes(provider=None)
    ferry.server.state.account = (account_id, name)
    answer = cast.api(cast.admin).post("connections", {"system": "ferry", "api_key": API_KEY})
    assert answer.status_code == (201 if is_kept else 502), answer.content
    assert Connection.objects.exists() == is_kept


@pytest.mark.parametrize(
    "base_of",
    [
        lambda answer: answer["instance_url"],
        lambda answer: answer["more"]["x"],
        lambda answer: "https://ferry.test/" + "x" * 400,
        lambda answer: "http://ferry.test",
        lambda answer: 7,
    ],
)
def test_an_address_that_a_sign_in_names_is_kept_or_refused_but_breaks_nothing(
    ferry: Ferry, cast: "Cast", base_of: Callable[[Any], str]
) -> None:
    ferry.becomes(base_of=base_of)
    api = cast.api(cast.admin)
    answer = returned(api, *ferry.server.consent(begun(api)))
    assert answer.headers["Location"] == "/app/settings/ferry?sign_in=unavailable"


@pytest.mark.parametrize("first", [{"account_id": ""}, {"account_id": "acc-1", "state": "disconnected"}])
def test_an_account_with_a_connection_of_its_own_takes_no_other_s_place(
    ferry: Ferry, cast: "Cast", first: dict[str, str]
) -> None:
    tokens = {} if first.get("state") is None else {"access_token": "", "refresh_token": ""}
    row = ferry.connected(**first, **tokens)
    ferry.connected(account_id="acc-1")
    api = cast.api(cast.admin)
    answer = returned(api, *ferry.server.consent(begun(api, connection=row.pk)))
    assert answer.headers["Location"] == "/app/settings/ferry?sign_in=other_account"
    row.refresh_from_db()
    assert row.account_id == first["account_id"]


@pytest.mark.parametrize("key", ["schl\u00fcssel", "key\u2028", "  "])
def test_a_key_that_no_header_carries_is_refused(ferry: Ferry, cast: "Cast", key: str) -> None:
    ferry.becomes(provider=None)
    answer = cast.api(cast.admin).post("connections", {"system": "ferry", "api_key": key})
    assert answer.status_code == 422, answer.content


def test_a_connection_that_is_gone_is_told(ferry: Ferry, cast: "Cast") -> None:
    row = ferry.connected()
    api = cast.api(cast.admin)
    state, code = ferry.server.consent(begun(api, connection=row.pk))
    row.delete()
    assert returned(api, state, code).headers["Location"] == "/app/settings/ferry?sign_in=gone"
