"""Drift over the API: falls found in points, one signal for each cause, and what was changed beside it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from insights.models import FactPoint, Signal, TicketFacts
from quality.models import Review, RubricVersion, Score
from quality.tasks import look
from tests.api.quality.floor import Floor
from tests.cast import NOW, Cast
from tickets.models import Ticket

DAY = timedelta(days=1)
THEN = NOW + 200 * DAY


class Past:
    """Surveys and reopenings of half a year, of which the last four weeks may go wrong."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tickets: list[Ticket] = []

    def add(self, category: str, measure: str, *, days: range, bad_each: int, segment: str = "") -> None:
        """One outcome a day, each so-manieth of them bad; 0 for none."""
        for day in days:
            ticket = self.cast.ticket(now=NOW, type=category)
            facts, _ = TicketFacts.objects.update_or_create(
                pk=ticket.pk, defaults={"category": category, "segment": segment, "is_counted": True}
            )
            is_bad = bad_each > 0 and day % bad_each == 0
            is_part = is_bad if measure in ("reopen_rate", "ai_wrong", "ai_handoff") else not is_bad
            FactPoint.objects.create(
                facts=facts, measure=measure, key=f"{day}", at=THEN - day * DAY, is_part=is_part
            )
            self.tickets.append(ticket)


@pytest.fixture
def past(floor: Floor, freeze: Any) -> Past:
    found = Past(floor.cast)
    freeze(THEN)
    return found


def rows_of(body: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["scope"], row["value"], row["measure"]): row for row in body["results"]}


def test_a_fall_is_one_signal_with_evidence_that_ends_when_it_is_over(past: Past, freeze: Any) -> None:
    past.add("billing", "csat", days=range(29, 89), bad_each=10)
    past.add("billing", "csat", days=range(1, 20), bad_each=1)
    past.add("bug", "csat", days=range(1, 60), bad_each=10)
    RubricVersion.objects.create(
        version=1, content={}, by_ref="staff:1", by_name="Ada", created_at=THEN - 21 * DAY
    )
    assert look() == 1
    assert look() == 1
    signal = Signal.objects.get()
    assert (signal.cause, signal.kind, signal.rule) == ("drift:category:billing", "operations", "drift")
    (piece,) = signal.pro
    assert (piece["figures"]["bad"], piece["figures"]["all"]) == (19, 19)
    assert (piece["figures"]["bad_before"], piece["figures"]["all_before"]) == (6, 60)
    assert [one["figures"]["what"] for one in signal.con] == ["rubric"]
    lead = past.cast.api(past.cast.supervisor)
    shown = lead.get(f"insights/signals/{signal.pk}").json()
    assert (shown["figures"]["measures"], shown["pro"][0]["count"]) == (["csat"], 19)
    body = lead.get("quality/drift").json()
    billing = rows_of(body)["category", "billing", "csat"]
    assert (billing["has_fallen"], billing["is_close"], billing["usual_bad"]) == (True, True, 6)
    assert rows_of(body)["category", "bug", "csat"]["has_fallen"] is False
    assert [(one["what"], one["name"], one["by"]) for one in body["changes"]] == [("rubric", "1", "Ada")]
    freeze(THEN + 60 * DAY)
    assert look() == 0
    signal.refresh_from_db()
    assert (signal.holds, signal.state) == (False, "done")


def test_what_is_watched_closer_alarms_earlier(past: Past) -> None:
    for category in ("billing", "question"):
        past.add(category, "reopen_rate", days=range(29, 180), bad_each=5)
        past.add(category, "reopen_rate", days=range(1, 29), bad_each=2)
    found = rows_of(past.cast.api(past.cast.supervisor).get("quality/drift").json())
    billing = found["category", "billing", "reopen_rate"]
    question = found["category", "question", "reopen_rate"]
    assert (billing["is_close"], question["is_close"]) == (True, False)
    assert billing["limit"] < question["limit"]
    assert (billing["bad"], billing["usual_bad"]) == (question["bad"], question["usual_bad"])


def test_a_measure_by_week_is_recounted(past: Past) -> None:
    past.add("billing", "ai_wrong", days=range(1, 60), bad_each=3)
    api = past.cast.api(past.cast.supervisor)
    query = {"scope": "category", "value": "billing", "measure": "ai_wrong"}
    weeks = api.get("quality/drift/weeks", query).json()["weeks"]
    for week in weeks:
        begins = datetime.fromisoformat(week["begins"])
        days = [day for day in range(1, 60) if begins <= THEN - day * DAY < begins + 7 * DAY]
        assert (week["all"], week["bad"]) == (len(days), sum(day % 3 == 0 for day in days))
    assert sum(week["all"] for week in weeks) == 59
    assert api.get("quality/drift/weeks", query | {"value": "enterprise"}).status_code == 422
    assert past.cast.api(past.cast.agent).get("quality/drift").status_code == 403


def test_overrules_downwards_of_the_random_sample_are_a_measure(past: Past) -> None:
    cast = past.cast
    for place in range(4):
        review = Review.objects.create(
            ticket=cast.ticket(type="billing"), side="people", person=cast.agent, category="billing",
            ended_at=THEN, week=THEN.date(), sample="risk" if place == 3 else "random", scored_at=THEN,
        )  # fmt: skip
        for origin, level in (("facts", 1), ("person", 0 if place in (0, 3) else 2)):
            Score.objects.create(
                review=review, criterion="solved", origin=origin, level=level, rules_version=0,
                by=cast.supervisor if origin == "person" else None, at=THEN - DAY,
            )  # fmt: skip
    found = rows_of(cast.api(cast.supervisor).get("quality/drift").json())
    row = found["category", "billing", "overruled"]
    assert (row["bad"], row["all"], row["limit"]) == (1, 3, None)
