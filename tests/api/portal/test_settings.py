"""What admins set up: a brand's portal and its forms."""

from typing import Any

from core.models import AuditEntry
from portal.models import ContactForm, PortalSettings
from tests.cast import Cast
from tickets.models import CustomField

PORTAL = "portal/brands/halyard"


def test_a_portal_is_on_and_shares_nothing_until_somebody_says_so(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the address
    api = cast.api(cast.admin)
    CustomField.objects.create(key="plan", label="Plan", kind="choice", choices=["Free", "Scale"])
    seen = api.get(PORTAL)
    body = seen.json()
    assert (body["is_on"], body["shares_company"], body["forms"]) == (True, False, [])
    assert [kind["key"] for kind in body["kinds"]] == ["type", "product_area", "custom.plan"]
    changed = api.patch(PORTAL, {"shares_company": True}, If_Match=seen["ETag"])
    assert (changed.status_code, changed.json()["shares_company"]) == (200, True)
    assert changed.json()["changed_by"]["name"] == "Ada Admin"
    assert api.patch(PORTAL, {"is_on": False}, If_Match=seen["ETag"]).status_code == 412
    assert PortalSettings.objects.get().is_on
    [noted] = AuditEntry.objects.filter(action="portal.settings_changed")
    assert noted.data == {"shares_company": True}
    assert api.get("portal/brands/nobody").status_code == 404


def form(api: Any, **values: Any) -> Any:
    return api.post(f"{PORTAL}/forms", {"name": "Billing", **values})


def test_forms_are_made_changed_and_deleted(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the address
    api = cast.api(cast.admin)
    first, second = form(api).json(), form(api, name="Bugs", type="bug").json()
    assert (first["is_default"], second["is_default"], second["position"]) == (True, False, 1)
    at = f"portal/forms/{second['id']}"
    fields = [{"key": "type", "label": " Kind ", "is_required": True}]
    changed = api.patch(at, {"is_default": True, "fields": fields}).json()
    assert changed["is_default"]
    assert changed["fields"] == [
        {"key": "type", "label": "Kind", "help": "", "is_required": True, "when": None}
    ]
    assert [row["is_default"] for row in api.get(PORTAL).json()["forms"]] == [False, True]
    assert api.patch(at, {"is_active": False}).status_code == 422
    assert api.patch(at, {"name": "x"}, If_Match='"v1"').status_code == 412
    assert api.get(at).json()["version"] == 2
    assert api.delete(f"portal/forms/{first['id']}").status_code == 204
    assert [row.name for row in ContactForm.objects.all()] == ["Bugs"]
    actions = AuditEntry.objects.filter(action__startswith="portal.form").order_by("pk")
    assert [row.action.partition("_")[2] for row in actions] == ["created", "created", "changed", "deleted"]


def test_an_unsound_form_is_refused_with_the_reason(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the address
    api = cast.api(cast.admin)
    refused = form(api, fields=[{"key": "priority"}, {"key": "type", "when": {"field": "x", "value": ""}}])
    assert (refused.status_code, refused.json()["code"]) == (422, "portal.form_unsound")
    assert "there is no such field" in refused.json()["detail"]
    assert "must stand before" in refused.json()["detail"]
    assert form(api, name=" ").status_code == 422
    assert form(api, fields=[{"key": "type"}] * 41).status_code == 422
    assert not ContactForm.objects.exists()


def test_only_admins_set_it_up(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the address
    made = form(cast.api(cast.admin)).json()
    for person in (cast.supervisor, cast.agent, cast.read_only):
        api = cast.api(person)
        assert api.get(PORTAL).status_code == 403
        assert api.patch(PORTAL, {"shares_company": True}).status_code == 403
        assert form(api).status_code == 403
        assert api.patch(f"portal/forms/{made['id']}", {"name": "Mine"}).status_code == 403
        assert api.delete(f"portal/forms/{made['id']}").status_code == 403
    assert ContactForm.objects.get().name == "Billing"
