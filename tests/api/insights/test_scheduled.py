"""Reports that are mailed by the clock: whose figures, once per due time, and paused when they fail."""

import email
import email.policy
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from insights import services, tasks
from insights.api.report_letter import report_letter
from insights.models import ReportRecipient, ReportSchedule
from insights.readers import MAIN
from insights.services import reporting
from integrations.email.models import AddressHealth, Mailbox, MailFile, OutgoingMail, OutgoingState
from integrations.email.services import mail_send
from notices.models import Notice
from people.models import User
from tests.api.insights.desk import Desk
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.mailservers import SmtpSink

Freeze = Callable[..., object]
DeskOf = Callable[[int], Desk]
DUE = NOW + timedelta(days=7)
"""NOW is a Monday, nine o'clock."""
WEEKLY = {"report": "operations", "days": 7, "every": "week", "on_day": 0, "hour": 8, "format": "csv"}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


@pytest.fixture
def desk(desk_of: DeskOf, mailbox: Mailbox, freeze: Freeze) -> Desk:
    """Five tickets of two teams, worked out."""
    found = desk_of(4)
    for number in range(5):
        team = found.cast.team if number < 2 else found.cast.other_team
        found.tickets.append(found.cast.ticket(now=NOW + timedelta(hours=number), team=team))
    tasks.fill()
    tasks.settle()
    return found


def scheduled(by: User, cast: Cast, *people: User, **more: Any) -> Any:
    body = WEEKLY | {"name": "Weekly", "people": [one.pk for one in people]} | more
    return cast.api(by).post("insights/reports", body)


def due(freeze: Freeze, at: Any = DUE) -> int:
    freeze(at)
    return tasks.mail_reports()


def sent(sink: SmtpSink) -> list[EmailMessage]:
    for pk in OutgoingMail.objects.filter(kind="report").order_by("pk").values_list("pk", flat=True):
        mail_send(mail_id=pk)
    found = []
    for one in sink.mails:
        mail = email.message_from_bytes(one.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        found.append(mail)
    return found


def body_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_each_gets_the_figures_that_they_may_see(desk: Desk, sink: SmtpSink, freeze: Freeze) -> None:
    cast = desk.cast
    lead = desk.lead()
    narrow = desk.lead("Nora Narrow", ticket_scope="teams", locale="de")
    answer = scheduled(lead, cast, lead, narrow)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["due_at"] == "2026-03-09T08:00:00+00:00"
    assert due(freeze, DUE - timedelta(hours=2)) == 0
    assert due(freeze) == 1
    whole, part = sorted(sent(sink), key=lambda mail: str(mail["To"]))
    if "nora" in str(whole["To"]):
        whole, part = part, whole
    assert "New tickets: 5 (before: 0)" in body_of(whole)
    assert "Neue Tickets: 3 (davor: 0)" in body_of(part)
    assert "/app/insights?reader=operations&days=7" in body_of(whole)
    [file] = list(whole.iter_attachments())
    assert file.get_filename() == "operations-2026-03-08.csv"
    assert "created,5" in str(file.get_content())
    assert whole["Auto-Submitted"] == "auto-generated"
    assert not MailFile.objects.exists(), "a file is kept no longer than its mail needs it"
    [row] = cast.api(lead).get("insights/reports").json()["results"]
    assert {one["state"] for one in row["recipients"]} == {"sent"}
    assert row["due_at"] == "2026-03-16T08:00:00+00:00"


def test_outside_gets_what_its_owner_sees_and_only_where_an_admin_allows_it(
    desk: Desk, sink: SmtpSink, freeze: Freeze
) -> None:
    cast = desk.cast
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    refused = scheduled(narrow, cast, addresses=["board@kestrel.test"])
    assert (refused.status_code, refused.json()["code"]) == (422, "insights.outside_not_allowed")
    assert cast.api(narrow).put("insights/reports/settings", {"allows_outside": True}).status_code == 403
    allowed = cast.api(cast.admin).put("insights/reports/settings", {"allows_outside": True})
    assert allowed.json()["allows_outside"] is True
    assert scheduled(narrow, cast, addresses=["board@kestrel.test"], format="pdf").status_code == 201
    assert due(freeze) == 1
    [mail] = sent(sink)
    assert "New tickets: 3" in body_of(mail)
    assert "/app/" not in body_of(mail)
    [file] = list(mail.iter_attachments())
    assert bytes(file.get_content())[:5] == b"%PDF-"
    cast.api(cast.admin).put("insights/reports/settings", {"allows_outside": False})
    assert due(freeze, DUE + timedelta(days=7)) == 0
    assert ReportRecipient.objects.get().skipped == "outside"
    assert len(sent(sink)) == 1


def test_a_due_time_is_mailed_once_through_kills(
    desk: Desk, sink: SmtpSink, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = desk.lead()
    pk = scheduled(lead, desk.cast, lead).json()["id"]
    freeze(DUE)
    moved = reporting._move_on

    def killed(row: ReportSchedule, *, now: Any) -> None:
        moved(row, now=now)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reporting, "_move_on", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.mail_reports()
    assert not OutgoingMail.objects.filter(kind="report").exists(), "nothing is left of what was cut off"
    # Two workers make it at the same time: who comes second finds the due time moved on.
    second: list[bool] = []

    def slow(board: Any, is_outside: bool) -> Any:
        if not second:
            second.append(True)
            second[0] = services.reports_send(write=report_letter, now=DUE) == 1
        return report_letter(board, is_outside)

    assert services.reports_send(write=slow, now=DUE) == 0
    assert second == [True]
    assert tasks.mail_reports() == 0
    # Even with the due time set back, the key of the mail keeps a second one out.
    ReportSchedule.objects.filter(pk=pk).update(due_at=DUE - timedelta(hours=1), try_at=DUE)
    tasks.mail_reports()
    assert len(sent(sink)) == 1


def test_what_nobody_got_three_times_is_paused_with_a_notice(desk: Desk, freeze: Freeze) -> None:
    lead = desk.lead()
    pk = scheduled(lead, desk.cast, lead).json()["id"]
    for week in range(3):
        assert due(freeze, DUE + timedelta(weeks=week)) == 1, "each week is tried anew"
        OutgoingMail.objects.filter(kind="report").update(state=OutgoingState.FAILED, next_attempt_at=None)
    assert due(freeze, DUE + timedelta(weeks=3)) == 0
    row = ReportSchedule.objects.get(pk=pk)
    assert (row.pause, row.due_at) == ("failed", None)
    notice = Notice.objects.get(kind="report")
    assert (notice.user_id, notice.text) == (lead.pk, "Weekly")
    again = desk.cast.api(lead).patch(f"insights/reports/{pk}", {"is_paused": False}).json()
    assert (again["pause"], again["failures"]) == (None, 0)
    assert again["due_at"] == "2026-04-06T08:00:00+00:00"


def test_one_that_gets_through_ends_the_count(desk: Desk, freeze: Freeze) -> None:
    lead = desk.lead()
    scheduled(lead, desk.cast, lead)
    for week, state in enumerate(["failed", "failed", "sent", "failed", "failed"]):
        due(freeze, DUE + timedelta(weeks=week))
        OutgoingMail.objects.filter(kind="report").update(state=state, next_attempt_at=None)
    assert due(freeze, DUE + timedelta(weeks=5)) == 1


def test_what_cannot_be_made_is_tried_again_and_then_paused(
    desk: Desk, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = desk.lead()
    scheduled(lead, desk.cast, lead)
    monkeypatch.setattr(tasks, "report_letter", lambda board, is_outside: 1 / 0)
    for hour in range(3):
        assert due(freeze, DUE + timedelta(hours=hour)) == 0
        assert due(freeze, DUE + timedelta(hours=hour, minutes=30)) == 0, "an hour is waited for"
    assert ReportSchedule.objects.get().pause == "failed"
    assert Notice.objects.filter(kind="report").count() == 1


def test_no_mailbox_waits_and_sends_the_same_once_there_is_one(
    desk: Desk, mailbox: Mailbox, freeze: Freeze
) -> None:
    lead = desk.lead()
    scheduled(lead, desk.cast, lead)
    Mailbox.objects.update(is_active=False)
    assert due(freeze) == 0
    Mailbox.objects.update(is_active=True)
    assert due(freeze, DUE + timedelta(hours=1)) == 1
    assert OutgoingMail.objects.get(kind="report").subject == "Weekly: 2026-03-02 to 2026-03-08"


def test_an_owner_who_leaves_pauses_it_and_an_admin_takes_it_over(
    desk: Desk, freeze: Freeze, settle: Callable[[], None]
) -> None:
    cast = desk.cast
    lead, other = desk.lead(), desk.lead("Otto Other")
    pk = scheduled(lead, cast, other).json()["id"]
    cast.api(cast.owner).patch(f"staff/{lead.pk}", {"is_active": False})
    settle()
    assert ReportSchedule.objects.get(pk=pk).pause == "owner"
    told = set(Notice.objects.filter(kind="report").values_list("user_id", flat=True))
    assert cast.owner.pk in told
    assert lead.pk not in told
    assert due(freeze) == 0
    assert cast.api(other).patch(f"insights/reports/{pk}", {"is_paused": False}).status_code == 404
    taken = cast.api(cast.owner).patch(f"insights/reports/{pk}", {"is_paused": False}).json()
    assert (taken["owner"]["id"], taken["pause"]) == (cast.owner.pk, None)


def test_who_may_not_see_it_any_more_gets_none(desk: Desk, sink: SmtpSink, freeze: Freeze) -> None:
    lead, other, third = desk.lead(), desk.lead("Otto Other"), desk.lead("Tess Third")
    scheduled(lead, desk.cast, lead, other, third)
    User.objects.filter(pk=other.pk).update(role="agent")
    AddressHealth.objects.create(address=third.email, hard_bounced_at=NOW, changed_at=NOW)
    assert due(freeze) == 1
    assert [str(mail["To"]) for mail in sent(sink)] == [lead.email]
    skipped = dict(ReportRecipient.objects.values_list("user_id", "skipped"))
    assert skipped == {lead.pk: "", other.pk: "gone", third.pk: "address"}


def test_reports_are_ones_own_and_only_for_who_may_see_figures(desk: Desk) -> None:
    cast = desk.cast
    lead, other = desk.lead(), desk.lead("Otto Other")
    pk = scheduled(lead, cast, lead).json()["id"]
    assert cast.api(cast.agent).get("insights/reports").status_code == 403
    assert scheduled(cast.agent, cast, cast.agent).status_code == 403
    assert cast.api(other).get("insights/reports").json()["results"] == []
    for method in ("patch", "delete"):
        assert getattr(cast.api(other), method)(f"insights/reports/{pk}").status_code == 404
    assert len(cast.api(cast.admin).get("insights/reports").json()["results"]) == 1
    refused = scheduled(lead, cast, lead, cast.agent)
    assert refused.json()["code"] == "insights.reader_may_not_see"
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    refused = scheduled(lead, cast, narrow, report="accounts")
    assert refused.json()["code"] == "insights.reader_may_not_see"
    assert cast.api(lead).delete(f"insights/reports/{pk}").status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [
        {"on_day": 7},
        {"every": "month", "on_day": 0},
        {"people": []},
        {"hour": 24},
        {"timezone": "Mars"},
        {"filters": {"colour": "red"}},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    lead = desk.lead()
    assert scheduled(lead, desk.cast, lead, **wrong).status_code in (400, 422)


def test_a_change_counts_the_due_time_anew_and_refuses_an_overtaken_one(desk: Desk, freeze: Freeze) -> None:
    lead = desk.lead()
    api = desk.cast.api(lead)
    made = scheduled(lead, desk.cast, lead, filters={"category": "none", "team_id": 0}).json()
    assert made["filters"] == {"category": "none", "team_id": 0}
    path = f"insights/reports/{made['id']}"
    changed = api.patch(path, {"every": "month", "on_day": 31, "days": None}, if_match='"v1"').json()
    assert (changed["due_at"], changed["days"]) == ("2026-03-31T08:00:00+00:00", None)
    assert api.patch(path, {"hour": 9}, if_match='"v1"').status_code == 412
    paused = api.patch(path, {"is_paused": True}).json()
    assert (paused["pause"], paused["due_at"]) == ("asked", None)
    assert due(freeze, DUE + timedelta(days=60)) == 0
    assert not Notice.objects.filter(kind="report").exists()


def test_the_text_has_the_figures_of_the_screen() -> None:
    import re
    from pathlib import Path

    words = Path("frontend/src/features/insights/words.ts").read_text()
    block = words[words.index("export const MEASURES_OF") :]
    shown = {
        name: tuple(re.findall(r"'(\w+)'", row))
        for name, row in re.findall(r"(operations|outcomes|friction): \[([^\]]+)\]", block)[:3]
    }
    assert shown == dict(MAIN)


def test_a_name_is_one_line(desk: Desk) -> None:
    cast = desk.cast
    lead = desk.lead()
    made = scheduled(lead, cast, lead, name="Weekly\r\nBcc: x@evil.example \u202e")
    assert made.json()["name"] == "Weekly Bcc: x@evil.example"
    assert scheduled(lead, cast, lead, name="\u202e \r\n").status_code == 422


def test_what_changed_is_told_to_each_in_their_language_and_nothing_else(
    desk: Desk, sink: SmtpSink, freeze: Freeze
) -> None:
    lead, german = desk.lead(), desk.lead("Nora Nord", locale="de")
    assert scheduled(lead, desk.cast, lead, german, report="changes").status_code == 201
    assert due(freeze) == 1
    english, other = sorted(sent(sink), key=lambda mail: "gestiegen" in body_of(mail))
    assert "What changed, 2026-03-02 to 2026-03-08" in body_of(english)
    assert "New tickets: 5 (up from 0)" in body_of(english)
    assert "Solved" not in body_of(english)
    assert "Nothing else changed more than chance explains." in body_of(english)
    assert "/app/insights?reader=operations&days=7" in body_of(english)
    assert "Neue Tickets: 5 (gestiegen von 0)" in body_of(other)
    [file] = list(english.iter_attachments())
    assert file.get_filename() == "changes-2026-03-08.csv"
    for weeks, told in (
        (1, "New tickets: 0 (down from 5)"),
        (2, "Nothing changed more than chance explains."),
    ):
        assert due(freeze, DUE + timedelta(weeks=weeks)) == 1
        assert any(told in body_of(mail) for mail in sent(sink)[-2:])
