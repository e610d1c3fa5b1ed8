"""Making an issue from a ticket, joining one, linking and unlinking. Locks: issue, ticket, link."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assistant.reading.entities import entities_of
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.events import publish
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.issues import selectors, trackers
from integrations.issues.events import IssueLinked, IssueUnlinked
from integrations.issues.models import Issue, IssueLink, IssueState, LinkHow, StateKind
from integrations.issues.selectors.candidates import vector_of
from integrations.issues.services.answering import answers_draft, answers_withdraw
from integrations.issues.services.following import snapshot_apply
from integrations.issues.services.sending import begin
from integrations.issues.services.telling import show_change, tell_change, tell_linked
from integrations.issues.trackers import NewIssue
from people.policy import require
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.selectors.clearing import leave_of
from tickets.services import TicketMerged, ticket_at_work


class NotConnected(Conflict):
    """No tracker is connected; an admin can connect one in the settings."""

    code = "issues.not_connected"


class AlreadyLinked(Conflict):
    """The ticket has an issue already."""

    code = "issues.already_linked"


def tracker_connection() -> Connection:
    """The connection in use. Raises NotConnected."""
    found = selectors.connected()
    if found is None:
        raise NotConnected("No tracker is connected. An admin can connect one under Settings.")
    return found


def _known(request_id: uuid.UUID, ticket: Ticket) -> IssueLink | None:
    found = IssueLink.objects.filter(request_id=request_id).first()
    if found is not None and found.ticket_id != ticket.pk:
        raise Conflict("This request was made for another ticket. Open the dialog again.")
    return found


def _check_choices(connection_id: int, *, team: str, project: str, labels: Sequence[str]) -> None:
    catalog = selectors.settings_of(connection_id).catalog
    for name, chosen in (("teams", [team]), ("projects", [project]), ("labels", labels)):
        known = {one["id"]: one["teams"] for one in catalog.get(name, [])}
        for one in filter(None, chosen):
            fits = one in known and (not known[one] or team in known[one])
            if not fits:
                field = {"teams": "team", "projects": "project", "labels": "labels"}[name]
                raise Invalid(
                    "Choose a team, project and labels that the tracker has, for this team.",
                    errors={field: ["Not there, or not for this team."]},
                )


@transaction.atomic
def issue_create(
    *,
    actor: Actor,
    ticket_id: int,
    request_id: uuid.UUID,
    title: str,
    description: str,
    team: str,
    project: str = "",
    labels: Sequence[str] = (),
    priority: int = 0,
    shares_customer: bool = True,
    now: datetime,
) -> IssueLink:
    """
    Make an issue from a ticket: exactly these words, as the person has seen them.

    One request makes one issue, however often it comes. Raises NotConnected, AlreadyLinked where the ticket
    has an open issue, Invalid, NotFound, Forbidden.
    """
    require(actor, "issue.link")
    ticket = ticket_at_work(actor=actor, ticket_id=ticket_id)
    if (known := _known(request_id, ticket)) is not None:
        return known
    row = tracker_connection()
    tracker = trackers.get(row.system)
    open_ones = [link for link in selectors.links_of(actor=actor, ticket_id=ticket.pk) if link.issue.is_open]
    if open_ones:
        raise AlreadyLinked(
            f"This ticket belongs to {open_ones[0].issue.key or 'an issue on its way'}. Unlink that first."
        )
    _check_choices(row.pk, team=team, project=project, labels=labels)
    entities = entities_of(f"{title}\n{description}")
    issue = Issue.objects.create(
        connection=row,
        external_id=str(uuid.uuid4()),
        state=IssueState.SENDING,
        title=title,
        description=description,
        codes=list(dict.fromkeys(one["value"] for one in entities if one["kind"] == "error_code"))[:20],
        product_area=ticket.product_area,
        priority=priority,
        team=team,
        status_kind=StateKind.TRIAGE,
        created_at=now,
        vector=vector_of(title, description, leave_of(ticket)),
    )
    link = _make(actor, issue, ticket, LinkHow.CREATED, request_id, "", shares_customer, now)
    new = NewIssue(issue.external_id, title, description, team, project, tuple(labels), priority)
    begin(link, tracker, new, now)
    show_change(issue, ticket)
    return link


@transaction.atomic
def issue_join(
    *,
    actor: Actor,
    ticket_id: int,
    request_id: uuid.UUID,
    issue_id: int,
    comment: str,
    shares_customer: bool = True,
    now: datetime,
) -> IssueLink:
    """
    Add a ticket to an issue: a comment with what is new, and its customer.

    Raises NotConnected, AlreadyLinked, NotFound, Forbidden.
    """
    require(actor, "issue.link")
    row = tracker_connection()
    Issue.objects.select_for_update(no_key=True).filter(pk=issue_id, connection=row).first()
    ticket = ticket_at_work(actor=actor, ticket_id=ticket_id)
    if (known := _known(request_id, ticket)) is not None:
        return known
    issue = selectors.issue_get(connection_id=row.pk, issue_id=issue_id)
    if IssueLink.objects.filter(issue=issue, ticket=ticket, ended_at__isnull=True).exists():
        raise AlreadyLinked(f"This ticket belongs to {issue.key or 'this issue'} already.")
    if issue.state == IssueState.SENDING:
        raise Conflict("This issue is still on its way to the tracker. Try again in a moment.")
    how = LinkHow.JOINED if comment.strip() or shares_customer else LinkHow.LINKED
    link = _make(actor, issue, ticket, how, request_id, comment.strip(), shares_customer, now)
    tracker = trackers.get(row.system)
    tell_linked(actor, issue, row.system, ticket.pk, now)
    begin(link, tracker, None, now)
    if issue.status_kind == StateKind.COMPLETED:
        answers_draft(issue=issue, links=[link], now=now)
    return link


def issue_link(
    *, actor: Actor, ticket_id: int, request_id: uuid.UUID, address: str, now: datetime
) -> IssueLink:
    """
    Link an issue by its address or key; nothing is said there but where the ticket is.

    Must not run within a transaction. Raises NotConnected, Invalid, NotFound, Forbidden, and what a read
    raises.
    """
    require(actor, "issue.link")
    ticket = TicketMerged.check(ticket_get(actor=actor, ticket_id=ticket_id))
    if (known := _known(request_id, ticket)) is not None:
        return known
    row = tracker_connection()
    tracker = trackers.get(row.system)
    key = tracker.key_of(address)
    if not key:
        raise Invalid(
            "This is no issue's address or key.",
            errors={"address": [f"Write it as {tracker.example}, or its address."]},
        )
    missing = Invalid(
        f"{tracker.label} has no {key}, or does not show it to us.", errors={"address": ["Not found."]}
    )
    try:
        found = tracker.looked(connections.read(connection_id=row.pk, call=tracker.look(key)).data)
    except connections.CallRefused as error:
        raise missing from error
    except (LookupError, TypeError, ValueError) as error:
        raise missing from error
    if found is None:
        raise missing
    with transaction.atomic():
        issue = snapshot_apply(connection_id=row.pk, snapshot=found, now=now)
        if issue is None:
            issue, _ = Issue.objects.get_or_create(
                connection=row,
                external_id=found.id,
                defaults={"title": found.title[:500], "created_at": now},
            )
            snapshot_apply(connection_id=row.pk, snapshot=found, now=now)
        return issue_join(
            actor=actor,
            ticket_id=ticket_id,
            request_id=request_id,
            issue_id=issue.pk,
            comment="",
            shares_customer=False,
            now=now,
        )


def _make(
    actor: Actor,
    issue: Issue,
    ticket: Ticket,
    how: LinkHow,
    request_id: uuid.UUID,
    comment: str,
    shares_customer: bool,
    now: datetime,
) -> IssueLink:
    link = IssueLink.objects.create(
        request_id=request_id,
        issue=issue,
        ticket=ticket,
        company_id=ticket.company_id,
        how=how,
        comment=comment,
        shares_customer=shares_customer,
        made_by_id=actor.user_id,
        made_at=now,
    )
    publish(IssueLinked(ticket_id=ticket.pk, issue_id=issue.pk, by_ref=actor.ref))
    return link


@transaction.atomic
def issue_unlink(*, actor: Actor, ticket_id: int, link_id: int, now: datetime) -> None:
    """
    Take a ticket from its issue; what was told there stays there, and is told no further.

    Raises NotFound, Forbidden, TicketMerged, TicketInTrash.
    """
    require(actor, "issue.link")
    known = selectors.link_get(actor=actor, ticket_id=ticket_id, link_id=link_id)
    issue = Issue.objects.select_for_update(no_key=True).get(pk=known.issue_id)
    ticket_at_work(actor=actor, ticket_id=ticket_id)
    link = IssueLink.objects.select_for_update().filter(pk=link_id, ended_at__isnull=True).first()
    if link is None:
        raise NotFound("This ticket has no such issue.")
    link.ended_at = now
    link.save(update_fields=["ended_at"])
    answers_withdraw(links=[link], now=now)
    tell_change(issue, known.issue.connection.system, ticket_id, "unlinked", now, actor=actor)
    publish(IssueUnlinked(ticket_id=ticket_id, issue_id=issue.pk, by_ref=actor.ref))
