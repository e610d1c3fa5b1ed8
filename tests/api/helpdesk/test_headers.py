"""The headers of every answer, whichever view produced it."""

import pytest

from tests.answers import Client
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/api/v1/tickets", "/api/v1/me", "/api/v1/nothing", "/_allauth/browser/v1/auth/session"]
)
def test_nothing_of_somebody_is_stored(cast: Cast, client: Client, path: str) -> None:
    assert {"private", "no-store"} <= set(client.get(path)["Cache-Control"].split(", "))
    assert {"private", "no-store"} <= set(cast.api(cast.agent).get(path)["Cache-Control"].split(", "))


@pytest.mark.parametrize("path", ["/app/", "/api/v1/me", "/help/", "/healthz", "/nothing"])
def test_no_page_may_use_the_devices_of_a_person(client: Client, path: str) -> None:
    assert "camera=()" in client.get(path)["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/app/", "/nothing"])
def test_forms_go_to_us_alone(client: Client, path: str) -> None:
    assert "form-action 'self'" in client.get(path)["Content-Security-Policy"]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_metrics_are_not_for_who_comes_through_a_proxy(client: Client, header: str) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "10.0.0.1"}).status_code == 404


@pytest.mark.parametrize("address", ["203.0.113.9", "8.8.8.8", "", "2001:4860:4860::8888"])
def test_metrics_are_not_for_strangers(client: Client, address: str) -> None:
    expected = 200 if address.startswith("203.0.113") else 404
    # Documentation addresses count as private; nobody has them.
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == expected


def test_readiness_repeats_no_word_of_a_server(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OSError("connection to db-7.internal as candor refused")

    monkeypatch.setitem(__import__("helpdesk.health").health._CHECKS, "database", fails)
    told = client.get("/readyz").json()["checks"]["database"]
    assert "OSError" in told
    assert "db-7" not in told
