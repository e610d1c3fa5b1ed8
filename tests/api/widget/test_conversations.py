"""Conversations of the widget: write, read, feedback, rating, and what strangers get."""

import pytest

from people.models import Brand, Contact
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, Cast
from tickets import services as ticket_services
from tickets.entries import Message
from tickets.models import Ticket, TimelineEntry
from widget.models import AnswerFeedback


def answer(ticket: Ticket, text: str = "Grant usage on the warehouse [1].") -> TimelineEntry:
    from core.actors import ASSISTANT

    citation = {
        "article_id": 1,
        "title": "Fix HLY-4012",
        "url": "/help/halyard/fix-hly-4012",
        "quote": "Grant the role usage.",
        "heading": "How\nWhy",
    }
    payload = Message(
        is_answer=True,
        citations=[citation],
        confidence=0.82,
        confidence_word="high",
        decision="answer",
        run_id=7,
    )
    return ticket_services.post_reply(
        actor=ASSISTANT, ticket_id=ticket.pk, body_text=text, payload=payload, now=NOW
    )


def test_message_opens_a_ticket_of_the_widget(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    body = browser.writes("Our export is empty.\nSince Tuesday.", client_id="client-0001")
    ticket = Ticket.objects.get()
    assert ticket.channel == "widget"
    assert ticket.brand_id == cast.brand.pk
    assert body["id"] == str(ticket.public_id)
    assert body["messages"][0]["author"]["kind"] == "me"
    assert body["messages"][0]["client_id"] == "client-0001"
    assert "number" not in body


def test_repeated_send_changes_nothing(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    first = browser.writes("Once.", client_id="client-0001")
    second = browser.writes("Once.", client_id="client-0001")
    assert first["id"] == second["id"]
    assert TimelineEntry.objects.count() == 1


def test_client_id_of_another_session_leads_nowhere(cast: Cast) -> None:
    one, other = Browser(cast.brand), Browser(cast.brand)
    one.begin()
    other.begin()
    first = one.writes("Secret of one.", client_id="client-0001")
    second = other.writes("Guess.", client_id="client-0001")
    assert first["id"] != second["id"]
    assert "Secret" not in str(second)


def test_wish_for_a_person_travels_with_the_message(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    browser.writes("I would like to talk to a person.", wants_person=True)
    assert TimelineEntry.objects.get().payload["wants_person"] is True


def test_answer_is_told_with_sources_and_a_word_for_confidence(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    answer(Ticket.objects.get())
    body = browser.get(f"conversations/{id_}").json()
    last = body["messages"][-1]
    assert last["author"]["kind"] == "assistant"
    assert last["citations"][0]["slug"] == "fix-hly-4012"
    assert last["citations"][0]["sections"] == ["How", "Why"]
    assert last["confidence"] == "high"
    assert last["asks"] is True
    assert body["unread"] == 1
    assert "0.82" not in str(body)
    assert "run_id" not in str(body)


def test_read_messages_are_not_counted(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    answer(Ticket.objects.get())
    assert browser.get("unread").json() == {"unread": 1}
    last = browser.get(f"conversations/{id_}").json()["messages"][-1]
    assert browser.post(f"conversations/{id_}/read", {"message": last["id"]}).status_code == 204
    assert browser.get("unread").json() == {"unread": 0}


def test_yes_to_did_this_help_closes_and_writing_reopens(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    entry = answer(Ticket.objects.get())
    body = browser.post(
        f"conversations/{id_}/feedback", {"message": str(entry.public_id), "helped": True}
    ).json()
    assert body["status"] == "resolved"
    assert body["messages"][-1]["has_helped"] is True
    assert AnswerFeedback.objects.get().has_helped is True
    again = browser.post(f"conversations/{id_}/messages", {"client_id": "client-0002", "text": "Not quite."})
    assert again.json()["status"] == "open"


def test_no_to_did_this_help_keeps_it_open(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    entry = answer(Ticket.objects.get())
    body = browser.post(
        f"conversations/{id_}/feedback", {"message": str(entry.public_id), "helped": False}
    ).json()
    assert body["status"] == "open"
    assert body["messages"][-1]["asks"] is False


def test_resolved_conversation_is_rated_once_asked(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    early = browser.post(f"conversations/{id_}/rating", {"score": 5})
    assert early.status_code == 409
    ticket_services.ticket_resolve(actor=cast.actor(cast.agent), ticket_id=Ticket.objects.get().pk, now=NOW)
    assert browser.get(f"conversations/{id_}").json()["may_rate"] is True
    body = browser.post(f"conversations/{id_}/rating", {"score": 4, "comment": "Fine."}).json()
    assert body["rating"] == 4
    assert body["may_rate"] is False


def test_the_widget_is_told_what_is_asked(cast: Cast) -> None:
    Brand.objects.filter(pk=cast.brand.pk).update(asks_nps=True)
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    ticket_services.ticket_resolve(actor=cast.actor(cast.agent), ticket_id=Ticket.objects.get().pk, now=NOW)
    shown = browser.get(f"conversations/{id_}").json()
    assert (shown["survey"], shown["rating"], shown["may_rate"]) == ("nps", None, True)
    assert browser.post(f"conversations/{id_}/rating", {"score": 11}).status_code == 422
    body = browser.post(f"conversations/{id_}/rating", {"score": 0}).json()
    assert (body["rating"], body["may_rate"]) == (0, False)


def test_no_email_is_promised_while_nothing_sends_one(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Anybody?")["id"]
    body = browser.post(f"conversations/{id_}/email", {"email": "helen@kestrel.test"}).json()
    assert (body["reply_email"], body["may_leave_email"]) == ("", False)


def test_visitor_leaves_an_address_that_proves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widget.rendering.replies_by_email", lambda brand_id: True)
    cast.ticket(by=cast.customer)
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Anybody?")["id"]
    body = browser.post(f"conversations/{id_}/email", {"email": "helen@kestrel.test"}).json()
    assert body["reply_email"] == "helen@kestrel.test"
    assert len(browser.get("home").json()["conversations"]) == 1
    assert browser.post(f"conversations/{id_}/email", {"email": "no address"}).status_code == 422


def test_notes_and_staff_addresses_never_reach_the_customer(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Export is empty.")["id"]
    ticket = Ticket.objects.get()
    cast.replies(ticket, cast.agent, "Internal thoughts.", kind="note")
    cast.replies(ticket, cast.agent, "Public words.")
    text = browser.get(f"conversations/{id_}").content.decode()
    assert "Public words." in text
    assert "Internal thoughts." not in text
    assert cast.agent.email not in text
    assert f'"number":{ticket.pk}' not in text


def test_markup_of_a_message_arrives_as_a_tree(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("<img src=x onerror=alert(1)><script>alert(2)</script>")["id"]
    cast.replies(
        Ticket.objects.get(),
        cast.agent,
        "",
        body_html='<p onclick="x()">Hi <a href="javascript:alert(1)">there</a></p>',
    )
    messages = browser.get(f"conversations/{id_}").json()["messages"]
    assert messages[0]["body"] == [{"t": "p", "c": ["<img src=x onerror=alert(1)><script>alert(2)</script>"]}]
    assert "javascript" not in str(messages[1])
    assert "onclick" not in str(messages[1])


@pytest.mark.parametrize("path", ["", "/messages", "/read", "/feedback", "/rating", "/email"])
def test_stranger_gets_404_everywhere(cast: Cast, path: str) -> None:
    owner = Browser(cast.brand)
    owner.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    id_ = owner.writes("Mine alone.")["id"]
    entry = answer(Ticket.objects.get())
    body = {
        "client_id": "client-0009",
        "text": "x",
        "message": str(entry.public_id),
        "helped": True,
        "score": 5,
        "email": "a@b.test",
    }
    taken = {
        "/messages": ("client_id", "text"),
        "/read": ("message",),
        "/feedback": ("message", "helped"),
        "/rating": ("score",),
        "/email": ("email",),
    }
    body = {name: body[name] for name in taken.get(path, ())}
    visitor, colleague, stranger = Browser(cast.brand), Browser(cast.brand), Browser(cast.brand)
    visitor.begin()
    colleague.begin(user_token=user_token(cast.brand, subject="u-2", email="dev@kestrel.test"))
    stranger.begin(user_token=user_token(cast.brand, subject="u-3", email="sam@dunmore.test"))
    for browser in (visitor, colleague, stranger):
        url = f"conversations/{id_}{path}"
        response = browser.post(url, body) if path else browser.get(url)
        assert response.status_code == 404, (path, response.content)
    assert TimelineEntry.objects.filter(body_text="x").count() == 0
    without = Browser(cast.brand)
    assert without.post(f"conversations/{id_}{path}", body).status_code in (401, 405)


def test_staff_token_opens_nothing_here(cast: Cast) -> None:
    response = cast.api(cast.owner).get("/api/v1/widget/home")
    assert response.status_code == 401


def test_blocked_contact_is_told_so(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    Contact.objects.update(is_blocked=True)
    response = browser.post("conversations", {"client_id": "client-0001", "text": "Hello"})
    assert response.status_code == 403


def test_other_brands_conversations_are_not_shown(cast: Cast) -> None:
    one = Browser(cast.brand)
    one.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    id_ = one.writes("On one brand.")["id"]
    other = Browser(cast.other_brand)
    other.begin(user_token=user_token(cast.other_brand, email="helen@kestrel.test"))
    assert other.get(f"conversations/{id_}").status_code == 404
