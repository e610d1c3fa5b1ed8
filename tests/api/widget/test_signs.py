"""Why a widget does not appear: what the settings say of pages that never show it, and when that is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from tests.answers import Client
from tests.api.widget.desk import Browser, settings_of
from tests.cast import NOW, Cast
from tickets.rendering import stamp

APP = "https://app.halyard.test"
Freeze = Callable[..., object]


@pytest.fixture(autouse=True)
def moment(freeze: Freeze, cast: Cast) -> None:
    freeze(NOW)
    cache.clear()
    settings_of(cast.brand, allowed_origins=[APP])


def seen(cast: Cast) -> dict[str, Any]:
    body: dict[str, Any] = cast.api(cast.admin).get(f"widget-settings/{cast.brand.slug}/seen").json()
    return body


def problems(cast: Cast) -> list[tuple[str, str]]:
    return [(row["kind"], row["origin"]) for row in seen(cast)["problems"]]


def ask(cast: Cast, key: str = "", origin: str = APP, **more: str) -> Any:
    return Browser(cast.brand, origin=origin).get("config", {"key": key or cast.brand.widget_key} | more)


def load_script(page: str) -> None:
    Client().get("/widget.js", headers={"referer": page})


def test_an_origin_that_is_not_listed_is_told_until_it_is(cast: Cast) -> None:
    ask(cast, origin="https://new.halyard.test")
    assert problems(cast) == [("origin", "https://new.halyard.test")]
    settings_of(cast.brand, allowed_origins=[APP, "https://*.halyard.test"])
    assert problems(cast) == []


@pytest.mark.parametrize("key", ["wk_nobodys", "other"])
def test_a_key_that_is_not_the_brands_is_told(cast: Cast, key: str, freeze: Freeze) -> None:
    ask(cast, key=cast.other_brand.widget_key if key == "other" else key)
    assert problems(cast) == [("key", APP)]
    freeze(NOW + timedelta(minutes=2))
    ask(cast)
    assert problems(cast) == []


def test_a_script_whose_calls_never_come_is_told(cast: Cast, freeze: Freeze) -> None:
    load_script(f"{APP}/")
    assert problems(cast) == []  # It may still be about to ask.
    freeze(NOW + timedelta(seconds=10))
    assert problems(cast) == [("connection", APP)]
    ask(cast)
    assert problems(cast) == []


def test_a_page_of_another_brand_with_the_same_origin_is_no_trouble(cast: Cast, freeze: Freeze) -> None:
    settings_of(cast.other_brand, allowed_origins=[APP])
    load_script(f"{APP}/")
    ask(cast, key=cast.other_brand.widget_key)
    freeze(NOW + timedelta(seconds=10))
    assert problems(cast) == []


def test_scripts_on_strangers_pages_leave_nothing(cast: Cast, freeze: Freeze) -> None:
    for page in ("https://evil.test/", "", "nonsense", "https://[x", f"{APP}.evil.test/"):
        load_script(page)
    freeze(NOW + timedelta(seconds=10))
    assert problems(cast) == []


def test_a_widget_that_is_off_says_so(cast: Cast) -> None:
    settings_of(cast.brand, is_enabled=False)
    assert problems(cast) == [("off", "")]


def test_paths_are_told_only_while_an_admin_looks(cast: Cast) -> None:
    assert ask(cast).json()["is_watched"] is False
    ask(cast, path="/settings/exports")
    assert seen(cast)["origins"][0]["path"] == ""
    answer = ask(cast)
    assert answer.json()["is_watched"] is True
    assert answer["Cache-Control"] == "no-store"
    ask(cast, path="/reset/abc123def456/exports?email=ines@halyard.test")
    row = seen(cast)["origins"][0]
    assert row["path"] == "/reset/(hidden)/exports"
    assert row["path_at"] is not None


def test_looking_tells_a_new_page_at_once(cast: Cast, freeze: Freeze) -> None:
    ask(cast)
    freeze(NOW + timedelta(seconds=4))
    seen(cast)
    ask(cast)
    assert seen(cast)["last_at"] == stamp(NOW + timedelta(seconds=4))
