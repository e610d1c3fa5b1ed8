"""
Playbooks at work: whom a trigger names is looked at once for each cause, drawn into one of two groups, and
reached or held out.

Who is held out meets the same limits as who is reached, so that the groups differ by nothing but the message.
A firing is stored with the event that does what follows, in one transaction: who is killed has done neither.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from core.events import publish
from core.failing import words_of
from core.zones import is_zone
from insights.events import PlaybookFired
from insights.models import Playbook, PlaybookFiring, ProductEvent
from insights.playbooks import Definition, TriggerKind
from insights.prevented import is_held_out
from insights.selectors.candidates import Candidate, candidates
from insights.selectors.health import clock_day
from insights.selectors.playbooks import WEEK, Known, is_meant, known_of, limits_now, playbooks_on
from insights.windows import quiet_ends
from people.models import Company, Contact
from sla.selectors import installation_zone
from tickets.models import OPEN_STATUSES
from tickets.selectors import internal as all_tickets
from widget.selectors.proactive import has_opted_out, zone_of

logger = logging.getLogger(__name__)

BATCH = 1_000
LATE = timedelta(hours=24)
"""An event that comes later than this fires nothing any more."""
TRAILS_OF = timedelta(minutes=10)
IDLE_FOR = timedelta(hours=2)
_LOCK = 7_401_153_005
State, Reason = PlaybookFiring.State, PlaybookFiring.Reason


@transaction.atomic
def events_look(*, now: datetime) -> int:
    """
    Let playbooks look at the events that are new; returns how many these were. Side by side with others.

    One transaction: who is killed in it has looked at none, and what it fires again is known by its cause.
    """
    rows = ProductEvent.objects.select_for_update(skip_locked=True).filter(is_new=True).order_by("pk")
    new = list(rows[:BATCH])
    if not new:
        return 0
    units: dict[str, set[str]] = {}
    for row in new:
        own = units.setdefault(row.name, set())
        own |= {f"contact:{row.contact_id}"} if row.contact_id else set()
        own |= {f"company:{row.company_id}"} if row.company_id else set()
    for playbook, one in playbooks_on(kinds=[TriggerKind.EVENT]):
        who = units.get(one.trigger.name)
        if who:
            _look(playbook, one, since=now - LATE, now=now, who=who)
    ProductEvent.objects.filter(pk__in=[row.pk for row in new]).update(is_new=False)
    return len(new)


def records_look(*, now: datetime) -> int:
    """Let playbooks look at trails, payments and tickets; returns how many fired."""
    fired = 0
    kinds = [kind for kind in TriggerKind if kind != TriggerKind.EVENT]
    for playbook, one in playbooks_on(kinds=kinds):
        match one.trigger.kind:
            case TriggerKind.ERROR:
                stretch = TRAILS_OF
            case TriggerKind.SETUP:
                stretch = IDLE_FOR
            case _:
                stretch = one.trigger.window
        fired += _look(playbook, one, since=now - stretch, now=now)
    return fired


def _look(
    playbook: Playbook, one: Definition, *, since: datetime, now: datetime, who: Collection[str] | None = None
) -> int:
    """One playbook that fails must not hold up the others."""
    try:
        with transaction.atomic():
            return _fire_all(playbook, one, since=since, now=now, who=who)
    except Exception as error:
        logger.exception("A playbook could not look", extra={"playbook": playbook.pk, "why": words_of(error)})
        return 0


def _fire_all(
    playbook: Playbook, one: Definition, *, since: datetime, now: datetime, who: Collection[str] | None
) -> int:
    if not one.is_in_time(clock_day(now)):
        return 0
    found = candidates(one, since=since, until=now, who=who)
    if not found:
        return 0
    known = known_of(found)
    return sum(
        firing_consider(playbook=playbook, one=one, candidate=each, known=known, now=now) is not None
        for each in found
    )


@transaction.atomic
def firing_consider(
    *, playbook: Playbook, one: Definition, candidate: Candidate, known: Known, now: datetime
) -> PlaybookFiring | None:
    """
    Fire a playbook for a candidate; None for who is not meant, or whose cause is known.

    Safe to repeat: the same cause is one row, and so is the same reason against it.
    """
    contact, company = known.contact(candidate), known.company(candidate)
    unit = candidate.unit(is_of_person=one.is_of_person)
    is_known = contact is not None if one.is_of_person else contact is not None or company is not None
    if not unit or not is_known or not is_meant(one, candidate, known, now=now):
        return None
    with connection.cursor() as cursor:
        # Two who look at once would both find no firing, and both find room in the week.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    same = PlaybookFiring.objects.filter(
        playbook=playbook, subject=candidate.subject, fired_at__gt=now - one.rest
    )
    kept_away = same.filter(state=State.SKIPPED)
    if same.exclude(pk__in=kept_away).exists():
        return None
    row = PlaybookFiring(
        playbook=playbook, version=playbook.version, cause=f"{candidate.subject}@{now:%Y%m%dT%H%M%S}",
        subject=candidate.subject, unit=unit, contact=contact, company=company, facts=candidate.facts,
        is_message=one.is_of_person, fired_at=now,
    )  # fmt: skip
    _decide(row, one, now=now)
    # Who was kept away is no one who was reached: they are met again once nothing stands against it. Until
    # then one row says why.
    if row.state == State.SKIPPED and kept_away.filter(reason=row.reason).exists():
        return None
    row.save()
    _tell(row)
    return row


def _tell(row: PlaybookFiring) -> None:
    if row.state == State.REACHED:
        publish(PlaybookFired(firing_id=row.pk, playbook_id=row.playbook_id))


def _decide(row: PlaybookFiring, one: Definition, *, now: datetime) -> None:
    """What is done: nothing for a reason, later, or one of two groups."""
    row.due_at = None
    reason = _reason(row, one, now=now)
    if reason:
        row.state, row.reason = State.SKIPPED, reason
        return
    if row.is_message and (until := _quiet(row.contact, row.company, now=now)) is not None:
        row.state, row.due_at = State.WAITING, until
        return
    is_out = is_held_out(row.playbook_id, row.unit, one.limits.holdout)
    row.state = State.HELD_OUT if is_out else State.REACHED
    row.is_first = not _drawn(row).exists()
    row.judge_at = now + timedelta(days=one.outcome.days)


def _drawn(row: PlaybookFiring) -> QuerySet[PlaybookFiring]:
    rows = PlaybookFiring.objects.filter(unit=row.unit, state__in=[State.REACHED, State.HELD_OUT])
    return rows.filter(playbook=row.playbook_id).exclude(pk=row.pk)


def _reason(row: PlaybookFiring, one: Definition, *, now: datetime) -> str:
    """Why nothing may be done; empty where it may."""
    if _drawn(row).count() >= one.limits.most:
        return Reason.PERSON
    if not row.is_message:
        return ""
    contact = row.contact
    if contact is None or contact.is_blocked or contact.erased_at is not None:
        return Reason.NO_PERSON
    if has_opted_out(contact.pk):
        return Reason.OPTED_OUT
    drawn = PlaybookFiring.objects.filter(
        unit=row.unit, is_message=True, state__in=[State.REACHED, State.HELD_OUT], fired_at__gt=now - WEEK
    ).exclude(pk=row.pk)
    if drawn.count() >= limits_now().a_week:
        return Reason.WEEK
    own = all_tickets.tickets().present().filter(requester=contact.pk, status__in=OPEN_STATUSES)
    return Reason.OPEN_CONVERSATION if own.exists() else ""


def _quiet(contact: Contact | None, company: Company | None, *, now: datetime) -> datetime | None:
    limits = limits_now()
    names = [
        contact.timezone if contact is not None else "",
        zone_of(contact.pk) if contact is not None else "",
        company.timezone if company is not None else "",
    ]
    name = next((one for one in names if is_zone(one)), "")
    zone = ZoneInfo(name) if name else installation_zone()
    return quiet_ends(now, zone=zone, begins=limits.quiet_from, ends=limits.quiet_until)


@transaction.atomic
def firings_settle(*, now: datetime, limit: int = 200) -> int:
    """Look again at those who waited for the end of quiet hours; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    due = PlaybookFiring.objects.select_for_update(of=("self",), skip_locked=True).filter(due_at__lte=now)
    rows = list(due.order_by("due_at", "pk")[:limit])
    on = {playbook.pk: one for playbook, one in playbooks_on()} if rows else {}
    for row in rows:
        one = on.get(row.playbook_id)
        if one is None or not one.is_in_time(clock_day(now)):
            row.state, row.reason, row.due_at = State.SKIPPED, Reason.OFF, None
        else:
            _decide(row, one, now=now)
            # The week and the rest count from when it is done.
            row.fired_at = now
        row.save()
        _tell(row)
    return len(rows)
