"""Reads of playbooks: what is on, whom it meets, what came of it, and what one would do."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import NotFound
from insights.models import Playbook, PlaybookFiring, PlaybookLimits, PlaybookVersion
from insights.playbooks import ActionKind, Definition, Facts, content_of, read_playbook
from insights.prevented import Result, is_held_out
from insights.selectors.candidates import Candidate, candidates
from insights.selectors.figures import SEE
from insights.selectors.health import clock_day, owners_possible, require_whole_sight
from people.models import Company, Contact, User
from people.policy import require
from people.selectors import facts as known_facts
from widget.selectors.proactive import Answers, answers_to, is_on_page, opted_out

WEEK = timedelta(days=7)
TRIED_DAYS = 30
MOST_ROWS = 50
State = PlaybookFiring.State


def limits_now() -> PlaybookLimits:
    """What holds over all playbooks; unsaved defaults where nobody has set any."""
    return PlaybookLimits.objects.select_related("changed_by").filter(pk=1).first() or PlaybookLimits(pk=1)


def require_sight(actor: Actor) -> None:
    """Raise Forbidden unless the actor may see playbooks: they are of all customers."""
    require(actor, SEE)
    require_whole_sight(actor)


def playbooks_on(*, kinds: Collection[str] | None = None) -> list[tuple[Playbook, Definition]]:
    """The playbooks that are switched on; of these triggers, if given."""
    rows = Playbook.objects.filter(is_on=True).order_by("pk")
    if kinds is not None:
        rows = rows.filter(content__trigger__kind__in=list(kinds))
    return [(row, read_playbook(row.content)) for row in rows]


def may_send_messages() -> bool:
    """Whether some playbook may show messages; fills `core.ports.proactive_messages`."""
    return Playbook.objects.filter(is_on=True, content__action__kind=ActionKind.GUIDANCE).exists()


def facts_of(contact: Contact | None, company: Company | None) -> Facts:
    """What an audience is asked of."""
    return Facts(
        segment=company.segment if company is not None else "",
        plan=company.plan if company is not None else "",
        arr=company.arr if company is not None else None,
        health=company.health_score if company is not None else None,
        renewal_on=company.renewal_on if company is not None else None,
        language=(contact.locale if contact is not None else "").lower(),
        title=contact.title if contact is not None else "",
        has_company=company is not None,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Contacts and companies of candidates, by id."""

    contacts: Mapping[int, Contact]
    companies: Mapping[int, Company]

    def contact(self, one: Candidate) -> Contact | None:
        """Whom it happened to."""
        return self.contacts.get(one.contact_id or 0)

    def company(self, one: Candidate) -> Company | None:
        """Theirs, or the one that it names."""
        contact = self.contact(one)
        own = contact.company if contact is not None else None
        return self.companies.get(one.company_id or 0) or own


def known_of(found: Collection[Candidate]) -> Known:
    """The people and companies of candidates, with two statements."""
    companies = known_facts.companies_known(ids={one.company_id for one in found if one.company_id})
    contacts = known_facts.contacts_known({one.contact_id for one in found if one.contact_id})
    return Known(contacts, {row.pk: row for row in companies})


def is_meant(one: Definition, candidate: Candidate, known: Known, *, now: datetime) -> bool:
    """Whether a candidate belongs to the audience."""
    facts = facts_of(known.contact(candidate), known.company(candidate))
    # Where no page is known, the page decides where the message is shown.
    is_there = not candidate.page or is_on_page(one.audience.page, candidate.page)
    return is_there and one.audience.takes(facts, today=clock_day(now))


@dataclass(frozen=True, slots=True)
class Standing:
    """A playbook as lists show it: its result, and how many firings of 28 days had which state."""

    row: Playbook
    result: Result
    states: Mapping[str, int]


def results_of(ids: Collection[int]) -> dict[int, Result]:
    """What came of playbooks: each person or company counts once, by the first time."""
    drawn = PlaybookFiring.objects.filter(playbook__in=list(ids), is_first=True, judged_at__isnull=False)
    is_reached, is_out, wrote = Q(state=State.REACHED), Q(state=State.HELD_OUT), Q(has_written=True)
    rows = (
        drawn.order_by()
        .values_list("playbook_id")
        .annotate(
            a=Count("pk", filter=is_reached),
            b=Count("pk", filter=is_reached & wrote),
            c=Count("pk", filter=is_out),
            d=Count("pk", filter=is_out & wrote),
        )
    )
    return {playbook_id: Result(*counts) for playbook_id, *counts in rows}


def playbooks_listed(*, actor: Actor, now: datetime) -> list[Standing]:
    """All playbooks, those that are on first. Raises Forbidden."""
    require_sight(actor)
    rows = list(Playbook.objects.select_related("changed_by").order_by("-is_on", "name"))
    results = results_of([row.pk for row in rows])
    counts: dict[int, Counter[str]] = {}
    lately = PlaybookFiring.objects.filter(fired_at__gt=now - timedelta(days=28)).order_by()
    for playbook_id, state, count in lately.values_list("playbook_id", "state").annotate(n=Count("pk")):
        counts.setdefault(playbook_id, Counter())[state] = count
    return [Standing(row, results.get(row.pk, Result()), counts.get(row.pk, {})) for row in rows]


@dataclass(frozen=True, slots=True)
class WholePlaybook:
    """One playbook with its versions, newest firings, and what became of its messages."""

    standing: Standing
    versions: list[PlaybookVersion]
    firings: list[PlaybookFiring]
    reasons: Mapping[str, int]
    answers: Answers
    owners: list[User]
    judging: int


def playbook_get(*, actor: Actor, playbook_id: int, now: datetime) -> WholePlaybook:
    """One playbook. Raises Forbidden, NotFound."""
    found = {one.row.pk: one for one in playbooks_listed(actor=actor, now=now)}.get(playbook_id)
    if found is None:
        raise NotFound("There is no such playbook.")
    firings = PlaybookFiring.objects.filter(playbook=playbook_id)
    skipped = firings.filter(state=State.SKIPPED).order_by().values_list("reason").annotate(n=Count("pk"))
    return WholePlaybook(
        standing=found,
        versions=list(PlaybookVersion.objects.filter(playbook=playbook_id).order_by("-version")[:20]),
        firings=list(firings.select_related("contact", "company").order_by("-fired_at", "-pk")[:MOST_ROWS]),
        reasons=dict(skipped),
        answers=answers_to(f"playbook:{playbook_id}:"),
        owners=owners_possible(),
        judging=firings.filter(is_first=True, judge_at__isnull=False, judged_at=None).count(),
    )


@dataclass(frozen=True, slots=True)
class Met:
    """One candidate of a dry run, and which group they would be in."""

    at: datetime
    name: str
    is_held_out: bool


@dataclass(slots=True)
class Tried:
    """
    What a playbook would have done in the last 30 days.

    People (or companies) it would have reached and held out; candidates outside of the audience, and those
    that a limit or their own wish kept away.
    """

    reached: int = 0
    held_out: int = 0
    outside: int = 0
    limited: int = 0
    firings: int = 0
    rows: list[Met] = field(default_factory=list)


def playbook_tried(*, actor: Actor, playbook_id: int, definition: Definition, now: datetime) -> Tried:
    """
    Try a playbook on what is stored of the last 30 days; nothing changes. Raises Forbidden, NotFound.

    Open conversations and quiet hours of then are not looked at.
    """
    require_sight(actor)
    if not Playbook.objects.filter(pk=playbook_id).exists():
        raise NotFound("There is no such playbook.")
    found = candidates(definition, since=now - timedelta(days=TRIED_DAYS), until=now)
    known, tried = known_of(found), Tried()
    refused = opted_out(one.contact_id for one in found if one.contact_id)
    a_week = limits_now().a_week
    times: dict[str, list[datetime]] = {}
    groups: dict[str, bool] = {}
    for one in found:
        unit = one.unit(is_of_person=definition.is_of_person)
        contact, company = known.contact(one), known.company(one)
        if not unit or (contact is None and company is None) or not is_meant(definition, one, known, now=now):
            tried.outside += 1
            continue
        own = times.setdefault(unit, [])
        if _is_limited(definition, own, one, refused, a_week):
            tried.limited += 1
            continue
        own.append(one.at)
        tried.firings += 1
        groups[unit] = is_held_out(playbook_id, unit, definition.limits.holdout)
        name = contact.display_name if definition.is_of_person and contact else str(company or contact)
        tried.rows.append(Met(one.at, name, groups[unit]))
    tried.held_out = sum(groups.values())
    tried.reached = len(groups) - tried.held_out
    tried.rows = tried.rows[::-1][:MOST_ROWS]
    return tried


def _is_limited(
    one: Definition, own: list[datetime], candidate: Candidate, refused: set[int], a_week: int
) -> bool:
    if len(own) >= one.limits.most:
        return True
    if not one.is_of_person:
        return False
    this_week = sum(candidate.at - at < WEEK for at in own)
    return candidate.contact_id in refused or this_week >= a_week


def definition_json(row: Playbook | PlaybookVersion) -> dict[str, Any]:
    """The content of a playbook in full, also of one that was stored before a part existed."""
    return content_of(read_playbook(row.content))
