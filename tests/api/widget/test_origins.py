"""Which pages may call, what they are told, and how often."""

from collections.abc import Callable

import pytest

from tests.api.widget.desk import Browser, settings_of
from tests.cast import NOW, Cast

APP = "https://app.halyard.test"


def test_named_page_may_call_without_cookies(cast: Cast) -> None:
    settings_of(cast.brand, allowed_origins=[APP])
    browser = Browser(cast.brand, origin=APP)
    browser.begin()
    response = browser.get("home")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]
    assert response["Cache-Control"] == "no-store"


def test_preflight_is_answered_for_named_pages_only(cast: Cast) -> None:
    settings_of(cast.brand, allowed_origins=[APP])
    client = Browser(cast.brand).client
    good = client.options("/api/v1/widget/home", headers={"origin": APP})
    assert good.status_code == 204
    assert good["Access-Control-Allow-Origin"] == APP
    assert "X-Candor-Session" in good["Access-Control-Allow-Headers"]
    bad = client.options("/api/v1/widget/home", headers={"origin": "https://evil.test"})
    assert "Access-Control-Allow-Origin" not in bad


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "https://app.halyard.test.evil.test"])
def test_other_pages_are_refused(cast: Cast, origin: str) -> None:
    settings_of(cast.brand, allowed_origins=[APP])
    trusted = Browser(cast.brand, origin=APP)
    trusted.begin()
    evil = Browser(cast.brand, origin=origin)
    evil.token = trusted.token
    response = evil.get("home")
    assert response.status_code == 403
    assert response.json()["code"] == "widget.origin_not_allowed"
    assert "Access-Control-Allow-Origin" not in response
    refused = evil.post("sessions", {"key": cast.brand.widget_key})
    assert refused.status_code == 403


def test_page_of_one_brand_may_not_use_another_brands_widget(cast: Cast) -> None:
    settings_of(cast.brand, allowed_origins=[APP])
    settings_of(cast.other_brand, allowed_origins=["https://tern.test"])
    response = Browser(cast.other_brand, origin=APP).post("sessions", {"key": cast.other_brand.widget_key})
    assert response.status_code == 403


def test_too_many_messages_are_held_back(cast: Cast, freeze: Callable[..., object]) -> None:
    freeze(NOW)
    browser = Browser(cast.brand)
    browser.begin()
    codes = [
        browser.post("conversations", {"client_id": f"client-{n:04}", "text": "Again"}).status_code
        for n in range(22)
    ]
    assert codes[:20] == [201] * 20
    assert codes[-1] == 429


def test_config_tells_looks_and_nothing_else(cast: Cast) -> None:
    body = Browser(cast.brand).get("config", {"key": cast.brand.widget_key}).json()
    assert set(body) == {
        "brand", "color", "position", "theme", "is_consent_required", "language", "launcher_text",
        "consent_text", "hidden", "is_watched", "is_proactive",
    }  # fmt: skip


def test_scripts_are_loadable_from_any_page(cast: Cast) -> None:
    response = Browser(cast.brand).client.get("/widget.js")
    assert response["Content-Type"].startswith("text/javascript")
    if response.status_code == 200:
        assert response["Access-Control-Allow-Origin"] == "*"
        again = Browser(cast.brand).client.get("/widget.js", headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
