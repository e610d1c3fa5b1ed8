"""A model's answer that crosses a boundary is neither sent nor shown while it is written."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.in_force import in_force
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.services.thinking import Question, Thought, think
from kb import services as kb_services
from kb import tasks as kb_tasks
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.standins.openai import OpenAIStandIn
from tests.standins.openai.contract import is_here
from tickets.clearance import NO_TICKET

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_here(), reason="the contracts lie in ../shared"),
]
QUESTION = "How do I backfill missing days?"
FIRST, SECOND = "Open Runs and press Backfill.", "Choose the first and the last day."
BODY = f"## {QUESTION}\nOpen Runs and press Backfill. Choose the first and the last day."


@pytest.fixture
def model(cast: Cast, settings: Any) -> Iterator[OpenAIStandIn]:
    kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill missing days", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )
    kb_tasks.embed()
    with OpenAIStandIn() as running:
        settings.AI_ENGINE, settings.OPENAI_BASE_URL = "openai,classify=builtin", running.url
        settings.OPENAI_API_KEY, settings.OPENAI_TIMEOUT_SECONDS = "sk-test", 5.0
        running.state.reply = lambda data: {
            "answers_question": True,
            "confidence": 0.95,
            "clarifying_question": "",
            "statements": [{"text": text, "passage": 0, "quote": text[:-1]} for text in (FIRST, SECOND)],
        }
        yield running
        assert running.state.problems == []


def asked() -> tuple[Thought, str]:
    pieces: list[str] = []
    question = Question(
        text=QUESTION, reader=None, situation=Situation(intents=intents_of(QUESTION)), language="en",
        cleared=NO_TICKET, configuration=in_force(),
    )  # fmt: skip
    return think(question, pieces.append), "".join(pieces)


def test_it_is_withheld_from_the_piece_that_crosses_on(model: OpenAIStandIn) -> None:
    thought, shown = asked()
    assert thought.decision.kind == "answer"
    assert shown == f"{FIRST}\n{SECOND}\n"
    configured(boundaries=[{"key": "days", "label": "Days", "keywords": ["last day"]}])
    thought, shown = asked()
    assert (thought.decision.kind, thought.decision.reason) == ("handoff", "boundary")
    assert (thought.boundary_label, thought.evidence) == ("Days", "last day")
    assert shown == f"{FIRST}\n"


def test_a_model_is_not_asked_what_a_boundary_holds(model: OpenAIStandIn) -> None:
    from assistant import selectors

    configured(boundaries=[{"key": "fills", "label": "Backfills", "keywords": ["backfilling"]}])
    held = selectors.boundaries_held(in_force(), text=QUESTION)
    situation = Situation(intents=intents_of(QUESTION), boundaries=tuple(one.key for one in held))
    question = Question(
        text=QUESTION, reader=None, situation=situation, cleared=NO_TICKET, configuration=in_force()
    )
    assert think(question).decision.boundary == "fills"
    assert model.state.requests == []
