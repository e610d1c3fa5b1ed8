"""
What is told to a tracker about a link, one change after the other.

Each step is queued in the transaction that records the one before it as done, so that a crash between them
loses none. All ids are made here: a step that arrives twice is one. Locks are taken in the order issue,
ticket, link.
"""

import logging
from datetime import datetime

from django.conf import settings

from core import clock
from core.actors import SYSTEM
from core.queue import enqueue_on_commit
from integrations.connections import services as connections
from integrations.connections.models import DeliveryState
from integrations.connections.systems import Delivered, Ended
from integrations.connections.transport import Call
from integrations.issues import trackers
from integrations.issues.models import Issue, IssueLink, IssueState, LinkHow, LinkState
from integrations.issues.selectors import settings_of
from integrations.issues.services.following import snapshot_apply
from integrations.issues.services.telling import tell_change, tell_linked
from integrations.issues.trackers import Customer, NewIssue, Tracker
from people.models import Company

logger = logging.getLogger(__name__)

STEPS = {
    LinkHow.CREATED: ("issue", "customer", "need", "back"),
    LinkHow.JOINED: ("comment", "customer", "need", "back"),
    LinkHow.LINKED: ("back",),
}
_NO_UNDERSTANDING = (LookupError, TypeError, ValueError, AttributeError)


def ticket_url(number: int) -> str:
    """Where the workspace shows a ticket."""
    return f"{settings.PUBLIC_URL}/app/inbox/{number}"


def customer_id(company: Company) -> str:
    """The id by which a tracker knows a customer: the CRM's, where there is one."""
    return company.external_id or f"candor-{company.pk}"


def begin(link: IssueLink, tracker: Tracker, new: NewIssue | None, now: datetime) -> None:
    """Queue the first step of a link, in the transaction that makes it."""
    if new is not None:
        call = tracker.create(new)
        connections.delivery_queue(
            connection_id=link.issue.connection_id, call=_keyed(call, "issue", link), now=now
        )
        return
    go_on(link, tracker, after="", now=now)


def go_on(link: IssueLink, tracker: Tracker, *, after: str, now: datetime) -> None:
    """Queue the step after this one; after the last the link is done."""
    steps = [step for step in STEPS[LinkHow(link.how)] if step != "issue"]
    rest = steps[steps.index(after) + 1 :] if after in steps else steps
    for step in rest:
        call = _call(step, link, tracker)
        if call is not None:
            connections.delivery_queue(
                connection_id=link.issue.connection_id, call=_keyed(call, step, link), now=now
            )
            return
    IssueLink.objects.filter(pk=link.pk).update(state=LinkState.DONE, problem="")


def _keyed(call: Call, step: str, link: IssueLink) -> Call:
    return Call(
        call.method, call.path, call.purpose, body=call.body, query=call.query,
        key=f"{step}:{link.uid}", is_read=False,
    )  # fmt: skip


def _call(step: str, link: IssueLink, tracker: Tracker) -> Call | None:
    issue_id = link.issue.external_id
    if step == "comment":
        if not link.comment:
            return None
        return tracker.comment(comment_id=str(link.uid), issue_id=issue_id, body=link.comment)
    if step == "back":
        ticket = link.ticket
        return tracker.link_back(
            link_id=str(link.uid),
            issue_id=issue_id,
            url=ticket_url(ticket.pk),
            title=f"Ticket #{ticket.pk}",
            subtitle=ticket.subject[:200],
        )
    company = link.company
    if company is None or not link.shares_customer:
        return None
    if step == "customer":
        shares = settings_of(link.issue.connection_id).shares_revenue
        return tracker.customer(
            Customer(
                id=customer_id(company),
                name=company.name,
                domain=company.domain,
                revenue=int(company.arr) if shares and company.arr is not None else None,
                tier=company.segment.replace("_", " ").capitalize(),
            )
        )
    # One request of a customer for one issue, however many of its people wrote.
    others = IssueLink.objects.filter(issue=link.issue, company=company, shares_customer=True)
    if others.filter(pk__lt=link.pk, how__in=(LinkHow.CREATED, LinkHow.JOINED)).exists():
        return None
    is_comment = link.how == LinkHow.JOINED and bool(link.comment)
    return tracker.need(
        need_id=str(link.uid),
        issue_id=issue_id,
        customer_id=customer_id(company),
        body=f"{link.ticket.subject}\n\n{ticket_url(link.ticket_id)}",
        comment_id=str(link.uid) if is_comment else "",
    )


def sought(step: str, link: IssueLink, since: datetime) -> Call | None:
    """How to look for a step whose answer got lost; None where the tracker takes our ids."""
    if step not in ("issue", "comment"):
        return None
    tracker, issue = trackers.get(link.issue.connection.system), link.issue
    return tracker.sought(step, place=issue.team if step == "issue" else issue.external_id, since=since)


def _link_of(key: str) -> tuple[str, IssueLink | None]:
    step, _, uid = key.partition(":")
    if step not in {name for steps in STEPS.values() for name in steps} or len(uid) != 36:
        return "", None
    found = IssueLink.objects.select_related("issue__connection", "ticket", "company").filter(uid=uid).first()
    return step, found


def delivered(done: Delivered, *, tracker: Tracker) -> None:
    """What follows from a step that the tracker has taken; runs in the transaction that records it."""
    step, link = _link_of(done.key)
    if link is None:
        return
    now = clock.now()
    if step == "issue":
        made = None
        try:
            made = tracker.made(done.data)
        except _NO_UNDERSTANDING:
            logger.warning("A created issue was answered in another form", extra={"link": link.pk})
        if made is None:
            # It says that it is done, but not what: ask.
            enqueue_on_commit("integrations.issues.tasks.verify", link_id=link.pk)
            return
        issue_there(link, tracker, made, now)
        return
    if link.ended_at is None:
        go_on(link, tracker, after=step, now=now)


def issue_there(link: IssueLink, tracker: Tracker, made: trackers.Snapshot, now: datetime) -> None:
    """The tracker has the issue of a link: note it, say so in the ticket, and go on."""
    issue = Issue.objects.select_for_update(no_key=True).get(pk=link.issue_id)
    is_news = not issue.key
    snapshot_apply(connection_id=issue.connection_id, snapshot=made, now=now)
    issue.refresh_from_db()
    if issue.state != IssueState.GONE:
        Issue.objects.filter(pk=issue.pk).update(state=IssueState.THERE, problem="")
    link.issue = issue
    if link.ended_at is not None:
        return
    if is_news:
        tell_linked(SYSTEM, issue, tracker.system, link.ticket_id, now)
    IssueLink.objects.filter(pk=link.pk).update(state=LinkState.SENDING, problem="")
    go_on(link, tracker, after="issue", now=now)


def ended(end: Ended) -> None:
    """A step that was not taken: said at the link; whether an issue is there all the same is asked."""
    step, link = _link_of(end.key)
    if link is None:
        return
    now, problem = clock.now(), end.error[:400]
    system = link.issue.connection.system
    if end.state == DeliveryState.IN_DOUBT and sought(step, link, now) is not None:
        enqueue_on_commit("integrations.issues.tasks.verify", link_id=link.pk)
        return
    if step == "issue":
        Issue.objects.filter(pk=link.issue_id, key="").update(state=IssueState.REFUSED, problem=problem)
        enqueue_on_commit("integrations.issues.tasks.verify", link_id=link.pk)
    if link.ended_at is None:
        tell_change(link.issue, system, link.ticket_id, "refused", now, words=problem)
    IssueLink.objects.filter(pk=link.pk).update(state=LinkState.REFUSED, problem=problem)
