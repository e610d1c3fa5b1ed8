"""Messages that say nothing about the problem itself: what triage, drafts and suggestions make of them."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.models import Handoff, Outcome, Run, Triage
from assistant.services import handoff_request
from core import clock, ports
from kb import services as kb_services
from tests.cast import NOW, Cast
from tickets.models import Handler, Ticket, TimelineEntry

FIX = """
## What does ABC-1234 mean?
The role has no warehouse, so the run stopped before the first row.

## How do I fix ABC-1234?
Grant the role usage on the warehouse, then press **Test connection**:

```sql
grant usage on warehouse W to role R;
```

## Why did ABC-1234 start after a key change?
A session loses its warehouse while a key changes. Run the grant above again.
"""
ERRORS = """
## What do the codes mean?
Every failed run carries a code in its history, and each code has its cause. For that one see
[Fix ABC-1234](article:fix-abc-1234).
"""


@pytest.fixture
def articles(cast: Cast) -> None:
    for title, body, audience in (
        ("Fix ABC-1234", FIX, "customers"),
        ("Codes of failed runs", ERRORS, "public"),
        ("Escalate ABC-1234", "Staff look at the ABC-1234 runbook first.", "staff"),
    ):
        kb_services.article_create(
            actor=cast.actor(cast.admin),
            values={"title": title, "body": body, "audience": audience, "status": "published"},
            now=NOW,
        )


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    session = {
        "consent": True,
        "page": {"url": "https://a.test/x", "title": "Destinations", "area": "exports", "element": "Test"},
        "trail": [{"kind": "error", "label": "ABC-1234: no warehouse", "detail": ""}],
        "attributes": {},
    }
    monkeypatch.setattr(ports.session_context, "_answer", lambda ticket_id: session)


def answer_of(ticket: Ticket) -> TimelineEntry:
    run = Run.objects.filter(ticket=ticket).latest("id")
    assert run.outcome == Outcome.ANSWERED, (run.outcome, run.reason, run.confidence, run.details)
    return TimelineEntry.objects.get(pk=run.reply_entry_id or 0)


@pytest.mark.parametrize("text", ["How do I fix ABC-1234?", "fix abc-1234", "ABC-1234"])
def test_who_asks_for_a_fix_gets_it_with_its_code(
    cast: Cast, articles: None, settle: Callable[[], None], text: str
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body=text)
    settle()

    assert "<pre><code>grant usage on warehouse W to role R;" in answer_of(ticket).body_html


@pytest.mark.parametrize("text", ["it does not work", "why did this fail just now?"])
def test_what_the_shared_page_shows_is_not_asked(
    cast: Cast, articles: None, shared: None, settle: Callable[[], None], text: str
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body=text)
    settle()

    assert answer_of(ticket).payload["citations"][0]["title"] == "Fix ABC-1234"
    assert Triage.objects.get(ticket=ticket).value("product_area") == "exports"


def test_an_answer_is_never_given_twice(cast: Cast, articles: None, settle: Callable[[], None]) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I fix ABC-1234?")
    settle()
    answer_of(ticket)

    cast.says(ticket, "And does ABC-1234 need a fix at night, by whom?")
    settle()

    said = TimelineEntry.objects.filter(ticket=ticket, author_kind="assistant", kind="message")
    assert sum("grant usage" in entry.body_text for entry in said) == 1


def test_what_happened_is_passed_on(cast: Cast, articles: None, settle: Callable[[], None]) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="How do I fix ABC-1234?")
    settle()
    cast.says(ticket, "Which runs were lost, and who loads them again?")
    settle()

    assert Handoff.objects.get(ticket=ticket).reason == "account_specific"


def test_a_visitor_gets_no_link_to_what_they_cannot_open(cast: Cast, articles: None) -> None:
    asked = cast.api(cast.agent).post("assistant/ask", {"question": "How do I fix ABC-1234?"}).json()

    assert "Fix ABC-1234" not in asked["answer"]
    assert all(citation["title"] != "Fix ABC-1234" for citation in asked["citations"])


@pytest.mark.parametrize("text", ["thanks!", "Thank you so much", "ok thanks, bye", "Danke!"])
def test_a_closing_makes_no_ticket_for_a_person(
    cast: Cast, articles: None, settle: Callable[[], None], text: str
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body=text)
    settle()

    assert not Handoff.objects.exists()
    ticket.refresh_from_db()
    assert ticket.handler == Handler.ASSISTANT


def test_a_wish_for_a_person_is_a_plain_question_when_nothing_is_known(
    cast: Cast, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="I would like to talk to a person.")
    settle()

    triage = Triage.objects.get(ticket=ticket)
    assert (triage.value("type"), triage.value("urgency")) == ("question", "normal")
    handoff = Handoff.objects.get(ticket=ticket)
    assert handoff.why == ""
    assert handoff.summary.count("asked for a person") == 1


def test_a_wish_for_a_person_is_about_what_was_said_before(cast: Cast, settle: Callable[[], None]) -> None:
    ticket = cast.ticket(channel="widget", subject="", body="The March invoice shows a wrong VAT number.")
    settle()
    before = Triage.objects.filter(ticket=ticket).latest("id").value("type")
    Ticket.objects.filter(pk=ticket.pk).update(type="")
    cast.says(ticket, "I would like to talk to a person.")
    settle()

    assert Triage.objects.filter(ticket=ticket).latest("id").value("type") == before


def test_what_a_customer_wants_is_the_question_and_not_the_last_cross_line(cast: Cast) -> None:
    ticket = cast.ticket(channel="widget", body="How do I fix ABC-1234?")
    cast.says(ticket, "that did not help, the test still fails")

    handoff = handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=clock.now())

    assert handoff is not None
    assert "ABC-1234" in handoff.wants


@pytest.mark.parametrize(
    "text",
    ["I would like to talk to a person.", "please go ahead", "thanks!", "Hello", "Is it hot in Rome?"],
)
def test_no_draft_is_offered_where_none_fits(cast: Cast, articles: None, text: str) -> None:
    ticket = cast.ticket(channel="api", body=text)

    draft = cast.api(cast.agent).post(f"tickets/{ticket.pk}/copilot/draft").json()

    assert draft["body_html"] == ""
    assert draft["citations"] == []


def test_suggestions_tell_what_the_requester_may_read(cast: Cast, articles: None, shared: None) -> None:
    ticket = cast.ticket(channel="widget", body="Our nightly run is empty. Please help.")

    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/suggestions").json()

    rows: dict[str, Any] = {row["title"]: row for row in found["articles"]}
    assert found["articles"][0]["title"] == "Fix ABC-1234"
    assert rows["Fix ABC-1234"]["customer_url"].startswith("/help/")
    assert rows.get("Escalate ABC-1234", {"customer_url": ""})["customer_url"] == ""


def test_solved_tickets_are_similar_or_not_named(cast: Cast) -> None:
    other = cast.ticket(subject="Seasonal business plan", body="Could we please have yearly plans instead?")
    same = cast.ticket(subject="Snowflake export empty", body="Our Snowflake export is empty since Monday.")
    Ticket.objects.filter(pk__in=[other.pk, same.pk]).update(status="resolved", resolved_at=NOW)
    ticket = cast.ticket(subject="Snowflake export is empty", body="Please look, our export is empty today.")

    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/suggestions").json()

    assert [row["number"] for row in found["tickets"]] == [same.pk]
