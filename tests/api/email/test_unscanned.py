"""Files that the virus scanner has not cleared leave with no mail, and no mail is lost over it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from integrations.email.models import Mailbox, OutgoingMail, OutgoingState
from integrations.email.services import mail_send
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink
from tests.standins.clamd import EICAR, FOUND, Clamd
from tickets.models import Attachment, Scan, TimelineEntry
from tickets.services import attachment_store, post_reply
from tickets.services.scanning import files_scan

Freeze = Callable[..., object]


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Clamd]:
    settings.MEDIA_ROOT = tmp_path
    with Clamd() as found:
        settings.CLAMD_ADDRESS = found.address
        yield found


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


def test_a_reply_waits_for_the_verdict_on_its_files(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, scanner: Clamd, settle: Callable[[], None], freeze: Freeze
) -> None:
    actor = cast.actor(cast.agent)
    ticket = ticket_of(receive(mailbox, raw_mail()))
    files = [
        attachment_store(actor=actor, name=f"{at}.bin", stream=BytesIO(content), now=NOW)
        for at, content in enumerate((b"harmless", EICAR))
    ]
    entries = [
        post_reply(
            actor=actor,
            ticket_id=ticket.pk,
            body_html="<p>See</p>",
            attachment_ids=[str(file.public_id)],
            now=NOW,
        )
        for file in files
    ]
    scanner.answer = b""
    settle()
    first, second = (OutgoingMail.objects.get(entry=entry.pk) for entry in entries)
    before = len(sink.mails)
    # Longer than any other mail is tried.
    at = NOW + timedelta(days=3)
    freeze(at)
    assert mail_send(mail_id=first.pk) is None
    first.refresh_from_db()
    assert (first.state, first.attempts) == (OutgoingState.QUEUED, 0)
    assert first.next_attempt_at is not None
    assert first.next_attempt_at > at
    assert len(sink.mails) == before
    scanner.answer = None
    freeze(at + timedelta(minutes=20))
    assert files_scan() == 2
    assert mail_send(mail_id=first.pk) == OutgoingState.SENT
    assert mail_send(mail_id=second.pk) == OutgoingState.FAILED
    assert len(sink.mails) == before + 1
    failed = TimelineEntry.objects.get(pk=entries[1].pk)
    assert FOUND in failed.delivery_detail


def test_an_infected_file_of_a_mail_is_kept_apart_and_its_message_arrives(
    cast: Cast, mailbox: Mailbox, scanner: Clamd
) -> None:
    inbound = receive(mailbox, raw_mail("See the file", files={"bad.exe": EICAR}))
    entry = entry_of(inbound)
    files_scan()
    file = Attachment.objects.get(entry=entry.pk)
    assert file.scan == Scan.INFECTED
    assert "See the file" in entry.body_text
    api = cast.api(cast.admin)
    original = api.get(f"tickets/{entry.ticket_id}/entries/{entry.pk}/original.eml")
    assert (original.status_code, original.json()["code"]) == (409, "tickets.file_infected")
    log = api.get(f"mail/log/{inbound.pk}/raw")
    assert (log.status_code, log.json()["code"]) == (409, "tickets.file_infected")


def test_a_mail_that_became_no_message_is_asked_about_as_a_whole(
    cast: Cast, mailbox: Mailbox, scanner: Clamd
) -> None:
    inbound = receive(mailbox, raw_mail("Look", sender=f"<{mailbox.address}>"))
    assert inbound.entry_id is None
    api = cast.api(cast.admin)
    assert api.get(f"mail/log/{inbound.pk}/raw").status_code == 200
    scanner.answer = b"stream: Bad.Thing FOUND\0"
    refused = api.get(f"mail/log/{inbound.pk}/raw")
    assert (refused.status_code, refused.json()["code"]) == (422, "file_infected")
