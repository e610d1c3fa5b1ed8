"""Somebody else reads an article before its readers do: asking, deciding, publishing what was approved."""

from collections.abc import Callable
from typing import Any

import pytest

from core.models import AuditEntry
from integrations.email.models import OutgoingMail
from kb.models import Approval, Article
from kb.services import ImportedFile, files_import
from people.models import Brand, User
from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for

Settle = Callable[[], None]


def written(api: ApiClient, **more: Any) -> dict[str, Any]:
    response = api.post("articles", {"title": "Rotate a key", "body": "Press **Rotate**."} | more)
    assert response.status_code == 201, response.content
    return dict(response.json())


def required(cast: Cast, brand: Brand, *, is_on: bool = True) -> None:
    response = cast.api(cast.owner).patch(f"kb/help-centers/{brand.slug}", {"requires_approval": is_on})
    assert response.status_code == 200, response.content


def asked(api: ApiClient, article: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = api.post(f"articles/{article['id']}/approval", more)
    assert response.status_code == 200, response.content
    return dict(response.json())


def given(api: ApiClient, article: dict[str, Any], **more: Any) -> Any:
    body = {"version": article["content_version"]} | more
    return api.post(f"articles/{article['id']}/approval/give", body)


def heard(cast: Cast, user: User) -> list[tuple[str, str, str]]:
    found = cast.api(user).get("notices?unread=true").json()["results"]
    return [(one["kind"], one["by"], one["text"]) for one in found]


def test_asked_returned_asked_again_approved_and_published(cast: Cast, settle: Settle) -> None:
    required(cast, cast.brand)
    agent, boss = cast.api(cast.agent), cast.api(cast.supervisor)
    article = asked(agent, written(agent), words="First of three.", reviewer_id=cast.supervisor.pk)
    assert (article["status"], article["approval"]["state"]) == ("review", "open")
    assert (article["permissions"]["approve"], article["needs_approval"]) == (False, True)
    settle()
    assert heard(cast, cast.supervisor) == [("approval_asked", "Ines Agent", "First of three.")]
    assert heard(cast, cast.owner) == []

    returned = boss.post(f"articles/{article['id']}/approval/return", {"comment": "Say what breaks."}).json()
    assert (returned["status"], returned["approval"]["state"]) == ("draft", "returned")
    settle()
    assert heard(cast, cast.supervisor) == []
    assert heard(cast, cast.agent) == [("approval_returned", "Sue Supervisor", "Say what breaks.")]

    agent.patch(f"articles/{article['id']}", {"body": "Press **Rotate**. Old keys end in a day."})
    article = asked(agent, article)
    seen = boss.get(f"articles/{article['id']}").json()
    assert seen["permissions"]["approve"] is True
    assert [row["id"] for row in boss.get("articles?waiting=true").json()["results"]] == [article["id"]]
    published = given(boss, seen, publish=True, comment="Good.").json()
    assert (published["status"], published["published_version"]) == ("published", seen["content_version"])
    assert boss.get("articles?waiting=true").json()["results"] == []
    settle()
    assert ("approval_given", "Sue Supervisor", "Good.") in heard(cast, cast.agent)
    states = [
        (one["state"], one["version"])
        for one in agent.get(f"articles/{article['id']}/approvals").json()["results"]
    ]
    assert states == [("approved", 2), ("returned", 1)]
    told = AuditEntry.objects.filter(action__startswith="kb.approval").order_by("pk")
    assert [one.action for one in told] == [
        "kb.approval_asked", "kb.approval_returned", "kb.approval_asked", "kb.approval_given",
    ]  # fmt: skip


def test_nothing_is_published_unapproved_where_a_brand_asks_for_it(cast: Cast) -> None:
    required(cast, cast.brand)
    boss = cast.api(cast.supervisor)
    refused = boss.post("articles", {"title": "New", "body": "So.", "status": "published"})
    assert (refused.status_code, refused.json()["code"]) == (409, "kb.approval_needed")
    assert not Article.objects.exists()
    article = written(boss)
    refused = boss.patch(f"articles/{article['id']}", {"status": "published"})
    assert (refused.status_code, refused.json()["code"]) == (409, "kb.approval_needed")
    [outcome] = files_import(
        actor=cast.actor(cast.supervisor),
        files=[ImportedFile(name="a.md", content=b"# Imported\n\nText")],
        status="published",
        now=NOW,
    )
    assert (outcome.outcome, "approval" in outcome.detail) == ("failed", True)
    assert Article.objects.get().status == "draft"


def test_new_words_of_a_published_article_wait(cast: Cast) -> None:
    boss = cast.api(cast.supervisor)
    article = written(boss, status="published")
    required(cast, cast.brand)
    changed = boss.patch(f"articles/{article['id']}", {"body": "Other words."}).json()
    assert (changed["published_version"], changed["has_unpublished_changes"]) == (1, True)
    refused = boss.patch(f"articles/{article['id']}", {"goes_live": True, "note": "Now"})
    assert refused.json()["code"] == "kb.approval_needed"
    waiting = asked(boss, article)
    assert (waiting["status"], waiting["approval"]["version"]) == ("published", 2)
    done = given(cast.api(cast.owner), waiting, publish=True).json()
    assert (done["published_version"], done["has_unpublished_changes"]) == (2, False)


def test_words_changed_after_the_approval_ask_anew(cast: Cast, settle: Settle) -> None:
    required(cast, cast.brand)
    agent, boss = cast.api(cast.agent), cast.api(cast.supervisor)
    article = asked(agent, written(agent))
    assert given(boss, article).json()["approval"]["state"] == "approved"
    settle()
    changed = agent.patch(f"articles/{article['id']}", {"body": "Something else."}).json()
    assert (changed["approval"]["state"], changed["approval"]["version"]) == ("open", 2)
    assert changed["approval"]["reviewer"]["id"] == cast.supervisor.pk
    refused = boss.patch(f"articles/{article['id']}", {"status": "published"})
    assert refused.json()["code"] == "kb.approval_needed"
    settle()
    assert heard(cast, cast.supervisor) == [("approval_asked", "Ines Agent", "")]
    # What follows the open request asks nobody a second time.
    agent.patch(f"articles/{article['id']}", {"body": "Something else again."})
    assert Approval.objects.filter(state="open").values_list("number", flat=True).get() == 3
    settle()
    assert len(heard(cast, cast.supervisor)) == 1


def test_what_was_read_is_what_is_approved(cast: Cast) -> None:
    agent, boss = cast.api(cast.agent), cast.api(cast.supervisor)
    article = asked(agent, written(agent))
    agent.patch(f"articles/{article['id']}", {"body": "Slipped in."})
    refused = given(boss, article)
    assert (refused.status_code, refused.json()["code"]) == (412, "version_changed")


def test_nobody_approves_their_own_words(cast: Cast) -> None:
    agent, boss = cast.api(cast.agent), cast.api(cast.supervisor)
    mine = asked(boss, written(boss))
    refused = given(boss, mine)
    assert (refused.status_code, refused.json()["code"]) == (403, "kb.own_words")
    # Asked for by a colleague, but written by me.
    theirs = written(boss, title="Asked by a colleague")
    asked(agent, theirs)
    assert given(boss, theirs).json()["code"] == "kb.own_words"
    assert boss.get(f"articles/{theirs['id']}").json()["permissions"]["approve"] is False
    assert given(agent, mine).status_code == 403
    assert given(cast.api(cast.owner), mine).status_code == 200


def test_only_those_who_may_publish_and_see_it_can_be_asked(cast: Cast) -> None:
    agent = cast.api(cast.agent)
    names = {cast.supervisor.name, cast.owner.name}
    article = written(agent)
    found = agent.get(f"articles/{article['id']}/approvals").json()["reviewers"]
    assert {one["name"] for one in found} == names
    owner = cast.api(cast.owner)
    of_team = written(owner, title="Theirs", audience="teams", team_ids=[cast.other_team.pk])
    assert owner.get(f"articles/{of_team['id']}/approvals").json()["reviewers"] == []
    for wrong in (cast.agent.pk, cast.teammate.pk, 999_999):
        refused = agent.post(f"articles/{article['id']}/approval", {"reviewer_id": wrong})
        assert refused.status_code == 422
        assert "reviewer_id" in refused.json()["errors"]


def test_a_request_is_taken_back(cast: Cast, settle: Settle) -> None:
    agent, boss = cast.api(cast.agent), cast.supervisor
    article = asked(agent, written(agent))
    settle()
    assert len(heard(cast, boss)) == 1
    back = agent.delete(f"articles/{article['id']}/approval").json()
    assert (back["status"], back["approval"]["state"]) == ("draft", "withdrawn")
    settle()
    assert heard(cast, cast.supervisor) == []
    again = agent.delete(f"articles/{article['id']}/approval")
    assert (again.status_code, again.json()["code"]) == (409, "kb.nothing_to_approve")


def test_the_states_of_before_still_ask_and_take_back(cast: Cast) -> None:
    agent = cast.api(cast.agent)
    article = written(agent, status="review")
    assert article["approval"]["state"] == "open"
    back = agent.patch(f"articles/{article['id']}", {"status": "draft"}).json()
    assert back["approval"]["state"] == "withdrawn"
    again = agent.patch(f"articles/{article['id']}", {"status": "review"}).json()
    assert again["approval"]["state"] == "open"
    # Where nobody has to approve, whoever may publish decides by doing so.
    done = cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"status": "published"}).json()
    assert (done["status"], done["approval"]["state"]) == ("published", "approved")
    refused = agent.post(f"articles/{article['id']}/approval", {})
    assert refused.json()["code"] == "kb.nothing_to_approve"


def test_a_brand_that_asks_takes_no_unapproved_article_of_another(cast: Cast) -> None:
    boss = cast.api(cast.supervisor)
    required(cast, cast.other_brand)
    article = written(boss, status="published", brand_ids=[cast.brand.pk])
    path = f"articles/{article['id']}"
    for brands in ([cast.brand.pk, cast.other_brand.pk], []):
        refused = boss.patch(path, {"brand_ids": brands})
        assert refused.json()["code"] == "kb.approval_needed"
    assert boss.get(path).json()["brands"][0]["id"] == cast.brand.pk


def test_mail_says_what_waits(cast: Cast, settle: Settle) -> None:
    mailbox_for(cast.brand)
    agent = cast.api(cast.agent)
    article = asked(agent, written(agent), words="Please.", reviewer_id=cast.supervisor.pk)
    settle()
    mail = OutgoingMail.objects.get()
    assert mail.to == [cast.supervisor.email]
    assert "Ines Agent asks you to approve “Rotate a key”" in mail.text
    assert f"/app/kb/{article['id']}" in mail.text


def test_only_who_keeps_brands_sets_the_rule_and_against_the_version_they_saw(cast: Cast) -> None:
    path = f"kb/help-centers/{cast.brand.slug}"
    for user in (cast.agent, cast.supervisor):
        assert cast.api(user).patch(path, {"requires_approval": True}).status_code == 403
        assert cast.api(user).get("kb/help-centers").status_code == 403
    owner = cast.api(cast.owner)
    first = owner.patch(path, {"requires_approval": True})
    assert first.headers["ETag"] == '"v1"'
    late = owner.patch(path, {"requires_approval": False}, If_Match='"v0"')
    assert late.status_code == 412
    [row] = [
        row for row in owner.get("kb/help-centers").json()["results"] if row["brand"]["id"] == cast.brand.pk
    ]
    assert row["requires_approval"] is True
    assert AuditEntry.objects.filter(action="kb.help_center_changed").count() == 1


@pytest.mark.parametrize("way", ["approval", "approval/give", "approval/return", "approvals"])
def test_stranger_gets_404_for_an_article_of_another_team(cast: Cast, way: str) -> None:
    article = written(cast.api(cast.owner), audience="teams", team_ids=[cast.other_team.pk])
    api = cast.api(cast.supervisor)
    path = f"articles/{article['id']}/{way}"
    bodies = {"approval/give": {"version": 1}, "approval/return": {"comment": "No"}, "approval": {}}
    response = api.post(path, bodies[way]) if way in bodies else api.get(path)
    assert response.status_code == 404
