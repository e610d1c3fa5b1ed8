"""Well-formed but meaningless values, and the same words used twice."""

from typing import Any

import pytest

from tests.answers import Client
from tests.cast import Cast
from tickets.models import Rating, Tag, Ticket, TimelineEntry, View
from tickets.services import survey_token


def refused(response: Any, field: str) -> None:
    assert response.status_code == 422, response.content
    assert field in response.json()["errors"]


@pytest.mark.parametrize(
    "custom",
    [
        {"a": {"b": 1}},
        {"a": [1]},
        {"a": ["x"] * 51},
        {"": "x"},
        {"k" * 61: "x"},
        {"a\n": "x"},
        {"a": "x" * 20_001},
        {f"k{index}": 1 for index in range(101)},
    ],
)
def test_custom_fields_hold_plain_values_of_bounded_size(cast: Cast, custom: dict[str, object]) -> None:
    api = cast.api(cast.agent)
    ticket = cast.ticket()
    refused(api.patch(f"tickets/{ticket.pk}", {"custom": custom}), "custom")
    new = {"subject": "S", "body": "B", "requester": {"email": "helen@kestrel.test"}, "custom": custom}
    refused(api.post("tickets", new), "custom")
    assert Ticket.objects.count() == 1


def test_custom_fields_do_not_grow_past_their_bound_step_by_step(cast: Cast) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    for name in "ab":
        assert api.patch(f"tickets/{ticket.pk}", {"custom": {name: "x" * 9_000}}).status_code == 200
    refused(api.patch(f"tickets/{ticket.pk}", {"custom": {"c": "x" * 9_000}}), "custom")


@pytest.mark.parametrize(
    "changes",
    [
        {"snoozed_until": "tomorrow"},
        {"snoozed_until": 5},
        {"snoozed_until": "0001-01-01T00:00:00+14:00"},
        {"subject": {"a": 1}},
        {"subject": None},
        {"reason": 5},
        {"product_area": ["x"]},
    ],
)
def test_bulk_tells_which_value_makes_no_sense(cast: Cast, changes: dict[str, object]) -> None:
    ticket = cast.ticket()
    body = cast.api(cast.agent).post("tickets/bulk", {"numbers": [ticket.pk], "changes": changes}).json()
    assert body["changed"] == []
    assert [(row["number"], row["code"]) for row in body["failed"]] == [(ticket.pk, "invalid")]


def test_bulk_snooze_and_its_undo(cast: Cast) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    for moment in ("2027-01-01T09:00:00Z", "2028-01-01T10:00:00+01:00"):
        change = {"numbers": [ticket.pk], "changes": {"snoozed_until": moment}}
        answer = api.post("tickets/bulk", change).json()
        assert answer["changed"] == [ticket.pk]
    assert api.get(f"tickets/{ticket.pk}").json()["snoozed_until"] == "2028-01-01T09:00:00Z"
    assert api.post("undo", {"token": answer["undo"]}).json()["restored"] == [ticket.pk]
    assert api.get(f"tickets/{ticket.pk}").json()["snoozed_until"] == "2027-01-01T09:00:00Z"


@pytest.mark.parametrize("number", ["9" * 30, 2**63, 0, -1, "x"])
def test_bulk_takes_numbers_that_a_ticket_can_have(cast: Cast, number: object) -> None:
    body = {"numbers": [number], "changes": {"priority": "P1"}}
    assert cast.api(cast.agent).post("tickets/bulk", body).status_code == 422


def test_one_client_id_may_serve_two_tickets(cast: Cast) -> None:
    api = cast.api(cast.agent)
    first, second = cast.ticket(), cast.ticket()
    ids = {
        api.post(f"tickets/{ticket.pk}/replies", {"body": "Hello", "client_id": "c-1"}).json()["id"]
        for ticket in (first, second, first)
    }
    assert len(ids) == 2


def test_a_reply_and_a_message_may_share_an_id(cast: Cast) -> None:
    api = cast.api(cast.agent)
    new = {
        "subject": "S",
        "body": "B",
        "requester": {"email": "helen@kestrel.test"},
        "channel_message_id": "m-1",
    }
    assert cast.brand.pk
    number = api.post("tickets", new).json()["number"]
    assert api.post(f"tickets/{number}/replies", {"body": "R", "client_id": "m-1"}).status_code == 201
    assert TimelineEntry.objects.filter(ticket_id=number, kind="message").count() == 2


@pytest.mark.parametrize("run_id", ["9" * 30, 2**63, 0, -1])
def test_a_draft_of_no_run_is_refused(cast: Cast, run_id: object) -> None:
    ticket = cast.ticket()
    body = {"body": "x", "draft_run_id": run_id}
    refused(cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body), "draft_run_id")


def test_a_note_sets_no_status(cast: Cast) -> None:
    ticket = cast.ticket()
    body = {"body": "x", "kind": "note", "status": "resolved"}
    refused(cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body), "status")
    assert TimelineEntry.objects.filter(ticket=ticket, kind="note").count() == 0


@pytest.mark.parametrize("team_id", [None, 987654, 2**64 - 1])
def test_a_team_view_needs_a_team(cast: Cast, team_id: int | None) -> None:
    body = {"name": "Ours", "kind": "team", "team_id": team_id}
    refused(cast.api(cast.admin).post("views", body), "team_id")
    assert not View.objects.exists()


def test_a_view_is_created_once_for_its_key(cast: Cast) -> None:
    api = cast.api(cast.agent)
    answers = [api.post("views", {"name": "Mine"}, Idempotency_Key="v-1").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert View.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "sleeping"),
        ("status", "open,sleeping"),
        ("assignee", "nobody-of-ours"),
        ("assignee", "9" * 20),
        ("team", "no-team"),
        ("team", "-1"),
    ],
)
def test_a_filter_without_meaning_is_refused(cast: Cast, name: str, value: str) -> None:
    cast.ticket()
    refused(cast.api(cast.agent).get("tickets", {name: value}), name)


def test_a_long_number_never_means_another_ticket(cast: Cast) -> None:
    cast.ticket()
    for name in ("number", "requester", "company"):
        body = cast.api(cast.agent).get("tickets", {"q": f"{name}:1234567890123456789"}).json()
        assert (body["results"], body["problems"]) == ([], [f"{name}:1234567890123456789"])


def test_tickets_of_nobody_are_not_found_and_others_come_in_pages(cast: Cast) -> None:
    api = cast.api(cast.agent)
    assert api.get("contacts/987654/tickets").status_code == 404
    assert api.get(f"contacts/{'9' * 25}/tickets").status_code == 404
    made = [cast.ticket(subject=f"T{index}").pk for index in range(3)]
    first = api.get(f"contacts/{cast.customer.pk}/tickets", {"limit": 2}).json()
    rest = api.get(f"contacts/{cast.customer.pk}/tickets", {"limit": 2, "cursor": first["next"]}).json()
    assert [row["number"] for row in first["results"] + rest["results"]] == made[::-1]
    assert rest["next"] is None


def test_tags_come_in_pages(cast: Cast) -> None:
    Tag.objects.bulk_create(Tag(name=f"tag-{letter}") for letter in "abc")
    api = cast.api(cast.agent)
    first = api.get("tags", {"limit": 2}).json()
    assert first["results"] == ["tag-a", "tag-b"]
    rest = api.get("tags", {"limit": 2, "cursor": first["next"]}).json()
    assert (rest["results"], rest["next"]) == (["tag-c"], None)


def test_search_knows_what_can_be_searched_for(cast: Cast) -> None:
    refused(cast.api(cast.agent).get("search", {"q": "x", "type": "invoice"}), "type")


def test_a_narrow_token_finds_only_what_its_scopes_open(cast: Cast) -> None:
    cast.ticket(subject="Kestrel exports")
    wide = cast.api(cast.agent, ["tickets:read", "people:read"])
    narrow = cast.api(cast.agent, ["tickets:read"])
    found = {row["type"] for row in wide.get("search", {"q": "kestrel"}).json()["results"]}
    assert {"ticket", "company"} <= found
    found = {row["type"] for row in narrow.get("search", {"q": "kestrel"}).json()["results"]}
    assert found == {"ticket"}
    for kind in ("company", "contact", "article"):
        assert narrow.get("search", {"q": "kestrel", "type": kind}).json()["results"] == []


def test_who_may_only_look_leaves_the_unread_mark(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.read_only).post(f"tickets/{ticket.pk}/read").status_code == 204
    assert Ticket.objects.get(pk=ticket.pk).is_unread
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/read").status_code == 204
    assert not Ticket.objects.get(pk=ticket.pk).is_unread


@pytest.mark.parametrize("score", ["9" * 5000, "\u0663", "", "0", "6", "4.5"])
def test_a_survey_takes_whole_scores_only(cast: Cast, score: str) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Done.", status="resolved")
    token = survey_token(Rating.objects.get())
    response = Client(raise_request_exception=False).post(f"/rate/{token}", {"score": score})
    assert response.status_code == 422
    assert Rating.objects.get().score is None


def test_a_survey_comment_is_kept_as_plain_text(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Done.", status="resolved")
    token = survey_token(Rating.objects.get())
    data = {"score": "4", "comment": "Fine\x00 <b>work</b>\u0007"}
    assert Client(raise_request_exception=False).post(f"/rate/{token}", data).status_code == 200
    assert Rating.objects.get().comment == "Fine <b>work</b>"


def test_a_survey_cannot_be_answered_without_end(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Done.", status="resolved")
    token, browser = survey_token(Rating.objects.get()), Client()
    # Two minutes' worth, since a minute may end in between.
    statuses = {browser.post(f"/rate/{token}", {"score": "5"}).status_code for _ in range(125)}
    assert statuses == {200, 429}
