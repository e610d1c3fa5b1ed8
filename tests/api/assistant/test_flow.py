"""A customer's message from start to end: triage, an answer with sources, a question back, or people."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant import services
from assistant.engines.protocol import OnText
from assistant.models import Handoff, Outcome, Run, Triage
from assistant.services import running
from assistant.services.thinking import Question, Thought, think
from core import clock
from core.errors import NotFound
from core.events import subscribers
from core.models import OutboxEvent
from kb import services as kb_services
from tests.cast import NOW, Cast
from tickets.events import MessageReceived
from tickets.models import Handler, Ticket, TimelineEntry

BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day. A backfill
covers at most 31 days. Days that were loaded before are replaced, so nothing is counted twice.

## Does a backfill count toward our event volume?
No. Backfills read events that were counted when they arrived.
"""


@pytest.fixture
def article(cast: Cast) -> None:
    made = kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill a destination", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )
    assert made.pk


def test_a_question_that_an_article_answers_gets_its_answer(
    cast: Cast, article: None, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I backfill missing days into Snowflake?")
    settle()

    run = Run.objects.get(ticket=ticket)
    assert run.outcome == Outcome.ANSWERED, (run.reason, run.confidence, run.details)
    reply = TimelineEntry.objects.get(pk=run.reply_entry_id or 0)
    assert reply.payload["is_answer"]
    assert reply.payload["citations"][0]["title"] == "Backfill a destination"
    ticket.refresh_from_db()
    assert ticket.handler == Handler.ASSISTANT
    assert Triage.objects.get(ticket=ticket).value("language") == "en"


def test_what_no_article_answers_goes_to_people_with_a_summary(
    cast: Cast, article: None, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="Do you have an app for Android tablets?")
    settle()

    handoff = Handoff.objects.get(ticket=ticket)
    assert handoff.reason in ("no_source", "low_confidence")
    assert "Android" in handoff.wants
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.handler == Handler.PERSON
    assert ticket.waiting_since is not None
    assert ticket.reason_message is not None, "the queue says it in the reader's language"


def test_a_boundary_behind_a_page_of_log_still_holds(
    cast: Cast, article: None, settle: Callable[[], None]
) -> None:
    log = "12:00:01 worker started\n" * 300
    body = f"How do I backfill missing days into Snowflake?\n{log}\nWe were charged twice, please refund us."
    ticket = cast.ticket(channel="widget", subject="", body=body)
    settle()

    handoff = Handoff.objects.get(ticket=ticket)
    assert (handoff.reason, handoff.boundary) == ("boundary", "billing_dispute")


def test_a_person_who_stepped_in_keeps_the_assistant_silent(
    cast: Cast, article: None, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I backfill missing days into Snowflake?")
    cast.replies(ticket, cast.agent, "I am on it.")
    settle()

    run = Run.objects.get(ticket=ticket)
    assert run.outcome == Outcome.NOT_OURS
    assert not TimelineEntry.objects.filter(ticket=ticket, author_kind="assistant", kind="message").exists()


def test_a_person_who_steps_in_while_it_thinks_gets_the_answer_withheld(
    cast: Cast, article: None, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I backfill missing days into Snowflake?")

    def slow(question: Question, on_text: OnText | None = None) -> Thought:
        thought = think(question, on_text)
        cast.replies(ticket, cast.agent, "I am on it.")
        return thought

    monkeypatch.setattr(running, "think", slow)
    settle()

    assert Run.objects.get(ticket=ticket).outcome == Outcome.WITHHELD
    messages = TimelineEntry.objects.filter(ticket=ticket, kind="message").values_list(
        "author_kind", flat=True
    )
    assert list(messages.order_by("id")) == ["contact", "staff"]


def test_a_failing_run_ends_with_people_and_never_twice(
    cast: Cast, article: None, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I backfill missing days?")
    run = services.run_request(ticket_id=ticket.pk, entry_id=ticket.last_customer_entry_id, now=NOW)
    assert run is not None

    def broken(question: Question, on_text: OnText | None = None) -> Thought:
        raise RuntimeError("broken")

    monkeypatch.setattr(running, "think", broken)
    with pytest.raises(RuntimeError):
        services.run_execute(run_id=run.pk, now=clock.now())
    assert services.runs_resend(now=clock.now()) == [run.pk]
    assert services.run_execute(run_id=run.pk, now=clock.now()) == Outcome.HANDED_OVER
    assert services.run_execute(run_id=run.pk, now=clock.now()) is None
    assert Handoff.objects.get(ticket=ticket).reason == "failure"
    assert services.run_request(ticket_id=ticket.pk, entry_id=run.entry_id, now=NOW) is None


def test_talk_to_a_person_works_at_once(cast: Cast) -> None:
    ticket = cast.ticket(channel="widget", body="How do I backfill?")

    handoff = services.handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=clock.now())

    assert handoff is not None
    assert handoff.reason == "customer_asked"
    assert services.handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=NOW) is None
    with pytest.raises(NotFound):
        services.handoff_request(actor=cast.actor(cast.stranger), ticket_id=ticket.pk, now=NOW)


def test_wanting_a_person_is_the_reason_and_not_the_matter(cast: Cast) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="Our Snowflake export is empty since Tuesday.")
    cast.says(ticket, "I would like to talk to a person.")

    handoff = services.handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=clock.now())

    assert handoff is not None
    assert "Snowflake export" in handoff.wants
    assert "talk to a person" not in handoff.wants


def test_words_reach_the_widget_before_the_message_is_stored(
    cast: Cast, article: None, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from the built-in engine, which writes all at once: they leave as soon as they will be said."""
    pieces: list[str] = []
    stored: list[int] = []

    def hear(*, topic: str, name: str, data: dict[str, Any], scope: dict[str, Any] | None = None) -> None:
        if name == "assistant.delta":
            pieces.append(data["text"])
            stored.append(TimelineEntry.objects.filter(author_kind="assistant", kind="message").count())

    monkeypatch.setattr("core.live.push", hear)
    ticket = cast.ticket(channel="widget", subject="", body="How do I backfill missing days into Snowflake?")
    settle()
    reply = TimelineEntry.objects.get(ticket=ticket, author_kind="assistant", kind="message")
    assert pieces
    assert set(stored) == {0}
    words = "".join(pieces).replace("**", "").split()
    assert words[:8] == reply.body_text.split()[:8]


@pytest.mark.parametrize(
    ("channel", "body"),
    [
        ("widget", "Do you have an app for Android tablets?"),
        ("email", "How do I backfill missing days into Snowflake?"),
    ],
)
def test_no_words_are_shown_that_are_not_said_or_nobody_sees(
    cast: Cast,
    article: None,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    channel: str,
    body: str,
) -> None:
    names: list[str] = []
    monkeypatch.setattr("core.live.push", lambda **values: names.append(values["name"]))
    cast.ticket(channel=channel, subject="", body=body)
    settle()
    assert "assistant.delta" not in names


def test_log_tells_how_long_the_customer_waited_for_what(
    cast: Cast, article: None, settle: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="assistant.services.running")
    cast.ticket(channel="widget", subject="", body="How do I backfill missing days into Snowflake?")
    settle()
    (record,) = [one for one in caplog.records if "run of the assistant is done" in one.getMessage()]
    told = vars(record)
    legs = [told[f"{name}_ms"] for name in ("queued", "started", "thinking", "first_words", "whole")]
    assert legs == sorted(legs)
    assert told["outcome"] == Outcome.ANSWERED


@pytest.mark.parametrize(("channel", "name"), [("widget", "urgent"), ("email", "events"), ("api", "events")])
def test_who_looks_at_the_screen_goes_first(cast: Cast, channel: str, name: str) -> None:
    cast.ticket(channel=channel)
    (event,) = [row for row in OutboxEvent.objects.all() if row.name == MessageReceived.name]
    found = {one.key: one.queue_of(MessageReceived(**event.payload)) for one in subscribers(event.name)}
    assert found["assistant.on_message_received"] == name
    assert set(found.values()) <= {name, "events"}
