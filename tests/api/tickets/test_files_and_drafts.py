"""Attachments, drafts and ratings."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.answers import Client
from tests.cast import NOW, Cast
from tickets.models import Rating
from tickets.services import survey_token

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def upload(cast: Cast, user: Any, name: str, content: bytes) -> Any:
    token = cast.token(user)
    return Client().post(
        "/api/v1/attachments",
        {"file": SimpleUploadedFile(name, content)},
        headers={"authorization": f"Bearer {token}"},
    )


def test_file_is_typed_by_its_content_not_its_name(cast: Cast) -> None:
    assert upload(cast, cast.agent, "x.html", PNG).json()["content_type"] == "image/png"
    lying = upload(cast, cast.agent, "photo.png", b"<html><script>alert(1)</script></html>").json()
    assert lying["content_type"] != "image/png"


def test_html_file_is_only_ever_a_download(cast: Cast) -> None:
    token = cast.token(cast.agent)
    client = Client(headers={"authorization": f"Bearer {token}"})
    file = client.post(
        "/api/v1/attachments", {"file": SimpleUploadedFile("a.html", b"<script>1</script>")}
    ).json()
    response: Any = client.get(file["url"])
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"<script>1</script>"
    response.close()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("..", "file"),
        ("C:\\x\\y.txt", "y.txt"),
    ],
)
def test_names_lose_folders_and_tricks(cast: Cast, name: str, stored: str) -> None:
    from tickets.services.attaching import safe_name

    assert safe_name(name) == stored


def test_empty_and_missing_files_are_refused(cast: Cast) -> None:
    assert upload(cast, cast.agent, "a.txt", b"").status_code == 422
    token = cast.token(cast.agent)
    response = Client().post("/api/v1/attachments", {}, headers={"authorization": f"Bearer {token}"})
    assert response.status_code == 422


def test_file_of_a_note_is_not_the_customers(cast: Cast) -> None:
    from tickets import selectors

    ticket = cast.ticket()
    token = cast.token(cast.agent)
    client = Client(headers={"authorization": f"Bearer {token}"})
    file = client.post("/api/v1/attachments", {"file": SimpleUploadedFile("a.txt", b"secret")}).json()
    note = client.post(
        f"/api/v1/tickets/{ticket.pk}/replies",
        {"body": "see", "kind": "note", "attachment_ids": [file["id"]]},
        content_type="application/json",
    )
    assert note.json()["attachments"][0]["name"] == "a.txt"
    from tickets.models import Attachment

    assert not Attachment.objects.visible_to(cast.actor(cast.customer)).exists()
    assert Attachment.objects.visible_to(cast.actor(cast.agent)).exists()
    assert selectors.attachment_get(actor=cast.actor(cast.agent), public_id=file["id"]).pk


def test_file_cannot_be_taken_by_another_or_used_twice(cast: Cast) -> None:
    ticket = cast.ticket()
    file = upload(cast, cast.teammate, "a.txt", b"mine").json()
    body = {"body": "x", "attachment_ids": [file["id"]]}
    stolen = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body)
    assert stolen.status_code == 422
    assert cast.api(cast.agent).get(file["url"]).status_code == 404


def test_draft_of_two_devices_offers_both(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    path = f"tickets/{ticket.pk}/drafts/public"
    assert api.get(path).json() == {"body": "", "version": 0, "updated_at": None}
    first = api.put(path, {"body": "<p>One</p>", "version": 0}).json()
    api.put(path, {"body": "<p>Two</p>", "version": first["version"]})
    conflict = api.put(path, {"body": "<p>Three</p>", "version": first["version"]})
    assert conflict.status_code == 409
    assert conflict.json()["body"] == "<p>Two</p>"
    assert api.put(path, {"body": "<p>Three</p>"}).status_code == 200


def test_drafts_are_ones_own(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.api(cast.agent).put(f"tickets/{ticket.pk}/drafts/note", {"body": "mine"})
    assert cast.api(cast.teammate).get(f"tickets/{ticket.pk}/drafts/note").json()["body"] == ""


def test_rating_by_signed_link_needs_a_post(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Fixed.", status="resolved")
    rating = Rating.objects.get(ticket=ticket)
    path = f"/rate/{survey_token(rating, 4)}"
    client = Client()
    assert b"checked" in client.get(path).content
    rating.refresh_from_db()
    assert rating.score is None
    assert client.post(path, {"score": "5", "comment": "<b>Great</b>"}).status_code == 200
    rating.refresh_from_db()
    assert [rating.score, rating.comment] == [5, "<b>Great</b>"]
    assert client.post(path, {"score": "9"}).status_code == 422
    assert client.get("/rate/forged").status_code == 404
    detail = cast.api(cast.agent).get(f"tickets/{ticket.pk}").json()
    assert detail["rating"] == {"kind": "csat", "score": 5, "comment": "<b>Great</b>"}


def test_second_resolve_asks_again_only_after_an_answer(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Fixed.", status="resolved")
    cast.says(ticket, "No.", now=NOW + timedelta(days=1))
    cast.replies(ticket, cast.agent, "Fixed now.", status="resolved", now=NOW + timedelta(days=2), force=True)
    assert Rating.objects.filter(ticket=ticket).count() == 1
