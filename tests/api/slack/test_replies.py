"""What we answer stands in the thread: once, in order, escaped, and honest about what went wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from integrations.connections.models import Delivery
from integrations.connections.services import connection_disconnect, deliveries_settle
from integrations.slack import selectors, services
from integrations.slack.models import PostState, SlackPost, SlackThread
from people.models import Brand
from tests.api.slack.desk import Desk, said, ticket
from tests.cast import Cast
from tests.standins.clamd import Clamd
from tests.standins.slack import events
from tests.standins.slack.server import LIMITED, LOST, Answer
from tickets.models import Ticket, TimelineEntry
from tickets.services import attachment_store, files_scan, post_reply, ticket_resolve

pytestmark = pytest.mark.django_db
HELP = "C0HELP"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistant says nothing, unless a test lets it."""
    from assistant import services as assistant

    monkeypatch.setattr(assistant, "run_request", lambda **_: None)


def asks(desk: Desk) -> dict[str, Any]:
    return desk.says("U0KIM", "The export hangs")


def answers(cast: Cast, desk: Desk, html: str, **more: Any) -> TimelineEntry:
    entry = post_reply(
        actor=cast.actor(cast.agent), ticket_id=ticket().pk, body_html=html, now=clock.now(), **more
    )
    desk.settle()
    entry.refresh_from_db()
    return entry


def test_a_reply_stands_in_the_thread(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    entry = answers(cast, desk, "<p>Please <strong>restart</strong> &lt;!channel&gt; it</p>")
    assert entry.delivery_state == "sent"
    (found,) = desk.server.thread(HELP, made["ts"])[1:]
    assert found["text"] == "Please *restart* &lt;!channel&gt; it"
    assert found["username"] == "Ines Agent"
    assert SlackPost.objects.get().ts == found["ts"]
    assert ticket().mail().value == "never"


def test_a_note_never_leaves(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    answers(cast, desk, "<p>They are rude</p>", kind="note")
    assert desk.thread(made) == []
    assert SlackPost.objects.count() == 0


def test_a_repeated_event_sends_nothing_twice(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    entry = answers(cast, desk, "<p>Restart it</p>")
    services.reply_queue(entry=entry, now=clock.now())
    desk.settle()
    for _ in range(3):
        services.thread_push(thread_id=SlackThread.objects.get().pk)
    assert desk.thread(made) == ["Restart it"]


def test_replies_keep_their_order_while_slack_limits_calls(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    desk.server.state.next["chat.postMessage"] = [LIMITED]
    first = answers(cast, desk, "<p>One</p>")
    second = answers(cast, desk, "<p>Two</p>")
    assert (first.delivery_state, second.delivery_state) == ("queued", "queued")
    assert desk.thread(made) == []
    desk.connection.refresh_from_db()
    assert desk.connection.limited_until is not None
    desk.connection.limited_until, desk.connection.health = None, "ok"
    desk.connection.save()
    now = clock.now()
    Delivery.objects.filter(state="queued").update(next_attempt_at=now)
    from integrations.connections.services import deliveries_due, delivery_send

    for delivery_id in deliveries_due(now=now):
        delivery_send(delivery_id=delivery_id)
    desk.settle()
    assert desk.thread(made) == ["One", "Two"]


def test_a_lost_answer_is_found_in_the_thread(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    desk.server.state.next["chat.postMessage"] = [LOST]
    entry = answers(cast, desk, "<p>Restart it</p>")
    assert Delivery.objects.get(purpose="A reply in a thread").state == "in_doubt"
    services.thread_push(thread_id=SlackThread.objects.get().pk)
    entry.refresh_from_db()
    assert (entry.delivery_state, desk.thread(made)) == ("sent", ["Restart it"])


def test_a_worker_that_dies_before_the_answer_leaves_a_doubt(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asks(desk)
    from integrations.connections import transport

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(transport, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            answers(cast, desk, "<p>Restart it</p>")
    row = Delivery.objects.get(purpose="A reply in a thread")
    assert row.state == "sending"
    from datetime import timedelta

    deliveries_settle(now=clock.now() + timedelta(minutes=6))
    services.thread_push(thread_id=SlackThread.objects.get().pk)
    entry = TimelineEntry.objects.get(kind="message", author_kind="staff")
    assert (entry.delivery_state, desk.thread(made)) == ("in_doubt", [])
    assert "Look there before you send it again" in entry.delivery_detail
    # A person decided that it never arrived.
    from integrations.connections.services import delivery_replay

    delivery_replay(actor=cast.actor(cast.admin), delivery_id=row.pk, now=clock.now())
    desk.settle()
    entry.refresh_from_db()
    assert (entry.delivery_state, desk.thread(made)) == ("sent", ["Restart it"])


def test_a_refusal_is_told_in_words(cast: Cast, desk: Desk) -> None:
    asks(desk)
    refused: Answer = (200, {}, json.dumps({"ok": False, "error": "is_archived"}).encode())
    desk.server.state.next["chat.postMessage"] = [refused]
    entry = answers(cast, desk, "<p>Restart it</p>")
    services.thread_push(thread_id=SlackThread.objects.get().pk)
    entry.refresh_from_db()
    assert (entry.delivery_state, entry.delivery_detail) == (
        "failed",
        "Slack refuses this: the channel is archived.",
    )


def test_what_was_never_handed_over_leaves_with_the_sweep(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    entry = post_reply(
        actor=cast.actor(cast.agent), ticket_id=ticket().pk, body_html="<p>Hi</p>", now=clock.now()
    )
    services.reply_queue(entry=entry, now=clock.now())
    from django.db import connection

    # The broker is away: nothing of what was to follow happens.
    connection.run_on_commit.clear()
    assert selectors.threads_due() == [SlackThread.objects.get().pk]
    services.thread_push(thread_id=SlackThread.objects.get().pk)
    desk.settle()
    assert desk.thread(made) == ["Hi"]
    assert SlackPost.objects.get().state == PostState.SENT


def test_files_follow_their_message(cast: Cast, desk: Desk, settings: Any, tmp_path: Any) -> None:
    import io

    settings.MEDIA_ROOT = tmp_path
    made = asks(desk)
    actor = cast.actor(cast.agent)
    file = attachment_store(actor=actor, name="fix.txt", stream=io.BytesIO(b"do this"), now=clock.now())
    entry = answers(cast, desk, "<p>See the file</p>", attachment_ids=[str(file.public_id)])
    assert entry.delivery_state == "sent"
    (given,) = [one for one in desk.server.state.files.values() if one["shared"]]
    assert (given["content"], given["shared"]) == (b"do this", (HELP, made["ts"]))


def test_files_wait_for_the_virus_scanner(
    cast: Cast, desk: Desk, settings: Any, tmp_path: Any, freeze: Any
) -> None:
    import io

    settings.MEDIA_ROOT = tmp_path
    asks(desk)
    with Clamd() as scanner:
        settings.CLAMD_ADDRESS, scanner.answer = scanner.address, b""
        actor = cast.actor(cast.agent)
        file = attachment_store(actor=actor, name="fix.txt", stream=io.BytesIO(b"do this"), now=clock.now())
        entry = answers(cast, desk, "<p>See the file</p>", attachment_ids=[str(file.public_id)])
        assert not [one for one in desk.server.state.files.values() if one["shared"]]
        assert not SlackPost.objects.filter(state=PostState.FAILED).exists()
        assert set(SlackPost.objects.values_list("attempts", flat=True)) == {0}
        scanner.answer = None
        freeze(clock.now() + timedelta(minutes=20))
        files_scan()
        services.thread_push(thread_id=SlackThread.objects.get().pk)
        desk.settle()
    entry.refresh_from_db()
    assert entry.delivery_state == "sent"
    assert [one for one in desk.server.state.files.values() if one["shared"]]


def test_a_colleague_answers_in_slack(cast: Cast, desk: Desk) -> None:
    assert cast.agent.email == "ines.agent@staff.test"
    made = asks(desk)
    desk.says("U0INES", "Please restart it", thread_ts=made["ts"])
    entry = TimelineEntry.objects.get(author_kind="staff", kind="message")
    assert (entry.body_text, entry.author_id) == ("Please restart it", cast.agent.pk)
    # It stands there already.
    assert desk.thread(made) == ["Please restart it"]
    assert SlackPost.objects.count() == 0
    # What colleagues write to each other in the channel is no ticket.
    desk.says("U0INES", "Heads-up: we deploy at noon")
    assert Ticket.objects.count() == 1


def test_the_customer_s_answer_reopens(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    answers(cast, desk, "<p>Done</p>")
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket().pk, now=clock.now())
    desk.says("U0KIM", "It hangs again", thread_ts=made["ts"])
    assert (ticket().is_open, said(ticket())[-1]) == (True, "It hangs again")


def test_a_follow_up_goes_on_in_the_same_thread(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket().pk, now=clock.now())
    Brand.objects.update(reopen_days=0)
    from datetime import timedelta

    Ticket.objects.update(resolved_at=clock.now() - timedelta(days=1))
    desk.says("U0KIM", "It hangs again", thread_ts=made["ts"])
    new = Ticket.objects.order_by("-id")[0]
    assert Ticket.objects.count() == 2
    assert SlackThread.objects.get().ticket_id == new.pk


def test_a_button_leads_to_a_person(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    Ticket.objects.update(handler="assistant")
    button = {"ts": "1.0", "thread_ts": made["ts"], "bot_id": "B0BOT"}
    desk.tell(events.button(button, HELP, "U0KIM", "talk_to_person"))
    assert ticket().handler == "person"
    assert any("person" in text for text in desk.thread(made))


def test_a_ticket_without_a_thread_says_so(cast: Cast, desk: Desk) -> None:
    asks(desk)
    SlackThread.objects.all().delete()
    entry = answers(cast, desk, "<p>Hi</p>")
    assert (entry.delivery_state, "no thread" in entry.delivery_detail) == ("failed", True)


def test_after_the_end_of_a_connection_nothing_is_kept_waiting(cast: Cast, desk: Desk) -> None:
    asks(desk)
    connection_disconnect(actor=cast.actor(cast.admin), connection_id=desk.connection.pk, now=clock.now())
    entry = answers(cast, desk, "<p>Hi</p>")
    assert (entry.delivery_state, entry.delivery_detail) == ("failed", "Slack is not connected any more.")


def test_who_connects_again_finds_channels_and_threads(cast: Cast, desk: Desk) -> None:
    made = asks(desk)
    connection_disconnect(actor=cast.actor(cast.admin), connection_id=desk.connection.pk, now=clock.now())
    old = desk.connection
    old.pk, old.state, old.access_token = None, "connected", desk.server.sign_in()
    old.hook_key = "another-key-0123456789"
    old.save()
    desk.says("U0KIM", "Still there?", thread_ts=made["ts"])
    assert said(ticket())[-1] == "Still there?"
    answers(cast, desk, "<p>Yes</p>")
    assert desk.thread(made)[-1] == "Yes"
