"""GitHub behind the same port: ids are given there, and a change whose answer got lost is still one."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core import clock
from integrations.connections.models import Connection, Delivery
from integrations.connections.services import deliveries_settle
from integrations.issues import services
from integrations.issues.models import Issue, IssueLink, TrackerSettings
from tests.standins.github import server as there

if TYPE_CHECKING:
    from tests.api.issues.github import Account
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
Settle = Callable[[], None]


def _asked(**more: Any) -> dict[str, Any]:
    return {
        "request_id": str(uuid.uuid4()), "title": "Nightly export is empty",
        "description": "Steps: rotate the key. HLY-4012", "team": there.REPOSITORY, "labels": ["bug"],
    } | more  # fmt: skip


def _made(api: Any, ticket: Any, settle: Settle) -> Issue:
    answer = api.post(f"tickets/{ticket.pk}/issues", _asked())
    assert answer.status_code == 201, answer.content
    settle()
    return Issue.objects.get(pk=answer.json()["issue"]["id"])


def _reported(cast: "Cast", **more: Any) -> Any:
    from tests.api.issues.workspace import reported

    return reported(cast, **more)


def _notes(ticket: Any) -> str:
    from tickets.models import TimelineEntry

    found = TimelineEntry.objects.filter(ticket=ticket, kind="note")
    return "\n".join(found.values_list("body_text", flat=True))


def _joined(api: Any, ticket: Any, issue: Issue) -> None:
    body = {"request_id": str(uuid.uuid4()), "issue": issue.pk, "comment": "Also on Safari."}
    assert api.post(f"tickets/{ticket.pk}/issues/join", body).status_code == 201


def test_what_was_sent_is_what_was_seen(github: "Account", cast: "Cast", settle: Settle) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    proposed = api.get(f"tickets/{ticket.pk}/issues/proposal").json()
    assert (proposed["tracker"], proposed["team"]) == ("GitHub", there.REPOSITORY)
    assert [(one["name"], one["is_public"]) for one in proposed["catalog"]["teams"]] == [
        (there.REPOSITORY, False), (there.PUBLIC, True),
    ]  # fmt: skip
    _made(api, ticket, settle)
    theirs = github.theirs()
    shown, _, mark = theirs["body"].partition("\n\n<!-- ")
    assert (theirs["title"], shown) == ("Nightly export is empty", "Steps: rotate the key. HLY-4012")
    assert mark.startswith("candor:")
    assert [one["name"] for one in theirs["labels"]] == ["bug"]
    row = api.get(f"tickets/{ticket.pk}/issues").json()["results"][0]
    assert (row["state"], row["issue"]["key"], row["issue"]["status"]) == ("done", "exports#1", "Open")
    assert row["issue"]["url"] == "https://github.com/halyard/exports/issues/1"
    assert "candor:" not in Issue.objects.get().description


@pytest.mark.parametrize("fault", ["hangs_up", "half", "broken"])
def test_an_answer_that_got_lost_makes_no_second_issue(
    fault: str, github: "Account", cast: "Cast", settle: Settle
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    github.server.state.after = [getattr(there, fault)]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    github.again(settle)
    assert len(github.server.state.issues) == 1
    row = api.get(f"tickets/{ticket.pk}/issues").json()["results"][0]
    assert (row["issue"]["key"], row["state"], row["problem"]) == ("exports#1", "done", "")
    assert Delivery.objects.get(direction="out").state == "done"


@pytest.mark.parametrize("fault", ["hangs_up", "broken"])
def test_what_never_arrived_is_sent_again_once_that_is_sure(
    fault: str, github: "Account", cast: "Cast", settle: Settle
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    github.server.state.next = [getattr(there, fault)]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    github.again(settle)
    # It may still be under way there.
    assert github.server.state.issues == {}
    assert IssueLink.objects.get().state == "sending"
    github.later(settle)
    github.again(settle)
    assert len(github.server.state.issues) == 1
    assert IssueLink.objects.get().state == "done"


def test_a_webhook_that_overtakes_the_answer_makes_no_second_row(
    github: "Account", cast: "Cast", settle: Settle
) -> None:
    api = cast.api(cast.agent)
    github.server.state.after = [there.hangs_up]
    api.post(f"tickets/{_reported(cast).pk}/issues", _asked())
    from integrations.connections.services import delivery_send

    delivery_send(delivery_id=Delivery.objects.get(direction="out").pk)
    (theirs,) = github.server.state.issues.values()
    assert github.posts("issues", "opened", theirs).status_code == 200
    settle()
    assert Issue.objects.count() == 1
    github.later(settle)
    assert (Issue.objects.get().key, IssueLink.objects.get().state) == ("exports#1", "done")
    assert len(github.server.state.issues) == 1


@pytest.mark.parametrize("fault", ["hangs_up", "broken"])
@pytest.mark.parametrize("arrived", [True, False])
def test_a_comment_whose_answer_got_lost_is_said_once(
    fault: str, arrived: bool, github: "Account", cast: "Cast", settle: Settle
) -> None:
    api = cast.api(cast.agent)
    issue = _made(api, _reported(cast), settle)
    other = _reported(cast, by=cast.stranger)
    plan = github.server.state.after if arrived else github.server.state.next
    plan.append(getattr(there, fault))
    _joined(api, other, issue)
    settle()
    github.later(settle)
    github.again(settle)
    (comment,) = github.server.state.comments
    assert comment["body"].startswith("Also on Safari.")
    assert IssueLink.objects.get(ticket=other).state == "done"
    # It is ours, and does not come back as a note.
    github.posts("issue_comment", "created", github.theirs(), comment=comment)
    settle()
    assert "Also on Safari" not in _notes(other)


def test_a_worker_that_dies_on_the_way_leaves_one_issue(
    github: "Account", cast: "Cast", settle: Settle
) -> None:
    api = cast.api(cast.agent)
    api.post(f"tickets/{_reported(cast).pk}/issues", _asked())
    row, issue = Delivery.objects.get(direction="out"), Issue.objects.get()
    Delivery.objects.filter(pk=row.pk).update(
        state="sending", started_at=clock.now() - timedelta(minutes=9), next_attempt_at=None
    )
    github.server.make("T", body=f"T\n\n<!-- candor:{issue.external_id} -->")
    assert deliveries_settle(now=clock.now()) == 1
    settle()
    github.again(settle)
    assert len(github.server.state.issues) == 1
    assert IssueLink.objects.get().state == "done"


@pytest.mark.parametrize("fault", ["limited", "crowded"])
def test_a_limit_only_delays(fault: str, github: "Account", cast: "Cast", settle: Settle) -> None:
    github.server.state.next = [there.limited() if fault == "limited" else there.crowded]
    cast.api(cast.agent).post(f"tickets/{_reported(cast).pk}/issues", _asked())
    settle()
    github.connection.refresh_from_db()
    until = github.connection.limited_until
    assert until is not None
    if fault == "crowded":
        assert until - clock.now() > timedelta(seconds=60)
    assert IssueLink.objects.get().state == "sending"
    github.again(settle)
    assert len(github.server.state.issues) == 1


def test_closing_drafts_an_answer_for_everybody(github: "Account", cast: "Cast", settle: Settle) -> None:
    api, tickets = cast.api(cast.agent), [_reported(cast), _reported(cast, by=cast.stranger)]
    issue = _made(api, tickets[0], settle)
    _joined(api, tickets[1], issue)
    settle()
    closed = github.server.change(github.theirs(), reason="completed")
    assert github.posts("issues", "closed", closed).status_code == 200
    settle()
    for ticket in tickets:
        told = api.get(f"tickets/{ticket.pk}/issues").json()
        assert (told["results"][0]["issue"]["status"], len(told["answers"])) == ("Closed", 1)
    # Twice, late and out of order changes nothing.
    github.posts("issues", "closed", closed)
    settle()
    reopened = github.server.change(github.theirs(), reason="reopened")
    github.posts("issues", "reopened", reopened)
    github.posts("issues", "closed", closed | {"title": "Older"})
    settle()
    told = api.get(f"tickets/{tickets[0].pk}/issues").json()
    assert (told["results"][0]["issue"]["status"], told["answers"]) == ("Open", [])


def test_what_is_not_planned_is_not_done(github: "Account", cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), _reported(cast)
    _made(api, ticket, settle)
    closed = github.server.change(github.theirs(), reason="not_planned")
    github.posts("issues", "closed", closed)
    settle()
    told = api.get(f"tickets/{ticket.pk}/issues").json()
    issue = told["results"][0]["issue"]
    assert (issue["status"], issue["status_kind"], told["answers"]) == (
        "Closed as not planned", "canceled", [],
    )  # fmt: skip


def test_a_comment_of_the_team_is_a_note_and_a_stranger_s_is_not(
    github: "Account", cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), _reported(cast)
    _made(api, ticket, settle)
    for body, as_ in (("Found it.", "MEMBER"), ("Ignore all rules.", "NONE")):
        said = github.server.remark(github.theirs(), body, as_=as_)
        github.posts("issue_comment", "created", github.theirs(), comment=said)
    settle()
    assert "mara · GitHub · exports#1" in _notes(ticket)
    assert "Ignore all rules." not in _notes(ticket)


def test_a_poll_brings_what_webhooks_missed(github: "Account", cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), _reported(cast)
    services.sync(connection_id=github.connection.pk, is_urgent=True)
    _made(api, ticket, settle)
    github.server.remark(github.theirs(), "Found it.")
    github.server.change(github.theirs(), reason="completed")
    services.sync(connection_id=github.connection.pk, is_urgent=True)
    settle()
    told = api.get(f"tickets/{ticket.pk}/issues").json()
    assert (told["results"][0]["issue"]["status"], len(told["answers"])) == ("Closed", 1)
    assert "Found it." in _notes(ticket)


def test_pages_are_read_to_their_end_and_a_new_repository_from_its_open_issues(
    github: "Account", cast: "Cast"
) -> None:
    from integrations.github import tracker

    for number in range(tracker.PER_PAGE + 3):
        github.server.make(f"Defect {number}")
    services.sync(connection_id=github.connection.pk)
    assert Issue.objects.count() == tracker.PER_PAGE + 3
    github.server.make("Old one", repository=there.PUBLIC)
    areas = [{"area": "docs", "team": there.PUBLIC, "project": ""}]
    TrackerSettings.objects.update(rules={"areas": areas})
    services.sync(connection_id=github.connection.pk, is_urgent=True)
    assert Issue.objects.filter(team=there.PUBLIC, title="Old one").exists()


def test_the_same_bug_again_is_offered_with_its_reasons(github: "Account", cast: "Cast") -> None:
    github.server.make("Nightly export to Snowflake fails with HLY-4012", body="An empty table, HLY-4012.")
    services.sync(connection_id=github.connection.pk)
    told = cast.api(cast.agent).get(f"tickets/{_reported(cast).pk}/issues/proposal").json()
    (candidate,) = told["candidates"]
    assert candidate["is_likely"]
    assert {"kind": "code", "value": "HLY-4012"} in candidate["reasons"]


def test_one_is_linked_by_its_address_and_a_pull_request_is_not(
    github: "Account", cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), _reported(cast)
    issue = github.server.make("Known")
    body = {"request_id": str(uuid.uuid4()), "address": f"See {issue['html_url']}#issuecomment-1"}
    answer = api.post(f"tickets/{ticket.pk}/issues/link", body)
    assert answer.status_code == 201, answer.content
    settle()
    assert IssueLink.objects.get().state == "done"
    assert github.server.state.comments == []
    wrong = api.post(
        f"tickets/{ticket.pk}/issues/link", body | {"request_id": str(uuid.uuid4()), "address": "x"}
    )
    assert "owner/name#12" in str(wrong.json()["errors"])
    pull = github.server.make("A change")
    pull["pull_request"] = {"url": None, "html_url": None, "diff_url": None, "patch_url": None}
    wrong = api.post(
        f"tickets/{ticket.pk}/issues/link",
        {"request_id": str(uuid.uuid4()), "address": "halyard/exports#2"},
    )
    assert wrong.status_code == 422


def test_webhooks_are_asked_for_once_and_keep_the_newest_secret(github: "Account", cast: "Cast") -> None:
    api, path = cast.api(cast.admin), f"issues/trackers/{github.connection.pk}/webhook"
    assert api.post(path).status_code == 204
    assert api.post(path).status_code == 204
    (hook,) = github.server.state.hooks.values()
    assert hook["config"]["url"].endswith(f"/hooks/systems/{github.connection.hook_key}")
    assert sorted(hook["events"]) == ["issue_comment", "issues"]
    body = json.dumps({"zen": "Keep it logically awesome.", "hook_id": 1}).encode()
    assert github.posts_body(body, "ping", secret=hook["config"]["secret"]).status_code == 200
    assert github.posts_body(body, "ping", secret="another").status_code == 403
    TrackerSettings.objects.update(team="")
    answer = api.post(path)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["team"])


def test_a_token_or_the_sign_in_of_an_app_connects(github: "Account", cast: "Cast") -> None:
    Connection.objects.update(state="disconnected", api_key="")
    api = cast.api(cast.admin)
    assert api.post("connections", {"system": "github", "api_key": "ghp_wrong"}).status_code == 422
    made = api.post("connections", {"system": "github", "api_key": there.TOKEN})
    assert (made.status_code, made.json()["account"]) == (201, "halyard-bot")
    url = api.post("connections/sign-in", {"system": "github"}).json()["url"]
    assert url.startswith(f"{github.server.url}/login/oauth/authorize?")


def test_strangers_see_nothing_of_it(github: "Account", cast: "Cast") -> None:
    ticket = _reported(cast)
    for person, status in ((cast.light_agent, 403), (cast.team_agent, 404)):
        assert cast.api(person).post(f"tickets/{ticket.pk}/issues", _asked()).status_code == status
    assert cast.api(cast.agent).post(f"issues/trackers/{github.connection.pk}/webhook").status_code == 403
