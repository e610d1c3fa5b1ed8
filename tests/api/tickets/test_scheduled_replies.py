"""Replies that are sent at a time: once, through crashes, and not after the customer wrote."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.models import OutboxEvent
from tests.cast import Cast
from tickets import services, tasks
from tickets.models import Draft, ScheduledReply, Ticket, TimelineEntry
from tickets.services import scheduling

State = ScheduledReply.State


def schedule(cast: Cast, ticket: Ticket, **values: Any) -> dict[str, Any]:
    at = (timezone.now() + timedelta(hours=2)).isoformat()
    response = cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/scheduled-replies", {"body": "Good morning", "send_at": at} | values
    )
    assert response.status_code == 201, response.content
    return dict(response.json())


def due() -> int:
    return services.replies_send_due(now=timezone.now() + timedelta(hours=3))


def said(ticket: Ticket) -> list[str]:
    own = TimelineEntry.objects.filter(ticket=ticket, author_kind="staff", kind="message")
    return list(own.order_by("id").values_list("body_text", flat=True))


def steps(ticket: Ticket) -> str:
    found = TimelineEntry.objects.filter(ticket=ticket, kind="integration").order_by("id")
    assert all(entry.visibility == "internal" for entry in found)
    return " ".join(found.values_list("body_text", flat=True))


def test_it_is_sent_at_its_time_and_once(cast: Cast) -> None:
    ticket = cast.ticket(tags=[])
    made = cast.api(cast.supervisor).post("macros", {"name": "M", "kind": "shared", "text": "x"}).json()
    schedule(cast, ticket, status="pending", macro_id=made["id"], actions={"add_tags": ["later"]})
    assert services.replies_send_due(now=timezone.now()) == 0
    assert said(ticket) == []
    assert due() == 1
    assert due() == 0
    assert said(ticket) == ["Good morning"]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags, ticket.assignee_id) == ("pending", ["later"], cast.agent.pk)
    assert OutboxEvent.objects.filter(name="tickets.reply_posted").count() == 1
    assert ScheduledReply.objects.get().state == State.SENT
    assert "scheduled a reply for" in steps(ticket)
    assert cast.api(cast.agent).get(f"tickets/{ticket.pk}/scheduled-replies").json()["results"] == []


def test_it_becomes_a_draft_when_the_customer_writes_first(cast: Cast, settle: Callable[[], None]) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    settle()
    cast.says(ticket, "Solved, thanks.", now=timezone.now())
    settle()
    assert ScheduledReply.objects.get().state == State.HELD
    assert Draft.objects.get().body == "<p>Good morning</p>"
    assert "was not sent" in steps(ticket)
    assert due() == 0
    assert said(ticket) == []


def test_nothing_crosses_a_message_whose_handler_has_not_run(cast: Cast) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    cast.says(ticket, "Wait!", now=timezone.now())
    assert due() == 0
    assert said(ticket) == []
    assert ScheduledReply.objects.get().reason == f"{cast.customer.name} wrote in between"
    assert Draft.objects.get().user_id == cast.agent.pk


def test_a_draft_begun_since_is_kept(cast: Cast) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    body = {"body": "<p>Begun</p>", "version": 0}
    assert cast.api(cast.agent).put(f"tickets/{ticket.pk}/drafts/public", body).status_code == 200
    cast.says(ticket, "Wait!", now=timezone.now())
    due()
    assert Draft.objects.get().body == "<p>Begun</p><p>Good morning</p>"


def test_a_crash_after_sending_sends_nothing_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    post = services.post_reply

    def crash(**values: Any) -> Any:
        post(**values)
        raise RuntimeError("the power went")

    monkeypatch.setattr(scheduling, "post_reply", crash)
    assert due() == 0
    assert said(ticket) == []
    assert ScheduledReply.objects.get().state == State.WAITING
    monkeypatch.setattr(scheduling, "post_reply", post)
    assert due() == 1
    assert said(ticket) == ["Good morning"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(cast: Cast) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    sent: list[int] = []

    def work() -> None:
        sent.append(due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 1
    assert said(ticket) == ["Good morning"]


def test_its_author_takes_it_back_and_nobody_else(cast: Cast) -> None:
    ticket = cast.ticket()
    row = schedule(cast, ticket)
    path = f"tickets/{ticket.pk}/scheduled-replies/{row['id']}"
    listed = cast.api(cast.teammate).get(f"tickets/{ticket.pk}/scheduled-replies").json()["results"]
    assert [(one["author"]["name"], one["is_mine"]) for one in listed] == [("Ines Agent", False)]
    assert cast.api(cast.teammate).delete(path).status_code == 404
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/scheduled-replies").status_code == 404
    api = cast.api(cast.agent)
    assert api.delete(path).status_code == 204
    assert api.delete(path).status_code == 404
    assert Draft.objects.get().body == "<p>Good morning</p>"
    assert due() == 0


def test_who_has_left_sends_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    cast.agent.is_active = False
    cast.agent.save()
    assert due() == 0
    assert said(ticket) == []
    assert ScheduledReply.objects.get().reason == "its author does not work here any more"


def test_a_colleague_who_answers_first_holds_it_at_once_and_its_author_hears_why(
    cast: Cast, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    cast.replies(ticket, cast.agent, "Meanwhile.")
    settle()
    assert ScheduledReply.objects.get().state == State.WAITING, "one's own words hold nothing back"
    cast.replies(ticket, cast.teammate, "It is solved.")
    settle()
    assert ScheduledReply.objects.get().state == State.HELD
    assert Draft.objects.get().body == "<p>Good morning</p>"
    (notice,) = cast.api(cast.agent).get("notices").json()["results"]
    why = {"code": "held_wrote", "params": {"name": cast.teammate.name}}
    assert (notice["kind"], notice["message"], notice["number"]) == ("held", why, ticket.pk)
    held = TimelineEntry.objects.filter(ticket=ticket, kind="integration").order_by("-id")[0]
    assert held.payload["message"] == {
        "code": "reply_held", "params": {"name": cast.agent.name, "why": why},
    }  # fmt: skip
    scheduled = TimelineEntry.objects.filter(ticket=ticket, kind="integration").order_by("id")[0]
    assert scheduled.payload["message"]["params"]["when"]["code"] == "moment"
    assert due() == 0


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"is_spam": True}, "the ticket is marked as spam"),
        ({"is_deleted": True}, "the ticket is in the trash"),
    ],
)
def test_the_reason_is_the_true_one(cast: Cast, fields: dict[str, bool], why: str) -> None:
    ticket = cast.ticket()
    schedule(cast, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    assert due() == 0
    assert ScheduledReply.objects.get().reason == why


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"send_at": "2020-01-01T00:00:00Z"}, 422),
        ({"send_at": "2098-01-01T00:00:00Z"}, 422),
        ({"body": " "}, 422),
        ({"status": "done"}, 422),
    ],
)
def test_what_could_not_be_sent_is_refused(cast: Cast, values: dict[str, Any], status: int) -> None:
    ticket = cast.ticket()
    at = (timezone.now() + timedelta(hours=2)).isoformat()
    body = {"body": "Hi", "send_at": at} | values
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/scheduled-replies", body)
    assert response.status_code == status
    assert not ScheduledReply.objects.exists()


def test_one_waits_at_a_time_and_none_over_an_unread_message(cast: Cast) -> None:
    ticket = cast.ticket()
    at = (timezone.now() + timedelta(hours=2)).isoformat()
    body = {"body": "Hi", "send_at": at, "seen_entry_id": ticket.last_public_entry_id}
    cast.says(ticket, "One more thing")
    api = cast.api(cast.agent)
    stale = api.post(f"tickets/{ticket.pk}/scheduled-replies", body)
    assert stale.json()["code"] == "tickets.stale_reply"
    schedule(cast, ticket)
    second = api.post(f"tickets/{ticket.pk}/scheduled-replies", {"body": "Hi", "send_at": at})
    assert second.json()["code"] == "tickets.already_scheduled"
    assert tasks.BEAT["tickets.tasks.send_scheduled"] <= 60
    assert tasks.send_scheduled() == 0
