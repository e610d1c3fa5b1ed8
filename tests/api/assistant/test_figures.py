"""What answers led to, and what models cost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from assistant.models import Handoff, ModelUse, Run, Triage
from assistant.services.measuring import judged_answers
from core import clock
from tests.assistants import configured
from tests.cast import ApiClient, Cast
from tickets.models import Rating, Ticket


def run(ticket: Ticket, outcome: str, *, confidence: float | None = 0.9, reason: str = "") -> Run:
    at = clock.now() - timedelta(days=1)
    return Run.objects.create(
        ticket=ticket, entry_id=Run.objects.count() + 1, key=f"k{Run.objects.count()}", state="done",
        outcome=outcome, reason=reason, confidence=confidence, queued_at=at, finished_at=at,
    )  # fmt: skip


def curve(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get("assistant/confidence").json()
    return found


def test_the_shipped_curve_is_told_as_such(cast: Cast) -> None:
    body = curve(cast.api(cast.supervisor))
    assert (body["source"], body["judged"], body["has_own_volume"]) == ("shipped", 0, False)
    assert body["points"][0]["threshold"] == 0.5
    at = {point["threshold"]: point for point in body["points"]}
    # As measured in docs/quality.md: at 0.9 and above 227 of 234 were right.
    assert 0.02 < at[0.92]["wrong"] < 0.045
    assert at[0.5]["wrong"] > at[0.8]["wrong"] > at[0.92]["wrong"]
    assert all(one["wrong_low"] < one["wrong"] < one["wrong_high"] for one in body["points"])


def test_what_followed_judges_an_answer(cast: Cast) -> None:
    for then, why in (("confirmed", ""), ("handed_over", "loop"), ("handed_over", "boundary")):
        ticket = cast.ticket()
        run(ticket, "answered")
        run(ticket, then, confidence=None, reason=why)
    silent, rated, called, stolen = (cast.ticket() for _ in range(4))
    for ticket in (silent, rated, called, stolen):
        run(ticket, "answered", confidence=0.8)
        Ticket.objects.filter(pk=ticket.pk).update(handler="assistant")
    now = clock.now()
    Rating.objects.create(ticket=rated, score=5, asked_at=now, answered_at=now)
    Handoff.objects.create(
        ticket=called, reason="customer_asked", summary="", wants="", why="", created_at=now
    )
    # Rated after a person took it over: the rating is the person's.
    Ticket.objects.filter(pk=stolen.pk).update(handler="person")
    Rating.objects.create(ticket=stolen, score=1, asked_at=now, answered_at=now)

    found = judged_answers(since=now - timedelta(days=90))

    assert sorted((one.confidence, one.is_right) for one in found) == [
        (0.8, False), (0.8, True), (0.9, False), (0.9, True),
    ]  # fmt: skip


def test_own_outcomes_move_the_curve_and_the_volume(cast: Cast) -> None:
    api = cast.api(cast.admin)
    before = {point["threshold"]: point for point in curve(api)["points"]}
    ticket = cast.ticket()
    for _ in range(40):
        run(ticket, "answered", confidence=0.93)
        run(ticket, "handed_over", confidence=None, reason="loop")
    body = curve(api)
    after = {point["threshold"]: point for point in body["points"]}
    assert (body["source"], body["judged"], body["wrong"], body["asked"]) == ("own", 40, 40, 80)
    assert after[0.9]["wrong"] > before[0.9]["wrong"] + 0.4
    # Half of the questions never reach the engine; of those that do, all are above 0.9 and none above 0.95.
    month = body["asked_a_month"]
    assert after[0.9]["answered_a_month"] == month / 2
    assert after[0.9]["handed_over_a_month"] == month / 2
    assert after[0.95]["answered_a_month"] == 0


def test_a_category_with_enough_outcomes_has_a_curve_of_its_own(cast: Cast) -> None:
    for kind, then, why in (("billing", "handed_over", "loop"), ("question", "confirmed", "")):
        ticket = cast.ticket()
        for _ in range(20 if kind == "billing" else 30):
            answered = run(ticket, "answered", confidence=0.93)
            Triage.objects.create(
                ticket=ticket, entry_id=answered.entry_id, engine="test", created_at=clock.now(),
                fields={"type": {"value": kind, "confidence": 0.9}},
            )  # fmt: skip
            run(ticket, then, confidence=None, reason=why)
    body = curve(cast.api(cast.admin))
    by = {row["category"]: row for row in body["categories"]}
    assert (by["billing"]["judged"], by["billing"]["wrong"]) == (20, 20)
    assert (by["question"]["judged"], by["question"]["wrong"]) == (30, 0)
    assert by["bug"] == {"category": "bug", "judged": 0, "wrong": 0, "points": []}
    at = {kind: {one["threshold"]: one for one in by[kind]["points"]} for kind in ("billing", "question")}
    whole = {one["threshold"]: one["wrong"] for one in body["points"]}
    assert at["question"][0.9]["wrong"] < whole[0.9] < at["billing"][0.9]["wrong"]
    assert at["billing"][0.9]["answered_a_month"] > 0
    assert cast.api(cast.light_agent).get("assistant/confidence").status_code == 403


def test_spending_is_told_by_day_and_capability(cast: Cast, settings: Any) -> None:
    api, today = cast.api(cast.supervisor), clock.now().date()
    ModelUse.objects.create(
        on=today, engine="m", capability="answer", calls=3, input_tokens=900, output_tokens=90,
        cost_usd=Decimal("0.75"),
    )  # fmt: skip
    ModelUse.objects.create(on=today - timedelta(days=40), engine="m", capability="answer", cost_usd=9)
    body = api.get("assistant/spending").json()
    assert (body["total_usd"], body["spent_usd_today"], body["limit_usd"]) == (0.75, 0.75, 25.0)
    assert (body["is_own_limit"], body["is_spent"]) == (False, False)
    assert body["results"][0]["input_tokens"] == 900
    configured(budget={"daily_usd": 0.5})
    body = api.get("assistant/spending").json()
    assert (body["limit_usd"], body["is_own_limit"], body["is_spent"]) == (0.5, True, True)
    early = (today - timedelta(days=50)).isoformat()
    assert len(api.get("assistant/spending", {"since": early}).json()["results"]) == 2
    late = {"since": today.isoformat(), "until": early}
    assert api.get("assistant/spending", late).status_code == 422
