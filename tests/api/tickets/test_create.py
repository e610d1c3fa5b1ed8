"""POST /api/v1/tickets."""

from typing import Any

import pytest

from core.models import OutboxEvent
from tests.cast import ApiClient, Cast
from tickets.models import Ticket, TimelineEntry

BODY: dict[str, Any] = {
    "subject": "Exports fail",
    "body": "Since yesterday.\n\nError <b>HLY-4012</b>.",
    "requester": {"email": "Helen@Kestrel.test", "name": "Helen Marsh"},
}


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    assert cast.brand.pk
    return cast.api(cast.agent)


def test_opens_a_ticket_with_its_first_message(api: ApiClient, cast: Cast) -> None:
    assert cast.company.pk
    response = api.post("tickets", BODY | {"priority": "P2", "tags": ["Billing  Issue", "billing-issue"]})
    assert response.status_code == 201
    row = response.json()
    assert row["subject"] == "Exports fail"
    assert row["priority"] == "P2"
    assert row["priority_is_pinned"] is True
    assert row["tags"] == ["billing-issue"]
    assert row["requester"]["email"] == "helen@kestrel.test"
    assert row["company"]["name"] == "Kestrel Freight"
    assert row["status"] == "new"
    assert row["number"] >= 1001
    assert response["Location"].endswith(str(row["number"]))
    detail = api.get(f"tickets/{row['number']}").json()
    entry = detail["timeline"]["results"][0]
    assert entry["author"]["kind"] == "contact"
    assert entry["body_html"] == "<p>Since yesterday.</p><p>Error &lt;b&gt;HLY-4012&lt;/b&gt;.</p>"
    assert OutboxEvent.objects.filter(name="tickets.message_received").count() == 1


def test_same_idempotency_key_creates_once(api: ApiClient) -> None:
    first = api.post("tickets", BODY, Idempotency_Key="a-1")
    again = api.post("tickets", BODY, Idempotency_Key="a-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_idempotency_key_of_another_request_is_refused(api: ApiClient) -> None:
    api.post("tickets", BODY, Idempotency_Key="a-1")
    response = api.post("tickets", BODY | {"subject": "Other"}, Idempotency_Key="a-1")
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"


def test_keys_of_two_programs_do_not_meet(cast: Cast) -> None:
    assert cast.brand.pk
    for user in (cast.agent, cast.teammate):
        assert cast.api(user).post("tickets", BODY, Idempotency_Key="same").status_code == 201
    assert Ticket.objects.count() == 2


def test_failed_create_does_not_use_up_the_key(api: ApiClient) -> None:
    bad = api.post("tickets", BODY | {"brand": "nowhere"}, Idempotency_Key="k")
    assert bad.status_code == 422
    assert api.post("tickets", BODY, Idempotency_Key="k").status_code == 201


def test_channel_message_id_makes_a_duplicate_harmless(api: ApiClient) -> None:
    body = BODY | {"channel_message_id": "sms-77"}
    first, again = api.post("tickets", body), api.post("tickets", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert TimelineEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 301}, "subject"),
        ({"body": None}, "body"),
        ({"requester": {"email": "not an address"}}, "requester.email"),
        ({"requester": "helen"}, "requester.non_field_errors"),
        ({"priority": "P9"}, "priority"),
        ({"tags": "billing"}, "tags"),
        ({"channel": "fax"}, "channel"),
        ({"custom": []}, "custom"),
    ],
)
def test_bad_values_are_named_and_nothing_is_written(
    api: ApiClient, change: dict[str, Any], field: str
) -> None:
    response = api.post("tickets", BODY | change)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert field in response.json()["errors"]
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("raw", ["{", "[1,2]", '"text"', "null", '{"subject": "\\u0000"}'])
def test_body_that_is_no_object_is_a_problem(cast: Cast, raw: str) -> None:
    assert cast.brand.pk
    token = cast.token(cast.agent)
    from tests.answers import Client

    response = Client().post(
        "/api/v1/tickets", raw, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_huge_body_is_refused(api: ApiClient) -> None:
    response = api.post("tickets", BODY | {"body": "x" * 3_000_000})
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_markup_is_cleaned_not_run(api: ApiClient) -> None:
    body = (
        '<p onclick="x()">Hi <script>alert(1)</script><img src="https://spy.test/a.gif">'
        '<a href="javascript:x">l</a></p>'
    )
    number = api.post("tickets", BODY | {"body": body, "body_format": "html"}).json()["number"]
    html = api.get(f"tickets/{number}").json()["timeline"]["results"][0]["body_html"]
    for word in ("onclick", "script", "alert", "spy.test", "javascript"):
        assert word not in html
    assert "Hi" in html


def test_read_only_staff_may_not_create(cast: Cast) -> None:
    assert cast.brand.pk
    response = cast.api(cast.read_only).post("tickets", BODY)
    assert response.status_code == 403
    assert response.json()["code"] == "forbidden"


def test_token_without_the_scope_may_not_create(cast: Cast) -> None:
    assert cast.brand.pk
    response = cast.api(cast.agent, scopes=["tickets:read"]).post("tickets", BODY)
    assert response.status_code == 403
    assert "tickets:write" in response.json()["detail"]


def test_nobody_creates_without_a_token(anonymous: ApiClient, db: None) -> None:
    response = anonymous.post("tickets", BODY)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
