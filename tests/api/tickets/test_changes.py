"""PATCH /api/v1/tickets/{number}, bulk changes and undo."""

import pytest

from core.models import OutboxEvent
from tests.cast import Cast
from tickets.models import CustomField, Ticket, TimelineEntry


def test_change_is_told_in_the_timeline_with_names(cast: Cast) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.supervisor).patch(
        f"tickets/{ticket.pk}", {"priority": "P1", "assignee": cast.teammate.pk, "reason": "Urgent"}
    )
    assert response.status_code == 200
    assert response["ETag"] == '"v2"'
    entry = TimelineEntry.objects.get(ticket=ticket, kind="change")
    assert entry.payload["changes"] == {"priority": ["P3", "P1"], "assignee": [None, cast.teammate.pk]}
    assert entry.payload["names"] == {"assignee": [None, "Maya Mate"]}
    assert entry.payload["reason"] == "Urgent"


def test_priority_set_by_a_person_is_pinned(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"priority": "P1"}).json()["priority_is_pinned"]


def test_etag_of_an_older_version_is_refused(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    tag = api.get(f"tickets/{ticket.pk}")["ETag"]
    assert api.patch(f"tickets/{ticket.pk}", {"priority": "P1"}, If_Match=tag).status_code == 200
    late = api.patch(f"tickets/{ticket.pk}", {"priority": "P4"}, If_Match=tag)
    assert late.status_code == 412
    assert Ticket.objects.get(pk=ticket.pk).priority == "P1"


def test_field_that_somebody_changed_is_not_overwritten(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.api(cast.teammate).patch(f"tickets/{ticket.pk}", {"priority": "P2"})
    api = cast.api(cast.agent)
    response = api.patch(f"tickets/{ticket.pk}", {"priority": "P1", "expected": {"priority": "P3"}})
    assert response.status_code == 409
    assert response.json()["current"] == "P2"
    other = api.patch(f"tickets/{ticket.pk}", {"type": "bug", "expected": {"type": ""}})
    assert other.status_code == 200


def test_change_to_the_same_value_writes_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    before = OutboxEvent.objects.count()
    assert cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"priority": "P3"}).status_code == 200
    assert OutboxEvent.objects.count() == before
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


@pytest.mark.parametrize(
    "body",
    [
        {"status": "sleeping"},
        {"priority": "P0"},
        {"assignee": 999999},
        {"team": 999999},
        {"tags": "x"},
        {"subject": "   "},
        {"number": 5},
        {"created_at": "2026-01-01"},
        {"custom": "x"},
    ],
)
def test_bad_values_change_nothing(cast: Cast, body: dict[str, object]) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.agent).patch(f"tickets/{ticket.pk}", body)
    assert response.status_code == (400 if set(body) & {"number", "created_at"} else 422)
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_required_field_holds_back_the_resolve(cast: Cast) -> None:
    CustomField.objects.create(key="root_cause", label="Root cause", kind="text", is_required_on_resolve=True)
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    refused = api.patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    assert refused.status_code == 422
    assert "Root cause is required to resolve" in refused.json()["detail"]
    ok = api.patch(f"tickets/{ticket.pk}", {"custom": {"root_cause": "Expired key"}, "status": "resolved"})
    assert ok.status_code == 200


def test_light_agent_may_not_change(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.light_agent).patch(f"tickets/{ticket.pk}", {"priority": "P1"}).status_code == 403


def test_stranger_gets_404(cast: Cast) -> None:
    ticket = cast.ticket(team=cast.team)
    api = cast.api(cast.team_agent)
    assert api.patch(f"tickets/{ticket.pk}", {"priority": "P1"}).status_code == 404
    bulk = api.post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"priority": "P1"}}).json()
    assert bulk["changed"] == []
    assert bulk["failed"][0]["code"] == "not_found"


def test_bulk_changes_many_and_undo_takes_it_back(cast: Cast) -> None:
    tickets = [cast.ticket(subject=f"T{i}") for i in range(3)]
    api = cast.api(cast.agent)
    numbers = [ticket.pk for ticket in tickets]
    done = api.post(
        "tickets/bulk", {"numbers": numbers, "changes": {"priority": "P1", "add_tags": ["storm"]}}
    ).json()
    assert sorted(done["changed"]) == numbers
    assert set(Ticket.objects.values_list("priority", flat=True)) == {"P1"}
    api.patch(f"tickets/{numbers[0]}", {"priority": "P2"})
    undone = api.post("undo", {"token": done["undo"]}).json()
    assert sorted(undone["restored"]) == numbers[1:]
    assert undone["failed"][0]["number"] == numbers[0]
    assert Ticket.objects.get(pk=numbers[0]).priority == "P2"
    assert Ticket.objects.get(pk=numbers[1]).tags == []
    assert api.post("undo", {"token": done["undo"]}).status_code == 404


def test_undo_of_somebody_else_is_not_found(cast: Cast) -> None:
    ticket = cast.ticket()
    done = (
        cast.api(cast.agent)
        .post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"priority": "P1"}})
        .json()
    )
    assert cast.api(cast.teammate).post("undo", {"token": done["undo"]}).status_code == 404
