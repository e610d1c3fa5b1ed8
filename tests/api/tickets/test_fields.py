"""The fields that admins add: defining them, what tickets take, and what hangs on them."""

from typing import Any

import pytest
from django.core.cache import cache

from core.models import AuditEntry
from tests.cast import NOW, Cast
from tickets.models import CustomField, Macro, Ticket
from tickets.services import ticket_update


@pytest.fixture(autouse=True)
def _no_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _commits(django_capture_on_commit_callbacks: Any) -> Any:
    """Definitions are forgotten when a change of them is committed."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def field(cast: Cast, label: str = "Root cause", **values: Any) -> dict[str, Any]:
    body = {"label": label, "kind": "choice", "choices": ["Expired key", "Our outage"]} | values
    if body["kind"] != "choice":
        body.pop("choices")
    response = cast.api(cast.admin).post("fields", body)
    assert response.status_code == 201, response.content
    cache.clear()
    return dict(response.json())


def test_an_admin_defines_a_field_and_agents_read_it(cast: Cast) -> None:
    made = field(cast, "Root cause (bugs)", help="What broke", when={"field": "type", "values": ["bug"]})
    assert made["key"] == "root_cause_bugs"
    assert made["changed_by"]["name"] == "Ada Admin"
    found = cast.api(cast.agent).get("fields").json()["results"]
    assert [one["label"] for one in found] == ["Root cause (bugs)"]
    assert found[0]["when"] == {"field": "type", "values": ["bug"]}
    assert AuditEntry.objects.filter(action="tickets.field_created").count() == 1


def test_nobody_but_admins_changes_fields_or_sees_what_hangs_on_them(cast: Cast) -> None:
    made = field(cast)
    api = cast.api(cast.supervisor)
    path = f"fields/{made['id']}"
    assert api.post("fields", {"label": "X", "kind": "text"}).status_code == 403
    assert api.patch(path, {"label": "X"}).status_code == 403
    assert api.post(f"{path}/archive").status_code == 403
    assert api.delete(path).status_code == 403
    assert api.put("fields/order", {"ids": [made["id"]]}).status_code == 403
    assert api.get("fields/usage").status_code == 403
    assert api.get(f"{path}/usage").status_code == 403


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"label": "X", "kind": "choice"}, "choices"),
        ({"label": "X", "kind": "choice", "choices": ["Gold", "Silver", "gold"]}, "choices"),
        ({"label": "X", "kind": "color"}, "kind"),
        ({"label": "X", "kind": "text", "key": "Has Space"}, "key"),
        ({"label": "X", "kind": "text", "key": "taken"}, "key"),
        ({"label": "X", "kind": "text", "brand": "nowhere"}, "brand"),
        ({"label": "X", "kind": "text", "when": {"field": "custom.none"}}, "when"),
        ({"label": "X", "kind": "text", "when": {"field": "priority"}}, "when"),
    ],
)
def test_a_field_that_could_not_be_filled_is_refused(cast: Cast, body: dict[str, Any], name: str) -> None:
    field(cast, "Taken", kind="text")
    response = cast.api(cast.admin).post("fields", body)
    assert response.status_code == 422, response.content
    assert name in response.json()["errors"]


def test_no_field_depends_on_itself_by_way_of_others(cast: Cast) -> None:
    first = field(cast, "First", kind="text")
    second = field(cast, "Second", kind="text", when={"field": "custom.first", "values": []})
    api = cast.api(cast.admin)
    for on in ("custom.second", "custom.first"):
        answer = api.patch(f"fields/{first['id']}", {"when": {"field": on, "values": []}})
        assert answer.status_code == 422, on
    assert api.patch(f"fields/{second['id']}", {"when": None}).status_code == 200


def test_two_admins_do_not_overwrite_each_other(cast: Cast) -> None:
    made = field(cast)
    api, path = cast.api(cast.admin), f"fields/{made['id']}"
    seen = api.get(path)["ETag"]
    assert api.patch(path, {"label": "A"}, If_Match=seen).status_code == 200
    assert api.patch(path, {"label": "B"}, If_Match=seen).status_code == 412


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "words", 7),
        ("number", 7.5, "7"),
        ("choice", "Our outage", "Weather"),
        ("date", "2026-03-02", "2 March"),
        ("checkbox", False, "yes"),
    ],
)
def test_a_ticket_takes_what_fits_the_kind(cast: Cast, kind: str, good: Any, bad: Any) -> None:
    field(cast, "F", kind=kind)
    api, path = cast.api(cast.agent), f"tickets/{cast.ticket().pk}"
    refused = api.patch(path, {"custom": {"f": bad}})
    assert refused.status_code == 422
    assert "F takes" in refused.json()["detail"]
    assert api.patch(path, {"custom": {"f": good}}).json()["custom"] == {"f": good}
    assert api.patch(path, {"custom": {"f": None}}).status_code == 200


def test_what_nobody_defined_is_left_alone(cast: Cast) -> None:
    answer = cast.api(cast.agent).patch(f"tickets/{cast.ticket().pk}", {"custom": {"theirs": ["a", "b"]}})
    assert answer.json()["custom"] == {"theirs": ["a", "b"]}


def test_only_a_field_that_is_shown_is_required(cast: Cast) -> None:
    field(cast, is_required_on_resolve=True, when={"field": "type", "values": ["bug"]})
    field(cast, "Detail", kind="text", is_required_on_resolve=True,
          when={"field": "custom.root_cause", "values": ["our outage"]})  # fmt: skip
    api = cast.api(cast.agent)
    question, bug = cast.ticket(type="question"), cast.ticket(type="bug")
    assert api.patch(f"tickets/{question.pk}", {"status": "resolved"}).status_code == 200
    refused = api.patch(f"tickets/{bug.pk}", {"status": "resolved"}).json()
    assert (refused["code"], refused["fields"]) == ("tickets.field_required", ["root_cause"])
    api.patch(f"tickets/{bug.pk}", {"custom": {"root_cause": "Our outage"}})
    assert api.patch(f"tickets/{bug.pk}", {"status": "resolved"}).json()["fields"] == ["detail"]
    for nothing in ("   ", "\u200b", "\n\u00a0"):
        blank = api.patch(f"tickets/{bug.pk}", {"status": "resolved", "custom": {"detail": nothing}})
        assert blank.status_code in (409, 422), nothing
    done = api.patch(f"tickets/{bug.pk}", {"status": "resolved", "custom": {"detail": "A disk"}})
    assert done.status_code == 200


def test_a_macro_and_a_bulk_change_cannot_pass_a_required_field(cast: Cast) -> None:
    field(cast, is_required_on_resolve=True)
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    bulk = api.post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"status": "resolved"}}).json()
    assert bulk["failed"][0]["code"] == "tickets.field_required"
    macro = Macro.objects.create(
        name="Done", kind="shared", owner=cast.agent, actions={"status": "resolved"},
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    applied = api.post(f"macros/{macro.pk}/apply", {"numbers": [ticket.pk]}).json()
    assert applied["failed"][0]["code"] == "tickets.field_required"


def test_an_archived_field_keeps_its_values_and_takes_none(cast: Cast) -> None:
    made = field(cast, is_required_on_resolve=True)
    api, ticket = cast.api(cast.agent), cast.ticket()
    path = f"tickets/{ticket.pk}"
    api.patch(path, {"custom": {"root_cause": "Our outage"}})
    assert cast.api(cast.admin).post(f"fields/{made['id']}/archive").json()["archived_at"]
    cache.clear()
    assert api.get(path).json()["custom"] == {"root_cause": "Our outage"}
    assert api.patch(path, {"custom": {"root_cause": "Our outage", "x": 1}}).status_code == 200
    assert api.patch(path, {"custom": {"root_cause": "Expired key"}}).status_code == 422
    assert api.patch(path, {"custom": {"root_cause": None}}).status_code == 200
    assert api.patch(path, {"status": "resolved"}).status_code == 200
    assert cast.api(cast.admin).post(f"fields/{made['id']}/restore").json()["archived_at"] is None


def test_a_field_with_values_is_neither_deleted_nor_of_another_kind(cast: Cast) -> None:
    made = field(cast)
    path, api = f"fields/{made['id']}", cast.api(cast.admin)
    assert api.patch(path, {"kind": "text"}).status_code == 200
    assert api.patch(path, {"kind": "choice", "choices": ["A"]}).status_code == 200
    cast.ticket(custom={"root_cause": "A"})
    for refused in (api.delete(path), api.patch(path, {"kind": "text"})):
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.field_in_use")
        assert refused.json()["held"] == 1
    # A choice may go: the ticket keeps it.
    assert api.patch(path, {"choices": ["B"]}).json()["choices"] == ["B"]
    Ticket.objects.update(custom={})
    assert api.delete(path).status_code == 204


def test_a_field_that_keeps_tickets_out_of_the_assistant_stays(cast: Cast) -> None:
    made = field(cast)
    path, api = f"fields/{made['id']}", cast.api(cast.admin)
    made_rule = api.post("privacy/ai-exclusions", {"kind": "field", "value": "root_cause"})
    assert made_rule.status_code == 201, made_rule.content
    (rule,) = api.get("privacy/ai-exclusions").json()["results"]
    assert [one["kind"] for one in api.get(f"{path}/usage").json()["uses"]] == ["ai_exclusion"]
    for refused in (api.delete(path), api.post(f"{path}/archive")):
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.field_keeps_out")
    assert api.delete(f"privacy/ai-exclusions/{rule['id']}").status_code == 204
    assert api.post(f"{path}/archive").status_code == 200


def test_a_ticket_shows_what_holds_for_it_and_what_it_keeps(cast: Cast) -> None:
    field(cast, when={"field": "type", "values": ["bug"]})
    field(cast, "Of Tern", kind="text", brand=cast.other_brand.slug)
    gone = field(cast, "Gone", kind="text")
    ticket = cast.ticket(type="question", custom={"gone": "kept"})
    cast.api(cast.admin).post(f"fields/{gone['id']}/archive")
    path = f"tickets/{ticket.pk}/fields"
    api = cast.api(cast.agent)
    assert [(one["key"], one["is_kept"]) for one in api.get(path).json()["results"]] == [("gone", True)]
    api.patch(f"tickets/{ticket.pk}", {"type": "bug"})
    found = [(one["key"], one["is_kept"], one["value"]) for one in api.get(path).json()["results"]]
    assert found == [("root_cause", False, None), ("gone", True, "kept")]
    assert cast.api(cast.team_agent).get(path).status_code == 404


def test_fields_have_an_order(cast: Cast) -> None:
    ids = [field(cast, name, kind="text")["id"] for name in "ABC"]
    answer = cast.api(cast.admin).put("fields/order", {"ids": [ids[2], ids[0]]})
    assert [one["label"] for one in answer.json()["results"]] == ["C", "A", "B"]
    assert cast.api(cast.admin).put("fields/order", {"ids": [ids[0], ids[0]]}).status_code == 422


def test_use_counts_what_was_resolved_where_the_field_applies(cast: Cast) -> None:
    made = field(cast)
    field(cast, "Of Tern", kind="checkbox", brand=cast.other_brand.slug)
    for custom in ({"root_cause": "Our outage"}, {"root_cause": ""}, {}):
        ticket = cast.ticket(custom=custom)
        ticket_update(
            actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW
        )
    Ticket.objects.update(resolved_at=_now())
    cast.ticket(custom={"root_cause": "Expired key"})
    api = cast.api(cast.admin)
    usage = {row["key"]: row for row in api.get("fields/usage").json()["results"]}
    assert usage["root_cause"] == {"key": "root_cause", "filled": 1, "of": 3}
    assert usage["of_tern"] == {"key": "of_tern", "filled": 0, "of": 0}
    one = api.get(f"fields/{made['id']}/usage").json()
    assert one["held"] == 3
    assert one["choices"] == [{"value": "Our outage", "count": 1}]
    CustomField.objects.filter(key="of_tern").update(when={"field": "custom.root_cause", "values": []})
    assert api.get(f"fields/{made['id']}/usage").json()["uses"] == [
        {
            "word": "root_cause",
            "kind": "field",
            "name": "Of Tern",
            "id": str(CustomField.objects.get(key="of_tern").pk),
        }
    ]


def _now() -> Any:
    from core import clock

    return clock.now()
