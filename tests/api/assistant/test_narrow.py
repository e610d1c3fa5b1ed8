"""Starting narrow: nothing answers by itself, and the most simple volume is switched on first, one by one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assistant.models import (
    Conversation,
    LevelChange,
    Outcome,
    Reason,
    ReviewItem,
    Run,
    RunState,
    Triage,
    Verdict,
)
from assistant.narrow import Case, fails_its_trial, in_order
from assistant.selectors.autonomy import CATEGORIES, level_of
from assistant.services.promoting import level_check
from core.models import AuditEntry
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.talks import solved
from tickets.models import Ticket

Freeze = Callable[[datetime], datetime]
Settle = Callable[[], None]
DAY = timedelta(days=1)


def read(cast: Cast, kind: str, count: int, *, simple: int, sure: int = 0) -> Ticket:
    """So many tickets of a category, some of them simple, and of some the assistant would have been sure."""
    ticket = cast.ticket()
    for index in range(count):
        ticket = cast.ticket(subject=f"{kind} {index}", handler="person")
        entry_id = ticket.last_customer_entry_id
        tier = "T1" if index < simple else "T3"
        Triage.objects.create(
            ticket=ticket,
            entry_id=entry_id,
            engine="test",
            fields={"type": {"value": kind, "confidence": 0.9}, "complexity": {"value": tier}},
            created_at=NOW,
        )
        Run.objects.create(
            ticket=ticket,
            entry_id=entry_id,
            key=f"{kind}:{index}",
            state=RunState.DONE,
            outcome=Outcome.HANDED_OVER,
            reason=Reason.AUTONOMY if index < sure else Reason.NO_SOURCE,
            confidence=0.9 if index < sure else 0.2,
            threshold=0.8,
            queued_at=NOW,
            finished_at=NOW,
        )
    return ticket


def test_starting_narrow_takes_down_what_answers_by_itself(cast: Cast) -> None:
    configured(boundaries=[{"key": "money", "label": "Everything about money", "issue_types": ["billing"]}])
    assert cast.api(cast.supervisor).put("assistant/narrow", {"level": "suggest"}).status_code == 403
    assert cast.api(cast.light_agent).get("assistant/narrow").status_code == 403
    api = cast.api(cast.admin)
    assert api.get("assistant/narrow").json()["is_narrow"] is False
    assert api.put("assistant/narrow", {"level": "automatic"}).status_code == 422
    told = api.put("assistant/narrow", {"level": "suggest"}).json()
    assert (told["is_narrow"], told["automatic"]) == (True, [])
    assert {level_of(one) for one in CATEGORIES if one != "billing"} == {"suggest"}
    assert {change.cause for change in LevelChange.objects.all()} == {"narrowed"}
    assert not LevelChange.objects.filter(category="billing").exists()
    assert AuditEntry.objects.get(action="assistant.narrowed").data["level"] == "suggest"
    again = api.put("assistant/narrow", {"level": "shadow"})
    assert (again.status_code, again.json()["code"]) == (409, "assistant.narrow_already")


def test_the_most_simple_volume_is_proposed_and_one_at_a_time(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + DAY)
    api = cast.api(cast.admin)
    read(cast, "bug", 90, simple=10)
    read(cast, "question", 66, simple=60, sure=33)
    read(cast, "access", 60, simple=54, sure=12)
    api.put("assistant/narrow", {"level": "suggest"})
    told = api.get("assistant/narrow").json()
    assert [row["category"] for row in told["results"]][:2] == ["question", "access"]
    by = {row["category"]: row for row in told["results"]}
    assert [row["category"] for row in told["results"] if row["is_proposed"]] == ["question"]
    question = by["question"]
    assert (question["a_month"], question["asked"], question["sure"]) == (22, 66, 33)
    assert (question["simple_share"], question["sure_share"]) == (0.9091, 0.5)
    assert (by["bug"]["lacks"], by["bug"]["there"]) == ("simple", 0.1111)
    assert by["billing"]["lacks"] == "volume"
    # Switched on, it has to stand before the next one is proposed.
    assert api.put("assistant/autonomy/question", {"level": "automatic"}).status_code == 200
    told = api.get("assistant/narrow").json()
    assert told["automatic"] == ["question"]
    assert told["watched"] == {"category": "question", "resolved": 0, "bad": 0, "days": 0}
    assert not any(row["is_proposed"] for row in told["results"])
    solved(cast, 20, at=NOW + DAY)
    told = api.get("assistant/narrow").json()
    assert told["watched"] is None
    assert [row["category"] for row in told["results"] if row["is_proposed"]] == ["access"]


def test_what_was_never_read_counts_by_its_own_type(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + DAY)
    for index in range(3):
        cast.ticket(subject=f"Imported {index}", handler="person")
    Triage.objects.all().delete()
    Ticket.objects.update(type="onboarding", tier="T1")
    cast.api(cast.admin).put("assistant/narrow", {"level": "off"})
    rows = cast.api(cast.admin).get("assistant/narrow").json()["results"]
    assert next(row for row in rows if row["category"] == "onboarding")["simple_share"] == 1.0


def test_one_just_switched_on_is_taken_back_at_the_third_bad_one(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    api = cast.api(cast.admin)
    api.put("assistant/narrow", {"level": "suggest"})
    api.put("assistant/autonomy/question", {"level": "automatic"})
    assert LevelChange.objects.filter(category="question").latest("number").cause == "started"
    freeze(NOW + 2 * DAY)
    *_, last = solved(cast, 6, back=2, at=NOW + DAY)
    assert not level_check(category="question", ticket_id=last.pk, now=NOW + 2 * DAY)
    # The third is one that nobody came back about: a person found its answer wrong.
    row = Conversation.objects.get(pk=last.pk)
    ReviewItem.objects.create(conversation=row, reasons=["silent"], rank=2, since=NOW)
    assert api.put(f"assistant/reviews/{last.pk}/verdict", {"verdict": "wrong"}).status_code == 200
    assert Verdict.objects.get().kind == "wrong"
    assert level_of("question") == "suggest"
    settle()
    change = LevelChange.objects.filter(category="question").latest("number")
    assert (change.cause, change.evidence["came_back"], change.evidence["wrong"]) == ("demoted", 2, 1)
    told = api.get("assistant/narrow").json()
    assert next(row for row in told["results"] if row["category"] == "question")["lacks"] == "taken_back"


@pytest.mark.parametrize(
    ("resolved", "bad", "fails"), [(3, 3, True), (19, 3, True), (19, 2, False), (20, 9, False)]
)
def test_a_trial_ends_where_the_usual_limits_begin(resolved: int, bad: int, fails: bool) -> None:
    assert fails_its_trial(resolved, bad) is fails


@pytest.mark.parametrize(
    ("case", "lacks"),
    [
        (Case("a", tickets=60, simple=30, asked=20, sure=2, judged=20, wrong=1), ""),
        (Case("a", tickets=57, simple=57), "volume"),
        (Case("a", tickets=60, simple=29), "simple"),
        (Case("a", tickets=60, simple=30, asked=20, sure=1), "sure"),
        (Case("a", tickets=60, simple=30, asked=19, sure=0), ""),
        (Case("a", tickets=60, simple=30, judged=20, wrong=2), "wrong"),
        (Case("a", tickets=60, simple=30, judged=19, wrong=2), ""),
        # What would be taken back at once is not proposed either.
        (Case("a", tickets=60, simple=30, judged=3, wrong=3), "wrong"),
    ],
)
def test_what_a_category_lacks(case: Case, lacks: str) -> None:
    assert case.lacks[0] == lacks


def test_what_is_ready_comes_first_and_then_the_most_that_it_would_answer() -> None:
    big = Case("big", tickets=900, simple=100)
    often = Case("often", tickets=300, simple=240, asked=100, sure=20)
    sure = Case("sure", tickets=120, simple=110, asked=100, sure=80)
    assert [one.category for one in in_order([big, often, sure])] == ["sure", "often", "big"]
