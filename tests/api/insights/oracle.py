"""
Every measure counted by hand from the raw tables, ticket by ticket, without the facts.

Written after the definitions in `docs/insights.md`, not after the code: it shares nothing with it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import mean, median, quantiles
from typing import Any

from assistant.models import Conversation, DraftReply, Verdict
from core.models import OutboxEvent
from people.models import Absence, User, WorkingInterval
from routing.models import Decision
from sla.models import Clock
from tickets.models import Rating, Ticket, TimelineEntry

DONE = ("resolved", "closed")
Row = tuple[datetime, int, float | None, bool]
"""When, in which ticket, how much, whether it belongs to the part."""


class Raw:
    """The raw history of one ticket."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        rows = list(TimelineEntry.objects.filter(ticket=ticket).order_by("id"))
        self.messages = [row for row in rows if row.kind == "message" and row.visibility == "public"]
        changes = [row for row in rows if row.kind == "change"]
        self.statuses = [
            (row.created_at, *row.payload["changes"]["status"])
            for row in changes
            if "status" in row.payload["changes"]
        ]
        self.holders = [
            row.payload["changes"]["assignee"] for row in changes if "assignee" in row.payload["changes"]
        ]

    def by(self, *kinds: str) -> list[TimelineEntry]:
        return [row for row in self.messages if row.author_kind in kinds and not _is_receipt(row)]

    @property
    def finishes(self) -> list[datetime]:
        return [at for at, old, new in self.statuses if old not in DONE and new in DONE]

    @property
    def reopenings(self) -> list[datetime]:
        return [at for at, old, new in self.statuses if old in DONE and new not in DONE]

    def status_at(self, moment: datetime) -> str:
        before = [new for at, _, new in self.statuses if at < moment]
        return before[-1] if before else "new"


def _is_receipt(row: TimelineEntry) -> bool:
    return bool(row.payload.get("is_acknowledgement"))


def rows_of(name: str, tickets: Iterable[Ticket], now: datetime) -> list[Row]:
    """What counts for a measure, of all time."""
    waiting = {"ai_quality": _quality, "repeat_contact": _anew}
    by_hand = waiting[name](now) if name in waiting else _BY_HAND[name]
    found: list[Row] = []
    for ticket in tickets:
        if _counts(ticket):
            found += [(at, ticket.pk, value, part) for at, value, part in by_hand(Raw(ticket))]
    return found


def _counts(ticket: Ticket) -> bool:
    return not (ticket.is_spam or ticket.is_deleted or ticket.merged_into_id)


def _first_reply(raw: Raw) -> Any:
    asked = raw.by("contact")
    replies = [row for row in raw.by("staff", "token") if asked and row.created_at >= asked[0].created_at]
    for row in replies[:1]:
        yield row.created_at, (row.created_at - asked[0].created_at).total_seconds(), False


def _ai_first_reply(raw: Raw) -> Any:
    asked = raw.by("contact")
    answers = [row for row in raw.by("assistant") if row.payload.get("is_answer")]
    for row in answers[:1]:
        yield row.created_at, (row.created_at - asked[0].created_at).total_seconds(), False


def _resolution(raw: Raw) -> Any:
    if raw.ticket.status in DONE:
        at = raw.finishes[-1]
        if [row for row in raw.by("staff") if row.created_at <= at]:
            yield at, (at - raw.ticket.created_at).total_seconds(), False


def _first_contact(raw: Raw) -> Any:
    for at in raw.finishes[:1]:
        replies = [row for row in raw.by("staff") if row.created_at <= at]
        answers = [
            row for row in raw.by("assistant") if row.payload.get("is_answer") and row.created_at <= at
        ]
        if replies:
            yield at, None, len(replies) == 1 and not answers and not raw.reopenings


def _reassignments(raw: Raw) -> Any:
    held = [raw.holders[0][0], *(new for _, new in raw.holders)] if raw.holders else [raw.ticket.assignee_id]
    people = [one for one in held if one is not None]
    moves = sum(people[at] != people[at - 1] for at in range(1, len(people)))
    for at in raw.finishes[:1]:
        if people:
            yield at, float(moves), moves > 0


def _sla(raw: Raw) -> Any:
    for row in Clock.objects.filter(ticket=raw.ticket):
        if row.target_seconds is not None and row.cancelled_at is None:
            if row.breached_at is not None:
                yield row.breached_at, None, False
            elif row.fulfilled_at is not None:
                yield row.fulfilled_at, None, True


def _talk(of: Callable[[Conversation], bool]) -> Callable[[Raw], Any]:
    def count(raw: Raw) -> Any:
        for row in Conversation.objects.filter(ticket=raw.ticket, is_ours=True).exclude(state="open"):
            yield row.ended_at, None, of(row)

    return count


def _quality(now: datetime) -> Callable[[Raw], Any]:
    def count(raw: Raw) -> Any:
        for row in Conversation.objects.filter(ticket=raw.ticket, is_ours=True, has_been_solved=True):
            if row.state == "open" or row.ended_at is None:
                continue
            if row.has_come_back or now - row.ended_at >= timedelta(days=7):
                yield row.ended_at, None, not row.has_come_back

    return count


def _anew(now: datetime) -> Callable[[Raw], Any]:
    def count(raw: Raw) -> Any:
        week, ticket = timedelta(days=7), raw.ticket
        if ticket.status in DONE and ticket.type and now - raw.finishes[-1] >= week:
            at = raw.finishes[-1]
            others = [one for one in Ticket.objects.exclude(pk=ticket.pk) if _counts(one)]
            yield at, None, any(
                one.requester_id == ticket.requester_id and one.type == ticket.type
                and at < one.created_at <= at + week and Raw(one).by("contact")
                for one in others
            )  # fmt: skip

    return count


def _drafts(raw: Raw) -> Any:
    for row in DraftReply.objects.filter(ticket=raw.ticket, is_shadow=False).exclude(fate=""):
        yield row.decided_at, None, row.fate in ("sent", "edited")


def _wrong(raw: Raw) -> Any:
    for row in Verdict.objects.filter(conversation=raw.ticket.pk, undone_at=None):
        yield row.at, None, row.kind != "right"


def _scored(kind: str, good: tuple[int, ...]) -> Callable[[Raw], Any]:
    def read(raw: Raw) -> Any:
        for row in Rating.objects.filter(ticket=raw.ticket, kind=kind, score__isnull=False):
            score = row.score or 0
            net = 100.0 if score > 8 else -100.0 if score < 7 else 0.0
            yield row.answered_at, net if kind == "nps" else float(score), score in good

    return read


def _answered(kind: str) -> Callable[[Raw], Any]:
    return lambda raw: [
        (row.asked_at, None, row.score is not None)
        for row in Rating.objects.filter(ticket=raw.ticket, kind=kind)
    ]


_BY_HAND: dict[str, Callable[[Raw], Any]] = {
    "created": lambda raw: [(raw.ticket.created_at, None, False)],
    "solved": lambda raw: [
        (at, None, any(row.created_at <= at for row in raw.by("staff"))) for at in raw.finishes
    ],
    "reopened": lambda raw: [(at, None, False) for at in raw.reopenings],
    "first_reply": _first_reply,
    "resolution": _resolution,
    "first_contact": _first_contact,
    "reopen_rate": lambda raw: [(at, None, bool(raw.reopenings)) for at in raw.finishes[:1]],
    "sla": _sla,
    "escalation_rate": lambda raw: [
        (raw.ticket.created_at, None, Decision.objects.filter(ticket=raw.ticket, step="escalated").exists())
    ],
    "reassignments": _reassignments,
    "csat": _scored("csat", (4, 5)),
    "csat_response": _answered("csat"),
    "ces": _scored("ces", (6, 7)),
    "ces_response": _answered("ces"),
    "nps": _scored("nps", (9, 10)),
    "nps_response": _answered("nps"),
    "ai_first_reply": _ai_first_reply,
    "ai_containment": _talk(lambda row: row.state != "handed_over"),
    "ai_solved": _talk(lambda row: row.state in ("confirmed", "verified")),
    "ai_handoff": _talk(lambda row: row.state == "handed_over"),
    "ai_drafts_used": _drafts,
    "ai_wrong": _wrong,
}
COUNTS = ("created", "solved", "reopened")
TIMES = ("first_reply", "resolution", "ai_first_reply")
MEANS = ("reassignments", "csat", "ces", "nps")


def figure(name: str, tickets: list[Ticket], start: datetime, end: datetime, now: datetime) -> dict[str, Any]:
    """One measure of these tickets in a period."""
    if name == "backlog":
        there = [one for one in tickets if _counts(one)]
        number = sum(one.created_at < end and Raw(one).status_at(end) not in DONE for one in there)
        return {"value": number, "part": 0, "whole": number, "tickets": number}
    if name == "backlog_age":
        ages = [
            (now - one.created_at).total_seconds()
            for one in tickets
            if one.status not in DONE and _counts(one)
        ]
        return {"value": median(ages) if ages else None, "part": 0, "whole": len(ages), "tickets": len(ages)}
    if name == "utilisation":
        # Nobody has been online on this desk (`hours` counts where somebody was).
        return {"value": None, "part": 0, "whole": 0, "tickets": 0}
    rows = [row for row in rows_of(name, tickets, now) if start <= row[0] < end]
    numbers = {number for _, number, _, _ in rows}
    parts = [row for row in rows if row[3]]
    if name in COUNTS:
        part = len({number for _, number, _, _ in parts})
        return {"value": len(numbers), "part": part, "whole": len(numbers), "tickets": len(numbers)}
    values = [value for _, _, value, _ in rows if value is not None]
    found = {"value": None, "part": len(parts), "whole": len(rows), "tickets": len(numbers)}
    if name in TIMES and values:
        p90 = quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
        return {**found, "value": median(values), "p90": p90}
    if name in MEANS and values:
        return {**found, "value": round(mean(values), 2)}
    if name not in TIMES + MEANS and len(rows) >= 20:
        return {**found, "value": round(100 * len(parts) / len(rows), 1)}
    return found


QUARTER = timedelta(minutes=15)


def hours(people: list[User], tickets: list[Ticket], start: datetime, end: datetime) -> dict[str, Any]:
    """How busy people were, quarter by quarter of an hour; for histories in which all lasts so long."""
    told = list(OutboxEvent.objects.filter(name="people.presence_changed").order_by("created_at", "id"))
    own = {person.pk: [row for row in told if row.payload["user_id"] == person.pk] for person in people}
    away, weeks = list(Absence.objects.all()), list(WorkingInterval.objects.all())
    counted = [one for one in tickets if _counts(one)]
    changes = {
        one.pk: list(TimelineEntry.objects.filter(ticket=one, kind="change").order_by("created_at", "id"))
        for one in counted
    }
    free, taken, numbers, at = 0, Fraction(0), set(), start
    while at < end:
        for person in people:
            is_off = any(row.user_id == person.pk and row.starts_at <= at < row.ends_at for row in away)
            week = [row for row in weeks if row.user_id == person.pk]
            if is_off or not _is_online(own[person.pk], at) or not _is_at_work(week, at):
                continue
            free += 1
            for one in counted:
                if one.created_at <= at and _is_held(one, changes[one.pk], person, at):
                    places = person.capacity_chat if one.channel == "widget" else person.capacity_email
                    taken += Fraction(1, places)
                    numbers.add(one.pk)
        at += QUARTER
    value = round(float(taken / free * 100), 1) if free >= 20 * 4 else None
    return {
        "value": value, "part": round(float(taken / 4)), "whole": round(free / 4), "tickets": len(numbers),
    }  # fmt: skip


def _is_online(told: list[OutboxEvent], at: datetime) -> bool:
    before = [row for row in told if row.created_at <= at]
    return bool(before) and before[-1].payload["presence"] == "online"


def _is_at_work(week: list[WorkingInterval], at: datetime) -> bool:
    seconds = at.hour * 3600 + at.minute * 60
    return not week or any(row.weekday == at.weekday() and row.opens <= seconds < row.closes for row in week)


def _is_held(ticket: Ticket, rows: list[TimelineEntry], person: User, at: datetime) -> bool:
    state: dict[str, Any] = {
        "status": ticket.status, "assignee": ticket.assignee_id, "snoozed_until": ticket.snoozed_until,
    }  # fmt: skip
    for name in state:
        steps = [row for row in rows if name in row.payload["changes"]]
        before = [row for row in steps if row.created_at <= at]
        if steps:
            change = before[-1] if before else steps[0]
            state[name] = change.payload["changes"][name][1 if before else 0]
    in_hand = state["status"] in ("new", "open") and not state["snoozed_until"]
    return in_hand and state["assignee"] == person.pk
