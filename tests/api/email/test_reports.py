"""Delivery reports of our mail, and alarms of mailboxes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.email import services
from integrations.email.models import (
    AddressHealth,
    InboundState,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
    Reason,
)
from integrations.email.services import mail_send
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink
from tickets.models import Status, Ticket

Freeze = Callable[..., object]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


@pytest.fixture
def sent(cast: Cast, mailbox: Mailbox) -> OutgoingMail:
    """A reply that has left."""
    ticket = ticket_of(receive(mailbox, raw_mail()))
    entry = cast.replies(ticket, cast.agent, "Please try again.", status="pending")
    mail = services.reply_queue(entry=entry, now=NOW)
    assert mail is not None
    mail_send(mail_id=mail.pk)
    return mail


def report(message_id: str, *, recipient: str = "helen@kestrel.test", status: str = "5.1.1") -> bytes:
    """A delivery report as RFC 3464 has it."""
    action = "failed" if status.startswith("5") else "delayed"
    return (
        "From: MAILER-DAEMON@mx.kestrel.test\r\n"
        "To: support@halyard.test\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <report-{status}-{recipient}@mx.kestrel.test>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox does not exist.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.kestrel.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{message_id}>\r\nSubject: Re: Exports fail\r\n\r\n--b--\r\n"
    ).encode()


def test_a_hard_bounce_is_shown_on_the_message_and_the_address(
    cast: Cast, mailbox: Mailbox, sent: OutgoingMail
) -> None:
    mail = receive(mailbox, report(sent.message_id))
    assert (mail.state, mail.reason, mail.ticket_id) == (InboundState.STORED, Reason.BOUNCE, sent.ticket_id)
    sent.refresh_from_db()
    assert sent.state == OutgoingState.BOUNCED
    assert entry_of(sent).delivery_state == "bounced"
    assert AddressHealth.objects.get(address="helen@kestrel.test").hard_bounced_at == NOW
    told = cast.api(cast.agent).get(f"tickets/{sent.ticket_id}/recipients").json()
    assert told["to"][0]["bounce"]["kind"] == "hard"
    assert Ticket.objects.get(pk=sent.ticket_id or 0).status == Status.PENDING


def test_a_delay_changes_nothing_yet(mailbox: Mailbox, sent: OutgoingMail) -> None:
    receive(mailbox, report(sent.message_id, status="4.2.2"))
    sent.refresh_from_db()
    assert sent.state == OutgoingState.SENT
    health = AddressHealth.objects.get(address="helen@kestrel.test")
    assert (health.hard_bounced_at, health.soft_bounces) == (None, 1)


@pytest.mark.parametrize(
    ("message_id", "recipient"),
    [("unknown@halyard.test", "helen@kestrel.test"), ("", "somebody.else@kestrel.test")],
    ids=["a mail that we never sent", "somebody whom we did not write to"],
)
def test_a_made_up_report_blocks_nobody(
    mailbox: Mailbox, sent: OutgoingMail, message_id: str, recipient: str
) -> None:
    receive(mailbox, report(message_id or sent.message_id, recipient=recipient))
    sent.refresh_from_db()
    assert sent.state == OutgoingState.SENT
    assert not AddressHealth.objects.exists()


def broken(mailbox: Mailbox, **values: object) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(**values)


def test_a_dead_mailbox_raises_an_alarm_by_another(cast: Cast, mailbox: Mailbox) -> None:
    other = mailbox_for(cast.other_brand, "help@tern.test")
    broken(mailbox, state="sign_in", state_detail="The token was withdrawn.")
    _ = (cast.owner, cast.admin, cast.agent)
    assert services.alarms_raise(now=NOW) == 1
    mails = OutgoingMail.objects.filter(kind=OutgoingKind.ALARM)
    assert {mail.to[0] for mail in mails} == {"olga.owner@staff.test", "ada.admin@staff.test"}
    assert {mail.mailbox_id for mail in mails} == {other.pk}
    assert services.alarms_raise(now=NOW + timedelta(hours=1)) == 0
    assert services.alarms_raise(now=NOW + timedelta(hours=25)) == 1


@pytest.mark.parametrize(
    ("values", "is_alarm"),
    [
        ({"state": "failing", "failing_since": NOW - timedelta(minutes=5)}, False),
        ({"state": "failing", "failing_since": NOW - timedelta(minutes=20)}, True),
        ({"state": "ok", "quiet_after_hours": 4, "last_mail_at": NOW - timedelta(hours=3)}, False),
        ({"state": "ok", "quiet_after_hours": 4, "last_mail_at": NOW - timedelta(hours=5)}, True),
        ({"state": "ok", "checked_at": NOW - timedelta(hours=1)}, True),
        ({"state": "sign_in", "is_active": False}, False),
    ],
    ids=["a moment", "a while", "not so quiet", "quiet", "nobody looks", "switched off"],
)
def test_when_an_alarm_is_due(
    cast: Cast, mailbox: Mailbox, values: dict[str, object], is_alarm: bool
) -> None:
    broken(mailbox, **values)
    assert bool(services.alerts(now=NOW)) is is_alarm


def test_mail_that_does_not_leave_is_an_alarm_and_stops_no_fetching(
    cast: Cast, mailbox: Mailbox, freeze: Freeze
) -> None:
    ticket = ticket_of(receive(mailbox, raw_mail()))
    broken(mailbox, state="ok", smtp_port=1)
    mailbox.refresh_from_db()
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    assert services.reply_queue(entry=entry, now=NOW) is not None
    services.mailbox_send(mailbox_id=mailbox.pk)
    assert not services.alerts(now=NOW + timedelta(minutes=5))
    [alert] = services.alerts(now=NOW + timedelta(minutes=20))
    assert alert.state == "failing"
    assert "does not leave" in alert.text
    mailbox.refresh_from_db()
    assert mailbox.state == "ok"


def test_the_sample_of_reports_is_understood() -> None:
    """The public corpus has real bounces; each is recognized as one."""
    folder = Path(__file__).parents[4] / "shared" / "data" / "email_mime" / "eml"
    if not folder.is_dir():
        pytest.skip("the public corpus is not here")
    from integrations.email.mime.parsing import parse

    found = [parse(path.read_bytes()) for path in sorted(folder.rglob("*bounce*"))]
    assert found
    assert all(mail.automatic == "bounce" for mail in found)
