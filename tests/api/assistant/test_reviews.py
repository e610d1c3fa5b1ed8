"""The review queue: who gets in, what a verdict does, and how it is taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assistant.curve import Judged
from assistant.events import AnswerJudged
from assistant.models import Handoff, ReviewItem, Verdict
from assistant.selectors.judged import judged_outcomes
from assistant.services import resolving
from assistant.services.measuring import judged_answers
from assistant.services.resolving import conversations_settle
from assistant.services.reviewing import digest_send
from core import clock
from core.models import OutboxEvent
from notices.models import Notice
from tests.cast import NOW, Cast
from tests.talks import Talk
from tickets.entries import HandoffStep
from tickets.models import Ticket
from tickets.services import timeline_append

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUEUE = "assistant/reviews"


@pytest.fixture
def settle(settle: Settle) -> Settle:
    """Everything that was set in motion, and the sweep of the ledger after it."""

    def run() -> None:
        settle()
        conversations_settle(now=clock.now())
        settle()

    return run


def came_back(cast: Cast, category: str = "question") -> Talk:
    """An answer that was confirmed, and was not the end of it."""
    talk = Talk(cast, category=category)
    talk.helped(talk.answered(NOW), NOW + HOUR)
    talk.says("It fails again, with the same export as before.", NOW + DAY)
    conversations_settle(now=NOW + 2 * DAY)
    return talk


def reasons(talk: Talk) -> list[str]:
    item = ReviewItem.objects.filter(pk=talk.ticket.pk).first()
    return [] if item is None else item.reasons


def test_each_reason_leads_into_the_queue(cast: Cast) -> None:
    back = came_back(cast)
    low = Talk(cast)
    low.answered(NOW)
    low.rated(1, NOW + HOUR)
    silent = Talk(cast)
    silent.helped(silent.answered(NOW), NOW + HOUR, has_helped=False)
    missed = Talk(cast)
    handoff = Handoff.objects.create(
        ticket=missed.ticket, reason="no_source", summary="s", wants="w", why="y", created_at=NOW
    )
    timeline_append(
        actor=cast.actor(cast.admin),
        ticket_id=missed.ticket.pk,
        step=HandoffStep(handoff.pk, "no_source", "No article", "", "s"),
        now=NOW,
    )
    resolving.conversation_begin(ticket_id=missed.ticket.pk, now=NOW)
    sensitive = Talk(cast, category="billing")
    sensitive.answered(NOW)
    fine = Talk(cast)
    fine.helped(fine.answered(NOW), NOW + HOUR)
    conversations_settle(now=NOW + 4 * DAY)
    found = [reasons(one) for one in (back, low, silent, missed, sensitive, fine)]
    assert found == [["came_back"], ["low_rated", "silent"], ["silent"], ["missed"], ["sensitive"], []]
    rows = cast.api(cast.supervisor).get(QUEUE).json()["results"]
    assert [row["reasons"][0] for row in rows] == ["came_back", "low_rated", "silent", "missed", "sensitive"]


def test_a_verdict_is_kept_as_an_outcome_and_can_be_taken_back(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW + 2 * DAY)
    talk = came_back(cast)
    api = cast.api(cast.supervisor)
    address = f"{QUEUE}/{talk.ticket.pk}"
    read = api.get(address).json()
    kinds = [part["kind"] for part in read["parts"]]
    assert kinds == ["message", "message", "helped", "ledger", "message", "ledger"]
    assert [part["is_answer"] for part in read["parts"]].count(True) == 1

    told = api.put(f"{address}/verdict", {"verdict": "wrong", "why": "Maps by id now.", "is_for_tests": True})
    assert told.json()["verdict"]["verdict"] == "wrong"
    assert api.get(QUEUE).json()["results"] == []
    assert [row["number"] for row in api.get(QUEUE, {"judged": True}).json()["results"]] == [talk.ticket.pk]
    # It moves the curve that the settings show, in place of what the customer's coming back told.
    assert judged_answers(since=NOW - DAY) == [Judged(0.95, is_right=False, category="question")]
    [outcome] = judged_outcomes()
    assert (outcome.probability, outcome.was_right, outcome.category) == (0.95, False, "question")
    event = OutboxEvent.objects.get(name=AnswerJudged.name)
    assert event.payload["is_for_tests"]
    settle()
    kept = cast.api(cast.admin).get("assistant/bench").json()["results"]
    assert [(row["ticket"], row["expected"]) for row in kept] == [(talk.ticket.pk, "answered")]

    # Looked at again, it stays judged; a new reason brings it back.
    resolving.conversations_touch(ticket_ids=[talk.ticket.pk], now=NOW + 2 * DAY)
    conversations_settle(now=NOW + 2 * DAY)
    assert api.get(QUEUE).json()["waiting"] == 0

    other = cast.api(cast.staff("Olu Other", "supervisor"))
    again = other.put(f"{address}/verdict", {"verdict": "right"})
    assert (again.status_code, again.json()["code"]) == (409, "assistant.judged_already")

    assert api.delete(f"{address}/verdict").json()["verdict"] is None
    assert (judged_outcomes(), api.get(QUEUE).json()["waiting"]) == ([], 1)
    assert Judged(0.95, is_right=False) not in judged_answers(since=NOW - DAY)
    assert api.delete(f"{address}/verdict").status_code == 404
    api.put(f"{address}/verdict", {"verdict": "not_for_it"})
    assert judged_outcomes() == []
    freeze(NOW + 33 * DAY)
    late = api.delete(f"{address}/verdict")
    assert (late.status_code, late.json()["code"]) == (409, "assistant.too_late_to_undo")
    assert Verdict.objects.count() == 2


def test_filters_narrow_the_queue(cast: Cast) -> None:
    mine, other = came_back(cast), came_back(cast, category="billing")
    Ticket.objects.filter(pk=mine.ticket.pk).update(assignee=cast.supervisor)
    api = cast.api(cast.supervisor)

    def numbers(**query: object) -> set[int]:
        return {row["number"] for row in api.get(QUEUE, query).json()["results"]}

    assert numbers() == {mine.ticket.pk, other.ticket.pk}
    assert numbers(mine=True) == {mine.ticket.pk}
    assert numbers(category="billing") == numbers(reason="sensitive") == {other.ticket.pk}
    told = api.get(QUEUE).json()
    assert (told["waiting"], told["mine"]) == (2, 1)
    assert told["categories"] == [{"category": "billing", "count": 1}, {"category": "question", "count": 1}]
    first = api.get(QUEUE, {"limit": 1}).json()
    rest = api.get(QUEUE, {"limit": 1, "cursor": first["next"]}).json()
    assert [row["number"] for row in first["results"] + rest["results"]] == [
        row["number"] for row in told["results"]
    ]


def test_who_may_not_review_or_does_not_see_the_ticket_learns_nothing(cast: Cast) -> None:
    talk = came_back(cast)
    address = f"{QUEUE}/{talk.ticket.pk}"
    agent = cast.api(cast.agent)
    assert agent.get(QUEUE).status_code == agent.get(address).status_code == 403
    assert agent.put(f"{address}/verdict", {"verdict": "right"}).status_code == 403
    lead = cast.api(cast.staff("Lea Lead", "supervisor", team=cast.other_team, ticket_scope="teams"))
    assert lead.get(QUEUE).json()["results"] == []
    assert lead.get(address).status_code == 404
    assert lead.put(f"{address}/verdict", {"verdict": "right"}).status_code == 404
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("times", [1, 3])
def test_the_digest_comes_once_on_a_monday(times: int, cast: Cast, settle: Settle, freeze: Freeze) -> None:
    came_back(cast)
    assert cast.supervisor.pk != cast.agent.pk
    # NOW is a Monday.
    monday = freeze(NOW + 7 * DAY)
    assert not digest_send(now=monday + DAY)
    assert not digest_send(now=monday.replace(hour=6))
    assert [digest_send(now=monday) for _ in range(times)] == [True] + [False] * (times - 1)
    settle()
    told = Notice.objects.get(kind="answers")
    assert (told.user_id, told.text) == (
        cast.supervisor.pk,
        "1 waits for a review: 1 came back within 7 days",
    )
    why = [{"code": "review_came_back", "params": {"count": 1}}]
    assert told.message == {"code": "answer_waits", "params": {"waiting": 1, "why": why}}
