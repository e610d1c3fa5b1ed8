"""A mailbox that does not work raises an alarm through another one (P6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core import pages
from integrations.email.models import (
    CAN_SEND,
    Intake,
    Mailbox,
    MailboxState,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
)
from integrations.email.services.queueing import Letter, letter_queue
from people.models import Role
from people.selectors import internal as everybody

FAILING_FOR = timedelta(minutes=15)
"""A server may be down for a moment; after this long somebody should look."""
REMIND_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a mailbox: a MailboxState, and one sentence, by its key in the words of mail."""

    state: str
    code: str
    address: str
    since: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.letter("en")[1]

    def letter(self, locale: str) -> tuple[str, str]:
        """The mail about it, for the locale of its reader."""
        told = {"address": self.address, "since": self.since, "detail": self.detail}
        return pages.letter("email.alarm_subject", f"email.alarm_{self.code}", **told)(locale)


@dataclass(frozen=True)
class Alert:
    """One mailbox that needs attention, in words."""

    mailbox_id: int
    address: str
    state: str
    text: str
    letter: pages.Letter


def alerts(*, now: datetime) -> list[Alert]:
    """The mailboxes that do not work, or have been quiet for longer than their admin considers normal."""
    found = []
    for mailbox in Mailbox.objects.filter(is_active=True).order_by("id"):
        problem = problem_of(mailbox, now=now)
        if problem is not None:
            found.append(Alert(mailbox.pk, mailbox.address, problem.state, problem.text, problem.letter))
    return found


def problem_of(mailbox: Mailbox, *, now: datetime) -> Problem | None:
    """What is wrong with a mailbox, the worst problem first; None if nothing is."""
    address, detail = mailbox.address, mailbox.state_detail
    if mailbox.state == MailboxState.SIGN_IN:
        return Problem(MailboxState.SIGN_IN, "sign_in", address, detail=detail)
    since = mailbox.failing_since
    if mailbox.state == MailboxState.FAILING and since is not None and now - since >= FAILING_FOR:
        return Problem(MailboxState.FAILING, "failing", address, _minute(since), detail)
    stuck = OutgoingMail.objects.filter(
        mailbox=mailbox, state=OutgoingState.QUEUED, attempts__gt=0, created_at__lt=now - FAILING_FOR
    ).first()
    if stuck is not None:
        return Problem(MailboxState.FAILING, "stuck", address, detail=stuck.detail)
    if mailbox.quiet_after_hours:
        last = mailbox.last_mail_at or mailbox.created_at
        if now - last > timedelta(hours=mailbox.quiet_after_hours):
            return Problem(MailboxState.QUIET, "quiet", address, _minute(last))
    looked = mailbox.checked_at
    if mailbox.intake == Intake.IMAP and looked and now - looked > FAILING_FOR:
        return Problem(MailboxState.QUIET, "unchecked", address, _minute(looked))
    return None


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


@transaction.atomic
def alarms_raise(*, now: datetime) -> int:
    """Mail owners and admins about each alert through another mailbox, once a day; returns how many."""
    raised = 0
    for alert in alerts(now=now):
        mailbox = Mailbox.objects.select_for_update().get(pk=alert.mailbox_id)
        if mailbox.alarmed_at is not None and now - mailbox.alarmed_at < REMIND_AFTER:
            continue
        Mailbox.objects.filter(pk=mailbox.pk).update(alarmed_at=now)
        raised += _write(alert, now=now)
    working = Mailbox.objects.filter(alarmed_at__isnull=False, state=MailboxState.OK)
    working.filter(last_mail_at__gt=F("alarmed_at")).update(alarmed_at=None)
    return raised


def _write(alert: Alert, *, now: datetime) -> bool:
    return admin_mail(
        key=f"{alert.mailbox_id}:{now:%Y%m%d%H}",
        letter=alert.letter,
        path="/app/settings/email",
        now=now,
        but_not_by=alert.mailbox_id,
    )


def admin_mail(
    *, key: str, letter: pages.Letter, path: str, now: datetime, but_not_by: int | None = None
) -> bool:
    """
    Write to owners and admins in their languages, by a mailbox that works; see `core.ports.admin_mail`.

    `but_not_by` is the mailbox that is itself the trouble.
    """
    others = Mailbox.objects.select_related("brand").filter(is_active=True).exclude(pk=but_not_by or 0)
    by = others.filter(CAN_SEND).exclude(state__in=[MailboxState.SIGN_IN, MailboxState.FAILING]).first()
    if by is None:
        return False
    people = everybody.users_of_roles([Role.OWNER, Role.ADMIN], limit=10)
    for user in people:
        one = f"alarm:{key}:{user.pk}"
        subject, text = letter(user.locale)
        letter_queue(
            Letter(
                kind=OutgoingKind.ALARM,
                mailbox=by,
                dedupe_key=one,
                message_id=f"{one.replace(':', '.')}@{by.domain}",
                to=[user.email],
                subject=subject,
                text=f"{text}\n\n{settings.PUBLIC_URL}{path}",
                user=user,
            ),
            now=now,
        )
    return bool(people)
