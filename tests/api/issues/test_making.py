"""An issue from a ticket: what the person has seen, once, and never lost."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core import clock
from integrations.connections.models import Delivery
from integrations.connections.services import deliveries_settle, delivery_send
from integrations.issues import services
from integrations.issues.models import Issue, IssueLink
from tests.standins.linear import server as there

if TYPE_CHECKING:
    from tests.api.issues.workspace import Workspace
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _reported(cast: "Cast", **more: Any) -> Any:
    from tests.api.issues.workspace import reported

    return reported(cast, **more)


def _asked(**more: Any) -> dict[str, Any]:
    from tests.api.issues.workspace import asked

    return asked(**more)


def test_a_person_sees_everything_before_it_leaves(linear: "Workspace", cast: "Cast") -> None:
    ticket = _reported(
        cast, body="Key sk_live_0123456789abcdef and card 4111 1111 1111 1111.\n\nActual: empty.\n"
    )
    before = dict(linear.server.state.calls)
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/issues/proposal").json()
    assert dict(linear.server.state.calls) == before
    assert "sk_live" not in told["description"]
    assert "4111" not in told["description"]
    assert told["customer"] == "Kestrel Freight, Enterprise, $184,000 a year"
    assert f"/app/inbox/{ticket.pk}" in told["description"]
    assert (told["team"], told["tracker"]) == (there.TEAM, "Linear")


def test_the_parts_of_a_report_are_filled_and_doubt_is_marked(linear: "Workspace", cast: "Cast") -> None:
    told = cast.api(cast.agent).get(f"tickets/{_reported(cast).pk}/issues/proposal").json()
    parts = {part["name"]: part for part in told["parts"]}
    assert parts["expected"]["value"] == "rows for the day"
    assert parts["actual"]["value"] == "an empty table."
    assert parts["steps_to_reproduce"]["value"].startswith("rotate the key")
    assert parts["account_tier"] == {
        "name": "account_tier", "value": "Enterprise", "confidence": 1.0, "is_sure": True,
        "origin": "account",
    }  # fmt: skip
    assert told["codes"] == ["HLY-4012"]
    assert told["title"].endswith("(HLY-4012)")
    assert not parts["severity"]["is_sure"]
    assert "**Severity** *(not confirmed)*" in told["description"]


def test_a_subject_that_is_only_the_message_s_beginning_is_not_said_twice(
    linear: "Workspace", cast: "Cast"
) -> None:
    body = "The export to BigQuery fails since this morning, nothing works since then. It says so in the log."
    ticket = _reported(cast, subject="", body=body)
    assert body.startswith(ticket.subject.removesuffix("…"))
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/issues/proposal").json()
    assert told["description"].count("The export to BigQuery fails") == 1


def test_what_was_sent_is_what_was_seen(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    answer = api.post(f"tickets/{ticket.pk}/issues", _asked(title="My words", description="Only this."))
    assert answer.status_code == 201
    assert answer.json()["issue"]["state"] == "sending"
    settle()
    theirs = linear.theirs()
    assert (theirs["title"], theirs["description"], theirs["priority"]) == ("My words", "Only this.", 2.0)
    assert theirs["labels"]["nodes"] == [{"id": "label-bug"}]
    shown = api.get(f"tickets/{ticket.pk}/issues").json()["results"][0]
    assert (shown["state"], shown["issue"]["key"], shown["issue"]["state"]) == ("done", "DATA-1", "there")
    assert (shown["issue"]["customers"], shown["issue"]["revenue"]) == (1, 184_000)
    (customer,) = linear.server.state.customers.values()
    assert (customer["name"], customer["revenue"], customer["tierName"]) == (
        "Kestrel Freight", 184_000, "Enterprise",
    )  # fmt: skip
    (need,) = linear.server.state.needs.values()
    assert need["issueId"] == theirs["id"]
    (link,) = linear.server.state.links.values()
    assert link["url"].endswith(f"/app/inbox/{ticket.pk}")


def test_what_a_customer_pays_leaves_only_where_that_is_wanted(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    from integrations.issues.models import TrackerSettings

    TrackerSettings.objects.update(shares_revenue=False)
    ticket, api = _reported(cast), cast.api(cast.agent)
    assert "184,000" not in api.get(f"tickets/{ticket.pk}/issues/proposal").json()["description"]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    assert "revenue" not in next(iter(linear.server.state.customers.values()))


def test_one_request_is_one_issue(linear: "Workspace", cast: "Cast", settle: Callable[[], None]) -> None:
    ticket, api, body = _reported(cast), cast.api(cast.agent), _asked()
    first = api.post(f"tickets/{ticket.pk}/issues", body)
    again = api.post(f"tickets/{ticket.pk}/issues", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    settle()
    assert api.post(f"tickets/{ticket.pk}/issues", body).json()["id"] == first.json()["id"]
    settle()
    assert len(linear.server.state.issues) == 1
    other = api.post(f"tickets/{_reported(cast).pk}/issues", body)
    assert other.status_code == 409
    second = api.post(f"tickets/{ticket.pk}/issues", _asked())
    assert (second.status_code, second.json()["code"]) == (409, "issues.already_linked")


@pytest.mark.parametrize("fault", ["hangs_up", "half"])
def test_an_answer_that_got_lost_makes_no_second_issue(
    fault: str, linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    linear.server.state.after = [getattr(there, fault)]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    linear.again()
    for row in Delivery.objects.filter(state="queued"):
        delivery_send(delivery_id=row.pk)
    settle()
    assert len(linear.server.state.issues) == 1
    shown = api.get(f"tickets/{ticket.pk}/issues").json()["results"][0]
    assert (shown["issue"]["key"], shown["state"], shown["problem"]) == ("DATA-1", "done", "")
    assert len(linear.server.state.needs) == 1


@pytest.mark.parametrize("step", ["comment", "customer", "need", "back"])
def test_a_step_whose_answer_got_lost_is_done_once(
    step: str, linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    from tests.api.issues.workspace import made

    api = cast.api(cast.agent)
    issue = made(api, _reported(cast), settle)
    other = _reported(cast, by=cast.stranger)
    before = ["comment", "customer", "need", "back"].index(step)
    linear.server.state.after = [*[there.as_it_was] * before, there.hangs_up]
    body = {"request_id": str(uuid.uuid4()), "issue": issue.pk, "comment": "Also on Safari."}
    assert api.post(f"tickets/{other.pk}/issues/join", body).status_code == 201
    settle()
    linear.again()
    for row in Delivery.objects.filter(state="queued"):
        delivery_send(delivery_id=row.pk)
    settle()
    state = linear.server.state
    assert [one["body"] for one in state.comments.values()] == ["Also on Safari."]
    assert (len(state.customers), len(state.needs), len(state.links)) == (2, 2, 2)
    assert IssueLink.objects.get(ticket=other).state == "done"


@pytest.mark.parametrize("fault", ["broken", "limited"])
def test_trouble_there_only_delays(
    fault: str, linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    linear.server.state.next = [there.limited() if fault == "limited" else there.broken]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    assert not linear.server.state.issues
    assert IssueLink.objects.get().state == "sending"
    linear.again()
    for row in Delivery.objects.filter(state="queued"):
        delivery_send(delivery_id=row.pk)
    settle()
    assert len(linear.server.state.issues) == 1
    assert IssueLink.objects.get().state == "done"


def test_a_sign_in_that_ended_keeps_the_issue_until_there_is_a_new_one(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    linear.server.state.next = [there.expired]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    linear.connection.refresh_from_db()
    assert linear.connection.health == "sign_in"
    assert Delivery.objects.get(direction="out").state == "queued"
    linear.again()
    delivery_send(delivery_id=Delivery.objects.get(direction="out").pk)
    settle()
    assert len(linear.server.state.issues) == 1


def test_a_worker_that_dies_on_the_way_leaves_one_issue(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    row = Delivery.objects.get(direction="out")
    # It was sent, and nobody was there any more to write that down.
    Delivery.objects.filter(pk=row.pk).update(
        state="sending", started_at=clock.now() - timedelta(minutes=9), next_attempt_at=None
    )
    issue = Issue.objects.get()
    with linear.server.state.lock:
        there._make(
            linear.server.state, {"id": issue.external_id, "title": "T", "teamId": there.TEAM}, "triage"
        )
    assert deliveries_settle(now=clock.now()) == 1
    delivery_send(delivery_id=row.pk)
    settle()
    assert len(linear.server.state.issues) == 1
    assert IssueLink.objects.get().state == "done"


def test_a_refusal_is_told_in_the_ticket(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    linear.server.state.labels = [one for one in linear.server.state.labels if one["id"] != "label-bug"]
    ticket, api = _reported(cast), cast.api(cast.agent)
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    shown = api.get(f"tickets/{ticket.pk}/issues").json()["results"][0]
    assert shown["issue"]["state"] == shown["state"] == "refused"
    assert "Label not found" in shown["problem"]
    # The ticket is free for another try, with other labels.
    again = api.post(f"tickets/{ticket.pk}/issues", _asked(labels=[]))
    assert again.status_code == 201
    settle()
    assert len(linear.server.state.issues) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"team": "team-x"}, "team"), ({"labels": ["label-x"]}, "labels"), ({"project": "project-x"}, "project"),
     ({"team": there.OTHER_TEAM, "labels": ["label-sync"]}, "labels")],
)  # fmt: skip
def test_what_the_tracker_does_not_have_is_refused_at_once(
    change: dict[str, Any], field: str, linear: "Workspace", cast: "Cast"
) -> None:
    answer = cast.api(cast.agent).post(f"tickets/{_reported(cast).pk}/issues", _asked(**change))
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["errors"]
    assert not Issue.objects.exists()


def test_without_a_tracker_it_says_what_to_do(cast: "Cast") -> None:
    ticket, api = cast.ticket(), cast.api(cast.agent)
    nothing: dict[str, Any] = {"tracker": "", "results": [], "answers": [], "automatic": None}
    assert api.get(f"tickets/{ticket.pk}/issues").json() == nothing
    answer = api.get(f"tickets/{ticket.pk}/issues/proposal")
    assert (answer.status_code, answer.json()["code"]) == (409, "issues.not_connected")


def test_who_may_not(linear: "Workspace", cast: "Cast") -> None:
    ticket = _reported(cast)
    for person, status in ((cast.light_agent, 403), (cast.team_agent, 404)):
        api = cast.api(person)
        assert api.post(f"tickets/{ticket.pk}/issues", _asked()).status_code == status
        assert api.get(f"tickets/{ticket.pk}/issues/proposal").status_code == status
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/issues").status_code == 404


def test_an_issue_that_is_there_after_all_is_found(
    linear: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket, api = _reported(cast), cast.api(cast.agent)
    linear.server.state.next = [lambda handler: there._error(200, "Something odd", "INPUT_ERROR")]
    api.post(f"tickets/{ticket.pk}/issues", _asked())
    settle()
    link = IssueLink.objects.get()
    assert link.state == "refused"
    with linear.server.state.lock:
        there._make(
            linear.server.state, {"id": link.issue.external_id, "title": "T", "teamId": there.TEAM}, "triage"
        )
    IssueLink.objects.update(made_at=clock.now() - timedelta(minutes=10))
    Issue.objects.update(checked_at=clock.now() - timedelta(minutes=11))
    services.follow_all(now=clock.now())
    settle()
    link.refresh_from_db()
    assert (link.state, Issue.objects.get().key) == ("done", "DATA-1")
