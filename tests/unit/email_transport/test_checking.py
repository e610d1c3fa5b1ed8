"""The check of a mailbox says which step fails and what to do about it."""

from typing import Any

import pytest

from integrations.email.models import Mailbox
from integrations.email.services.checking import Step, check
from tests.cast import Cast
from tests.mails import mailbox_for
from tests.mailservers import PASSWORD, USER, Certificates, Dovecot, ImapServer, SmtpSink, free_port

pytestmark = pytest.mark.django_db


def reaching(cast: Cast, imap: ImapServer, sink: SmtpSink, **more: Any) -> Mailbox:
    values: dict[str, Any] = {
        "imap_port": imap.port,
        "imap_security": "none",
        "smtp_port": sink.port,
        "username": USER,
        "password": PASSWORD,
    }
    return mailbox_for(cast.brand, **(values | more))


def failed(steps: list[Step]) -> Step:
    [step] = [step for step in steps if step.ok is False]
    assert step.detail
    assert step.what_to_do
    return step


def after(steps: list[Step], step: Step) -> list[Step]:
    side = step.name.partition(":")[0]
    return [other for other in steps[steps.index(step) + 1 :] if other.name.startswith(side)]


def test_everything_works(cast: Cast, dovecot: Dovecot, trusted: Certificates) -> None:
    with SmtpSink(certificates=trusted, security="starttls", needs_sign_in=True) as sink:
        steps = check(
            reaching(
                cast,
                dovecot,
                sink,
                imap_host="localhost",
                imap_port=dovecot.tls_port,
                imap_security="tls",
                smtp_host="localhost",
                smtp_security="starttls",
            )
        )
    assert [step.ok for step in steps] == [True] * 9
    assert [step.name for step in steps] == [
        "Incoming: server name",
        "Incoming: connection",
        "Incoming: encryption",
        "Incoming: sign-in",
        "Incoming: folder",
        "Outgoing: server name",
        "Outgoing: connection",
        "Outgoing: encryption",
        "Outgoing: sign-in",
    ]
    assert not sink.mails


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"imap_host": ""}, "Incoming: server name"),
        ({"imap_host": "169.254.169.254"}, "Incoming: server name"),
        ({"imap_port": 1}, "Incoming: connection"),
        ({"imap_security": "tls"}, "Incoming: encryption"),
        ({"password": "wrong"}, "Incoming: sign-in"),
        ({"imap_folder": "Nowhere"}, "Incoming: folder"),
        ({"smtp_host": "169.254.169.254"}, "Outgoing: server name"),
        ({"smtp_port": 1}, "Outgoing: connection"),
        ({"smtp_security": "starttls"}, "Outgoing: encryption"),
        ({"smtp_username": "support", "smtp_password": "wrong"}, "Outgoing: sign-in"),
    ],
)
def test_the_step_that_fails_is_named(
    cast: Cast, pymap: ImapServer, sink: SmtpSink, change: dict[str, Any], name: str
) -> None:
    mailbox = reaching(cast, pymap, sink, **({"smtp_username": USER, "smtp_password": PASSWORD} | change))
    steps = check(mailbox)
    if change.get("password"):
        # Outgoing has its own password here and is not concerned.
        assert failed(steps).name == name
    step = failed(steps)
    assert step.name == name
    assert {other.ok for other in after(steps, step)} <= {None}
    mailbox.refresh_from_db()
    assert mailbox.state == "new"


def test_an_untrusted_certificate_says_what_is_wrong(cast: Cast, dovecot: Dovecot, sink: SmtpSink) -> None:
    mailbox = reaching(
        cast, dovecot, sink, imap_host="localhost", imap_port=dovecot.tls_port, imap_security="tls"
    )
    step = failed(check(mailbox))
    assert step.name == "Incoming: encryption"
    assert "certificate" in step.detail


def test_no_encryption_is_pointed_out(cast: Cast, pymap: ImapServer, sink: SmtpSink) -> None:
    steps = check(reaching(cast, pymap, sink))
    pointed = [step for step in steps if step.name.endswith("encryption")]
    assert [step.ok for step in pointed] == [None, None]
    assert all("not encrypted" in step.detail for step in pointed)


def test_a_missing_sign_in_is_the_sign_in_s(cast: Cast, pymap: ImapServer, sink: SmtpSink) -> None:
    steps = check(reaching(cast, pymap, sink, sign_in="google"))
    assert [step.name for step in steps if step.ok is False] == ["Incoming: sign-in", "Outgoing: sign-in"]


def test_a_mailbox_that_cannot_send_is_told(cast: Cast, pymap: ImapServer, sink: SmtpSink) -> None:
    steps = check(reaching(cast, pymap, sink, smtp_host=""))
    assert steps[-1].ok is None
    assert "SMTP" in steps[-1].what_to_do


def test_a_webhook_without_secret_is_told(cast: Cast, sink: SmtpSink) -> None:
    values: dict[str, Any] = {"intake": "webhook", "smtp_port": sink.port, "smtp_security": "none"}
    missing = mailbox_for(cast.brand, "a@halyard.test", provider="mailgun", **values)
    assert failed(check(missing)[:1]).name == "Incoming: webhook"
    ready = mailbox_for(cast.brand, "b@halyard.test", provider="mailgun", webhook_secret="x", **values)
    assert check(ready)[0].ok is None


def test_nobody_there(cast: Cast, pymap: ImapServer, sink: SmtpSink) -> None:
    step = failed(check(reaching(cast, pymap, sink, imap_port=free_port())))
    assert "refuses" in step.detail
