"""Taking a stored mail to work on it, one at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q, QuerySet

from core import writes
from core.reads import Read
from core.statements import fetch
from integrations.email.models import InboundMail, InboundState, Mailbox, RawMail, Reason

LEASE = timedelta(minutes=3)
# A mail begun this often and never finished must be crashing the program.
MOST_CRASHES = 4

_COLUMNS = [field.attname for field in InboundMail._meta.concrete_fields]
_MAIL, _RAW = InboundMail._meta.db_table, RawMail._meta.db_table
_CLAIM = (
    f"WITH mine AS MATERIALIZED (SELECT id FROM {_MAIL} WHERE id = %s AND state IN ('fetched', 'failed')"  # noqa: S608 (names of our own)
    f" AND NOT (state = 'fetched' AND attempts >= {MOST_CRASHES}) FOR UPDATE SKIP LOCKED)"
    f" UPDATE {_MAIL} AS mail SET attempts = mail.attempts + 1, next_attempt_at = %s"
    f" FROM mine LEFT JOIN {_RAW} AS original ON original.inbound_id = mine.id WHERE mail.id = mine.id"
    f" RETURNING {', '.join(f'mail.{name}' for name in _COLUMNS)}, original.content"
)


def _waiting() -> QuerySet[InboundMail]:
    return InboundMail.objects.select_for_update(of=("self",), skip_locked=True)


_WAITING = Read(_waiting, ())
_MAILBOX = Read(lambda: Mailbox.objects.select_related("brand"), ())


@dataclass(frozen=True)
class Claimed:
    """A mail that is ours for a while, and its original."""

    inbound: InboundMail
    raw: bytes


def mailbox_of(mailbox_id: int) -> Mailbox:
    """A mailbox with its brand, for the mails that are read from it."""
    found: Mailbox = _MAILBOX.first(Q(pk=mailbox_id))
    return found


def claim(inbound_id: int, *, mailbox: Mailbox | None = None, now: datetime) -> Claimed | None:
    """
    Begin a mail; None if somebody else has it or it is finished.

    One that was begun too often without coming to an end is suspended.
    """
    rows = fetch(_CLAIM, [inbound_id, now + LEASE])
    if not rows:
        _suspend_if_crashing(inbound_id, now)
        return None
    inbound = InboundMail.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0][:-1])
    inbound.mailbox = mailbox or mailbox_of(inbound.mailbox_id)
    return Claimed(inbound, bytes(rows[0][-1] or b""))


@transaction.atomic
def _suspend_if_crashing(inbound_id: int, now: datetime) -> None:
    inbound: InboundMail | None = _WAITING.first(
        Q(pk=inbound_id, state=InboundState.FETCHED, attempts__gte=MOST_CRASHES)
    )
    if inbound is None:
        return
    inbound.state, inbound.reason = InboundState.SUSPENDED, Reason.UNREADABLE
    inbound.detail = f"Reading it was begun {inbound.attempts} times and never came to an end."
    inbound.next_attempt_at, inbound.finished_at = None, now
    writes.update(inbound, ["state", "reason", "detail", "next_attempt_at", "finished_at"])
