"""Nothing that is masked leaves in a request, and what the model says of it comes back whole."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant import masking
from assistant.engines.openai.client import Provider
from assistant.engines.openai.engine import OpenAIEngine
from assistant.engines.protocol import AnswerRequest, ClassifyRequest, Passage, Turn, Voice, VoiceExample
from assistant.models import Run
from kb import services as kb_services
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.standins.openai import OpenAIStandIn
from tests.standins.openai.contract import is_here
from tickets.models import TimelineEntry

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_here(), reason="the contracts lie in ../shared"),
]
SECRETS = (
    "helen@kestrel.test", "+44 20 7946 0958", "4111 1111 1111 1111", "sk-live-9aQ2x7Zk41mN8w", "hunter2!pass",
    "Helen Marsh", "221 Baker Street", "DE89 3704 0044 0532 0130 00",
)  # fmt: skip
TEXT = (
    "Hello, this is Helen Marsh, 221 Baker Street. Write to helen@kestrel.test or call +44 20 7946 0958. My "
    "card 4111 1111 1111 1111 and account DE89 3704 0044 0532 0130 00, key sk-live-9aQ2x7Zk41mN8w, password: "
    "hunter2!pass. How do I backfill missing days?"
)
PASSAGE = Passage(
    key=1,
    article_id=7,
    title="Backfill a destination",
    url="/help/halyard/backfill",
    text="Open Runs, press Backfill and choose the first and the last day. Ask help@halyard.test for more.",
)


@pytest.fixture
def server() -> Iterator[OpenAIStandIn]:
    with OpenAIStandIn() as running:
        yield running
        assert running.state.problems == []


@pytest.fixture
def engine(server: OpenAIStandIn) -> OpenAIEngine:
    return OpenAIEngine(
        Provider(
            base_url=server.url, api_key="sk-test", model="gpt-5-mini",
            embedding_model="text-embedding-3-small", timeout=2.0,
        )
    )  # fmt: skip


def sent(server: OpenAIStandIn) -> str:
    """All that has left, without the escapes of JSON."""
    texts = []
    for request in server.state.requests:
        texts.append(json.dumps(request, ensure_ascii=False, default=str))
        for message in request.get("messages", []):
            texts.append(str(message["content"]))
    return "\n".join(texts)


def answering(text: str) -> Callable[[Any], Any]:
    quote = "press Backfill and choose the first and the last day"
    return lambda data: {
        "answers_question": True,
        "confidence": 0.9,
        "clarifying_question": "",
        "statements": [{"text": text, "passage": 0, "quote": quote}],
    }


def ask(engine: OpenAIEngine) -> tuple[str, str]:
    pieces: list[str] = []
    request = AnswerRequest(
        question=TEXT, passages=[PASSAGE], history=[Turn("customer", TEXT)], page=TEXT, threshold=0.5,
        voice=Voice("Dry.", (VoiceExample("Hi?", "Hi."),)),
    )  # fmt: skip
    with masking.about("Helen Marsh"):
        answer = engine.answer(request, pieces.append)
    return answer.text, "".join(pieces)


def test_nothing_masked_leaves_and_the_answer_has_it_back(
    server: OpenAIStandIn, engine: OpenAIEngine
) -> None:
    configured(masking={"is_on": True})
    server.state.reply = answering("[NAME_1], press Backfill and choose the first and the last day.")

    text, streamed = ask(engine)

    left = sent(server)
    assert [secret for secret in SECRETS if secret in left] == []
    assert "[EMAIL_1]" in left
    assert "How do I backfill missing days?" in left
    # What the company itself has published is no secret, and is quoted word for word.
    assert "help@halyard.test" in left
    assert text.startswith("Helen Marsh, press Backfill")
    assert streamed.startswith("Helen Marsh, press Backfill")


def test_every_capability_masks(server: OpenAIStandIn, engine: OpenAIEngine) -> None:
    configured(masking={"is_on": True})
    label = {"value": "", "confidence": 0.0}
    server.state.reply = lambda data: {
        "text": f"[EMAIL_1] {data.get('text', '')[:5]}", "name": label,
        **dict.fromkeys(("type", "product_area", "sentiment", "urgency", "complexity"), label),
    }  # fmt: skip
    with masking.about("Helen Marsh"):
        engine.classify(ClassifyRequest(text=TEXT, subject=TEXT, history=[Turn("customer", TEXT)]))
        engine.summarise([Turn("customer", TEXT)], subject=TEXT)
        engine.extract(TEXT, {"name": "Who asks"})
        assert engine.rewrite(TEXT, "shorter").text.startswith("helen@kestrel.test")
        engine.translate(TEXT, "de")
        engine.embed([TEXT])
    assert len(server.state.requests) == 6
    assert [secret for secret in SECRETS if secret in sent(server)] == []


def test_without_the_switch_nothing_is_masked(server: OpenAIStandIn, engine: OpenAIEngine) -> None:
    server.state.reply = answering("Press Backfill and choose the first and the last day.")
    ask(engine)
    left = sent(server)
    assert [secret for secret in SECRETS if secret not in left] == []
    assert "Dry." in left


def test_a_customers_message_leaves_masked_and_the_answer_arrives_whole(
    cast: Cast, server: OpenAIStandIn, settle: Callable[[], None], settings: Any
) -> None:
    settings.AI_ENGINE, settings.OPENAI_BASE_URL = "openai,classify=builtin", server.url
    settings.OPENAI_API_KEY, settings.OPENAI_TIMEOUT_SECONDS = "sk-test", 5.0
    kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={
            "title": "Backfill missing days", "body": f"## How do I backfill missing days?\n{PASSAGE.text}",
            "audience": "public", "status": "published",
        },
        now=NOW,
    )  # fmt: skip
    configured(masking={"is_on": True})
    said = "[NAME_1]: open Runs, press Backfill and choose the first and the last day."
    server.state.reply = answering(said)
    body = "How do I backfill missing days? I am Helen, helen@kestrel.test."
    ticket = cast.ticket(channel="widget", subject="", body=body)
    settle()
    run = Run.objects.get(ticket=ticket)
    assert run.outcome == "answered", (run.reason, run.confidence, run.details)
    reply = TimelineEntry.objects.get(pk=run.reply_entry_id or 0)
    assert "Helen: open Runs, press Backfill" in reply.body_text
    left = sent(server)
    assert "helen@kestrel.test" not in left
    assert "Helen" not in left
