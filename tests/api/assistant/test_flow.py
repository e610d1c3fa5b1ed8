"""A customer's message on its way: triage, an answer with sources, a question back, or people."""

from collections.abc import Callable

import pytest

from assistant.models import Handoff, Outcome, Run, Triage
from kb import services as kb_services
from tests.cast import NOW, Cast
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
    reply = TimelineEntry.objects.get(pk=run.reply_entry_id)
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
