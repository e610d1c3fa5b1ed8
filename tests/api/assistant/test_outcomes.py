"""What became of those who read an article."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.services.resolving import conversation_begin, conversations_settle
from assistant.services.warning_owners import owners_warn
from core.actors import ASSISTANT
from kb.models import Article, ArticleRead, SearchChannel
from kb.services import article_opened, feedback_give, reads_follow
from notices.models import Notice
from tests.cast import NOW, Cast
from tests.talks import Talk, article_for
from tickets.entries import Message
from tickets.services import post_reply

Freeze = Callable[[datetime], datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def opened(article: Article, contact: Any, at: datetime, brand_id: int | None = None) -> None:
    article_opened(
        article_id=article.pk,
        channel=SearchChannel.WIDGET if contact else SearchChannel.HELP_CENTER,
        brand_id=brand_id,
        contact_id=contact.pk if contact else None,
        now=at,
    )


def test_readings_with_and_without_a_ticket(cast: Cast, freeze: Freeze) -> None:
    article_for(cast)
    article = Article.objects.get()
    opened(article, cast.customer, NOW)
    opened(article, cast.colleague, NOW)
    opened(article, None, NOW)
    # Whose day has not passed may still ask.
    opened(article, cast.stranger, NOW + 40 * HOUR)
    cast.ticket(now=NOW + 3 * HOUR)
    assert reads_follow(now=NOW + 4 * HOUR) == 1
    assert reads_follow(now=NOW + 4 * HOUR) == 0
    feedback_give(article_id=article.pk, is_helpful=True, reader_ref="a", now=NOW)
    feedback_give(article_id=article.pk, is_helpful=False, reader_ref="b", now=NOW)
    freeze(NOW + 2 * DAY)
    row = cast.api(cast.agent).get("kb/outcomes").json()["results"][0]
    assert (row["views"], row["known"], row["followed"], row["without_ticket"]) == (4, 2, 1, 1)
    assert (row["helpful"], row["voted"]) == (1, 2)
    # Few are counts.
    assert (row["follow_up"], row["helpful_share"], row["needs_work"]) == (None, None, False)
    alone = cast.api(cast.agent).get("kb/outcomes", {"article": article.pk}).json()["results"]
    assert [one["article"]["id"] for one in alone] == [article.pk]
    file = cast.api(cast.agent).get("kb/outcomes.csv").content.decode()
    assert [line["views"] for line in csv.DictReader(io.StringIO(file))] == ["4"]


def test_what_was_cited_and_came_back(cast: Cast, freeze: Freeze) -> None:
    article_for(cast)
    article = Article.objects.get()
    talk = Talk(cast)
    cited = {"article_id": article.pk, "title": article.title, "url": "", "quote": ""}
    post_reply(
        actor=ASSISTANT,
        ticket_id=talk.ticket.pk,
        body_text="Press Backfill.",
        payload=Message(is_answer=True, decision="answer", confidence=0.9, citations=[cited]),
        now=NOW + HOUR,
    )
    conversation_begin(ticket_id=talk.ticket.pk, now=NOW + HOUR)
    conversations_settle(now=NOW + 2 * HOUR)
    freeze(NOW + DAY)
    row = cast.api(cast.agent).get("kb/outcomes", {"sort": "escalated"}).json()["results"][0]
    assert (row["cited"], row["escalated"], row["corrected"]) == (1, 0, 0)
    cast.replies(talk.ticket, cast.agent, "Let me look at it.", now=NOW + 3 * HOUR)
    conversations_settle(now=NOW + DAY)
    row = cast.api(cast.agent).get("kb/outcomes").json()["results"][0]
    assert (row["cited"], row["escalated"]) == (1, int(talk.row.state in ("handed_over", "came_back")))


def test_a_stranger_reads_no_outcome_of_an_article_that_is_not_theirs(cast: Cast) -> None:
    api = cast.api(cast.admin)
    values = {"title": "Inner", "body": "Words.", "status": "published", "audience": "teams"}
    made = api.post("articles", values | {"team_ids": [cast.other_team.pk]}).json()
    assert cast.api(cast.agent).get("kb/outcomes").json()["results"] == []
    assert cast.api(cast.agent).get("kb/outcomes", {"article": made["id"]}).json()["results"] == []
    assert cast.api(cast.read_only).get("kb/outcomes").status_code == 403


def test_an_owner_hears_once_that_many_readers_still_asked(
    cast: Cast, freeze: Freeze, settle: Callable[[], None]
) -> None:
    article_for(cast)
    article = Article.objects.get()
    Article.objects.filter(pk=article.pk).update(owner=cast.agent)
    ticket = cast.ticket()
    ArticleRead.objects.bulk_create(
        ArticleRead(
            article=article, contact=cast.customer, channel="widget", at=NOW,
            ticket=ticket if index < 6 else None,
        )
        for index in range(24)
    )  # fmt: skip
    freeze(NOW + 2 * DAY)
    assert owners_warn(now=NOW + 2 * DAY) == 1
    assert owners_warn(now=NOW + 20 * DAY) == 0
    settle()
    [told] = Notice.objects.all()
    assert (told.kind, told.user_id, told.article_id) == ("asked_after", cast.agent.pk, article.pk)
    assert told.text == "6 of 24 readers asked within a day of reading it."
    Article.objects.filter(pk=article.pk).update(owner_warned_on=None, owner=None)
    assert owners_warn(now=NOW + 2 * DAY) == 0, "nobody is there to hear it"
