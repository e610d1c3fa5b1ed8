"""
Storing everything new in a mailbox, one transaction per mail.

The cursor moves in the transaction that stores the mail, so a crash at any moment neither loses nor
duplicates one.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import clock
from core.errors import UpstreamFailed
from core.failing import noting
from core.statements import run_numbered
from integrations.email.models import InboundState, Intake, Mailbox, MailboxState, Reason, Source
from integrations.email.services.locking import Work, mailbox_lock
from integrations.email.services.signing_in import imap_account
from integrations.email.services.storing import inbound_store
from integrations.email.transport.connecting import MailServerError
from integrations.email.transport.imap import Fetched, ImapSession, Unreadable

logger = logging.getLogger(__name__)

FETCH_SECONDS = 240.0
STEP_OVER_AFTER = timedelta(minutes=30)
LONGEST_PAUSE = {
    MailboxState.FAILING: timedelta(minutes=5),
    # A high rate of wrong passwords gets an account locked.
    MailboxState.SIGN_IN: timedelta(minutes=30),
}
CLOCK_SLACK = timedelta(days=3)
# Servers count in whole seconds, by clocks of their own.
ENTRY_SLACK = timedelta(minutes=2)


_MOVE = (
    f"UPDATE {Mailbox._meta.db_table} SET last_uid = %s, last_mail_at = %s WHERE id = %s"  # noqa: S608 (a name of our own)
    " AND uid_validity IS NOT DISTINCT FROM %s AND imap_folder = %s AND last_uid < %s RETURNING 1"
)


class _Changed(Exception):
    """The mailbox was switched to another server or folder while we read the old one."""


def mailboxes_to_fetch(*, now: datetime | None = None) -> list[int]:
    """The mailboxes to check now; failing ones are left alone for longer and longer."""
    now = now or clock.now()
    found = Mailbox.objects.filter(is_active=True, intake=Intake.IMAP).order_by("checked_at", "id")
    return [mailbox.pk for mailbox in found if not _rests(mailbox, now)]


def mailbox_fetch(*, mailbox_id: int, now: datetime, limit: int = 200, from_start: bool = False) -> int:
    """
    Store at most `limit` new mails of a mailbox; returns how many, so `limit` means there may be more.

    A mailbox read for the first time starts with what reached it since it was entered, or with its oldest
    mail if `from_start`. Does nothing while another process fetches the same mailbox. Server trouble is
    recorded in the mailbox's health, not raised.
    """
    with mailbox_lock(Work.FETCH, mailbox_id) as is_ours:
        if not is_ours:
            return 0
        mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True, intake=Intake.IMAP).first()
        if mailbox is None:
            return 0
        count = 0
        try:
            for is_new in _fetch(mailbox, now=now, limit=limit, from_start=from_start):
                count += is_new
        except (MailServerError, UpstreamFailed) as error:
            _note_failure(mailbox, error, now=now)
        except _Changed:
            logger.info("A mailbox was changed while it was read")
        else:
            _note_success(mailbox, count, now=now)
        return count


def _fetch(mailbox: Mailbox, *, now: datetime, limit: int, from_start: bool) -> Iterator[bool]:
    """Store one mail after another; yields for each whether it was new."""
    ends_at, max_bytes = time.monotonic() + FETCH_SECONDS, settings.MAIL_MAX_BYTES
    with ImapSession(imap_account(mailbox, now=now)) as session:
        _find_cursor(mailbox, session, from_start=from_start)
        try:
            while limit > 0 and time.monotonic() < ends_at:
                found = 0
                for mail in session.fetch_after(mailbox.last_uid, limit=limit, max_bytes=max_bytes):
                    yield _store(mailbox, mail, now=now)
                    found += 1
                    if time.monotonic() > ends_at:
                        return
                if not found:
                    return
                # Anybody notified of mail in the meantime left it to us, since we hold the mailbox.
                limit -= found
                session.refresh()
        except Unreadable as error:
            if not _is_stuck(mailbox, error, now):
                raise
            yield _step_over(mailbox, error, now=now)


def _find_cursor(mailbox: Mailbox, session: ImapSession, *, from_start: bool) -> None:
    """Start over if the folder is a different one than before: its UIDs now mean other messages."""
    if mailbox.uid_validity == session.uid_validity:
        return
    before = mailbox.uid_validity
    if before is not None:
        last_uid = _before_connecting(mailbox, session)
        logger.warning("A mail server has numbered a folder anew; it is read again")
    else:
        last_uid = 0 if from_start else _before_entry(mailbox, session)
    changed = Mailbox.objects.filter(pk=mailbox.pk, uid_validity=before, imap_folder=mailbox.imap_folder)
    if not changed.update(uid_validity=session.uid_validity, last_uid=last_uid):
        raise _Changed
    mailbox.uid_validity, mailbox.last_uid = session.uid_validity, last_uid


def _before_entry(mailbox: Mailbox, session: ImapSession) -> int:
    """The UID just below the first mail since the mailbox was entered."""
    if mailbox.reads_from is None:
        return session.last_uid()
    first = session.first_uid_from(mailbox.reads_from - ENTRY_SLACK)
    return first - 1 if first else session.last_uid()


def _before_connecting(mailbox: Mailbox, session: ImapSession) -> int:
    """
    The UID just below everything that arrived since the mailbox was connected.

    Mail we have is recognized by its content; older mail, which we never had, must not become tickets.
    """
    first = session.first_uid_since((mailbox.created_at - CLOCK_SLACK).date())
    return first - 1 if first else session.last_uid()


def _store(mailbox: Mailbox, mail: Fetched, *, now: datetime) -> bool:
    """Store one mail and move the cursor past it; False if we already had it."""
    is_whole = mail.raw is not None
    with transaction.atomic():
        row = inbound_store(
            mailbox=mailbox,
            source=Source.IMAP,
            raw=mail.raw if mail.raw is not None else mail.head,
            size=mail.size,
            uid_validity=mailbox.uid_validity,
            uid=mail.uid,
            state=InboundState.FETCHED if is_whole else InboundState.SUSPENDED,
            reason=Reason.NONE if is_whole else Reason.TOO_LARGE,
            now=now,
        )
        _move_cursor(mailbox, mail.uid, now=now)
    return row is not None


def _step_over(mailbox: Mailbox, error: Unreadable, *, now: datetime) -> bool:
    """Skip a message that its server withholds, with a line in the log that says so."""
    with transaction.atomic():
        row = inbound_store(
            mailbox=mailbox,
            source=Source.IMAP,
            raw=b"",
            size=error.size,
            uid_validity=mailbox.uid_validity,
            uid=error.uid,
            state=InboundState.SUSPENDED,
            reason=Reason.UNREADABLE,
            now=now,
        )
        if row is not None:
            row.detail = error.explanation[:400]
            row.save(update_fields=["detail"])
        _move_cursor(mailbox, error.uid, now=now)
    return row is not None


def _move_cursor(mailbox: Mailbox, uid: int, *, now: datetime) -> None:
    same = (mailbox.pk, mailbox.uid_validity, mailbox.imap_folder, uid)
    if not run_numbered(_MOVE, [uid, now, *same]):
        raise _Changed
    mailbox.last_uid = uid


def _is_stuck(mailbox: Mailbox, error: Unreadable, now: datetime) -> bool:
    """Whether this message has held up the mailbox for long enough."""
    is_same = mailbox.state == MailboxState.FAILING and mailbox.state_detail == error.explanation[:400]
    return is_same and mailbox.failing_since is not None and now - mailbox.failing_since >= STEP_OVER_AFTER


def _rests(mailbox: Mailbox, now: datetime) -> bool:
    """Whether a failing mailbox is not due yet: each pause is half as long as the trouble so far."""
    longest = LONGEST_PAUSE.get(MailboxState(mailbox.state))
    if longest is None or mailbox.failing_since is None or mailbox.checked_at is None:
        return False
    pause = min(longest, (mailbox.checked_at - mailbox.failing_since) / 2)
    return now - mailbox.checked_at < pause


def _note_success(mailbox: Mailbox, count: int, *, now: datetime) -> None:
    fields: dict[str, object] = {"checked_at": now}
    # Quiet is a separate state: an answering server does not end it, mail does.
    if mailbox.state != MailboxState.QUIET or count:
        fields |= {"state": MailboxState.OK, "state_detail": "", "failing_since": None}
    Mailbox.objects.filter(pk=mailbox.pk).update(**fields)


def _note_failure(mailbox: Mailbox, error: MailServerError | UpstreamFailed, *, now: datetime) -> None:
    is_sign_in = isinstance(error, MailServerError) and error.is_sign_in
    text = error.explanation if isinstance(error, MailServerError) else error.message
    with noting(error):
        Mailbox.objects.filter(pk=mailbox.pk).update(
            state=MailboxState.SIGN_IN if is_sign_in else MailboxState.FAILING,
            state_detail=text.replace("\x00", "\ufffd")[:400],
            failing_since=mailbox.failing_since or now,
            checked_at=now,
        )
