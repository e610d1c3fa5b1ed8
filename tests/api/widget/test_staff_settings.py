"""/api/v1/widget-settings/{brand}: who sets up the widget, and what is accepted."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.models import AuditEntry
from people.actors import staff_actor
from tests.api.widget.desk import Browser, settings_of
from tests.cast import ApiClient, Cast
from widget.models import SeenOrigin
from widget.services import origin_seen, secret_retire, secret_rotate
from widget.services.configuring import settings_keep
from widget.services.seeing import MAX_BLOCKED


def test_admin_sets_origins_areas_and_guides(cast: Cast) -> None:
    changes = {
        "allowed_origins": ["https://App.Halyard.test/", "https://*.halyard.test"],
        "area_rules": [{"pattern": "/settings/*", "area": "settings"}],
        "guides": [
            {
                "article": "fix-hly-4012",
                "steps": [{"selector": "#test", "title": "Test", "text": "Press it."}],
            }
        ],
        "retention_days": 7,
    }
    body = cast.api(cast.admin).patch(f"widget-settings/{cast.brand.slug}", changes).json()
    assert body["allowed_origins"] == ["https://app.halyard.test", "https://*.halyard.test"]
    assert body["retention_days"] == 7
    assert body["key"] == cast.brand.widget_key
    assert AuditEntry.objects.filter(action="widget.settings_changed").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"allowed_origins": ["javascript:alert(1)"]},
        {"allowed_origins": "https://app.test"},
        {"color": "red"},
        {"retention_days": 0},
        {"guides": [{"article": "x", "steps": []}]},
        {"area_rules": [{"pattern": 3}]},
        {"secret": "mine"},
    ],
)
def test_what_does_not_fit_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    response = cast.api(cast.admin).patch(f"widget-settings/{cast.brand.slug}", changes)
    expected = 400 if set(changes) & {"secret"} else 422
    assert response.status_code == expected, response.content


def test_every_wrong_origin_is_named_with_its_reason(cast: Cast) -> None:
    wrong = ["app.halyard.test", "https://*.com", "https://app.halyard.test:99999"]
    answer = cast.api(cast.admin).patch(
        f"widget-settings/{cast.brand.slug}", {"allowed_origins": ["https://good.halyard.test", *wrong]}
    )
    named = answer.json()["errors"]["allowed_origins"]
    assert [line.rpartition(": ")[0].partition(": It")[0].split(": ")[0] for line in named] == wrong


def test_agents_and_strangers_see_no_secret(cast: Cast) -> None:
    for person in (cast.agent, cast.supervisor, cast.read_only):
        assert cast.api(person).get(f"widget-settings/{cast.brand.slug}").status_code == 403
        assert cast.api(person).post(f"widget-settings/{cast.brand.slug}/rotate-secret").status_code == 403
    assert ApiClient().get(f"widget-settings/{cast.brand.slug}").status_code == 401


def test_a_secret_is_shown_once(cast: Cast) -> None:
    path = f"widget-settings/{cast.brand.slug}"
    api = cast.api(cast.admin)
    made = api.post(f"{path}/rotate-secret", {"overlap_hours": 24}).json()
    assert len(made["secret"]) >= 32
    assert api.get(path).json()["secret"] is None
    assert cast.api(cast.admin, scopes=["widget:read"]).post(f"{path}/rotate-secret").status_code == 403


def test_the_old_secret_ends_with_its_overlap(cast: Cast) -> None:
    now = clock.now()
    actor = staff_actor(cast.admin)
    old = settings_keep(cast.brand).secret
    found = secret_rotate(actor=actor, brand=cast.brand, overlap_hours=2, now=now)
    assert found.live_secrets(now) == [found.secret, old]
    assert found.live_secrets(now + timedelta(hours=2)) == [found.secret]
    found = secret_retire(actor=actor, brand=cast.brand, now=now)
    assert found.live_secrets(now) == [found.secret]


@pytest.mark.parametrize("hours", [-1, 721, "soon"])
def test_an_overlap_beyond_a_month_is_refused(cast: Cast, hours: Any) -> None:
    path = f"widget-settings/{cast.brand.slug}/rotate-secret"
    assert cast.api(cast.admin).post(path, {"overlap_hours": hours}).status_code == 422


def test_an_old_version_changes_nothing(cast: Cast) -> None:
    path = f"widget-settings/{cast.brand.slug}"
    api = cast.api(cast.admin)
    version = api.get(path).json()["version"]
    fresh = api.patch(path, {"retention_days": 9}, if_match=f'"v{version}"').json()
    assert (fresh["version"], fresh["updated_by"]) == (version + 1, cast.admin.name)
    assert api.patch(path, {"retention_days": 8}, if_match=f'"v{version}"').status_code == 412
    assert api.get(path).json()["retention_days"] == 9


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("get", ""), ("patch", ""), ("post", "/rotate-secret"), ("post", "/retire-secret"),
        ("get", "/seen"), ("post", "/test-area"),
    ],
)  # fmt: skip
def test_strangers_are_refused_at_each_verb(cast: Cast, verb: str, path: str) -> None:
    address = f"widget-settings/{cast.brand.slug}{path}"
    assert getattr(ApiClient(), verb)(address).status_code == 401
    for person in (cast.agent, cast.supervisor, cast.read_only):
        assert getattr(cast.api(person), verb)(address).status_code == 403


def test_pages_that_ask_are_seen_and_refused_ones_too(cast: Cast) -> None:
    settings_of(cast.brand, allowed_origins=["https://app.test"])
    path = f"widget-settings/{cast.brand.slug}/seen"
    api = cast.api(cast.admin)
    assert api.get(path).json()["is_seen"] is False
    for origin in ("https://app.test", "https://other.test"):
        Browser(cast.brand, origin=origin).get("config", {"key": cast.brand.widget_key})
    body = api.get(path).json()
    assert body["is_seen"]
    assert {row["origin"]: row["is_allowed"] for row in body["origins"]} == {
        "https://app.test": True,
        "https://other.test": False,
    }


def test_invented_origins_do_not_flood(cast: Cast) -> None:
    for number in range(60):
        origin = f"https://x{number}.test"
        origin_seen(brand_id=cast.brand.pk, origin=origin, is_allowed=False, now=clock.now())
    assert SeenOrigin.objects.count() <= MAX_BLOCKED


def test_an_address_says_its_area(cast: Cast) -> None:
    path = f"widget-settings/{cast.brand.slug}/test-area"
    rules = [{"pattern": "/a/*", "area": "one"}, {"pattern": "*", "area": "rest"}]
    api = cast.api(cast.admin)
    body = api.post(path, {"url": "https://x.test/b", "area_rules": rules}).json()
    assert (body["index"], body["area"], body["compared"]) == (1, "rest", "/b")
    assert body["tried"] == [
        {"compared": "/b", "has_matched": False},
        {"compared": "/b", "has_matched": True},
    ]
    assert api.post(path, {"url": "https://[x", "area_rules": []}).status_code == 422
    assert api.post(path, {"url": "https://x.test", "rules": []}).status_code == 400
