"""Watching how much is read: a day's counts are stored, compared, told once, and audited when over."""

from datetime import date, datetime, timedelta

from django.db import transaction

from core import audit, pages, ports, sightings
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotFound
from core.events import publish
from core.sightings import PROGRAM, Seen
from people.events import ReadingUnusual
from people.models import ReadingAlarm, ReadingTally, ReadingWatch, User
from people.policy import require
from people.reading import LOOKED_BACK, Past, Rule, limit_of
from people.selectors.watching import teammates_of

KEPT = timedelta(days=180)
MAX_NOTE = 200
_DAY = timedelta(days=1)


class OwnReading(Conflict):
    """Nobody decides about an alarm over themselves."""

    code = "people.own_reading"


@transaction.atomic
def reading_watch(*, now: datetime) -> int:
    """
    Store what was read, raise what is unusual, audit the days that are over; returns the new alarms.

    Safe to repeat; the row of the settings keeps two from doing it at once.
    """
    row = _watch_for_update()
    today = now.date()
    days = [today - _DAY, today]
    for day in days:
        _store(day)
    raised = sum(_look(day, _rule(row), now) for day in days) if row.is_on else 0
    _tell_days(row, today, now)
    ReadingTally.objects.filter(day__lt=today - KEPT).delete()
    return raised


def _watch_for_update() -> ReadingWatch:
    ReadingWatch.objects.get_or_create(pk=1)
    return ReadingWatch.objects.select_for_update().get(pk=1)


def _rule(row: ReadingWatch) -> Rule:
    return Rule(row.factor, row.fewest, row.at_first)


def _store(day: date) -> None:
    rows = {
        Seen(user_id, via, kind): (pk, count)
        for pk, user_id, via, kind, count in ReadingTally.objects.filter(day=day).values_list(
            "pk", "user_id", "via", "kind", "count"
        )
    }
    found = sightings.noted(day, known={seen: count for seen, (_, count) in rows.items()})
    there = set(User.objects.filter(pk__in={seen.user_id for seen in found}).values_list("pk", flat=True))
    for seen, ids in found.items():
        if seen.user_id not in there:
            continue
        known = ReadingTally.objects.filter(pk=rows[seen][0]).first() if seen in rows else None
        # Redis may have lost what is stored already.
        targets = sorted(ids | set(known.targets if known is not None else ()))
        if targets:
            ReadingTally.objects.update_or_create(
                user_id=seen.user_id, day=day, via=seen.via, kind=seen.kind,
                defaults={"count": len(targets), "targets": targets},
            )  # fmt: skip


def _look(day: date, rule: Rule, now: datetime) -> int:
    rows = ReadingTally.objects.filter(day=day).defer("targets").select_related("user")
    high = [row for row in rows if row.count > rule.of_kind(row.kind).fewest]
    return sum(_judge(row, rule.of_kind(row.kind), now) for row in high)


def _judge(row: ReadingTally, rule: Rule, now: datetime) -> bool:
    same = ReadingAlarm.objects.filter(user=row.user_id, kind=row.kind, via=row.via)
    past = _past(row)
    limit = limit_of(past, rule)
    decided = same.filter(day=row.day).exclude(decided_at=None).order_by("-count").first()
    if decided is not None:
        # Somebody looked at this day; only much more of it is news.
        limit = max(limit, round(rule.factor * decided.count))
    if row.count <= limit:
        return False
    goes_on = same.filter(decided_at=None).first()
    if goes_on is not None:
        same.filter(pk=goes_on.pk, count__lt=row.count).update(count=row.count, day=row.day, limit=limit)
        return False
    made = ReadingAlarm.objects.create(
        user=row.user, kind=row.kind, via=row.via, day=row.day, count=row.count, limit=limit,
        own_most=max(past.own, default=0), own_days=len(past.own),
        others_most=max(past.others, default=0), others_days=len(past.others), raised_at=now,
    )  # fmt: skip
    _tell(made)
    return True


def _tell(alarm: ReadingAlarm) -> None:
    who, now = alarm.user, alarm.raised_at
    data = {"kind": alarm.kind, "via": alarm.via, "count": alarm.count, "limit": alarm.limit}
    audit.record(
        actor=SYSTEM,
        action="people.reading_alarmed",
        target=f"user:{who.pk}",
        now=now,
        data=data | {"day": str(alarm.day)},
    )
    publish(ReadingUnusual(user_id=who.pk, alarm_id=alarm.pk))
    ports.admin_mail(
        key=f"reading:{alarm.pk}",
        letter=lambda locale: _letter(alarm, locale),
        path="/settings/privacy#reading",
        now=now,
    )


def _letter(alarm: ReadingAlarm, locale: str) -> tuple[str, str]:
    words = pages.letter(
        "people.reading_subject",
        "people.reading_text",
        name=alarm.user.name,
        count=alarm.count,
        kind=pages.text(f"people.reading_{alarm.kind}", locale[:2]),
        day=pages.date_words(alarm.day, locale[:2]),
        limit=alarm.limit,
    )
    return words(locale)


def _past(row: ReadingTally) -> Past:
    """The days before, without those that an alarm stands for, unless somebody said it was expected."""
    people = teammates_of(row.user_id) if row.via != PROGRAM else {row.user_id}
    days = ReadingTally.objects.filter(
        kind=row.kind, via=row.via, user__in=people, day__lt=row.day, day__gte=row.day - LOOKED_BACK
    ).values_list("user_id", "day", "count")
    odd = ReadingAlarm.objects.filter(kind=row.kind, via=row.via, user__in=people)
    left_out = set(odd.exclude(verdict=ReadingAlarm.Verdict.EXPECTED).values_list("user_id", "day"))
    own: list[int] = []
    others: list[int] = []
    for user_id, day, count in days:
        if (user_id, day) not in left_out:
            (own if user_id == row.user_id else others).append(count)
    return Past(own, others)


def _tell_days(row: ReadingWatch, today: date, now: datetime) -> None:
    """A line of the audit log for each person and each day that is over: the counts of ordinary reading."""
    over = today - _DAY
    if row.told_until is None or row.told_until >= over:
        if row.told_until is None:
            row.told_until = over
            row.save(update_fields=["told_until"])
        return
    tallies = ReadingTally.objects.filter(day__gt=row.told_until, day__lte=over).defer("targets")
    lines: dict[tuple[date, int, str], dict[str, int]] = {}
    for one in tallies.order_by("day", "user_id", "via", "kind"):
        lines.setdefault((one.day, one.user_id, one.via), {})[one.kind] = one.count
    for (day, user_id, via), counts in lines.items():
        audit.record(
            actor=SYSTEM, action="people.reading_counted", target=f"user:{user_id}", now=now,
            data={"day": str(day), "via": via} | counts,
        )  # fmt: skip
    row.told_until = over
    row.save(update_fields=["told_until"])


@transaction.atomic
def watch_set(
    *, actor: Actor, is_on: bool, factor: float, fewest: int, at_first: int, now: datetime
) -> ReadingWatch:
    """Say from when on reading is unusual. Raises Forbidden, Invalid."""
    require(actor, "privacy.write")
    if not 1.0 <= factor <= 20.0:
        raise Invalid("factor is from 1 to 20.", errors={"factor": ["From 1 to 20."]})
    row = _watch_for_update()
    before = {"is_on": row.is_on, "factor": row.factor, "fewest": row.fewest, "at_first": row.at_first}
    after = {"is_on": is_on, "factor": factor, "fewest": fewest, "at_first": at_first}
    if before == after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by_name = now, actor.name[:200]
    row.save()
    changed = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    audit.record(actor=actor, action="people.reading_rule_changed", target="reading", now=now, data=changed)
    return row


@transaction.atomic
def alarm_close(*, actor: Actor, alarm_id: int, verdict: str, note: str, now: datetime) -> ReadingAlarm:
    """
    Decide about an alarm, once. Raises Forbidden, NotFound, Conflict, OwnReading for one about oneself.
    """
    require(actor, "privacy.write")
    row = (
        ReadingAlarm.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=alarm_id)
        .first()
    )
    if row is None:
        raise NotFound("There is no such alarm.")
    if row.user_id == actor.user_id:
        raise OwnReading("This is about what you read yourself. Somebody else decides about it.")
    if row.decided_at is not None:
        raise Conflict("Somebody has decided about this alarm.", code="people.reading_decided")
    row.verdict, row.note = verdict, " ".join(note.split())[:MAX_NOTE]
    row.decided_at, row.decided_by_id, row.decided_by_name = now, actor.user_id, actor.name[:200]
    row.save(update_fields=["verdict", "note", "decided_at", "decided_by", "decided_by_name"])
    data = {"kind": row.kind, "day": str(row.day), "verdict": verdict, "note": row.note}
    audit.record(
        actor=actor, action="people.reading_decided", target=f"user:{row.user_id}", now=now, data=data
    )
    return row
