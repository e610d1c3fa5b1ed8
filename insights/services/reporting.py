"""
Mailing reports by the clock, each once per due time.

What a mail says is made outside the transaction that queues it. A kill before the end of that leaves nothing
behind, one after it finds the due time moved on; the key of a mail keeps a second one out in any case.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from core.actors import Actor
from insights.models import ReportRecipient, ReportSchedule
from insights.report_times import Rhythm, next_due
from insights.selectors import reporting as reads
from insights.selectors.figures import SEE
from integrations.email.selectors.reports import report_mail_states
from integrations.email.services import Queued, ReportMail, report_queue
from notices.models import Kind as NoticeKind
from notices.services import notice_tell
from people.actors import staff_actor
from people.models import User
from people.policy import role_may, roles_that_may
from people.selectors import internal as everybody

logger = logging.getLogger(__name__)

MOST_FAILURES = 3
TRY_AGAIN = timedelta(hours=1)
MOST_AT_ONCE = 20
MOST_TOLD = 200
_ARRIVED = frozenset({"sent", "in_doubt"})
_LOST = frozenset({"failed", "bounced", "capped", "cancelled"})
Pause = ReportSchedule.Pause
Skip = ReportRecipient.Skip


@dataclass(frozen=True, slots=True)
class ReportLetter:
    """What a report says to somebody, and its file."""

    subject: str
    text: str
    file_name: str
    content_type: str
    content: bytes


Writer = Callable[[reads.Board, bool], ReportLetter]
"""Makes the letter of a report; the second is whether it goes outside, where nobody can open a link."""


def rhythm_of(row: ReportSchedule) -> Rhythm:
    """When it is due."""
    return Rhythm(row.every, row.on_day, row.hour, ZoneInfo(row.timezone))


def reports_send(*, write: Writer, now: datetime) -> int:
    """Mail what is due; returns how many reports left. Call it outside any transaction."""
    due = ReportSchedule.objects.filter(try_at__lte=now).order_by("try_at", "pk")
    return sum(
        report_send(schedule_id=pk, write=write, now=now)
        for pk in list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    )


def report_send(*, schedule_id: int, write: Writer, now: datetime) -> bool:
    """Mail one report if it is due; whether it left."""
    row = ReportSchedule.objects.select_related("owner").filter(pk=schedule_id, try_at__lte=now).first()
    if row is None or row.due_at is None:
        return False
    if not may_own(row.owner):
        report_pause(schedule_id=row.pk, why=Pause.OWNER, now=now)
        return False
    if _has_failed_last(row) and _failed(row, now=now):
        return False
    try:
        mails = _mails(row, write)
    except Exception:
        # Whatever it is, the other reports still leave, and somebody is told in the end.
        logger.exception("A scheduled report could not be made", extra={"schedule_id": row.pk})
        _failed(row, now=now, tries_again=True)
        return False
    return _queue(row, mails, now=now)


def may_own(user: User) -> bool:
    """Whether somebody may have a report mailed."""
    return user.is_active and role_may(user.role, SEE)


def _has_failed_last(row: ReportSchedule) -> bool:
    """Whether of the last report no mail got through; what is not known yet is no failure."""
    keys = [key for key in reads.recipients_of(row.pk).values_list("key", flat=True) if key]
    states = set(report_mail_states(keys).values())
    if states & _ARRIVED and row.failures:
        ReportSchedule.objects.filter(pk=row.pk).update(failures=0)
        row.failures = 0
    return bool(states) and states <= _LOST and row.try_at == row.due_at


def _mails(row: ReportSchedule, write: Writer) -> list[tuple[ReportRecipient, ReportMail | str]]:
    """To each recipient the mail, or why there is none."""
    outside: ReportLetter | None = None
    found: list[tuple[ReportRecipient, ReportMail | str]] = []
    allows_outside = reads.report_settings().allows_outside
    for one in reads.recipients_of(row.pk):
        if one.user is not None:
            if not reads.may_read(one.user, row.report):
                found.append((one, Skip.GONE))
                continue
            letter = _written(row, staff_actor(one.user), one.user.locale, write, is_outside=False)
            found.append((one, _mail(row, one, one.user.email, letter)))
        elif not allows_outside:
            found.append((one, Skip.OUTSIDE))
        else:
            # Who is no staff has no sight of their own.
            outside = outside or _written(
                row, staff_actor(row.owner), row.owner.locale, write, is_outside=True
            )
            found.append((one, _mail(row, one, one.address, outside)))
    return found


def _written(
    row: ReportSchedule, actor: Actor, locale: str, write: Writer, *, is_outside: bool
) -> ReportLetter:
    return write(reads.board(actor=actor, schedule=row, language=locale), is_outside)


def _mail(row: ReportSchedule, one: ReportRecipient, to: str, letter: ReportLetter) -> ReportMail:
    who = f"u{one.user_id}" if one.user_id else f"a{hashlib.sha256(to.encode()).hexdigest()[:20]}"
    return ReportMail(
        key=f"report:{row.pk}:{row.due_at:%Y%m%dT%H%M}:{who}",
        to=to,
        subject=letter.subject,
        text=letter.text,
        file_name=letter.file_name,
        content_type=letter.content_type,
        content=letter.content,
        user_id=one.user_id,
    )


@transaction.atomic
def _queue(
    row: ReportSchedule, mails: list[tuple[ReportRecipient, ReportMail | str]], *, now: datetime
) -> bool:
    """Queue them and move the due time on, both or neither; not where somebody else did, or changed it."""
    own = ReportSchedule.objects.select_for_update(of=("self",))
    locked = own.filter(pk=row.pk, due_at=row.due_at, version=row.version).first()
    if locked is None:
        return False
    is_queued = False
    for one, mail in mails:
        one.key, one.skipped = "", ""
        if isinstance(mail, str):
            one.skipped = mail
        else:
            state = report_queue(mail, now=now)
            if state == Queued.NO_MAILBOX:
                _failed(locked, now=now, tries_again=True)
                return False
            if state == Queued.QUEUED:
                one.key, is_queued = mail.key, True
            else:
                one.skipped = Skip.ADDRESS
        one.save(update_fields=["key", "skipped"])
    _move_on(locked, now=now)
    if is_queued:
        locked.sent_at = now
        locked.save(update_fields=["sent_at"])
    else:
        _failed(locked, now=now)
    return is_queued


def _move_on(row: ReportSchedule, *, now: datetime) -> None:
    """What was missed while nothing ran is not made up for, but for the one that is due."""
    row.due_at = row.try_at = next_due(rhythm_of(row), after=max(now, row.due_at or now))
    row.save(update_fields=["due_at", "try_at"])


@transaction.atomic
def _failed(row: ReportSchedule, *, now: datetime, tries_again: bool = False) -> bool:
    """Count a failure; whether it is paused now."""
    locked = ReportSchedule.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.failures = row.failures = locked.failures + 1
    if tries_again and not locked.pause:
        locked.try_at = now + TRY_AGAIN
    locked.save(update_fields=["failures", "try_at"])
    if locked.failures < MOST_FAILURES:
        return False
    report_pause(schedule_id=locked.pk, why=Pause.FAILED, now=now)
    return True


@transaction.atomic
def report_pause(*, schedule_id: int, why: str, now: datetime) -> None:
    """
    Hold a report until somebody lets it go on, and say so: its owner, or, where that is who left, everybody
    who may take it over.
    """
    row = ReportSchedule.objects.select_for_update(of=("self",)).filter(pk=schedule_id, pause="").first()
    if row is None:
        return
    row.pause, row.due_at, row.try_at, row.version = why, None, None, row.version + 1
    row.save(update_fields=["pause", "due_at", "try_at", "version"])
    if why == Pause.ASKED:
        return
    told = [row.owner_id]
    if why == Pause.OWNER:
        told = [one.pk for one in everybody.users_of_roles(roles_that_may("insights.write"), limit=MOST_TOLD)]
    for user_id in told:
        notice_tell(kind=NoticeKind.REPORT, user_id=user_id, text=row.name, now=now)


def reports_of_pause(*, user_id: int, now: datetime) -> int:
    """Pause the reports of somebody who left or may not see figures any more; returns how many."""
    rows = ReportSchedule.objects.select_related("owner").filter(owner=user_id, pause="")
    lost = [row.pk for row in rows if not may_own(row.owner)]
    for pk in lost:
        report_pause(schedule_id=pk, why=Pause.OWNER, now=now)
    return len(lost)
