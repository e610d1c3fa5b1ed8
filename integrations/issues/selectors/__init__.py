"""Issues of tickets, as somebody who sees the ticket may see them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from core.actors import Actor
from core.errors import NotFound
from integrations.connections.models import Connection
from integrations.connections.selectors import internal as connections
from integrations.issues import trackers
from integrations.issues.models import (
    AnswerState,
    AutomaticIssue,
    FixAnswer,
    Issue,
    IssueLink,
    IssueState,
    StateKind,
    TrackerSettings,
)
from people.models import Company
from people.policy import may, require
from tickets import selectors as ticket_selectors


@dataclass(frozen=True)
class Reach:
    """Whom an issue concerns: tickets, customers, and what these pay a year."""

    tickets: int = 0
    customers: int = 0
    revenue: Decimal = Decimal(0)


def connected() -> Connection | None:
    """The connection of the tracker in use: the oldest one."""
    found = [row for system in trackers.known() for row in connections.connections_of(system)]
    return min(found, key=lambda row: row.pk) if found else None


def settings_of(connection_id: int) -> TrackerSettings:
    """The settings for a connection, unsaved defaults where nobody has set any."""
    found = TrackerSettings.objects.filter(connection_id=connection_id).first()
    return found or TrackerSettings(connection_id=connection_id)


def settings_for(*, actor: Actor, connection_id: int) -> TrackerSettings:
    """The same for an admin. Raises NotFound, Forbidden."""
    require(actor, "issue.configure")
    row = connections.connection_find(connection_id)
    if row is None or row.system not in trackers.known():
        raise NotFound("There is no such tracker.")
    return settings_of(connection_id)


def teams_in_use(connection_id: int) -> list[str]:
    """The teams of a tracker that tickets go to, or have issues in."""
    found = settings_of(connection_id)
    chosen = [found.team, *(one["team"] for one in found.rules.get("areas", []))]
    linked = IssueLink.objects.filter(ended_at__isnull=True, issue__connection=connection_id)
    there = linked.filter(issue__state=IssueState.THERE).values_list("issue__team", flat=True)
    return sorted({*chosen, *there.distinct()} - {""})


def issues_of_customer(contact_id: int, *, limit: int) -> list[IssueLink]:
    """The issues behind a customer's own tickets, the newest link first; for work of our own."""
    found = IssueLink.objects.filter(
        ticket__requester=contact_id,
        ticket__deleted_at=None,
        ended_at__isnull=True,
        issue__state=IssueState.THERE,
    )
    return list(found.select_related("issue", "ticket").order_by("-id")[:limit])


def links_of(*, actor: Actor, ticket_id: int) -> list[IssueLink]:
    """The issues that a ticket belongs to, the newest last. Raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    found = IssueLink.objects.filter(ticket_id=ticket.pk, ended_at__isnull=True)
    return list(found.select_related("issue", "issue__connection").order_by("id"))


def link_get(*, actor: Actor, ticket_id: int, link_id: int) -> IssueLink:
    """One of them. Raises NotFound."""
    found = next((row for row in links_of(actor=actor, ticket_id=ticket_id) if row.pk == link_id), None)
    if found is None:
        raise NotFound("This ticket has no such issue.")
    return found


def answers_of(ticket_id: int) -> list[FixAnswer]:
    """The answers that wait for somebody at a ticket; whoever calls has asked whether it may be seen."""
    found = FixAnswer.objects.filter(
        link__ticket_id=ticket_id, state=AnswerState.WAITING, link__ended_at__isnull=True
    )
    return list(found.select_related("link", "link__issue").order_by("id"))


def automatic_of(ticket_id: int) -> AutomaticIssue | None:
    """Whether an issue was made of a ticket by itself; whoever calls has asked whether it may be seen."""
    return AutomaticIssue.objects.filter(pk=ticket_id).first()


def answers_waiting(*, actor: Actor, limit: int = 100) -> list[FixAnswer]:
    """The answers that wait, at tickets that the actor may see, the oldest first. Raises Forbidden."""
    require(actor, "ticket.read")
    seen = ticket_selectors.tickets_visible(actor).present().values("pk")
    found = FixAnswer.objects.filter(
        state=AnswerState.WAITING, link__ended_at__isnull=True, link__ticket__in=seen
    )
    return list(found.select_related("link", "link__issue", "link__ticket").order_by("id")[:limit])


def reach_of(issue_ids: list[int]) -> dict[int, Reach]:
    """Whom issues concern, in one statement."""
    rows = IssueLink.objects.filter(issue__in=issue_ids, ended_at__isnull=True).select_related("company")
    companies: dict[int, dict[int, Company]] = {}
    tickets: dict[int, int] = dict.fromkeys(issue_ids, 0)
    for row in rows:
        tickets[row.issue_id] += 1
        if row.company is not None:
            companies.setdefault(row.issue_id, {})[row.company.pk] = row.company
    return {
        one: Reach(
            tickets[one],
            len(companies.get(one, {})),
            sum((c.arr for c in companies.get(one, {}).values() if c.arr is not None), Decimal(0)),
        )
        for one in issue_ids
    }


def companies_of(issue_id: int) -> set[int]:
    """The customers of an issue, by id."""
    rows = IssueLink.objects.filter(issue=issue_id, ended_at__isnull=True, company__isnull=False)
    return {row.company_id for row in rows if row.company_id is not None}


def has_open_issue(ticket_id: int) -> bool:
    """Whether an issue that is neither done nor canceled is linked; fills `core.ports.has_open_issue`."""
    over = (StateKind.COMPLETED, StateKind.CANCELED)
    rows = IssueLink.objects.filter(
        ticket=ticket_id, ended_at__isnull=True, issue__state__in=(IssueState.THERE, IssueState.SENDING)
    )
    return rows.exclude(issue__status_kind__in=over).exists()


def is_done(issue_id: int) -> bool:
    """Whether an issue is completed, and still there."""
    done = Issue.objects.filter(pk=issue_id, status_kind=StateKind.COMPLETED)
    return done.exclude(state=IssueState.GONE).exists()


def open_issues_of_company(company_id: int) -> dict[int, list[str]]:
    """The tickets of a customer with issues that are neither done nor canceled, and the keys of these."""
    over = (StateKind.COMPLETED, StateKind.CANCELED)
    rows = IssueLink.objects.filter(
        company_id=company_id, ended_at__isnull=True, issue__state=IssueState.THERE
    ).exclude(issue__status_kind__in=over)
    found: dict[int, list[str]] = {}
    for ticket_id, key in rows.order_by("pk").values_list("ticket_id", "issue__key"):
        found.setdefault(ticket_id, []).append(key)
    return found


def issue_get(*, connection_id: int, issue_id: int) -> Issue:
    """An issue that a ticket can join. Raises NotFound."""
    there = Q(state__in=(IssueState.THERE, IssueState.SENDING))
    found = Issue.objects.filter(there, connection_id=connection_id, pk=issue_id).first()
    if found is None:
        raise NotFound("There is no such issue, or it was deleted.")
    return found


def shows_money(actor: Actor) -> bool:
    """Whether the actor may know what customers pay, which stands with the customers."""
    return may(actor, "customer.read") and actor.may_read("people")
