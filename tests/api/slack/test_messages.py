"""What is written in Slack becomes tickets: once, in order, whatever comes twice, late or broken."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from integrations.slack import services
from integrations.slack.models import MessageState, Mode, SlackMessage, SlackThread
from tests.api.slack.desk import Desk, said, ticket
from tests.standins.slack import events
from tickets.models import Attachment, Ticket, TimelineEntry

pytestmark = pytest.mark.django_db
HELP = "C0HELP"


def test_a_message_becomes_a_ticket(desk: Desk) -> None:
    made = desk.says("U0KIM", "The *export* hangs, see <https://acme.test/log|the log>")
    found = ticket()
    assert (found.channel, found.requester.name) == ("slack", "Kim Customer")
    entry = TimelineEntry.objects.get(ticket=found, kind="message", author_kind="contact")
    assert entry.body_text == "The export hangs, see the log"
    assert '<a href="https://acme.test/log"' in entry.body_html
    assert "<strong>export</strong>" in entry.body_html
    assert entry.payload["slack_channel"] == "#acme-halyard"
    # Slack shows by an emoji that it is one.
    assert desk.server.thread(HELP, made["ts"])[0]["reactions"] == ["ticket"]


def test_the_same_delivery_twice_is_one_ticket(desk: Desk) -> None:
    made = desk.server.says(HELP, "U0KIM", "The export hangs")
    told = events.spoken(made, HELP)
    desk.tell(told, told)
    # Another delivery of the same message, with an id of its own.
    desk.tell(events.spoken(made, HELP))
    assert said(ticket()) == ["The export hangs"]


def test_who_writes_in_the_thread_goes_on_with_the_ticket(desk: Desk) -> None:
    made = desk.says("U0KIM", "The export hangs")
    desk.says("U0KIM", "Since Monday", thread_ts=made["ts"])
    assert said(ticket()) == ["The export hangs", "Since Monday"]
    desk.says("U0KIM", "And something else")
    assert Ticket.objects.count() == 2


def test_who_goes_on_writing_is_one_message(desk: Desk) -> None:
    desk.channel.window = 60
    desk.channel.save()
    first = desk.says("U0KIM", "Hello")
    desk.says("U0KIM", "The export hangs")
    last = desk.says("U0KIM", "Since Monday")
    assert Ticket.objects.count() == 0
    SlackMessage.objects.update(due_at=clock.now() - timedelta(seconds=1))
    services.channel_work(channel_id=desk.channel.pk)
    assert said(ticket()) == ["Hello\n\nThe export hangs\n\nSince Monday"]
    thread = SlackThread.objects.get()
    assert thread.thread_ts == first["ts"]
    desk.channel.window = 0
    desk.channel.save()
    # An answer to any of the three belongs to the ticket.
    desk.says("U0KIM", "In the big one", thread_ts=last["ts"])
    assert said(ticket())[-1] == "In the big one"


def test_another_person_in_between_is_not_mixed_in(desk: Desk) -> None:
    desk.server.user("U0LEE", "Lee", email="lee@acme.test", team="T0ACME")
    desk.channel.window = 60
    desk.channel.save()
    for user, text in (("U0KIM", "One"), ("U0LEE", "Two"), ("U0KIM", "Three")):
        desk.says(user, text)
    SlackMessage.objects.update(due_at=clock.now() - timedelta(seconds=1))
    services.channel_work(channel_id=desk.channel.pk)
    assert sorted(said(row)[0] for row in Ticket.objects.all()) == ["One", "Three", "Two"]


def test_an_edit_and_a_deletion_are_seen_and_rewrite_nothing(desk: Desk) -> None:
    made = desk.says("U0KIM", "The export hangs")
    desk.tell(events.edited(made, HELP, "The *import* hangs", at=desk.server.state.ts()))
    first = TimelineEntry.objects.get(kind="message", author_kind="contact")
    assert (first.body_text, first.payload["is_edited"]) == ("The export hangs", True)
    line = TimelineEntry.objects.get(payload__step="message_changed")
    assert (line.body_text, line.author_name, line.visibility) == (
        "The import hangs",
        "Kim Customer",
        "internal",
    )
    desk.tell(events.deleted(made, HELP, at=desk.server.state.ts()))
    first.refresh_from_db()
    assert (first.body_text, first.payload["is_deleted"]) == ("The export hangs", True)
    changes = TimelineEntry.objects.filter(payload__step="message_changed").order_by("id")
    assert [row.payload["change"] for row in changes] == ["edited", "deleted"]


def test_an_older_edit_that_comes_late_changes_nothing(desk: Desk) -> None:
    made = desk.says("U0KIM", "One")
    early, late = desk.server.state.ts(), desk.server.state.ts()
    old, new = events.edited(made, HELP, "Two", at=early), events.edited(made, HELP, "Three", at=late)
    desk.tell(new, old, new)
    changes = TimelineEntry.objects.filter(payload__step="message_changed")
    assert [row.body_text for row in changes] == ["Three"]


def test_an_edit_that_comes_before_its_message_wins(desk: Desk) -> None:
    now = clock.now().timestamp()
    desk.server.state.clock = now
    made = desk.server.says(HELP, "U0KIM", "The export hangs")
    desk.channel.window = 60
    desk.channel.save()
    desk.tell(
        events.edited(made, HELP, "The import hangs", at=desk.server.state.ts()), events.spoken(made, HELP)
    )
    SlackMessage.objects.update(due_at=clock.now() - timedelta(seconds=1))
    services.channel_work(channel_id=desk.channel.pk)
    assert said(ticket()) == ["The import hangs"]


def test_a_deletion_that_comes_before_its_message_leaves_none(desk: Desk) -> None:
    made = desk.server.says(HELP, "U0KIM", "Oops")
    desk.tell(events.deleted(made, HELP, at=desk.server.state.ts()), events.spoken(made, HELP))
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0BOT"},
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"app_id": "A0APP"},
    ],
    ids=["ours", "another bot", "a note of Slack", "an app"],
)
def test_programs_start_nothing(desk: Desk, more: dict[str, str]) -> None:
    desk.says("U0KIM", "I am a program", **more)
    assert Ticket.objects.count() == SlackMessage.objects.count() == 0


def test_a_bot_user_starts_nothing(desk: Desk) -> None:
    desk.server.user("U0ROBOT", "Robot", email="", is_bot=True)
    desk.says("U0ROBOT", "Build passed")
    assert Ticket.objects.count() == 0
    assert SlackMessage.objects.get().state == MessageState.IGNORED


def test_a_channel_that_is_off_keeps_nothing(desk: Desk) -> None:
    desk.channel.mode = Mode.OFF
    desk.channel.save()
    desk.says("U0KIM", "The export hangs")
    assert SlackMessage.objects.count() == 0


def test_a_mark_makes_a_ticket_of_a_message(desk: Desk) -> None:
    desk.channel.mode = Mode.ASKED
    desk.channel.save()
    made = desk.says("U0KIM", "The export hangs")
    assert SlackMessage.objects.count() == 0
    desk.tell(events.reacted(made, HELP, "U0INES", "eyes"))
    assert Ticket.objects.count() == 0
    marked = events.reacted(made, HELP, "U0INES", "ticket")
    desk.tell(marked, marked, events.reacted(made, HELP, "U0KIM", "ticket"))
    assert (said(ticket()), ticket().requester.name) == (["The export hangs"], "Kim Customer")
    desk.says("U0KIM", "Since Monday", thread_ts=made["ts"])
    assert said(ticket())[-1] == "Since Monday"


def test_the_shortcut_makes_a_ticket(desk: Desk) -> None:
    desk.channel.mode = Mode.ASKED
    desk.channel.save()
    made = desk.server.says(HELP, "U0KIM", "The export hangs")
    desk.tell(events.shortcut(made, HELP, "U0INES"), events.shortcut(made, HELP, "U0INES"))
    assert said(ticket()) == ["The export hangs"]


def test_files_come_along(desk: Desk, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.ATTACHMENT_MAX_BYTES = 100
    small, large = desk.server.file("log.txt", b"line one\n"), desk.server.file("big.bin", b"x" * 101)
    elsewhere = desk.server.file("x.txt", b"x") | {"url_private_download": "https://evil.test/x"}
    desk.says("U0KIM", "See the log", subtype="file_share", files=[small, large, elsewhere])
    row = Attachment.objects.get()
    assert (row.name, row.size, row.ticket_id) == ("log.txt", 9, ticket().pk)
    told = said(ticket())[0]
    assert "big.bin: over" in told
    assert "x.txt: its address is not Slack's" in told


def test_trouble_at_slack_delays_a_message_and_loses_none(desk: Desk) -> None:
    desk.server.state.next["users.info"] = [(500, {}, b"oops")] * 3
    desk.says("U0KIM", "The export hangs")
    row = SlackMessage.objects.get()
    assert (row.state, row.attempts) == (MessageState.WAITING, 1)
    assert "Slack answered 500" in row.detail
    SlackMessage.objects.update(due_at=clock.now() - timedelta(seconds=1))
    services.channel_work(channel_id=desk.channel.pk)
    assert said(ticket()) == ["The export hangs"]


@pytest.mark.parametrize(
    "place",
    [
        "integrations.slack.services.gathering.contact_of",
        "integrations.slack.services.gathering.thread_keep",
        "integrations.slack.services.gathering._mark",
        "integrations.slack.services.gathering.files_fetch",
    ],
)
def test_a_crash_at_any_step_leaves_one_ticket_in_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, dies)
        made = desk.server.says(HELP, "U0KIM", "The export hangs")
        assert desk.post(events.spoken(made, HELP)).status_code == 200
        with pytest.raises(KeyboardInterrupt):
            desk.settle()
    assert Ticket.objects.count() == 0
    services.channel_work(channel_id=desk.channel.pk)
    services.channel_work(channel_id=desk.channel.pk)
    assert said(ticket()) == ["The export hangs"]


def test_a_message_is_stored_before_it_is_answered(desk: Desk) -> None:
    from integrations.connections.models import HookEvent

    made = desk.server.says(HELP, "U0KIM", "The export hangs")
    assert desk.post(events.spoken(made, HELP)).status_code == 200
    assert HookEvent.objects.get().event == "message"
    assert sum(desk.server.state.calls.values()) == 0


def test_a_challenge_is_answered_and_stored_nowhere(desk: Desk) -> None:
    from integrations.connections.models import HookEvent

    answer = desk.post({"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"})
    assert (answer.status_code, answer.content) == (200, b"3eZbrw1aB")
    assert HookEvent.objects.count() == 0


def test_a_stranger_s_post_is_refused(desk: Desk) -> None:
    made = events.spoken(desk.server.says(HELP, "U0KIM", "x"), HELP)
    assert desk.post(made, **{"X-Slack-Signature": "v0=00"}).status_code == 403
    old = events.signed(b"{}", at=clock.now().timestamp() - 600)
    assert desk.post(b"{}", **old).status_code == 403
    assert SlackMessage.objects.count() == 0
