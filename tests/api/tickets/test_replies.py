"""POST /api/v1/tickets/{number}/replies."""

from datetime import timedelta
from typing import Any

import pytest

from core.actors import ASSISTANT
from core.models import OutboxEvent
from tests.cast import NOW, Cast
from tickets.entries import Message
from tickets.models import Draft, Ticket, TimelineEntry
from tickets.services import post_reply


def test_reply_reaches_the_timeline_and_takes_the_ticket(cast: Cast) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", {"body": "Looking into it."})
    assert response.status_code == 201
    assert response.json()["visibility"] == "public"
    after = Ticket.objects.get(pk=ticket.pk)
    assert after.status == "open"
    assert after.handler == "person"
    assert after.last_message_by == "staff"
    assert after.waiting_since is None
    assert after.first_replied_at is not None
    assert after.is_unread is False
    assert after.preview == "Looking into it."


def test_send_is_held_back_when_the_customer_wrote_in_between(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.says(ticket, "It works now, thanks.", now=NOW + timedelta(minutes=1))
    api = cast.api(cast.agent)
    body = {"body": "Please try again.", "seen_entry_id": ticket.last_entry_id}
    held = api.post(f"tickets/{ticket.pk}/replies", body)
    assert held.status_code == 409
    problem = held.json()
    assert problem["code"] == "tickets.stale_reply"
    assert problem["newer"][0]["body_text"] == "It works now, thanks."
    assert TimelineEntry.objects.filter(ticket=ticket, author_kind="token").count() == 0
    assert api.post(f"tickets/{ticket.pk}/replies", body | {"force": True}).status_code == 201


def test_send_is_held_back_when_a_teammate_answered(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.teammate, "I have it.")
    body = {"body": "Mine.", "seen_entry_id": ticket.last_entry_id}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body).status_code == 409


@pytest.mark.parametrize(
    ("citations", "status"),
    [([], 201), ([{"article_id": 1, "title": "Refunds"}], 409)],
    ids=["empty", "answer"],
)
def test_only_an_acknowledgement_that_answers_something_holds_back(
    cast: Cast, citations: list[dict[str, Any]], status: int
) -> None:
    """ "A person will answer" arrives at any time after a mail, also while that person presses Send."""
    ticket = cast.ticket()
    seen = ticket.last_entry_id
    post_reply(
        actor=ASSISTANT,
        ticket_id=ticket.pk,
        body_html="<p>A person of our team will answer.</p>",
        payload=Message(is_acknowledgement=True, citations=citations),
        now=NOW + timedelta(minutes=1),
    )
    body = {"body": "Please try again.", "seen_entry_id": seen}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body).status_code == status


def test_own_message_from_another_tab_does_not_hold_back(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "First.")
    body = {"body": "Second.", "seen_entry_id": ticket.last_entry_id}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body).status_code == 201


def test_note_stays_internal_and_is_never_held_back(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.says(ticket, "More.")
    response = cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/replies",
        {
            "body": f'<p>Ask <span data-mention="{cast.teammate.pk}">@Maya</span></p>',
            "body_format": "html",
            "kind": "note",
            "seen_entry_id": 0,
        },
    )
    assert response.status_code == 201
    assert response.json()["visibility"] == "internal"
    event = OutboxEvent.objects.get(name="tickets.note_added")
    assert event.payload["mentions"] == [cast.teammate.pk]
    assert not [message for message in event.live if message["topic"].startswith("contact:")]
    assert Ticket.objects.get(pk=ticket.pk).last_message_by == "contact"


def test_light_agent_may_note_but_not_reply(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.light_agent)
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "x", "kind": "note"}).status_code == 201
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "x"}).status_code == 403


def test_same_client_id_sends_once(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    body = {"body": "Once.", "client_id": "c1"}
    first, again = (api.post(f"tickets/{ticket.pk}/replies", body).json() for _ in range(2))
    assert first["id"] == again["id"]


def test_send_and_resolve_is_one_step_and_asks_for_a_rating(cast: Cast) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/replies", {"body": "Fixed.", "status": "resolved"}
    )
    assert response.status_code == 201
    after = Ticket.objects.get(pk=ticket.pk)
    assert after.status == "resolved"
    assert after.resolved_at is not None
    names = set(OutboxEvent.objects.values_list("name", flat=True))
    assert {"tickets.reply_posted", "tickets.ticket_changed", "tickets.ticket_resolved"} <= names


def test_sending_throws_the_draft_away(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    assert api.put(f"tickets/{ticket.pk}/drafts/public", {"body": "<p>Half</p>"}).status_code == 200
    api.post(f"tickets/{ticket.pk}/replies", {"body": "Whole."})
    assert not Draft.objects.exists()


def test_empty_reply_is_refused(cast: Cast) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", {"body": "  "})
    assert response.status_code == 422
    assert TimelineEntry.objects.filter(ticket=ticket).count() == 1


def test_stranger_gets_404(cast: Cast) -> None:
    ticket = cast.ticket(team=cast.team)
    response = cast.api(cast.team_agent).post(f"tickets/{ticket.pk}/replies", {"body": "Hi"})
    assert response.status_code == 404
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}").status_code == 404


def test_customer_reopens_within_the_window_and_follows_up_after_it(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "Fixed.", status="resolved", now=NOW)
    cast.says(ticket, "Broken again.", now=NOW + timedelta(days=2))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopened_count) == ("open", 1)
    cast.replies(ticket, cast.agent, "Fixed again.", status="resolved", now=NOW + timedelta(days=3))
    entry = cast.says(ticket, "And again.", now=NOW + timedelta(days=40))
    assert entry.ticket_id != ticket.pk
    links = cast.api(cast.agent).get(f"tickets/{entry.ticket_id}").json()["links"]
    assert links[0]["number"] == ticket.pk
    assert links[0]["kind"] == "follow_up"
