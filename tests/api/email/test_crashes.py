"""What a dying process or a brief database outage must not do to mail."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from integrations.email import services
from integrations.email.mime.parsing import Bounce
from integrations.email.models import (
    InboundMail,
    InboundState,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
)
from integrations.email.sandbox.pool import parse_safely
from integrations.email.services import inbound_store, mailbox_process, receiving, sending
from integrations.email.services.bouncing import bounce_note
from integrations.email.services.queueing import Letter, letter_queue
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail
from tests.mailservers import SmtpSink
from tickets.models import Ticket, TimelineEntry

Freeze = Callable[..., object]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


def fetched(mailbox: Mailbox, uid: int = 1, **values: Any) -> InboundMail:
    raw = raw_mail(**values)
    mail = inbound_store(
        mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=uid, now=NOW
    )
    assert mail is not None
    return mail


def queued(mailbox: Mailbox) -> OutgoingMail:
    letter = Letter(
        OutgoingKind.REPLY, mailbox, "one", "one@halyard.test", ["helen@kestrel.test"], "Hello", "Hello"
    )
    mail = letter_queue(letter, now=NOW)
    assert mail is not None
    return mail


def test_a_commit_whose_answer_was_lost_does_not_undo_the_end_of_a_mail(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = fetched(mailbox)
    finish = receiving._finish

    def commits_and_breaks(*values: Any, **named: Any) -> InboundMail:
        finish(*values, **named)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "_finish", commits_and_breaks)
    receiving.inbound_process(inbound_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.next_attempt_at) == (InboundState.STORED, "", None)


def test_what_a_dead_process_had_begun_is_read_before_what_came_later(mailbox: Mailbox) -> None:
    """Else the answer would not find the mail that it answers, and open a ticket of its own."""
    begun = fetched(mailbox, 1)
    fetched(
        mailbox,
        2,
        text="Something to add.",
        message_id="<second@kestrel.test>",
        headers={"In-Reply-To": "<first@kestrel.test>"},
    )
    InboundMail.objects.filter(pk=begun.pk).update(attempts=1, next_attempt_at=NOW + timedelta(minutes=3))
    assert mailbox_process(mailbox_id=mailbox.pk) == 2
    assert Ticket.objects.count() == 1


def test_who_was_overtaken_changes_nothing(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = fetched(mailbox)

    def takes_long(raw: bytes) -> object:
        monkeypatch.undo()
        InboundMail.objects.filter(pk=mail.pk).update(next_attempt_at=NOW)
        receiving.inbound_process(inbound_id=mail.pk)
        return parse_safely(raw)

    monkeypatch.setattr(receiving, "parse_safely", takes_long)
    receiving.inbound_process(inbound_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.attempts) == (InboundState.STORED, "", 2)
    assert TimelineEntry.objects.filter(payload__has_key="mail").count() == 1


def test_a_database_that_is_away_makes_no_doubt_of_a_known_answer(
    mailbox: Mailbox, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queued(mailbox)
    end, failures = sending._end, [OperationalError("starting up"), OperationalError("starting up")]

    def is_away(*values: Any) -> OutgoingState:
        if failures:
            raise failures.pop()
        return end(*values)

    monkeypatch.setattr(sending, "_end", is_away)
    monkeypatch.setattr(sending, "DATABASE_PAUSES", (0, 0, 0))
    monkeypatch.setattr("integrations.email.services.sending.connection.close", lambda: None)
    assert services.mail_send(mail_id=mail.pk) == OutgoingState.SENT
    mail.refresh_from_db()
    assert (mail.state, len(sink.mails)) == (OutgoingState.SENT, 1)


def test_a_bounce_ends_a_mail_whose_answer_a_crash_took(mailbox: Mailbox, freeze: Freeze) -> None:
    mail = queued(mailbox)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingState.HANDING_OVER)
    bounce_note(bounce=Bounce("helen@kestrel.test", True, "5.1.1", "No such user", mail.message_id), now=NOW)
    mail.refresh_from_db()
    assert mail.state == OutgoingState.BOUNCED
    assert not services.mailboxes_to_send(now=NOW + timedelta(days=3))


def test_a_sender_who_was_overtaken_hands_nothing_over(
    mailbox: Mailbox, sink: SmtpSink, freeze: Freeze
) -> None:
    mail = queued(mailbox)
    slow = sending._claim(mail.pk, NOW)
    freeze(NOW + timedelta(minutes=6))
    fast = sending._claim(mail.pk, NOW + timedelta(minutes=6))
    assert slow is not None
    assert fast is not None
    sending._hand_over(fast)
    sending._try_later(slow, "It took too long.")
    mail.refresh_from_db()
    assert mail.state == OutgoingState.HANDING_OVER
