"""`manage.py import_mbox`: a shared mailbox's past becomes tickets, once, without notifying anybody."""

import mailbox as mailboxes
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.models import OutboxEvent
from integrations.email.models import InboundMail, Mailbox, OutgoingMail
from integrations.email.sandbox.pool import parse_safely
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail
from tickets.models import Status, Ticket, TimelineEntry

LONG_AGO = datetime(2025, 6, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def mailbox(cast: Cast) -> Mailbox:
    return mailbox_for(cast.brand)


def dated(raw: bytes, at: datetime) -> bytes:
    head, _, rest = raw.partition(b"Date: ")
    return head + b"Date: " + format_datetime(at).encode() + b"\r\n" + rest.partition(b"\r\n")[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "support.mbox"
    mails = [
        dated(
            raw_mail("And now?", message_id="<2@k.test>", headers={"In-Reply-To": "<our@h.test>"}),
            LONG_AGO + timedelta(days=2),
        ),
        dated(raw_mail("Exports fail.", message_id="<1@k.test>"), LONG_AGO),
        dated(
            raw_mail(
                "Please try again.",
                sender="Support <support@halyard.test>",
                to="helen@kestrel.test",
                subject="Re: Exports fail",
                message_id="<our@h.test>",
                headers={"In-Reply-To": "<1@k.test>"},
            ),
            LONG_AGO + timedelta(days=1),
        ),
        dated(raw_mail("News", message_id="<n@k.test>", headers={"Precedence": "bulk"}), LONG_AGO),
        dated(raw_mail("A new matter", message_id="<3@k.test>", subject="SSO"), NOW - timedelta(days=1)),
    ]
    box = mailboxes.mbox(path)
    for raw in mails:
        box.add(raw)
    box.close()
    return path


def run(file: Path, **more: object) -> str:
    out = StringIO()
    with clock.frozen(NOW):
        call_command(
            "import_mbox",
            str(file),
            mailbox="support@halyard.test",
            agent="ines.agent@staff.test",
            stdout=out,
            **more,
        )
    return out.getvalue()


def test_a_past_becomes_tickets_in_its_own_time(cast: Cast, mailbox: Mailbox, file: Path) -> None:
    agent = cast.agent
    told = run(file)
    old, new = Ticket.objects.order_by("id")
    assert (old.subject, old.status, old.created_at) == ("Exports fail", Status.RESOLVED, LONG_AGO)
    assert (new.subject, new.status) == ("SSO", Status.NEW)
    texts = TimelineEntry.objects.filter(ticket=old, kind="message").order_by("id")
    assert [(one.body_text, one.author_kind, one.created_at - LONG_AGO) for one in texts] == [
        ("Exports fail.", "contact", timedelta()),
        ("Please try again.", "staff", timedelta(days=1)),
        ("And now?", "contact", timedelta(days=2)),
    ]
    assert texts[1].author_id == agent.pk
    assert "5 mails in support.mbox, from 2025-06-02" in told
    assert "2 tickets" in told
    assert not OutgoingMail.objects.exists()
    assert not OutboxEvent.objects.filter(name__startswith="tickets.").exists()


def test_a_second_run_changes_nothing(cast: Cast, mailbox: Mailbox, file: Path) -> None:
    _ = cast.agent
    run(file)
    before = (Ticket.objects.count(), TimelineEntry.objects.count(), InboundMail.objects.count())
    told = run(file)
    assert (Ticket.objects.count(), TimelineEntry.objects.count(), InboundMail.objects.count()) == before
    assert "5  known" in told


def test_a_broken_off_run_goes_on(
    cast: Cast, mailbox: Mailbox, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ = cast.agent
    real, done = parse_safely, []

    def breaks(raw: bytes) -> object:
        done.append(raw)
        if len(done) == 3:
            raise KeyboardInterrupt
        return real(raw)

    monkeypatch.setattr("integrations.email.services.importing.parse_safely", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(file)
    assert InboundMail.objects.count() == 2
    monkeypatch.undo()
    run(file)
    assert InboundMail.objects.count() == 5
    assert Ticket.objects.count() == 2


def test_what_a_broken_off_run_left_open_is_settled_by_the_next(
    cast: Cast, mailbox: Mailbox, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(ticket_ids: set[int], *, now: datetime) -> None:
        raise KeyboardInterrupt

    _ = cast.agent
    monkeypatch.setattr("integrations.email.services.importing._settle", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(file)
    monkeypatch.undo()
    assert Ticket.objects.order_by("id")[0].status != Status.RESOLVED
    run(file)
    old = Ticket.objects.order_by("id")[0]
    assert (old.status, old.resolved_at) == (Status.RESOLVED, old.last_message_at)


def test_a_dry_run_writes_nothing(cast: Cast, mailbox: Mailbox, file: Path) -> None:
    _ = cast.agent
    assert "dry run" in run(file, dry_run=True)
    assert not InboundMail.objects.exists()


def test_it_says_what_is_wrong(cast: Cast, mailbox: Mailbox, tmp_path: Path) -> None:
    _ = cast.agent
    wrong = tmp_path / "photo.png"
    wrong.write_bytes(b"\x89PNG")
    with pytest.raises(CommandError, match="no mbox file"):
        run(wrong)
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nowhere.mbox")
    Mailbox.objects.update(address="other@halyard.test")
    with pytest.raises(CommandError, match=r"Mailboxes: other@halyard\.test"):
        run(wrong)
