"""How often an article is reviewed follows how fast its area moves, says why, and may be overruled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kb.models import Article
from kb.pace import Moves, pace_of
from kb.services import article_create, article_update
from kb.services.pacing import reviews_pace
from tests.cast import NOW, Cast
from tickets.models import Ticket

Freeze = Callable[[datetime], datetime]
DAY = timedelta(days=1)


def written(cast: Cast, title: str, area: str, **values: Any) -> Article:
    return article_create(
        actor=cast.actor(cast.owner),
        values={"title": title, "body": "So.", "status": "published", "product_area": area} | values,
        now=NOW,
    )


def asked(cast: Cast, area: str, count: int) -> None:
    for index in range(count):
        ticket = cast.ticket(subject=f"{area} {index}", handler="person")
        Ticket.objects.filter(pk=ticket.pk).update(product_area=area, created_at=NOW)


def test_the_interval_follows_the_area_and_says_why(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + DAY)
    exports, billing = written(cast, "Export", "Exports"), written(cast, "Pay", "Billing")
    calm, none = written(cast, "Themes", "Themes"), written(cast, "Imprint", "")
    asked(cast, "Exports", 24)
    for number in range(1, 3):
        freeze(NOW + number * DAY)
        article_update(
            actor=cast.actor(cast.owner),
            article_id=billing.pk,
            changes={"body": f"So {number}."},
            now=NOW + number * DAY,
        )
    now = NOW + 3 * DAY
    freeze(now)
    assert reviews_pace(now=now) == 3, "an article without an area stays as it is"
    api = cast.api(cast.agent)
    told = api.get(f"articles/{exports.pk}").json()
    assert (told["review_interval_days"], told["is_review_paced"]) == (90, True)
    assert told["review_pace"] == {"days": 90, "why": "tickets", "tickets": 24, "usual": 24.0, "edits": 0}
    assert told["review_due_on"] == (NOW.date() + timedelta(days=90)).isoformat()
    told = api.get(f"articles/{billing.pk}").json()
    assert (told["review_interval_days"], told["review_pace"]["why"]) == (90, "edits")
    assert api.get(f"articles/{none.pk}").json()["review_pace"]["why"] == "no_area"
    assert api.get(f"articles/{calm.pk}").json()["review_interval_days"] == 365
    assert reviews_pace(now=now) == 0


def test_who_sets_it_by_hand_overrules_it_and_may_give_it_back(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + DAY)
    article = written(cast, "Themes", "Themes")
    api = cast.api(cast.owner)
    answer = api.patch(
        f"articles/{article.pk}", {"review_interval_days": 30}, If_Match=f'"v{article.version}"'
    )
    told = answer.json()
    assert answer.status_code == 200, told
    assert (told["review_interval_days"], told["is_review_paced"]) == (30, False)
    assert reviews_pace(now=NOW + DAY) == 0
    told = api.get(f"articles/{article.pk}").json()
    assert (told["review_interval_days"], told["review_pace"]["days"]) == (30, 365), (
        "it says what it would be"
    )
    told = api.patch(
        f"articles/{article.pk}", {"is_review_paced": True}, If_Match=f'"v{told["version"]}"'
    ).json()
    assert (told["review_interval_days"], told["is_review_paced"]) == (365, True)


def test_a_review_that_moves_nearer_leaves_a_week(cast: Cast) -> None:
    article = written(cast, "Export", "Exports")
    Article.objects.filter(pk=article.pk).update(
        reviewed_at=NOW - timedelta(days=200), review_due_on=NOW.date() + timedelta(days=100),
        review_interval_days=300,
    )  # fmt: skip
    asked(cast, "Exports", 24)
    assert reviews_pace(now=NOW) == 1
    article.refresh_from_db()
    assert article.review_due_on == NOW.date() + timedelta(days=7)


def test_what_is_overdue_stays_so(cast: Cast) -> None:
    article = written(cast, "Export", "Exports")
    due = NOW.date() - timedelta(days=20)
    Article.objects.filter(pk=article.pk).update(reviewed_at=NOW - timedelta(days=200), review_due_on=due)
    asked(cast, "Exports", 24)
    reviews_pace(now=NOW)
    article.refresh_from_db()
    assert (article.review_due_on, article.review_interval_days) == (due, 90)


def test_a_stranger_learns_nothing_of_the_pace(cast: Cast) -> None:
    article = written(cast, "Export", "Exports", audience="staff")
    assert cast.api(cast.light_agent).patch(
        f"articles/{article.pk}", {"is_review_paced": False}
    ).status_code in (
        403,
        404,
    )


@pytest.mark.parametrize(
    ("moves", "days", "why"),
    [
        (Moves(edits=6), 30, "edits"),
        (Moves(tickets=40, usual=20), 30, "tickets"),
        (Moves(tickets=19, usual=1), 180, "tickets"),
        (Moves(tickets=20, usual=20), 90, "tickets"),
        (Moves(tickets=20, usual=30), 180, "tickets"),
        (Moves(edits=2), 90, "edits"),
        (Moves(edits=1), 180, "edits"),
        (Moves(tickets=4, usual=4), 365, "quiet"),
        (None, 180, "no_area"),
    ],
)
def test_the_pace_of_an_area(moves: Moves | None, days: int, why: str) -> None:
    assert (pace_of(moves).days, pace_of(moves).why) == (days, why)
