"""Issues that are made by themselves: only where an admin allows it, never in doubt, never twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant.models import Triage
from core import clock
from integrations.issues import services
from integrations.issues.models import AutomaticIssue, Issue, IssueLink, TrackerSettings
from integrations.issues.services import automating
from integrations.issues.tasks import automatic_seek
from tickets.models import Ticket, TimelineEntry

if TYPE_CHECKING:
    from tests.api.issues.workspace import Workspace
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def allowed(linear: "Workspace") -> "Workspace":
    """A workspace whose admin allows it for bugs."""
    TrackerSettings.objects.update(automatic_kinds=["bug"])
    return linear


def _reported(cast: "Cast", **more: Any) -> Ticket:
    from tests.api.issues.workspace import reported

    ticket = reported(cast, **more)
    Ticket.objects.filter(pk=ticket.pk).update(type="bug")
    return ticket


def _decide(ticket: Ticket, entry_id: int | None = None) -> AutomaticIssue | None:
    newest = TimelineEntry.objects.filter(ticket=ticket).latest("pk").pk
    services.automatic_ask(ticket_id=ticket.pk, entry_id=entry_id or newest, now=clock.now())
    services.automatic_decide(ticket_id=ticket.pk)
    return AutomaticIssue.objects.filter(pk=ticket.pk).first()


def _reason(ticket: Ticket) -> str:
    row = _decide(ticket)
    assert row is not None
    assert row.state == "left", row.state
    assert not Issue.objects.exists()
    return row.reason


def test_a_clear_report_becomes_an_issue_once(
    allowed: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket = _reported(cast)
    row = _decide(ticket)
    assert row is not None
    assert row.state == "made"
    for _ in range(3):
        services.automatic_decide(ticket_id=ticket.pk)
        _decide(ticket, entry_id=10**9)
    settle()
    issue = Issue.objects.get()
    assert (issue.state, issue.key != "") == ("there", True)
    assert "rotate the key" in allowed.theirs()["description"]
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/issues").json()
    assert told["automatic"] == {"state": "made", "reason": ""}
    assert [one["is_automatic"] for one in told["results"]] == [True]


def test_nothing_leaves_unless_an_admin_allows_it_for_its_type(linear: "Workspace", cast: "Cast") -> None:
    ticket = _reported(cast)
    assert _decide(ticket) is None
    TrackerSettings.objects.update(automatic_kinds=["billing"])
    assert _decide(ticket) is None
    assert cast.api(cast.agent).get(f"tickets/{ticket.pk}/issues").json()["automatic"] is None
    assert not Issue.objects.exists()


def test_the_second_customer_joins_and_a_doubtful_likeness_is_left(
    allowed: "Workspace", cast: "Cast", settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.api.issues.workspace import BUG

    _decide(_reported(cast))
    settle()
    second = _reported(cast, by=cast.stranger)
    row = _decide(second)
    assert row is not None
    assert row.state == "joined"
    assert Issue.objects.count() == 1
    settle()
    assert len(allowed.server.state.comments) == 1
    monkeypatch.setattr(automating, "ALIKE", 0.0)
    third = _reported(cast, by=cast.stranger, body=BUG.replace("HLY-4012", "an error"))
    row = _decide(third)
    assert row is not None
    assert (row.state, row.reason) == ("left", "alike")


def test_what_needs_a_second_look_is_left_until_a_message_makes_it_clear(
    allowed: "Workspace", cast: "Cast"
) -> None:
    ticket = _reported(cast, body="The export is broken again, please fix it.")
    assert _reason(ticket) == "unsure"
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/issues").json()
    assert told["automatic"] == {"state": "left", "reason": "unsure"}
    # The same message again asks for nothing.
    row = AutomaticIssue.objects.get()
    services.automatic_ask(ticket_id=ticket.pk, entry_id=row.entry_id, now=clock.now())
    assert AutomaticIssue.objects.get().state == "left"
    cast.says(ticket, "Steps to reproduce: rotate the key.\n\nExpected: rows.\n\nActual: none. HLY-4012")
    row_after = _decide(ticket)
    assert row_after is not None
    assert row_after.state == "made"


def test_it_is_left_where_a_person_would_not_want_it(allowed: "Workspace", cast: "Cast") -> None:
    spam = _reported(cast)
    Ticket.objects.filter(pk=spam.pk).update(is_spam=True)
    assert _reason(spam) == "over"
    resolved = _reported(cast)
    Ticket.objects.filter(pk=resolved.pk).update(status="resolved", resolved_at=clock.now())
    assert _reason(resolved) == "over"
    TrackerSettings.objects.update(team="")
    assert _reason(_reported(cast)) == "no_place"


def test_nothing_is_written_where_everybody_reads(allowed: "Workspace", cast: "Cast") -> None:
    row = TrackerSettings.objects.get()
    row.catalog["teams"] = [one | {"is_public": True} for one in row.catalog["teams"]]
    row.save()
    assert _reason(_reported(cast)) == "public"


def test_what_a_person_took_away_does_not_come_back(
    allowed: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    ticket = _reported(cast)
    _decide(ticket)
    settle()
    link = IssueLink.objects.get()
    assert cast.api(cast.agent).delete(f"tickets/{ticket.pk}/issues/{link.pk}").status_code == 204
    AutomaticIssue.objects.update(state="left", reason="unsure")
    row = _decide(ticket, entry_id=10**9)
    assert row is not None
    assert (row.state, row.reason) == ("left", "linked")
    assert Issue.objects.count() == 1


def test_a_flood_stops_at_what_the_settings_allow(allowed: "Workspace", cast: "Cast") -> None:
    TrackerSettings.objects.update(automatic_a_day=1)
    _decide(_reported(cast))
    other = _reported(
        cast, subject="Login page is blank",
        body="Steps to reproduce: open it.\n\nExpected: a form.\n\nActual: nothing at all.\n",
    )  # fmt: skip
    row = _decide(other)
    assert row is not None
    assert (row.state, row.reason) == ("left", "enough")
    AutomaticIssue.objects.filter(state="made").update(decided_at=clock.now() - timedelta(hours=25))
    row = _decide(other, entry_id=10**9)
    assert row is not None
    assert row.state == "made"


def test_a_lost_task_is_caught_up(allowed: "Workspace", cast: "Cast", settle: Callable[[], None]) -> None:
    ticket = _reported(cast)
    services.automatic_ask(ticket_id=ticket.pk, entry_id=1, now=clock.now() - timedelta(minutes=5))
    automatic_seek()
    settle()
    assert AutomaticIssue.objects.get().state == "made"


def test_a_message_that_was_read_asks_for_it(
    allowed: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    from tests.api.issues.workspace import reported

    ticket = reported(cast, now=clock.now())
    Ticket.objects.filter(pk=ticket.pk).update(type="bug")
    assert services.automatic_seek(now=clock.now()) == 0
    settle()
    automatic_seek()
    settle()
    assert AutomaticIssue.objects.get().ticket_id == ticket.pk
    assert services.automatic_seek(now=clock.now()) == 0


def test_what_lay_there_before_is_left_alone(
    allowed: "Workspace", cast: "Cast", settle: Callable[[], None]
) -> None:
    from tests.api.issues.workspace import reported

    ticket = reported(cast, now=clock.now() - timedelta(minutes=5))
    Ticket.objects.filter(pk=ticket.pk).update(type="bug")
    settle()
    Triage.objects.update(created_at=clock.now() - timedelta(minutes=5))
    TrackerSettings.objects.update(changed_at=clock.now() - timedelta(minutes=1))
    assert services.automatic_seek(now=clock.now()) == 0
    TrackerSettings.objects.update(changed_at=clock.now() - timedelta(hours=1))
    assert services.automatic_seek(now=clock.now()) == 1


def test_settings_are_checked(allowed: "Workspace", cast: "Cast") -> None:
    api, path = cast.api(cast.admin), f"issues/trackers/{allowed.connection.pk}"
    now = api.get(path).json()
    assert (now["automatic_kinds"], now["automatic_a_day"]) == (["bug"], 10)
    names = (
        "version", "team", "project", "areas", "labels", "priorities", "shares_customer", "shares_revenue",
        "drafts_answers", "answers", "automatic_kinds", "automatic_a_day",
    )  # fmt: skip
    body = {name: now[name] for name in names}
    refused = api.put(path, body | {"automatic_kinds": ["nonsense"]})
    assert refused.status_code == 422, refused.content
    assert "automatic_kinds" in refused.json()["errors"]
    assert api.put(path, body | {"automatic_a_day": 0}).status_code == 422
    saved = api.put(path, body | {"automatic_kinds": ["integration", "bug"], "automatic_a_day": 3})
    assert saved.status_code == 200, saved.content
    assert set(saved.json()["automatic_kinds"]) == {"bug", "integration"}
