"""/api/v1/widget-settings/{brand}: who sets up the widget, and what is accepted."""

from typing import Any

import pytest

from core.models import AuditEntry
from tests.cast import ApiClient, Cast


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


def test_agents_and_strangers_see_no_secret(cast: Cast) -> None:
    for person in (cast.agent, cast.supervisor, cast.read_only):
        assert cast.api(person).get(f"widget-settings/{cast.brand.slug}").status_code == 403
        assert cast.api(person).post(f"widget-settings/{cast.brand.slug}/rotate-secret").status_code == 403
    assert ApiClient().get(f"widget-settings/{cast.brand.slug}").status_code == 401


def test_token_that_may_only_read_gets_no_secret(cast: Cast) -> None:
    api = cast.api(cast.admin, scopes=["widget:read"])
    assert api.get(f"widget-settings/{cast.brand.slug}").json()["secret"] is None
    assert api.post(f"widget-settings/{cast.brand.slug}/rotate-secret").status_code == 403
