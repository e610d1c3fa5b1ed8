"""An agent's text in other words, and a thread in a few lines."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answers import Client
from tests.cast import Cast
from tests.standins.openai import OpenAIStandIn
from tests.standins.openai.contract import is_here
from tickets.models import TimelineEntry

pytestmark = pytest.mark.django_db

LONG = (
    "Thank you for writing to us about this today. The export to Snowflake failed with HLY-4012. "
    "This happens when a key was changed. Please grant the role the warehouse again. "
    "You find the button under Settings. We wish you a pleasant day."
)


@pytest.fixture
def server(settings: Any) -> Iterator[OpenAIStandIn]:
    with OpenAIStandIn() as running:
        settings.AI_ENGINE = "openai"
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = running.url, "sk-test"
        yield running
        assert running.state.problems == []


def path(ticket: Any, what: str) -> str:
    return f"tickets/{ticket.pk}/copilot/{what}"


def test_the_built_in_engine_shortens_and_says_what_got_lost(cast: Cast) -> None:
    answer = cast.api(cast.agent).post(path(cast.ticket(), "rewrite"), {"text": LONG, "style": "shorter"})
    assert answer.status_code == 200
    body = answer.json()
    assert 0 < len(body["text"]) < len(LONG)
    assert (body["lost"] == []) == ("HLY-4012" in body["text"])


def test_what_it_cannot_do_is_not_offered_and_refused_in_words(cast: Cast) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    assert api.get("assistant/copilot").json() == {"styles": ["shorter"], "can_translate": False}
    for what, asked in (
        ("rewrite", {"text": LONG, "style": "warmer"}),
        ("translate", {"text": LONG, "language": "de"}),
    ):
        answer = api.post(path(ticket, what), asked)
        assert (answer.status_code, answer.json()["code"]) == (409, "assistant.not_offered")
        assert "built-in engine" in answer.json()["detail"]


def test_a_thread_in_a_few_lines_leaves_notes_out(cast: Cast) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    assert api.post(path(ticket, "summary")).status_code in (200, 404)
    cast.says(ticket, "How do I fill in the two missing days?")
    api.post(f"tickets/{ticket.pk}/replies", {"body": "They smell of trouble.", "kind": "note"})
    text = api.post(path(ticket, "summary")).json()["text"]
    assert "missing days" in text
    assert "trouble" not in text


@pytest.mark.parametrize(
    ("what", "asked", "field"),
    [
        ("rewrite", {"text": LONG}, "style"),
        ("rewrite", {"text": LONG, "style": "rude"}, "style"),
        ("rewrite", {"text": "", "style": "shorter"}, "text"),
        ("translate", {"text": LONG, "language": "German"}, "language"),
        ("translate", {"text": "x" * 20_001, "language": "de"}, "text"),
    ],
)
def test_a_bad_request_names_the_field(cast: Cast, what: str, asked: dict[str, str], field: str) -> None:
    answer = cast.api(cast.agent).post(path(cast.ticket(), what), asked)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_who_may_not_answer_rewords_nothing_and_others_see_no_ticket(cast: Cast) -> None:
    ticket = cast.ticket()
    asked = {"text": LONG, "style": "shorter"}
    assert cast.api(cast.read_only).post(path(ticket, "rewrite"), asked).status_code == 403
    assert Client().post(f"/api/v1/{path(ticket, 'rewrite')}", asked).status_code == 401
    assert cast.api(cast.agent).post("tickets/999999/copilot/summary").status_code == 404


@pytest.mark.skipif(not is_here(), reason="the contracts lie in ../shared")
def test_a_model_translates_into_the_language_of_the_customer(cast: Cast, server: OpenAIStandIn) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    cast.says(ticket, "Seit gestern kommen bei uns keine Daten mehr an. Können Sie bitte helfen?")
    entries = TimelineEntry.objects.count()
    server.state.reply = lambda data: {"text": f"Bitte erneut versuchen ({data['language']})."}
    body = api.post(path(ticket, "translate"), {"text": "Please try HLY-4012 again."}).json()
    assert (body["text"], body["language"]) == ("Bitte erneut versuchen (de).", "de")
    assert body["lost"] == ["HLY-4012"]
    assert api.get("assistant/copilot").json()["can_translate"] is True
    assert TimelineEntry.objects.count() == entries
