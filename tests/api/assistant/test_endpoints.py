"""The assistant's endpoints: their response shapes, and who may use them."""

from collections.abc import Callable

import pytest

from assistant.models import Correction, Triage
from assistant.services import handoff_request
from core import clock
from kb import services as kb_services
from kb import tasks as kb_tasks
from tests.cast import NOW, ApiClient, Cast
from tickets.models import Ticket

BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day.
"""
FIELDS = {"type", "product_area", "sentiment", "urgency", "complexity", "language"}


@pytest.fixture
def articles(cast: Cast) -> None:
    for title, audience in (("Backfill a destination", "public"), ("Approve a backfill by credit", "staff")):
        kb_services.article_create(
            actor=cast.actor(cast.admin),
            values={"title": title, "body": BODY, "audience": audience, "status": "published"},
            now=NOW,
        )
    kb_tasks.embed()


@pytest.fixture
def triaged(cast: Cast) -> Ticket:
    ticket = cast.ticket(channel="api", body="The export fails with HLY-4012.")
    Triage.objects.create(
        ticket=ticket,
        entry_id=ticket.last_customer_entry_id,
        engine="builtin-1",
        fields={"type": {"value": "question", "confidence": 0.4}},
        entities=[{"kind": "error_code", "value": "HLY-4012"}],
        created_at=NOW,
    )
    return ticket


def test_an_answer_has_the_fixed_form_and_public_sources_only(cast: Cast, articles: None) -> None:
    response = cast.api(cast.agent).post(
        "assistant/ask",
        {
            "question": "How do I backfill missing days into Snowflake?",
            "brand": cast.brand.slug,
            "history": [],
        },
    )

    assert response.status_code == 200
    body = response.json()
    assert body["decision"] == "answer"
    assert 0 <= body["confidence"] <= 1
    citation = body["citations"][0]
    assert {"article_id", "title", "url", "quote"} <= set(citation)
    assert {cited["title"] for cited in body["citations"]} == {"Backfill a destination"}
    assert (
        citation["quote"]
        in "Open Destinations / Snowflake / Runs, press Backfill and choose the first and the last day."
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Please refund us for last month", "boundary"),
        ("I want to talk to a person", "customer_asked"),
        ("What is the status of my ticket?", "account_specific"),
        ("Do you sell umbrellas?", "no_source"),
    ],
)
def test_what_it_must_not_or_cannot_answer_goes_to_people(cast: Cast, question: str, reason: str) -> None:
    body = cast.api(cast.agent).post("assistant/ask", {"question": question}).json()

    assert (body["decision"], body["reason"], body["citations"]) == ("handoff", reason, [])
    assert body["answer"]


def test_a_vague_question_is_asked_back(cast: Cast) -> None:
    assert (
        cast.api(cast.agent).post("assistant/ask", {"question": "it doesn't work"}).json()["decision"]
        == "clarify"
    )


def test_nobody_without_a_token_or_its_scope_may_ask(cast: Cast, anonymous: ApiClient) -> None:
    question = {"question": "How?"}

    assert anonymous.post("assistant/ask", question).status_code in (401, 403)
    assert cast.api(cast.agent, ["tickets:read"]).post("assistant/ask", question).status_code == 403
    assert cast.api(cast.agent, ["assistant:read"]).post("assistant/ask", question).status_code == 200
    assert cast.api(cast.agent).post("assistant/ask", {"question": " "}).status_code in (400, 422)


def test_labels_are_read_and_put_right_and_learned(cast: Cast, triaged: Ticket) -> None:
    api = cast.api(cast.agent)

    before = api.get(f"tickets/{triaged.pk}/triage").json()
    after = api.patch(f"tickets/{triaged.pk}/triage", {"type": "bug"})

    assert set(before["fields"]) == FIELDS
    assert before["fields"]["type"]["needs_review"] is True
    assert after.json()["fields"]["type"]["value"] == "bug"
    assert after.json()["fields"]["type"]["needs_review"] is False
    assert Correction.objects.get().predicted == "question"
    triaged.refresh_from_db()
    assert triaged.type == "bug"
    assert api.patch(f"tickets/{triaged.pk}/triage", {"urgency": "apocalyptic"}).status_code == 422
    assert api.patch(f"tickets/{triaged.pk}/triage", {"mood": "x"}).status_code == 400
    assert cast.api(cast.read_only).patch(f"tickets/{triaged.pk}/triage", {"type": "bug"}).status_code == 403


def test_a_handoff_tells_everything(cast: Cast) -> None:
    ticket = cast.ticket(channel="widget", body="How do I backfill a destination?")
    api = cast.api(cast.agent)
    assert api.get(f"tickets/{ticket.pk}/handoff").status_code == 404

    handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=clock.now())

    body = api.get(f"tickets/{ticket.pk}/handoff").json()
    assert body["reason"] == "customer_asked"
    assert "backfill" in body["wants"]
    assert "Kestrel Freight" in body["summary"]
    assert body["told_customer"]


def test_a_draft_quotes_what_the_customer_may_read(
    cast: Cast, articles: None, settle: Callable[[], None]
) -> None:
    ticket = cast.ticket(channel="api", body="How do I backfill missing days into Snowflake?")
    api = cast.api(cast.agent)

    draft = api.post(f"tickets/{ticket.pk}/copilot/draft").json()
    found = api.get(f"tickets/{ticket.pk}/suggestions").json()

    assert {cited["title"] for cited in draft["citations"]} == {"Backfill a destination"}
    assert "Backfill" in draft["body_html"]
    assert {row["title"] for row in found["articles"]} == {
        "Backfill a destination",
        "Approve a backfill by credit",
    }
    assert cast.api(cast.read_only).post(f"tickets/{ticket.pk}/copilot/draft").status_code == 403


@pytest.mark.parametrize("path", ["handoff", "triage", "suggestions"])
def test_stranger_gets_404(cast: Cast, triaged: Ticket, anonymous: ApiClient, path: str) -> None:
    stranger = cast.api(cast.team_agent)

    assert stranger.get(f"tickets/{triaged.pk}/{path}").status_code == 404
    assert stranger.post(f"tickets/{triaged.pk}/copilot/draft").status_code == 404
    assert stranger.patch(f"tickets/{triaged.pk}/triage", {"type": "bug"}).status_code == 404
    assert anonymous.get(f"tickets/{triaged.pk}/{path}").status_code in (401, 403)


def test_boundaries_are_set_by_admins_and_none_gets_lost(cast: Cast) -> None:
    admin = cast.api(cast.admin)
    shipped = admin.get("assistant/boundaries").json()["boundaries"]

    rows = [{"key": "hipaa", "label": "Health data", "keywords": ["PHI"], "review_on": "2026-09-01"}]
    saved = admin.put("assistant/boundaries", {"boundaries": rows, "settings": {"threshold": 0.9}})

    assert saved.status_code == 200
    body = saved.json()
    assert body["boundaries"][0]["key"] == "hipaa"
    assert {row["key"] for row in shipped} == {row["key"] for row in body["boundaries"][1:]}
    assert not any(row["is_on"] for row in body["boundaries"][1:])
    assert body["settings"]["threshold"] == 0.9
    asked = admin.post("assistant/ask", {"question": "May we store PHI with you?"}).json()
    assert (asked["reason"], asked["boundary"]) == ("boundary", "hipaa")
    assert cast.api(cast.supervisor).put("assistant/boundaries", {"boundaries": []}).status_code == 403


def test_the_status_names_engines_and_thresholds(cast: Cast) -> None:
    body = cast.api(cast.agent).get("assistant/status").json()

    assert body["engines"]["answer"] == "builtin-1"
    assert 0 < body["threshold"] < 1
