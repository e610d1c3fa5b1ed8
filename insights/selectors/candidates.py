"""
Whom a playbook's trigger names within a stretch of time, from what is stored; nothing here has an actor.

The same reading serves the look that fires, and the dry run over the last weeks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Q

from insights.models import FactPoint, ProductEvent
from insights.playbooks import Definition, TriggerKind
from insights.windows import reached
from integrations.stripe.selectors import failed_payments
from widget.areas import matches
from widget.models import TrailStep
from widget.selectors.proactive import Trail, trails_between
from widget.trail import StepKind

MOST_EVENTS = 200_000
"""How many of the newest events a dry run reads."""
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    Somebody to whom a playbook's trigger has happened, at `at`.

    `subject` is what the cause is about: while it is left in peace, the same is no second cause. `facts` are
    figures, never words of a page or an event.
    """

    subject: str
    at: datetime
    contact_id: int | None
    company_id: int | None
    facts: dict[str, Any] = field(default_factory=dict)
    page: str = ""

    def unit(self, *, is_of_person: bool) -> str:
        """Who is drawn: the person, or their company; empty where that is not known."""
        if is_of_person:
            return f"contact:{self.contact_id}" if self.contact_id else ""
        if self.company_id:
            return f"company:{self.company_id}"
        return f"contact:{self.contact_id}" if self.contact_id else ""


def candidates(
    one: Definition, *, since: datetime, until: datetime, who: Collection[str] | None = None
) -> list[Candidate]:
    """
    The candidates of a stretch in order; of `who` alone (`contact:12`), if given, where events tell.
    """
    match one.trigger.kind:
        case TriggerKind.EVENT:
            found = _of_events(one, since, until, who)
        case TriggerKind.ERROR:
            found = (each for trail in trails_between(since, until) for each in _errors(one, trail))
        case TriggerKind.SETUP:
            idle = timedelta(minutes=one.trigger.idle_minutes)
            trails = trails_between(since - idle, until - idle)
            found = (each for trail in trails for each in _abandoned(one, trail, idle))
        case TriggerKind.PAYMENT:
            found = _of_payments(since, until)
        case _:
            found = _of_tickets(one, since, until)
    return sorted(found, key=lambda each: (each.at, each.subject))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _of_events(
    one: Definition, since: datetime, until: datetime, who: Collection[str] | None
) -> Iterator[Candidate]:
    trigger = one.trigger
    rows = ProductEvent.objects.filter(name=trigger.name, at__gt=since - trigger.window, at__lte=until)
    if who is not None:
        ids = {
            kind: [int(unit.partition(":")[2]) for unit in who if unit.startswith(f"{kind}:")]
            for kind in ("contact", "company")
        }
        rows = rows.filter(Q(contact__in=ids["contact"]) | Q(company__in=ids["company"]))
    series: dict[str, list[tuple[datetime, int | None, int | None]]] = {}
    newest = rows.order_by("-at", "-pk").values_list("at", "contact_id", "company_id", "properties")
    for at, contact_id, company_id, properties in reversed(list(newest[:MOST_EVENTS])):
        unit = Candidate("", at, contact_id, company_id).unit(is_of_person=one.is_of_person)
        if unit and all(each.fits(properties) for each in trigger.where):
            same = str(properties.get(trigger.same, "")) if trigger.same else ""
            subject = f"event:{unit}:{_digest(same)}"
            series.setdefault(subject, []).append((at, contact_id, company_id))
    for subject, told in series.items():
        for at in _moments(one, [each[0] for each in told], since, until):
            known = [each for each in told if at - trigger.window < each[0] <= at]
            yield Candidate(subject, at, known[-1][1], known[-1][2], {"count": len(known)})


def _moments(one: Definition, times: list[datetime], since: datetime, until: datetime) -> list[datetime]:
    found = reached(times, count=one.trigger.count, window=one.trigger.window, rest=one.rest)
    return [at for at in found if since < at <= until]


def _errors(one: Definition, trail: Trail) -> Iterator[Candidate]:
    """One error again and again: the same words on the page, or the same request that failed."""
    series: dict[str, list[datetime]] = {}
    for step in trail.steps:
        if _is_error(step) and one.trigger.text.casefold() in f"{step.label} {step.detail}".casefold():
            series.setdefault(step.label, []).append(step.at)
    for label, times in series.items():
        for at in reached(times, count=one.trigger.count, window=one.trigger.window, rest=one.rest):
            subject = f"error:contact:{trail.contact_id}:{_digest(label)}"
            facts = {"count": sum(at - one.trigger.window < each <= at for each in times)}
            yield Candidate(subject, at, trail.contact_id, None, facts, trail.page)


def _is_error(step: TrailStep) -> bool:
    if step.kind == StepKind.ERROR:
        return True
    status = step.detail[:3]
    # A request without an answer tells no status.
    return step.kind == StepKind.REQUEST and (not status.isdigit() or int(status) >= 400)


def _abandoned(one: Definition, trail: Trail, idle: timedelta) -> Iterator[Candidate]:
    """A set-up that was begun and not ended, with nothing since."""
    is_open = False
    for step in trail.steps:
        if step.kind == StepKind.ROUTE:
            path = step.label.partition("?")[0]
            if matches(one.trigger.ends, path):
                is_open = False
            elif matches(one.trigger.begins, path):
                is_open = True
    if is_open:
        subject = f"setup:contact:{trail.contact_id}:{_digest(one.trigger.begins)}"
        minutes = one.trigger.idle_minutes
        yield Candidate(
            subject, trail.steps[-1].at + idle, trail.contact_id, None, {"minutes": minutes}, trail.page
        )


def _of_payments(since: datetime, until: datetime) -> Iterator[Candidate]:
    for row in failed_payments(since=since, until=until):
        yield Candidate(
            f"payment:{row.invoice_id}", row.made_at, row.contact_id, row.company_id,
            {"attempts": row.attempts},
        )  # fmt: skip


def _of_tickets(one: Definition, since: datetime, until: datetime) -> Iterator[Candidate]:
    trigger = one.trigger
    rows = FactPoint.objects.filter(
        measure="created", at__gt=since - trigger.window, at__lte=until, facts__is_counted=True,
        facts__category=trigger.category, facts__company_id__isnull=False,
    ).order_by("at", "pk")  # fmt: skip
    series: dict[int, list[tuple[datetime, int]]] = {}
    for company_id, at, ticket_id in rows.values_list("facts__company_id", "at", "facts_id"):
        if company_id is not None:
            series.setdefault(company_id, []).append((at, ticket_id))
    for company_id, told in series.items():
        for at in _moments(one, [each[0] for each in told], since, until):
            tickets = [pk for each, pk in told if at - trigger.window < each <= at]
            yield Candidate(
                f"tickets:company:{company_id}:{trigger.category}", at, None, company_id,
                {"count": len(tickets), "tickets": tickets[-MOST_NAMED:]},
            )  # fmt: skip
