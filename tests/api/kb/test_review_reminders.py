"""Owners hear once of an article that is past its review, in the workspace and in the mail of the day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from integrations.email.models import OutgoingMail
from kb.models import Article
from kb.services import article_create, article_review, reviews_remind
from notices.models import Notice
from notices.services import mails_claim
from people.models import User
from tests.cast import NOW, Cast
from tests.mails import mailbox_for

Settle = Callable[[], None]
LATER = NOW + timedelta(days=40)


def owned(cast: Cast, owner: User, title: str = "Rotate a key", **values: Any) -> Article:
    return article_create(
        actor=cast.actor(cast.owner),
        values={
            "title": title, "body": "So.", "status": "published", "owner_id": owner.pk,
            "review_interval_days": 30,
        } | values,
        now=NOW,
    )  # fmt: skip


def listed(cast: Cast, user: User) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.api(user).get("notices").json()["results"]
    return found


def test_the_owner_hears_once_of_each_due_date(cast: Cast, settle: Settle) -> None:
    article = owned(cast, cast.agent)
    assert reviews_remind(now=NOW + timedelta(days=30)) == 0
    assert reviews_remind(now=LATER) == 1
    settle()
    [told] = listed(cast, cast.agent)
    assert (told["kind"], told["article_id"], told["number"], told["subject"]) == (
        "article",
        article.pk,
        None,
        "Rotate a key",
    )
    assert listed(cast, cast.supervisor) == []
    assert reviews_remind(now=LATER + timedelta(days=1)) == 0
    article_review(actor=cast.actor(cast.agent), article_id=article.pk, now=LATER)
    assert reviews_remind(now=LATER + timedelta(days=40)) == 1
    settle()
    [told] = listed(cast, cast.agent)
    assert told["count"] == 2


def test_it_goes_into_the_mail_of_the_day(cast: Cast, settle: Settle, freeze: Callable[..., Any]) -> None:
    mailbox_for(cast.brand)
    article = owned(cast, cast.agent)
    owned(cast, cast.agent, "Bill monthly")
    freeze(LATER)
    assert reviews_remind(now=LATER) == 2
    settle()
    assert not OutgoingMail.objects.exists()
    assert mails_claim(now=LATER + timedelta(days=1)) == 1
    settle()
    mail = OutgoingMail.objects.get()
    assert mail.to == [cast.agent.email]
    assert "Rotate a key is past its review" in mail.text
    assert f"/app/kb/{article.pk}" in mail.text
    assert "Bill monthly" in mail.text


def test_nobody_hears_of_what_they_may_not_see_or_need_not(cast: Cast, settle: Settle) -> None:
    owned(cast, cast.agent, "Draft", status="draft")
    archived = owned(cast, cast.agent, "Left")
    Article.objects.filter(pk=archived.pk).update(owner=None)
    gone = owned(cast, cast.teammate, "Of somebody who left")
    User.objects.filter(pk=cast.teammate.pk).update(is_active=False)
    assert reviews_remind(now=LATER) == 0
    # Another owner hears of it.
    Article.objects.filter(pk=gone.pk).update(owner=cast.agent)
    assert reviews_remind(now=LATER) == 1
    settle()
    notice = Notice.objects.get()
    Article.objects.filter(pk=gone.pk).update(
        owner=None, audience="teams", audience_team_ids=[0], audience_keys=["every-team", "team:0"]
    )
    assert listed(cast, cast.agent) == []
    notice.refresh_from_db()


def test_whoever_does_not_want_to_hear_does_not(cast: Cast, settle: Settle) -> None:
    owned(cast, cast.agent)
    kinds = cast.api(cast.agent).get("notices/choices").json()["kinds"]
    wanted = [one | {"is_shown": False} if one["kind"] == "article" else one for one in kinds]
    body = {"kinds": wanted, "quiet_begins": None, "quiet_ends": None, "digest_at": "08:00"}
    assert cast.api(cast.agent).put("notices/choices", body).status_code == 200
    reviews_remind(now=LATER)
    settle()
    assert not Notice.objects.exists()
