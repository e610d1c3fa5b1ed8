"""Trying configurations: single questions, the test bench, and replays of past tickets. Nothing is sent."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from assistant import services
from assistant.engines.openai import budget
from assistant.models import Replay, ReplayItem, Run
from assistant.services import replaying
from core import clock
from core.models import OutboxEvent
from kb import services as kb_services
from kb import tasks as kb_tasks
from tests.cast import NOW, ApiClient, Cast
from tests.standins.openai import OpenAIStandIn
from tickets.models import Ticket, TimelineEntry

BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day. A backfill
covers at most 31 days. Days that were loaded before are replaced, so nothing is counted twice.
"""
QUESTION = "How do I backfill missing days into Snowflake?"
NARROW = {"boundaries": [{"key": "fills", "label": "Backfills", "keywords": ["backfill"]}]}


@pytest.fixture
def article(cast: Cast) -> int:
    assert cast.brand.is_default
    made = kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill a destination", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )
    kb_tasks.embed()
    return made.pk


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return cast.api(cast.admin)


@pytest.fixture
def past(cast: Cast, article: int, settle: Callable[[], None]) -> list[Ticket]:
    """Three past tickets: one that was answered, one that nothing answers, one in a channel that is off."""
    tickets = [
        cast.ticket(channel="widget", subject="", body=QUESTION),
        cast.ticket(channel="widget", subject="", body="Which color has the moon over your office?"),
        cast.ticket(channel="api", subject="", body=QUESTION),
    ]
    settle()
    return tickets


def draft(api: ApiClient, content: dict[str, Any]) -> None:
    assert api.put("assistant/draft", {"content": content}).status_code == 200


def start(api: ApiClient, settle: Callable[[], None], tickets: int = 50) -> dict[str, Any]:
    answer = api.post("assistant/replays", {"tickets": tickets})
    assert answer.status_code == 201, answer.json()
    settle()
    found: dict[str, Any] = api.get("assistant/replays").json()["replay"]
    return found


def traces() -> tuple[int, ...]:
    """What somebody else could notice of the assistant's work."""
    return (
        TimelineEntry.objects.count(),
        Run.objects.count(),
        OutboxEvent.objects.exclude(name__startswith="assistant.conf").count(),
        *(Ticket.objects.order_by("pk").values_list("version", flat=True)),
    )


def test_a_question_is_tried_on_live_and_draft(cast: Cast, admin: ApiClient, article: int) -> None:
    alone = admin.post("assistant/try", {"question": QUESTION}).json()
    assert (alone["live"]["outcome"], alone["draft"]) == ("answered", None)
    assert alone["live"]["sources"][0]["article_id"] == article
    draft(admin, NARROW)
    both = admin.post("assistant/try", {"question": QUESTION}).json()
    assert both["live"]["outcome"] == "answered"
    assert (both["draft"]["outcome"], both["draft"]["boundary"], both["draft"]["label"]) == (
        "handed_over", "fills", "Backfills",
    )  # fmt: skip
    # Where the assistant does not answer, an agent gets what it would say.
    assert admin.post("assistant/try", {"question": QUESTION, "channel": "api"}).status_code in (200, 422)
    assert not Run.objects.exists()


def test_a_question_is_asked_as_somebody(cast: Cast, admin: ApiClient, article: int) -> None:
    kb_services.article_update(
        actor=cast.actor(cast.admin), article_id=article, changes={"audience": "customers"}, now=NOW
    )
    kb_tasks.embed()
    assert admin.post("assistant/try", {"question": QUESTION}).json()["live"]["outcome"] == "handed_over"
    own = {"question": QUESTION, "contact_id": cast.customer.pk}
    assert admin.post("assistant/try", own).json()["live"]["outcome"] == "answered"
    draft(admin, {"boundaries": [{"key": "vip", "label": "VIP", "segments": ["enterprise"]}]})
    tried = admin.post("assistant/try", own | {"segment": "smb"}).json()["draft"]
    assert tried["outcome"] == "answered"
    assert admin.post("assistant/try", own).json()["draft"]["boundary"] == "vip"
    draft(admin, {"boundaries": [{"key": "new", "label": "New", "account_states": ["renewal_past"]}]})
    assert admin.post("assistant/try", own).json()["draft"]["outcome"] == "answered"
    cast.company.renewal_on = clock.now().date() - timedelta(days=1)
    cast.company.save(update_fields=["renewal_on"])
    assert admin.post("assistant/try", own).json()["draft"]["boundary"] == "new"
    gone = admin.post("assistant/try", {"question": "x", "contact_id": 999_999})
    assert gone.status_code == 404


def test_a_replay_says_what_would_change_and_does_nothing(
    cast: Cast, admin: ApiClient, past: list[Ticket], settle: Callable[[], None]
) -> None:
    assert admin.post("assistant/replays", {}).json()["code"] == "assistant.no_draft"
    admin.post("assistant/bench", {"question": QUESTION, "expected": "answered"})
    draft(admin, NARROW)
    before = traces()

    body = start(admin, settle)

    assert traces() == before
    assert (body["state"], body["total"], body["done"]) == ("done", 4, 4)
    assert body["tickets_before"] == {"answered": 1, "drafted": 1, "handed_over": 1}
    assert body["tickets_after"] == {"handed_over": 3}
    assert (body["bench_total"], body["bench_passed_before"], body["bench_passed_after"]) == (1, 1, 0)
    assert (body["changed"], body["is_current"], body["spent_usd"]) == (3, True, 0.0)
    rows = admin.get(f"assistant/replays/{body['id']}/items").json()["results"]
    assert [row["number"] for row in rows] == [None, past[2].pk, past[0].pk]
    assert rows[2]["before"]["outcome"] == "answered"
    assert "Backfill" in rows[2]["before"]["text"]
    assert rows[2]["after"]["label"] == "Backfills"
    every = admin.get(f"assistant/replays/{body['id']}/items", {"show": "all"}).json()["results"]
    assert len(every) == 4
    draft(admin, {"masking": {"is_on": True}})
    assert admin.get("assistant/replays").json()["replay"]["is_current"] is False


def test_strangers_see_no_tickets_of_a_replay(
    cast: Cast, admin: ApiClient, past: list[Ticket], settle: Callable[[], None]
) -> None:
    draft(admin, NARROW)
    body = start(admin, settle)
    narrow = cast.staff("Nia Narrow", "supervisor", team=cast.other_team, ticket_scope="teams")
    seen = cast.api(narrow).get(f"assistant/replays/{body['id']}/items", {"show": "all"}).json()["results"]
    assert seen == []
    admin.post("assistant/bench", {"ticket": past[0].pk, "expected": "answered"})
    assert admin.get("assistant/bench").json()["results"][0]["question"] == QUESTION
    assert cast.api(narrow).get("assistant/bench").json()["results"] == []


def test_one_replay_at_a_time_and_it_can_be_stopped(
    cast: Cast, admin: ApiClient, past: list[Ticket], settle: Callable[[], None]
) -> None:
    draft(admin, NARROW)
    replay = admin.post("assistant/replays", {}).json()
    again = admin.post("assistant/replays", {})
    assert (again.status_code, again.json()["code"]) == (409, "assistant.replay_running")
    stopped = admin.post(f"assistant/replays/{replay['id']}/stop")
    assert (stopped.json()["state"], stopped.json()["why"]) == ("stopped", "asked")
    settle()
    assert not ReplayItem.objects.filter(after__isnull=False).exists()
    assert admin.post("assistant/replays", {}).status_code == 201


def test_a_worker_that_died_is_followed_by_another(
    cast: Cast, admin: ApiClient, past: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(admin, NARROW)
    replay = Replay.objects.get(pk=admin.post("assistant/replays", {}).json()["id"])
    connection.run_on_commit.clear()
    work, calls = replaying._one, []

    def dies(item: ReplayItem, *others: Any) -> None:
        calls.append(item.position)
        if len(calls) == 2:
            raise SystemExit
        work(item, *others)

    monkeypatch.setattr(replaying, "_one", dies)
    with pytest.raises(SystemExit):
        services.replay_work(replay_id=replay.pk, now=clock.now())
    later = clock.now() + timedelta(minutes=3)
    assert services.replays_resume(now=clock.now()) == []
    assert services.replays_resume(now=later) == [replay.pk]
    assert services.replay_work(replay_id=replay.pk, now=clock.now()) is False
    assert calls == [1, 2, 2, 3]
    replay.refresh_from_db()
    assert (replay.state, replay.done) == ("done", 3)
    # A repeated task finds nothing to do.
    assert services.replay_work(replay_id=replay.pk, now=clock.now()) is False
    assert calls == [1, 2, 2, 3]


@pytest.fixture
def model(settings: Any) -> Iterator[OpenAIStandIn]:
    with OpenAIStandIn() as running:
        settings.AI_ENGINE, settings.OPENAI_BASE_URL = "openai,classify=builtin", running.url
        settings.OPENAI_API_KEY, settings.OPENAI_TIMEOUT_SECONDS = "sk-test", 2.0
        running.state.reply = lambda data: {
            "answers_question": True,
            "confidence": 0.95,
            "clarifying_question": "",
            "statements": [
                {
                    "text": "Press Backfill and choose the first and the last day.",
                    "passage": 0,
                    "quote": "press Backfill and choose the first and the last day",
                }
            ],
        }
        yield running


def test_a_replay_spends_no_more_than_half_of_what_is_left(
    cast: Cast, admin: ApiClient, past: list[Ticket], settle: Callable[[], None], model: OpenAIStandIn,
    settings: Any,
) -> None:  # fmt: skip
    settings.AI_DAILY_BUDGET_USD = 0.00001
    draft(admin, {"voice": {"guide": "Short and dry.", "examples": []}})
    body = start(admin, settle)
    assert (body["state"], body["why"], body["uses_model"]) == ("stopped", "budget", True)
    assert body["limit_usd"] == pytest.approx(0.000005)
    assert 0 < body["done"] < body["total"]
    # What the customers' own questions may cost is still there, but for the call that went over.
    assert budget.spent_today() > 0
    asked = [request for request in model.state.requests if "voice" in str(request)]
    assert asked, "the draft's voice was tried"


def test_questions_of_the_bench_come_and_go(cast: Cast, admin: ApiClient, article: int) -> None:
    kept = admin.post(
        "assistant/bench",
        {"question": QUESTION, "segment": "smb", "expected": "answered", "article_id": article},
    )
    assert kept.status_code == 201
    for bad in (
        {"expected": "answered"},
        {"question": "x", "expected": "handed_over", "article_id": article},
        {"question": "x", "expected": "maybe"},
    ):
        assert admin.post("assistant/bench", bad).status_code == 422
    for gone in ({"ticket": 999_999}, {"contact_id": 999_999}, {"article_id": 999_999}):
        answer = admin.post("assistant/bench", {"question": "x", "expected": "answered"} | gone)
        assert answer.status_code == 404, gone
    number = kept.json()["id"]
    assert admin.delete(f"assistant/bench/{number}").status_code == 204
    assert admin.delete(f"assistant/bench/{number}").status_code == 404


def test_a_question_of_the_bench_passes_only_with_its_article(
    cast: Cast, admin: ApiClient, article: int, settle: Callable[[], None]
) -> None:
    other = kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Seats", "body": "Seats cost money.", "audience": "public", "status": "published"},
        now=NOW,
    )
    for wanted in (article, other.pk):
        admin.post("assistant/bench", {"question": QUESTION, "expected": "answered", "article_id": wanted})
    draft(admin, {})
    body = start(admin, settle)
    assert (body["bench_total"], body["bench_passed_after"], body["changed"]) == (2, 1, 0)
