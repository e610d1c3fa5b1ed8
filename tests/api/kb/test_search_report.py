"""The report of searches: what was asked, shown, opened, and whether a ticket followed."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kb.models import ArticleRead, SearchChannel, SearchLog
from kb.selectors import Found
from kb.services import article_opened, search_log, searches_follow
from tests.api.kb.test_articles import create
from tests.cast import NOW, Cast

Freeze = Callable[[datetime], datetime]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOTHING = Found((), "", ())


def asked(text: str, *, actor: Any = None, at: datetime = NOW, **more: Any) -> SearchLog:
    row = search_log(
        actor=actor, text=text, found=NOTHING, channel=SearchChannel.HELP_CENTER, now=at,
        **{name: value for name, value in more.items() if name == "brand_id"},
    )  # fmt: skip
    changes = {name: value for name, value in more.items() if name != "brand_id"}
    if changes:
        SearchLog.objects.filter(pk=row.pk).update(**changes)
        row.refresh_from_db()
    return row


def test_failed_searches_that_ask_the_same_stand_together(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + HOUR)
    for text in ("rotate snowflake key", "how to rotate the snowflake key", "rotate snowflake keys"):
        asked(text)
    asked("invoice email address")
    asked("dark mode", result_count=2, shown_ids=[1, 2])
    report = cast.api(cast.agent).get("kb/searches").json()
    assert (report["searches"], report["failed"]) == (5, 5)
    assert report["whys"] == {"nothing_shown": 4, "nothing_clicked": 1, "ticket_followed": 0}
    assert [one["count"] for one in report["results"]] == [3, 1, 1]
    assert {one["query"] for one in report["results"][0]["queries"]} == {
        "rotate snowflake key", "how to rotate the snowflake key", "rotate snowflake keys",
    }  # fmt: skip


def test_a_search_whose_result_was_opened_has_not_failed(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + HOUR)
    article = create(cast.api(cast.supervisor))
    row = asked("grant", result_count=1, shown_ids=[article["id"]])
    SearchLog.objects.filter(pk=row.pk).update(clicked=article["id"], clicked_at=NOW)
    assert cast.api(cast.agent).get("kb/searches").json()["failed"] == 0


def test_one_who_may_still_open_something_has_not_given_up(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + 10 * MINUTE)
    asked("grant", result_count=1, shown_ids=[1])
    assert cast.api(cast.agent).get("kb/searches").json()["failed"] == 0


def test_the_ticket_that_followed_is_noted_once(cast: Cast, freeze: Freeze) -> None:
    customer = cast.actor(cast.customer)
    asked("export stuck", actor=customer, result_count=1, shown_ids=[1])
    asked("something else", actor=customer, at=NOW - 2 * HOUR)
    ticket = cast.ticket(now=NOW + 20 * MINUTE)
    cast.ticket(now=NOW + 25 * MINUTE, subject="Another")
    assert searches_follow(now=NOW + 30 * MINUTE) == 1
    assert searches_follow(now=NOW + 31 * MINUTE) == 0
    freeze(NOW + HOUR)
    report = cast.api(cast.agent).get("kb/searches", {"why": "ticket_followed"}).json()
    assert [one["tickets"] for one in report["results"]] == [[ticket.pk]]


def test_a_ticket_that_one_may_not_see_is_not_named(cast: Cast, freeze: Freeze) -> None:
    asked("export stuck", actor=cast.actor(cast.customer))
    cast.ticket(now=NOW + MINUTE, team_id=cast.team.pk)
    searches_follow(now=NOW + 2 * MINUTE)
    freeze(NOW + HOUR)
    api = cast.api(cast.team_agent)
    report = api.get("kb/searches").json()
    assert (report["whys"]["ticket_followed"], report["results"][0]["tickets"]) == (1, [])
    row = api.get("kb/searches/list").json()["results"][0]
    assert (row["ticket"], row["followed"]) == (None, True)


def test_personal_data_is_not_shown_anywhere(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + HOUR)
    asked("invoice for helen@kestrel.test +49 170 1234567")
    api = cast.api(cast.agent)
    for path in ("kb/searches", "kb/searches/list", "kb/searches.csv"):
        text = api.get(path).content.decode()
        assert "kestrel" not in text, path
        assert "1234567" not in text, path
        assert "invoice for" in text


def test_filters_by_period_brand_channel_and_failure(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + HOUR)
    asked("here", brand_id=cast.brand.pk)
    asked("there", brand_id=cast.other_brand.pk)
    asked("long ago", at=NOW - timedelta(days=40))
    asked("in the widget", channel="widget")
    api = cast.api(cast.agent)
    seen = {
        name: [row["query"] for row in api.get("kb/searches/list", query).json()["results"]]
        for name, query in {
            "brand": {"brand": "tern"},
            "channel": {"channel": "widget"},
            "long": {"days": 60, "failed": True},
        }.items()
    }
    assert seen["brand"] == ["there"]
    assert seen["channel"] == ["in the widget"]
    assert len(seen["long"]) == 4
    assert api.get("kb/searches", {"days": 0}).status_code == 422
    assert api.get("kb/searches", {"brand": "none"}).status_code == 422


def test_the_file_says_what_was_shown_opened_and_failed(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + HOUR)
    article = create(cast.api(cast.supervisor))
    asked("=cmd()")
    asked("grant", result_count=1, shown_ids=[article["id"]])
    rows = list(csv.DictReader(io.StringIO(cast.api(cast.agent).get("kb/searches.csv").content.decode())))
    assert [row["query"] for row in rows] == ["grant", "'=cmd()"]
    assert rows[0]["shown"] == "Fix HLY-4012"
    assert rows[1]["failed"] == "nothing_shown"


def test_who_may_not_write_articles_reads_no_searches(cast: Cast) -> None:
    for path in ("kb/searches", "kb/searches/list", "kb/searches.csv"):
        assert cast.api(cast.read_only).get(path).status_code == 403


def test_typing_is_one_search(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the search
    actor = cast.actor(cast.agent)
    for text, at in (("sno", 0), ("snow", 1), ("snowflake", 2), ("invoice", 3)):
        search_log(
            actor=actor,
            text=text,
            found=NOTHING,
            channel=SearchChannel.WORKSPACE,
            is_typing=True,
            now=NOW + timedelta(seconds=at),
        )
    assert list(SearchLog.objects.order_by("pk").values_list("query", flat=True)) == ["snowflake", "invoice"]


def test_the_search_of_the_workspace_is_logged(cast: Cast) -> None:
    create(cast.api(cast.supervisor))
    cast.api(cast.agent).get("search", {"q": "grant", "type": "article"})
    assert SearchLog.objects.filter(query="grant", result_count=1).count() == 1


def test_a_known_reader_counts_once_and_clicks_from_their_search(cast: Cast) -> None:
    article = create(cast.api(cast.supervisor))
    row = asked(
        "grant", actor=cast.actor(cast.customer), channel="widget", result_count=1, shown_ids=[article["id"]]
    )
    values = {"article_id": article["id"], "channel": SearchChannel.WIDGET, "brand_id": None}
    contact = cast.customer.pk
    assert article_opened(contact_id=contact, now=NOW + MINUTE, **values)
    assert not article_opened(contact_id=contact, now=NOW + 2 * MINUTE, **values)
    assert article_opened(contact_id=contact, now=NOW + HOUR, **values)
    row.refresh_from_db()
    assert row.clicked_id == article["id"]
    assert ArticleRead.objects.count() == 2
