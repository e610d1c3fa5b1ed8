"""What Linear tells, in any order and however often, and what people make of it."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core import clock
from integrations.issues import services
from integrations.issues.models import FixAnswer, Issue, IssueLink, TrackerSettings
from integrations.issues.services.syncing import EVERY, OVERLAP
from tests.api.issues.workspace import Workspace, made, reported

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast
    from tickets.models import Ticket

pytestmark = pytest.mark.django_db
Settle = Callable[[], None]


def _told(api: "ApiClient", ticket: "Ticket") -> Any:
    return api.get(f"tickets/{ticket.pk}/issues").json()


def _lines(api: "ApiClient", ticket: "Ticket") -> list[Any]:
    entries = api.get(f"tickets/{ticket.pk}").json()["timeline"]["results"]
    return [entry["payload"] for entry in entries if entry["kind"] == "integration"]


def _join(api: "ApiClient", ticket: "Ticket", issue: Issue, **more: Any) -> Any:
    body = {"request_id": str(uuid.uuid4()), "issue": issue.pk, "comment": "More."} | more
    return api.post(f"tickets/{ticket.pk}/issues/join", body)


def test_status_assignee_cycle_and_title_come_back(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    theirs = linear.server.change(
        linear.theirs(), state="doing", assignee={"name": "Mara"}, cycle={"number": 7.0, "name": None},
        title="Stale session",
    )  # fmt: skip
    assert linear.posts("Issue", "update", theirs).status_code == 200
    settle()
    issue = _told(api, ticket)["results"][0]["issue"]
    assert (issue["status"], issue["status_kind"], issue["assignee"]) == ("In Progress", "started", "Mara")
    assert (issue["cycle"], issue["title"]) == ("Cycle 7", "Stale session")
    assert _lines(api, ticket)[-1] == {
        "step": "issue_changed", "system": "linear", "key": "DATA-1", "what": "status",
        "status": "In Progress", "was": "Triage",
    }  # fmt: skip


def test_what_comes_late_or_again_changes_nothing(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    doing = linear.server.change(linear.theirs(), state="doing")
    done = linear.server.change(linear.theirs(), state="done")
    for body in (done, doing, done, doing, done):
        assert linear.posts("Issue", "update", body).status_code == 200
        settle()
    assert _told(api, ticket)["results"][0]["issue"]["status"] == "Done"
    assert [line["what"] for line in _lines(api, ticket) if line["step"] == "issue_changed"] == ["completed"]
    assert FixAnswer.objects.count() == 1


def test_the_same_post_is_taken_once_and_a_forged_one_never(
    linear: Workspace, cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    doing = linear.server.change(linear.theirs(), state="doing")
    body = json.dumps(linear.server.post_of("Issue", "update", doing)).encode()
    for _ in range(2):
        assert linear.posts_body(body, delivery="one").status_code == 200
    settle()
    assert linear.posts_body(body, secret="not-the-secret").status_code == 403
    old = linear.server.post_of("Issue", "update", doing) | {"webhookTimestamp": 1_700_000_000_000}
    assert linear.posts_body(json.dumps(old).encode()).status_code == 403
    assert len([line for line in _lines(api, ticket) if line["step"] == "issue_changed"]) == 1


def test_a_comment_becomes_one_note(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    remark = linear.server.remark(linear.theirs(), "Which region is it? <script>alert(1)</script>")
    for _ in range(2):
        assert linear.posts("Comment", "create", remark).status_code == 200
        settle()
    entries = api.get(f"tickets/{ticket.pk}").json()["timeline"]["results"]
    (note,) = [entry for entry in entries if entry["kind"] == "note"]
    assert note["visibility"] == "internal"
    assert "Mara Lindqvist" in note["body_text"]
    assert "Which region" in note["body_text"]
    assert "<script" not in note["body_html"]


def test_what_we_said_does_not_come_back(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    issue = made(api, ticket, settle)
    other = reported(cast, by=cast.stranger)
    _join(api, other, issue)
    settle()
    ours = next(iter(linear.server.state.comments.values()))
    assert linear.posts("Comment", "create", ours).status_code == 200
    settle()
    entries = api.get(f"tickets/{ticket.pk}").json()["timeline"]["results"]
    assert not [entry for entry in entries if entry["kind"] == "note"]


def test_joining_adds_the_customer_once(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api = cast.api(cast.agent)
    issue = made(api, reported(cast), settle)
    other, body = reported(cast, by=cast.stranger), {}
    body = {"request_id": str(uuid.uuid4()), "issue": issue.pk, "comment": "Dunmore too, on Safari."}
    for _ in range(3):
        assert api.post(f"tickets/{other.pk}/issues/join", body).status_code == 201
        settle()
    again = _join(api, other, issue)
    assert (again.status_code, again.json()["code"]) == (409, "issues.already_linked")
    state = linear.server.state
    assert [one["body"] for one in state.comments.values()] == ["Dunmore too, on Safari."]
    assert sorted(one["revenue"] for one in state.customers.values()) == [9_000, 184_000]
    assert len(state.needs) == 2
    colleague = reported(cast, by=cast.colleague)
    assert _join(api, colleague, issue).status_code == 201
    settle()
    assert len(state.needs) == 2
    shown = _told(api, other)["results"][0]["issue"]
    assert (shown["tickets"], shown["customers"], shown["revenue"]) == (3, 2, 193_000)


def test_the_same_bug_is_offered_with_reasons(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api = cast.api(cast.agent)
    linear.server.make("Dashboard colours are wrong in dark mode", description="Charts are grey on grey.")
    linear.server.make(
        "Key rotation leaves a stale Snowflake session", description="Export is empty. HLY-4012"
    )
    services.sync(connection_id=linear.connection.pk)
    assert Issue.objects.count() == 2
    told = api.get(f"tickets/{reported(cast).pk}/issues/proposal").json()
    first = told["candidates"][0]
    assert first["issue"]["key"] == "DATA-2"
    assert first["is_likely"]
    assert {"kind": "code", "value": "HLY-4012"} in first["reasons"]
    assert "Kestrel Freight" in first["comment"]
    assert "$184,000 a year" in first["comment"]
    assert "DATA-1" not in [one["issue"]["key"] for one in told["candidates"] if one["is_likely"]]


def _three(linear: Workspace, cast: "Cast", settle: Settle) -> "tuple[ApiClient, list[Ticket], Issue]":
    api, tickets = cast.api(cast.agent), [reported(cast, by=one) for one in (cast.customer, cast.stranger)]
    tickets.append(reported(cast, by=cast.contact("Tom", "tom@tarn.test", None)))
    issue = made(api, tickets[0], settle)
    for ticket in tickets[1:]:
        assert _join(api, ticket, issue).status_code == 201
    settle()
    return api, tickets, issue


def test_once_done_everybody_gets_a_draft_that_waits(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, tickets, _ = _three(linear, cast, settle)
    api.patch(f"tickets/{tickets[1].pk}", {"status": "on_hold"})
    api.patch(f"tickets/{tickets[2].pk}", {"status": "resolved"})
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    answers = [_told(api, ticket)["answers"] for ticket in tickets]
    assert [len(one) for one in answers] == [1, 1, 0]
    assert "Helen" in answers[0][0]["body_html"]
    assert "Nightly export is empty" in answers[0][0]["body_html"]
    said = api.get(f"tickets/{tickets[0].pk}").json()["timeline"]["results"]
    assert not [entry for entry in said if entry["author"]["kind"] == "staff"]
    assert api.get(f"tickets/{tickets[1].pk}").json()["status"] == "open"
    assert len(api.get("issues/answers").json()["results"]) == 2
    assert cast.api(cast.team_agent).get("issues/answers").json()["results"] == []


def test_an_answer_is_sent_once_and_resolves(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, tickets, _ = _three(linear, cast, settle)
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    ticket = tickets[0]
    (answer,) = _told(api, ticket)["answers"]
    path = f"tickets/{ticket.pk}/fix-answers/{answer['id']}"
    assert cast.api(cast.light_agent).post(f"{path}/send", {"body_html": "<p>X</p>"}).status_code == 403
    assert cast.api(cast.team_agent).post(f"{path}/send", {"body_html": "<p>X</p>"}).status_code == 404
    for _ in range(2):
        sent = api.post(f"{path}/send", {"body_html": "<p>Fixed, Helen.</p>"})
        assert (sent.status_code, sent.json()["state"]) == (200, "sent"), sent.content
    shown = api.get(f"tickets/{ticket.pk}").json()
    ours = [entry for entry in shown["timeline"]["results"] if entry["body_text"] == "Fixed, Helen."]
    assert (len(ours), shown["status"]) == (1, "resolved")
    assert api.post(f"{path}/discard").json()["code"] == "issues.answer_decided"


def test_an_answer_is_held_back_when_the_customer_wrote(
    linear: Workspace, cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    (answer,) = _told(api, ticket)["answers"]
    seen = api.get(f"tickets/{ticket.pk}").json()["last_entry_id"]
    cast.says(ticket, "Still broken for us!")
    body = {"body_html": "<p>Fixed.</p>", "seen_entry_id": seen}
    held = api.post(f"tickets/{ticket.pk}/fix-answers/{answer['id']}/send", body)
    assert (held.status_code, held.json()["code"]) == (409, "tickets.stale_reply")
    assert FixAnswer.objects.get().state == "waiting"


def test_opened_again_takes_the_draft_back_and_done_again_makes_one(
    linear: Workspace, cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    for state, waiting in (("done", 1), ("doing", 0), ("done", 1)):
        linear.posts("Issue", "update", linear.server.change(linear.theirs(), state=state))
        settle()
        assert len(_told(api, ticket)["answers"]) == waiting
    (answer,) = _told(api, ticket)["answers"]
    path = f"tickets/{ticket.pk}/fix-answers/{answer['id']}/discard"
    assert [api.post(path).json()["state"] for _ in range(2)] == ["discarded", "discarded"]
    assert _told(api, ticket)["answers"] == []


def test_without_drafts_nobody_is_offered_one(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    TrackerSettings.objects.update(drafts_answers=False)
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    assert _told(api, ticket)["answers"] == []


def test_unlinked_tickets_hear_no_more_and_may_come_back(
    linear: Workspace, cast: "Cast", settle: Settle
) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    issue = made(api, ticket, settle)
    link = IssueLink.objects.get()
    assert cast.api(cast.team_agent).delete(f"tickets/{ticket.pk}/issues/{link.pk}").status_code == 404
    assert cast.api(cast.light_agent).delete(f"tickets/{ticket.pk}/issues/{link.pk}").status_code == 403
    assert api.delete(f"tickets/{ticket.pk}/issues/{link.pk}").status_code == 204
    assert api.delete(f"tickets/{ticket.pk}/issues/{link.pk}").status_code == 404
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), state="done"))
    settle()
    assert _told(api, ticket) == {
        "tracker": "Linear", "results": [], "answers": [], "automatic": None,
    }  # fmt: skip
    assert linear.server.state.issues
    body = {"request_id": str(uuid.uuid4()), "address": f"see {issue.url}"}
    for _ in range(2):
        answer = api.post(f"tickets/{ticket.pk}/issues/link", body)
        assert answer.status_code == 201, answer.content
    settle()
    # It is done already: the customer can be told at once.
    assert len(_told(api, ticket)["answers"]) == 1


@pytest.mark.parametrize("address", ["no key at all", "DATA-999", "https://linear.app/x/issue/DATA-0/y"])
def test_an_issue_that_is_not_there_cannot_be_linked(address: str, linear: Workspace, cast: "Cast") -> None:
    body = {"request_id": str(uuid.uuid4()), "address": address}
    answer = cast.api(cast.agent).post(f"tickets/{reported(cast).pk}/issues/link", body)
    assert answer.status_code == 422, answer.content
    assert "address" in answer.json()["errors"]


def test_an_issue_that_was_deleted_there_says_so(linear: Workspace, cast: "Cast", settle: Settle) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    late = linear.server.change(linear.theirs(), state="doing")
    gone = linear.server.change(linear.theirs(), trashed=True)
    linear.posts("Issue", "remove", gone)
    settle()
    linear.posts("Issue", "update", late)
    settle()
    assert _told(api, ticket)["results"][0]["issue"]["state"] == "gone"
    linear.posts("Issue", "update", linear.server.change(linear.theirs(), trashed=None))
    settle()
    assert _told(api, ticket)["results"][0]["issue"]["state"] == "there"


def test_what_webhooks_missed_is_read(
    linear: Workspace, cast: "Cast", settle: Settle, freeze: Callable[..., Any]
) -> None:
    api, ticket = cast.api(cast.agent), reported(cast)
    made(api, ticket, settle)
    services.sync(connection_id=linear.connection.pk)
    linear.server.remark(linear.theirs(), "Found it.")
    linear.server.change(linear.theirs(), state="done")
    assert services.sync(connection_id=linear.connection.pk) == 0
    freeze(clock.now() + EVERY + OVERLAP + timedelta(minutes=1))
    assert services.sync(connection_id=linear.connection.pk) >= 1
    settle()
    told = _told(api, ticket)
    assert (told["results"][0]["issue"]["status"], len(told["answers"])) == ("Done", 1)
    entries = api.get(f"tickets/{ticket.pk}").json()["timeline"]["results"]
    assert [entry["kind"] for entry in entries].count("note") == 1


def test_many_issues_are_read_page_by_page(linear: Workspace, cast: "Cast") -> None:
    for number in range(60):
        linear.server.make(f"Issue {number}", state="done" if number % 6 == 0 else "todo")
    assert services.sync(connection_id=linear.connection.pk) == 50
    assert Issue.objects.count() == 50
    assert linear.server.state.calls["Changed"] == 2


def test_a_tracker_that_fails_is_noted_and_read_again(linear: Workspace) -> None:
    from tests.standins.linear import server as there

    linear.server.make("One")
    linear.server.state.next = [there.broken] * 3
    services.follow_all(now=clock.now())
    assert not Issue.objects.exists()
    linear.again()
    services.follow_all(now=clock.now())
    assert Issue.objects.count() == 1
