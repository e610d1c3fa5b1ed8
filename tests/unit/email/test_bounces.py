import pytest

from integrations.email.mime.parsing import Bounce, parse

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: help@example.org
Subject: {subject}
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}
--b
Content-Type: message/rfc822

Message-ID: <ours@example.org>
Subject: Re: Hello

Text
--b--
"""


def report(action: str, status: str, diagnostic: str) -> Bounce | None:
    raw = REPORT.format(subject="Undelivered Mail", action=action, status=status, diagnostic=diagnostic)
    mail = parse(raw.encode())
    assert (mail.automatic == "bounce") == (mail.bounce is not None)
    return mail.bounce


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "is_permanent"),
    [
        ("failed", "5.1.1", "550 5.1.1 User unknown", True),
        ("failed", "5.0.0", "550 5.1.1 no such user", True),
        ("failed", "5.2.2", "552 5.2.2 Mailbox full", False),
        ("failed", "5.7.1", "554 5.7.1 taken for spam", False),
        ("failed", "4.4.7", "delivery time expired", False),
        ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied", True),
        ("delayed", "4.2.2", "452 4.2.2 Mailbox full", False),
        ("delayed", "5.1.1", "450 try again", False),
    ],
)
def test_reads_standard_reports(action: str, status: str, diagnostic: str, is_permanent: bool) -> None:
    bounce = report(action, status, diagnostic)
    assert bounce is not None
    assert bounce.recipient == "ann@example.com"
    assert bounce.is_permanent is is_permanent
    assert bounce.original_message_id == "ours@example.org"
    assert bounce.diagnostic == diagnostic


def test_a_report_of_success_is_no_bounce() -> None:
    assert report("delivered", "2.0.0", "250 ok") is None


OTHERS = {
    "gmail": (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: ann@example.com\n"
        "Subject: Delivery Status Notification (Failure)\nIn-Reply-To: <ours@example.org>\n\n** "
        "Address not found **\n\n"
        "Your message wasn't delivered to ann@example.com because the address couldn't be found.\n\n"
        "550 5.1.1 The email account that you tried to reach does not exist.",
        True,
        "5.1.1",
    ),
    "exim": (
        "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@host.example.net>\n"
        "X-Failed-Recipients: ann@example.com\nSubject: Mail delivery failed: returning message to sender\n\n"
        "A message that you sent could not be delivered. This is a permanent error.\n\n  ann@example.com\n"
        "    host mx.example.com: 550 5.1.1 <ann@example.com>: Recipient address rejected\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: "
        "<ours@example.org>",
        True,
        "5.1.1",
    ),
    "exim delay": (
        "Return-path: <>\nFrom: Mailer-Daemon@host.example.net\nSubject: Warning: message 1a "
        "delayed 24 hours\n"
        "References: <ours@example.org>\n\nA message that you sent has not yet been delivered:\n\n  "
        "ann@example.com\n"
        "    451 4.7.1 Greylisted\n\nNo action is required on your part.",
        False,
        "4.7.1",
    ),
    "qmail": (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mail.example.net.\n\n<ann@example.com>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: <ours@example.org>\n",
        True,
        "5.1.1",
    ),
    "exchange": (
        "Return-Path: <>\nFrom: postmaster@contoso.example\nSubject: Undeliverable: Hello\n"
        "In-Reply-To: <ours@example.org>\n\nDelivery has failed to these recipients or groups:\n\n"
        "ann@example.com<mailto:ann@example.com>\nThe email address you entered couldn't be found.\n\n"
        "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'\n",
        True,
        "5.1.10",
    ),
    "postfix": (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net (Mail Delivery System)\n"
        "Subject: Undelivered Mail Returned to Sender\nReferences: <ours@example.org>\n\n"
        "This is the mail system at host mx.\n\n<ann@example.com>: host mx said: 552 5.2.2 Mailbox full\n",
        False,
        "5.2.2",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_reads_what_servers_write_instead(name: str) -> None:
    raw, is_permanent, status = OTHERS[name]
    mail = parse(f"To: help@example.org\n{raw}".encode())
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipient == "ann@example.com"
    assert mail.bounce.is_permanent is is_permanent
    assert mail.bounce.status == status
    assert mail.bounce.original_message_id == "ours@example.org"


def test_people_who_write_of_failures_are_people() -> None:
    head = b"From: ann@example.com\nTo: help@example.org\nSubject: Undelivered Mail Returned to Sender\n\n"
    raw = head + b"bob@example.com 550"
    assert parse(raw).bounce is None
