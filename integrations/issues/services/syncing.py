"""
Reading what has changed at a tracker: what webhooks have missed, and which issues are open there at all.

A round reads page by page; the mark moves with each page, in its transaction. `position` is JSON: `since`,
from where this round reads; `next`, from where the one after it will; `after`, the tracker's own mark;
`reading`, the teams of this round, and `teams`, those of the one before, at a tracker that reads by team.
"""

import logging
from datetime import datetime, timedelta

import orjson
from django.db import transaction
from django.db.models import Q

from core import clock
from core.errors import DomainError
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.selectors import internal as all_connections
from integrations.issues import trackers
from integrations.issues.models import IssueLink, IssueState
from integrations.issues.selectors import settings_of, teams_in_use
from integrations.issues.services.clearing import SURE_AFTER, issue_verify, links_in_doubt
from integrations.issues.services.configuring import catalog_read
from integrations.issues.services.following import remark_apply, snapshot_apply
from integrations.issues.trackers import Since

logger = logging.getLogger(__name__)

STREAM = "issues"
EVERY = timedelta(minutes=5)
CATALOG_EVERY = timedelta(hours=6)
OVERLAP = timedelta(minutes=2)
VERIFY_AFTER, VERIFY_EVERY, VERIFY_FOR = timedelta(minutes=5), timedelta(minutes=10), timedelta(days=2)
MOST_PAGES = 40


def follow_all(*, now: datetime) -> None:
    """Read from every tracker that is connected; one that fails does not keep the others."""
    for system in trackers.known():
        for row in all_connections.connections_of(system):
            try:
                _follow(row, now)
            except DomainError as error:
                # The log of deliveries and the connection's health have it.
                logger.warning("A tracker could not be read", extra={"connection": row.pk, "why": error.code})


def _follow(row: Connection, now: datetime) -> None:
    known = settings_of(row.pk)
    if known.catalog_at is None or now - known.catalog_at > CATALOG_EVERY:
        catalog_read(connection_id=row.pk)
    doubtful = links_in_doubt(connection_id=row.pk, since=now - VERIFY_FOR, until=now - SURE_AFTER)
    for link_id in [*_unsure(row.pk, now), *doubtful]:
        issue_verify(link_id=link_id)
    sync(connection_id=row.pk)


def _unsure(connection_id: int, now: datetime) -> list[int]:
    """Links whose issue may or may not be there: its creation was refused, or ended without an answer."""
    rows = IssueLink.objects.select_related("issue").filter(
        Q(issue__checked_at__isnull=True) | Q(issue__checked_at__lt=now - VERIFY_EVERY),
        issue__connection=connection_id,
        issue__key="",
        issue__state__in=(IssueState.SENDING, IssueState.REFUSED),
        made_at__gt=now - VERIFY_FOR,
        made_at__lt=now - VERIFY_AFTER,
        ended_at__isnull=True,
    )
    return [row.pk for row in rows[:20] if not all_connections.is_waiting(connection_id, f"issue:{row.uid}")]


def sync(*, connection_id: int, is_urgent: bool = False) -> int:
    """
    Read what has changed since the last round; returns how many issues. Must not run within a transaction.

    Raises what a read raises; LeaseLost when another worker took over.
    """
    row = all_connections.connection_find(connection_id)
    if row is None:
        return 0
    tracker = trackers.get(row.system)
    began = clock.now()
    lease = connections.cursor_lease(connection_id=row.pk, stream=STREAM, now=began)
    if lease is None:
        return 0
    count, is_complete = 0, False
    try:
        mark = orjson.loads(lease.position) if lease.position else {}
        since, after, upto = mark.get("since", ""), mark.get("after", ""), mark.get("next", "")
        teams = mark.get("reading", [])
        if not after:
            # A new round; what changes while it is read belongs to the one after it.
            if since and not is_urgent and began - datetime.fromisoformat(since) < EVERY + OVERLAP:
                return 0
            upto = (began - OVERLAP).isoformat()
            teams = teams_in_use(row.pk) if tracker.reads_by_team else []
            if tracker.reads_by_team and not teams:
                return 0
        fresh = [one for one in teams if one not in mark.get("teams", [])]
        for _ in range(MOST_PAGES):
            asked = Since(at=since, after=after, teams=teams, fresh=fresh)
            page = tracker.page(
                connections.read(connection_id=row.pk, call=tracker.changed(asked)).data, asked
            )
            is_complete = not page.next
            position = {"since": upto} if is_complete else {"since": since, "after": page.next, "next": upto}
            if teams:
                position |= {"teams": teams if is_complete else mark.get("teams", []), "reading": teams}
            now = clock.now()
            with transaction.atomic():
                for snapshot in page.issues:
                    snapshot_apply(connection_id=row.pk, snapshot=snapshot, now=now)
                for remark in page.remarks:
                    remark_apply(connection_id=row.pk, tracker=tracker, remark=remark, now=now)
                lease = connections.cursor_advance(
                    lease, position=orjson.dumps(position).decode(), rows=len(page.issues), now=now
                )
            count, after = count + len(page.issues), page.next
            if is_complete:
                break
    finally:
        connections.cursor_finish(lease, now=clock.now(), is_complete=is_complete)
    return count
