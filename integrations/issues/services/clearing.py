"""
Changes of which it is not known whether the tracker has them: looked for there, then gone on or sent again.
"""

from datetime import datetime, timedelta

from django.db import transaction

from core import clock
from core.errors import DomainError
from integrations.connections import services as connections
from integrations.connections.models import Delivery
from integrations.connections.selectors import internal as all_connections
from integrations.issues import trackers
from integrations.issues.models import Issue, IssueLink
from integrations.issues.services.sending import go_on, issue_there, sought
from integrations.issues.trackers import Change, Tracker

SURE_AFTER = timedelta(minutes=2)
"""How long a change may still be under way there after its answer got lost."""
_NO_UNDERSTANDING = (LookupError, TypeError, ValueError, AttributeError)


def issue_verify(*, link_id: int) -> bool:
    """
    Ask whether what we tried to make is there, and go on if so. Must not run within a transaction.

    A tracker that takes our ids refuses one that it has already; elsewhere what is certainly not there is
    sent again.
    """
    link = IssueLink.objects.select_related("issue__connection").filter(pk=link_id).first()
    if link is None:
        return False
    step = "comment" if link.issue.key else "issue"
    doubt = all_connections.doubt_of(link.issue.connection_id, f"{step}:{link.uid}")
    if step == "comment" and doubt is None:
        return False
    tracker = trackers.get(link.issue.connection.system)
    is_sure, change = _looked(link, step, doubt, tracker)
    now = clock.now()
    if step == "issue":
        Issue.objects.filter(pk=link.issue_id).update(checked_at=now)
    if change is None:
        if is_sure and doubt is not None and _began(doubt) < now - SURE_AFTER:
            connections.delivery_cleared(delivery_id=doubt.pk, was_done=False, now=now)
        return False
    with transaction.atomic():
        if doubt is not None:
            connections.delivery_cleared(delivery_id=doubt.pk, was_done=True, now=now)
        fresh = IssueLink.objects.select_related("issue", "ticket", "company").get(pk=link_id)
        if change.issue is not None:
            issue_there(fresh, tracker, change.issue, now)
        elif fresh.ended_at is None:
            go_on(fresh, tracker, after=step, now=now)
    return True


def _looked(
    link: IssueLink, step: str, doubt: Delivery | None, tracker: Tracker
) -> tuple[bool, Change | None]:
    """Whether the answer is sure, and what is there."""
    since = _began(doubt) if doubt is not None else link.made_at
    ours = link.issue.external_id if step == "issue" else str(link.uid)
    call = sought(step, link, since)
    try:
        look = call or tracker.look(link.issue.external_id)
        data = connections.read(connection_id=link.issue.connection_id, call=look).data
        if call is not None:
            return True, tracker.found(step, ours=ours, data=data)
        made = tracker.looked(data)
    except (DomainError, *_NO_UNDERSTANDING):
        return False, None
    return False, Change(issue=made) if made is not None else None


def _began(doubt: Delivery) -> datetime:
    return doubt.started_at or doubt.created_at


def links_in_doubt(*, connection_id: int, since: datetime, until: datetime) -> list[int]:
    """The links with a comment of which it is not known whether it is there."""
    rows = all_connections.doubts(connection_id, since=since)
    uids = [
        row.key.removeprefix("comment:")
        for row in rows
        if row.key.startswith("comment:") and _began(row) < until
    ]
    found = IssueLink.objects.filter(uid__in=uids, ended_at__isnull=True)
    return list(found.values_list("pk", flat=True)[:20])
