"""
What a tracker tells, brought to the tickets: by webhooks, in any order and more than once, and by reading.

The tracker's own time decides: what is older than what is known changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assistant.reading.entities import entities_of
from core import clock
from core.actors import SYSTEM
from core.events import publish
from integrations.issues.events import IssueCompleted
from integrations.issues.models import Issue, IssueLink, IssueState, Remembered, StateKind
from integrations.issues.selectors.candidates import vector_of
from integrations.issues.services.answering import answers_draft, answers_withdraw
from integrations.issues.services.telling import show_change, tell_change
from integrations.issues.trackers import Remark, Snapshot, Tracker
from tickets.clearance import NO_TICKET, Cleared
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import leave_of
from tickets.services import post_reply

MAX_NOTE = 20_000
LATE = timedelta(minutes=1)
_SHOWN = ("title", "assignee", "cycle", "due_on", "priority", "url", "key")


def hook_apply(*, connection_id: int, tracker: Tracker, body: Mapping[str, Any]) -> None:
    """Act on a webhook, in the caller's transaction; may run twice. Raises LookupError for another form."""
    change = tracker.told(body)
    now = clock.now()
    if change is None:
        return
    if change.issue is not None:
        snapshot_apply(connection_id=connection_id, snapshot=change.issue, now=now)
    if change.gone and change.at is not None:
        _remove(connection_id, change.gone, change.at, now)
    if change.remark is not None:
        remark_apply(connection_id=connection_id, tracker=tracker, remark=change.remark, now=now)


@transaction.atomic
def snapshot_apply(*, connection_id: int, snapshot: Snapshot, now: datetime) -> Issue | None:
    """
    Keep an issue as the tracker has it, and tell its tickets what has changed.

    Returns None for one that nobody asked about and that is not open.
    """
    is_known = Issue.objects.filter(connection_id=connection_id, external_id=snapshot.id).exists()
    if not is_known and snapshot.ours:
        # One that we made, at a tracker that has given it an id of its own.
        ours = Issue.objects.filter(connection_id=connection_id, external_id=snapshot.ours)
        is_known = bool(ours.update(external_id=snapshot.id))
    is_over = snapshot.is_gone or snapshot.state_kind in (StateKind.COMPLETED, StateKind.CANCELED)
    if not is_known and is_over:
        return None
    Issue.objects.get_or_create(
        connection_id=connection_id,
        external_id=snapshot.id,
        defaults={"title": snapshot.title[:500], "created_at": now},
    )
    issue = Issue.objects.select_for_update(no_key=True).get(
        connection_id=connection_id, external_id=snapshot.id
    )
    if issue.told_at is not None and snapshot.updated_at < issue.told_at:
        Issue.objects.filter(pk=issue.pk).update(checked_at=now)
        return issue
    before = {name: getattr(issue, name) for name in (*_SHOWN, "status", "status_kind", "state")}
    _take(issue, snapshot, now)
    issue.save()
    _tell(issue, before, now)
    return issue


def leave_to_read(issue: Issue) -> Cleared | None:
    """The leave to read an issue; none where one of its tickets is kept out, whose words it may repeat."""
    numbers = IssueLink.objects.filter(issue=issue.pk).values_list("ticket", flat=True) if issue.pk else ()
    tickets = [ticket for number in numbers if (ticket := all_tickets.ticket_find(number)) is not None]
    return None if any(leave_of(ticket) is None for ticket in tickets) else NO_TICKET


def _take(issue: Issue, snapshot: Snapshot, now: datetime) -> None:
    title, description = snapshot.title[:500], snapshot.description[:50_000]
    if (issue.title, issue.description) != (title, description) or issue.vector is None:
        issue.title, issue.description = title, description
        issue.vector, issue.sentence, issue.sentence_by = (
            vector_of(title, description, leave_to_read(issue)),
            None,
            "",
        )
        found = entities_of(f"{title}\n{description}")
        issue.codes = list(dict.fromkeys(one["value"] for one in found if one["kind"] == "error_code"))[:20]
    issue.key, issue.url = snapshot.key[:40], snapshot.url[:500]
    issue.status, issue.status_kind = snapshot.state[:120], snapshot.state_kind
    issue.assignee, issue.cycle = snapshot.assignee[:200], snapshot.cycle[:200]
    issue.priority, issue.team, issue.due_on = snapshot.priority, snapshot.team[:160], snapshot.due_on[:10]
    issue.told_at, issue.checked_at = snapshot.updated_at, now
    issue.state = IssueState.GONE if snapshot.is_gone else IssueState.THERE
    issue.problem = ""
    if snapshot.state_kind != StateKind.COMPLETED:
        issue.completed_at = None
    elif issue.completed_at is None:
        issue.completed_at = snapshot.updated_at


@transaction.atomic
def _remove(connection_id: int, external_id: str, at: datetime, now: datetime) -> None:
    issue = (
        Issue.objects.select_for_update(no_key=True)
        .filter(connection_id=connection_id, external_id=external_id)
        .first()
    )
    if issue is None or (issue.told_at is not None and at < issue.told_at):
        return
    before = {name: getattr(issue, name) for name in (*_SHOWN, "status", "status_kind", "state")}
    issue.state, issue.told_at, issue.checked_at = IssueState.GONE, at, now
    issue.save(update_fields=["state", "told_at", "checked_at"])
    _tell(issue, before, now)


def _tell(issue: Issue, before: Mapping[str, Any], now: datetime) -> None:
    links = list(
        IssueLink.objects.select_related("issue", "issue__connection", "ticket", "ticket__requester")
        .filter(issue=issue, ended_at__isnull=True)
        .order_by("ticket_id")
    )
    if not links:
        return
    system = links[0].issue.connection.system
    is_gone = issue.state == IssueState.GONE and before["state"] != IssueState.GONE
    is_completed = issue.status_kind == StateKind.COMPLETED != before["status_kind"]
    was_completed = before["status_kind"] == StateKind.COMPLETED != issue.status_kind
    is_other_status = before["status"] != issue.status and bool(before["status"])
    is_shown = any(before[name] != getattr(issue, name) for name in _SHOWN)
    for link in links:
        if is_gone:
            tell_change(issue, system, link.ticket_id, "gone", now)
        elif is_completed:
            tell_change(issue, system, link.ticket_id, "completed", now, was=before["status"])
            publish(IssueCompleted(ticket_id=link.ticket_id, issue_id=issue.pk))
        elif is_other_status:
            tell_change(issue, system, link.ticket_id, "status", now, was=before["status"])
        elif is_shown:
            ticket = all_tickets.ticket_find(link.ticket_id)
            if ticket is not None:
                show_change(issue, ticket)
    if was_completed or is_gone:
        answers_withdraw(links=links, now=now)
    if is_completed and not is_gone:
        answers_draft(issue=issue, links=links, now=now)


@transaction.atomic
def remark_apply(*, connection_id: int, tracker: Tracker, remark: Remark, now: datetime) -> bool:
    """Bring a comment of an issue to its tickets as a note, once; ours are not brought back."""
    issue = (
        Issue.objects.select_for_update(no_key=True)
        .filter(connection_id=connection_id, external_id=remark.issue_id)
        .first()
    )
    if issue is None or _is_ours(remark.ours or remark.id):
        return False
    links = IssueLink.objects.filter(
        issue=issue, ended_at__isnull=True, made_at__lte=remark.created_at + LATE
    )
    ids = list(links.order_by("ticket_id").values_list("ticket_id", flat=True))
    if not ids:
        return False
    body = remark.body[:MAX_NOTE]
    _, is_new = Remembered.objects.get_or_create(
        issue=issue,
        external_id=remark.id[:80],
        defaults={"author": remark.author[:200], "body": body, "written_at": remark.created_at},
    )
    if not is_new:
        return False
    for ticket_id in ids:
        post_reply(
            actor=SYSTEM,
            ticket_id=ticket_id,
            kind="note",
            body_text=f"{remark.author} · {tracker.label} · {issue.key}\n\n{body}",
            client_id=f"issue-comment:{remark.id[:80]}",
            now=now,
        )
    return True


def _is_ours(external_id: str) -> bool:
    is_uuid = len(external_id) == 36 and external_id.count("-") == 4
    if not is_uuid or set(external_id.lower()) - set("0123456789abcdef-"):
        return False
    return IssueLink.objects.filter(uid=external_id).exists()
