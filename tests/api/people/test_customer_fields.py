"""The fields that admins add to companies and contacts: defining them, what they take, who asks for them."""

from typing import Any

import pytest
from django.core.cache import cache

from core.models import AuditEntry, OutboxEvent
from people import services as people_services
from people.models import Company, Contact, CustomerField
from routing.rules import first_match, read_rules
from routing.selectors.facts import facts_of
from tests.cast import NOW, ApiClient, Cast
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def _no_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _commits(django_capture_on_commit_callbacks: Any) -> Any:
    """Definitions are forgotten when a change of them is committed."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def field(cast: Cast, label: str = "Region", of: str = "company", **values: Any) -> dict[str, Any]:
    body = {"of": of, "label": label, "kind": "text"} | values
    response = cast.api(cast.admin).post("customer-fields", body)
    assert response.status_code == 201, response.content
    cache.clear()
    return dict(response.json())


def company(cast: Cast, api: ApiClient, **custom: Any) -> Any:
    return api.patch(f"companies/{cast.company.pk}", {"custom": custom})


def contact(cast: Cast, api: ApiClient, **custom: Any) -> Any:
    return api.patch(f"contacts/{cast.customer.pk}", {"custom": custom})


def test_an_admin_defines_fields_and_agents_read_them(cast: Cast) -> None:
    made = field(cast, "Data region", kind="choice", choices=["EU", "US"], help="Where it is stored")
    field(cast, "Role", of="contact")
    assert made["key"] == "data_region"
    api = cast.api(cast.agent)
    assert [one["label"] for one in api.get("customer-fields").json()["results"]] == ["Data region", "Role"]
    assert [one["label"] for one in api.get("customer-fields", {"of": "contact"}).json()["results"]] == [
        "Role"
    ]
    assert api.get("customer-fields", {"of": "ticket"}).status_code == 422
    assert AuditEntry.objects.filter(action="people.field_created").count() == 2


def test_nobody_but_admins_changes_fields_or_sees_what_hangs_on_them(cast: Cast) -> None:
    path = f"customer-fields/{field(cast)['id']}"
    api = cast.api(cast.supervisor)
    assert api.post("customer-fields", {"of": "company", "label": "X", "kind": "text"}).status_code == 403
    assert api.patch(path, {"label": "X"}).status_code == 403
    assert api.post(f"{path}/archive").status_code == 403
    assert api.delete(path).status_code == 403
    assert api.put("customer-fields/order", {"of": "company", "ids": [1]}).status_code == 403
    assert api.get("customer-fields/usage").status_code == 403
    assert api.get(f"{path}/usage").status_code == 403


def test_a_company_and_a_contact_may_have_fields_of_one_key(cast: Cast) -> None:
    field(cast, "Region")
    field(cast, "Region", of="contact")
    again = cast.api(cast.admin).post("customer-fields", {"of": "contact", "label": "Region", "kind": "text"})
    assert again.status_code == 422
    assert "key" in again.json()["errors"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"key": "other"}, "key"),
        ({"of": "contact"}, "of"),
        ({"label": " "}, "label"),
        ({"kind": "choice"}, "choices"),
    ],
)
def test_what_cannot_change_says_so(change: dict[str, Any], name: str, cast: Cast) -> None:
    refused = cast.api(cast.admin).patch(f"customer-fields/{field(cast)['id']}", change)
    assert refused.status_code == 422
    assert name in refused.json()["errors"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "Frankfurt", 12),
        ("number", 12.5, "twelve"),
        ("number", 0, True),
        ("date", "2026-03-02", "2.3.2026"),
        ("checkbox", False, "yes"),
        ("choice", "EU", "eu"),
    ],
)
@pytest.mark.parametrize("of", ["company", "contact"])
def test_values_are_held_to_their_kind(of: str, kind: str, good: Any, bad: Any, cast: Cast) -> None:
    more: dict[str, Any] = {"choices": ["EU", "US"]} if kind == "choice" else {}
    field(cast, of=of, kind=kind, **more)
    write = company if of == "company" else contact
    api = cast.api(cast.agent)
    refused = write(cast, api, region=bad)
    assert refused.status_code == 422
    assert "Region takes" in refused.json()["detail"]
    assert write(cast, api, region=good).json()["custom"] == {"region": good}
    assert write(cast, api, region=None).json()["custom"] == {}


def test_a_key_that_nobody_defined_is_refused_and_the_defined_ones_named(cast: Cast) -> None:
    field(cast)
    refused = company(cast, cast.api(cast.agent), reigon="EU")
    assert refused.status_code == 422
    assert "Defined: region" in refused.json()["detail"]
    assert Company.objects.get(pk=cast.company.pk).custom == {}


def test_an_archived_field_and_a_choice_taken_out_keep_what_there_is(cast: Cast) -> None:
    made = field(cast, kind="choice", choices=["EU", "US"])
    api, admin = cast.api(cast.agent), cast.api(cast.admin)
    company(cast, api, region="US")
    admin.patch(f"customer-fields/{made['id']}", {"choices": ["EU"]})
    cache.clear()
    assert company(cast, api, region="US").status_code == 200
    admin.post(f"customer-fields/{made['id']}/archive")
    cache.clear()
    assert company(cast, api, region="EU").status_code == 422
    assert company(cast, api).json()["custom"] == {"region": "US"}
    assert company(cast, api, region=None).json()["custom"] == {}


def test_a_field_with_values_is_not_deleted_and_keeps_its_kind(cast: Cast) -> None:
    made = field(cast)
    company(cast, cast.api(cast.agent), region="EU")
    admin, path = cast.api(cast.admin), f"customer-fields/{made['id']}"
    for refused in (admin.delete(path), admin.patch(path, {"kind": "number"})):
        assert (refused.status_code, refused.json()["code"]) == (409, "people.field_in_use")
        assert refused.json()["held"] == 1
    assert admin.get("customer-fields/usage").json()["results"] == [
        {"of": "company", "key": "region", "filled": 1, "among": Company.objects.count()}
    ]
    company(cast, cast.api(cast.agent), region=None)
    assert admin.delete(path).status_code == 204
    assert not CustomerField.objects.exists()


def test_the_order_is_kept_for_companies_and_contacts_apart(cast: Cast) -> None:
    first, second = field(cast, "First"), field(cast, "Second")
    other = field(cast, "Other", of="contact")
    api = cast.api(cast.admin)
    answer = api.put("customer-fields/order", {"of": "company", "ids": [second["id"], first["id"]]})
    assert [one["label"] for one in answer.json()["results"]] == ["Second", "First"]
    refused = api.put("customer-fields/order", {"of": "company", "ids": [other["id"]]})
    assert refused.status_code == 422


def test_a_change_is_told_and_noted_with_what_was_there(cast: Cast) -> None:
    field(cast)
    field(cast, of="contact")
    api = cast.api(cast.agent)
    company(cast, api, region="EU")
    contact(cast, api, region="US")
    told = OutboxEvent.objects.filter(name="people.company_changed").latest("id")
    assert told.payload["changes"] == {"custom.region": [None, "EU"]}
    # What stands with a person is read with their own rights, not from an event.
    told = OutboxEvent.objects.filter(name="people.contact_changed").latest("id")
    assert told.payload == {"contact_id": cast.customer.pk, "fields": ["custom.region"]}
    noted = AuditEntry.objects.filter(action="people.contact_changed").latest("id")
    assert noted.data["changes"] == {"custom.region": [None, "US"]}
    before = OutboxEvent.objects.count()
    contact(cast, api, region="US")
    assert OutboxEvent.objects.count() == before


def test_staff_write_down_what_they_learn_about_a_contact(cast: Cast) -> None:
    api = cast.api(cast.agent)
    body = {"name": "Helen Hart", "title": "CTO", "phone": "+49 30 1", "timezone": "Europe/Berlin"}
    changed = api.patch(f"contacts/{cast.customer.pk}", body)
    assert {name: changed.json()[name] for name in body} == body
    assert [row["id"] for row in api.get("contacts", {"q": "CTO"}).json()["results"]] == [cast.customer.pk]
    assert api.patch(f"contacts/{cast.customer.pk}", {"email": "x@y.test"}).status_code == 400
    assert api.patch(f"contacts/{cast.customer.pk}", {"timezone": "Berlin"}).status_code == 422


def test_who_sees_a_narrow_part_changes_nobody_else(cast: Cast) -> None:
    narrow = cast.staff("Nora Narrow", "agent", ticket_scope="assigned")
    cast.ticket(assignee=narrow)
    cast.ticket(by=cast.stranger)
    api = cast.api(narrow)
    assert api.patch(f"contacts/{cast.customer.pk}", {"title": "CTO"}).status_code == 200
    assert api.patch(f"contacts/{cast.stranger.pk}", {"title": "CTO"}).status_code == 404
    light = cast.staff("Lena Light", "light_agent")
    assert cast.api(light).patch(f"contacts/{cast.customer.pk}", {"title": "CTO"}).status_code == 403


def test_merged_contacts_keep_the_values_of_both_and_can_be_parted_again(cast: Cast) -> None:
    field(cast, of="contact")
    field(cast, "Role", of="contact")
    Contact.objects.filter(pk=cast.customer.pk).update(custom={"region": "EU"})
    Contact.objects.filter(pk=cast.colleague.pk).update(custom={"region": "US", "role": "Admin"})
    preview = cast.api(cast.supervisor).get(
        f"contacts/{cast.customer.pk}/merge-preview", {"from": cast.colleague.pk}
    )
    moved = [one for one in preview.json()["moves"]["fields"] if one["field"].startswith("custom.")]
    assert moved == [{"field": "custom.role", "label": "Role", "value": "Admin"}]
    merge = people_services.contacts_merge(
        actor=cast.actor(cast.supervisor), into_id=cast.customer.pk, from_id=cast.colleague.pk, now=NOW
    )
    assert Contact.objects.get(pk=cast.customer.pk).custom == {"region": "EU", "role": "Admin"}
    people_services.contacts_unmerge(actor=cast.actor(cast.supervisor), merge_id=merge.pk, now=NOW)
    assert Contact.objects.get(pk=cast.customer.pk).custom == {"region": "EU"}
    assert Contact.objects.get(pk=cast.colleague.pk).custom == {"region": "US", "role": "Admin"}


def test_rules_ask_for_fields_of_company_and_contact(cast: Cast) -> None:
    field(cast, "Seats", kind="number")
    field(cast, "VIP", of="contact", kind="checkbox")
    company(cast, cast.api(cast.agent), seats=250)
    contact(cast, cast.api(cast.agent), vip=True)
    rules = read_rules(
        [
            {
                "name": "Large",
                "when": {
                    "all": [
                        {"field": "company.seats", "op": "at_least", "value": 200},
                        {"field": "contact.vip", "op": "is", "value": True},
                    ]
                },
                "then": {"tier": "T2"},
            }
        ]
    )
    ticket = Ticket.objects.with_names().get(pk=cast.ticket().pk)
    assert first_match(rules, facts_of(ticket, now=NOW)) is not None
    company(cast, cast.api(cast.agent), seats=199)
    ticket = Ticket.objects.with_names().get(pk=ticket.pk)
    assert first_match(rules, facts_of(ticket, now=NOW)) is None
