"""A ticket that sleeps until an article is published."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from kb.models import Article
from kb.services import article_archive, article_create, article_delete, article_publish, article_update
from tests.cast import NOW, Cast
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_update, tickets_wake

Settle = Callable[[], None]
LATER = NOW + timedelta(minutes=5)


def draft(cast: Cast, **values: Any) -> Article:
    wanted = {"title": "Rotate a key", "body": "So.", "status": "draft"} | values
    return article_create(actor=cast.actor(cast.supervisor), values=wanted, now=NOW)


def asleep(cast: Cast, article: Article, settle: Settle | None = None, **changes: Any) -> Ticket:
    ticket = cast.ticket(status="open")
    # What its arrival sets in motion is over.
    if settle is not None:
        settle()
    wanted = {"snoozed_for": "article", "snoozed_item": article.pk, **changes}
    return ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=wanted, now=NOW)


def reason(ticket: Ticket) -> str | None:
    """Why it woke; None while it sleeps."""
    ticket.refresh_from_db()
    if ticket.snoozed_until is not None:
        return None
    assert (ticket.snoozed_for, ticket.snoozed_item) == ("", None)
    line = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("pk").last()
    assert line is not None
    return str(line.payload.get("message", {}).get("code", line.payload["reason"]))


def test_its_publication_wakes_all_that_wait_for_it_once(cast: Cast, settle: Settle) -> None:
    article, other = draft(cast), draft(cast, title="Something else")
    waiting, beside = [asleep(cast, article, settle) for _ in range(2)], asleep(cast, other, settle)
    assert waiting[0].snoozed_until == NOW + timedelta(days=30)
    settle()
    assert [reason(one) for one in (*waiting, beside)] == [None] * 3
    article_publish(actor=cast.actor(cast.supervisor), article_id=article.pk, now=LATER)
    settle()
    settle()
    assert [reason(one) for one in (*waiting, beside)] == ["woken_article", "woken_article", None]
    assert all(one.is_unread for one in waiting)
    assert OutboxEvent.objects.filter(name="tickets.ticket_woken").count() == 2


def test_it_never_sleeps_past_its_time(cast: Cast) -> None:
    until = NOW + timedelta(days=2)
    ticket = asleep(cast, draft(cast), snoozed_until=until)
    assert (tickets_wake(now=until), reason(ticket)) == (1, "Its time has come")


@pytest.mark.parametrize("leave", [article_archive, article_delete])
def test_what_nobody_will_publish_wakes_it_at_once(
    cast: Cast, settle: Settle, leave: Callable[..., Any]
) -> None:
    article = draft(cast)
    ticket = asleep(cast, article, settle)
    leave(actor=cast.actor(cast.supervisor), article_id=article.pk, now=LATER)
    settle()
    assert reason(ticket) == "woken_article_gone"


def test_new_words_of_a_published_one_are_waited_for_and_a_new_audience_is_not(
    cast: Cast, settle: Settle
) -> None:
    actor = cast.actor(cast.supervisor)
    article = draft(cast, status="published")
    api = cast.api(cast.agent)
    wish = {"snoozed_for": "article", "snoozed_item": article.pk}
    refused = api.patch(f"tickets/{cast.ticket().pk}", wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.nothing_to_wait_for")
    article_update(actor=actor, article_id=article.pk, changes={"body": "New."}, goes_live=False, now=NOW)
    ticket = asleep(cast, article, settle)
    changes = {"audience": "staff"}
    article_update(actor=actor, article_id=article.pk, changes=changes, goes_live=False, now=LATER)
    settle()
    assert reason(ticket) is None
    article_publish(actor=actor, article_id=article.pk, now=LATER)
    settle()
    assert reason(ticket) == "woken_article"


def test_half_a_wish_is_refused(cast: Cast) -> None:
    article, ticket = draft(cast), cast.ticket()
    api = cast.api(cast.agent)
    for wish in (
        {"snoozed_for": "article"},
        {"snoozed_item": article.pk},
        {"snoozed_for": "colleague", "snoozed_item": article.pk},
        {"snoozed_for": "article", "snoozed_item": "seven"},
        {"snoozed_for": "article", "snoozed_item": -1},
    ):
        assert api.patch(f"tickets/{ticket.pk}", wish).status_code == 422
    shown = api.patch(f"tickets/{ticket.pk}", {"snoozed_for": "article", "snoozed_item": article.pk}).json()
    assert (shown["snoozed_for"], shown["snoozed_item"]) == ("article", article.pk)
    awake = api.patch(f"tickets/{ticket.pk}", {"snoozed_item": None}).json()
    assert (awake["snoozed_for"], awake["snoozed_item"]) == ("", None)


def test_nobody_learns_of_an_article_by_waiting_for_it(cast: Cast) -> None:
    hidden = draft(cast, audience="teams", team_ids=[cast.other_team.pk], owner_id=cast.supervisor.pk)
    for item in (hidden.pk, hidden.pk + 1000):
        wish = {"snoozed_for": "article", "snoozed_item": item}
        refused = cast.api(cast.agent).patch(f"tickets/{cast.ticket().pk}", wish)
        assert (refused.status_code, refused.json()["title"] != "") == (409, True)
        assert refused.json()["detail"] == "No such article is on its way to you."
    article = draft(cast)
    stranger = cast.api(cast.team_agent)
    wish = {"snoozed_for": "article", "snoozed_item": article.pk}
    assert stranger.patch(f"tickets/{cast.ticket().pk}", wish).status_code == 404
