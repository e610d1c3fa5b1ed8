"""
Issues that are made by themselves, where an admin allows it for a type of tickets.

Once a minute the messages that customers have written lately ask for it; a task decides, and writes down why
not. What is made is what the dialog would propose, so secrets are cut out of it; where anything in it would
need a second look, a person has it.
"""

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction

from assistant.selectors import entries_read
from core import clock
from core.actors import SYSTEM
from core.errors import Invalid
from core.queue import enqueue_on_commit
from integrations.issues import selectors
from integrations.issues.models import (
    AutomaticIssue,
    AutomaticState,
    IssueLink,
    IssueState,
    LeftReason,
    TrackerSettings,
)
from integrations.issues.services.linking import AlreadyLinked, NotConnected, issue_create, issue_join
from integrations.issues.services.proposing import Proposal, proposal
from tickets.models import OPEN_STATUSES, Handler, Status, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import leave_of
from tickets.services import TicketInTrash, TicketMerged

DAY = timedelta(hours=24)
AGAIN_AFTER = timedelta(minutes=2)
MOST_AT_ONCE, LOOK_AT = 50, 200
ALIKE = 0.45
"""From this score on an issue may be about the same, and a person decides whether it is."""
AROUND = ("environment", "affected", "frequency")
"""Parts that the issue may name as not confirmed."""
_LOCK = 7_401_153_021
_NAMESPACE = uuid.UUID("5c0f2f0e-6f0c-4f0a-9a54-0a4b0a1f7d2e")
_OVER = (Status.RESOLVED, Status.CLOSED)
_FINAL = (AutomaticState.MADE, AutomaticState.JOINED)


def settings_in_use() -> TrackerSettings | None:
    """The settings of the tracker in use, if it makes issues by itself."""
    row = selectors.connected()
    found = selectors.settings_of(row.pk) if row is not None else None
    return found if found is not None and found.automatic_kinds else None


def automatic_seek(*, now: datetime) -> int:
    """
    Ask for the tickets to which their customers have written lately; returns how many were looked at.

    Only what came after the settings were saved: nobody wants issues of all that lies there. Two statements
    where nothing is made by itself.
    """
    found = settings_in_use()
    if found is None:
        return 0
    since = max(now - DAY, found.changed_at or now - DAY)
    rows = (
        all_tickets.tickets()
        .present()
        .filter(type__in=found.automatic_kinds, status__in=OPEN_STATUSES, last_message_at__gte=since)
        # What it answers, or may still answer, is known.
        .exclude(handler=Handler.ASSISTANT)
    )
    newest = dict(rows.order_by("-last_message_at").values_list("pk", "last_customer_entry_id")[:LOOK_AT])
    looked = dict(AutomaticIssue.objects.filter(pk__in=newest).values_list("pk", "entry_id"))
    # A message that was not read yet may still say that it is of another type.
    news = [entry for pk, entry in newest.items() if looked.get(pk, 0) < (entry or 0)]
    read = entries_read(news, since=since)
    wanted = {pk: entry for pk, entry in newest.items() if entry in read}
    for ticket_id, entry_id in wanted.items():
        automatic_ask(ticket_id=ticket_id, entry_id=entry_id, now=now)
    return len(wanted)


@transaction.atomic
def automatic_ask(*, ticket_id: int, entry_id: int, now: datetime) -> None:
    """A customer's message was read: let a task decide whether the ticket gets an issue by itself."""
    found = settings_in_use()
    if found is None:
        return
    row = AutomaticIssue.objects.select_for_update().filter(pk=ticket_id).first()
    if row is None:
        kind = all_tickets.tickets().filter(pk=ticket_id, type__in=found.automatic_kinds)
        if not kind.exists():
            return
        AutomaticIssue.objects.bulk_create(
            [AutomaticIssue(ticket_id=ticket_id, entry_id=entry_id, asked_at=now)], ignore_conflicts=True
        )
    elif row.state == AutomaticState.LEFT and entry_id > row.entry_id:
        row.state, row.entry_id, row.asked_at = AutomaticState.WAITING, entry_id, now
        row.save(update_fields=["state", "entry_id", "asked_at"])
    else:
        return
    enqueue_on_commit("integrations.issues.tasks.automatic", ticket_id=ticket_id)


def automatic_decide(*, ticket_id: int) -> AutomaticIssue | None:
    """
    Make an issue of a ticket that waits for it, or write down why not; None if it does not wait.

    Must not run within a transaction. Safe to run twice, at once, and after a crash: one ticket makes one
    issue. Raises what reading raises; then it waits on.
    """
    row = AutomaticIssue.objects.filter(pk=ticket_id, state=AutomaticState.WAITING).first()
    found = settings_in_use()
    if row is None:
        return None
    ticket = all_tickets.tickets().select_related("company").filter(pk=ticket_id).first()
    if ticket is None or found is None:
        return _left(row, LeftReason.OVER)
    if (reason := _why_not_read(ticket, found)) is not None:
        return _left(row, reason)
    try:
        told = proposal(actor=SYSTEM, ticket_id=ticket_id)
    except NotConnected:
        return _left(row, LeftReason.NO_PLACE)
    if (reason := why_not(told)) is not None:
        return _left(row, reason)
    try:
        return _make(row, told, now=clock.now())
    except (TicketMerged, TicketInTrash):
        return _left(row, LeftReason.OVER)
    except AlreadyLinked:
        return _left(row, LeftReason.LINKED)
    except (NotConnected, Invalid):
        return _left(row, LeftReason.NO_PLACE)


def automatic_settle(*, now: datetime) -> list[int]:
    """The tickets that still wait after a while: their task was lost, or a read failed."""
    waiting = AutomaticIssue.objects.filter(
        state=AutomaticState.WAITING, asked_at__lte=now - AGAIN_AFTER
    ).order_by("asked_at")
    return list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _why_not_read(ticket: Ticket, found: TrackerSettings) -> LeftReason | None:
    """What is known without reading what the customer wrote."""
    is_away = (
        ticket.status in _OVER or ticket.is_deleted or ticket.is_spam or ticket.merged_into_id is not None
    )
    if is_away or ticket.type not in found.automatic_kinds:
        return LeftReason.OVER
    # Also one that a person has taken away: they did not want it.
    if IssueLink.objects.filter(ticket=ticket.pk).exists():
        return LeftReason.LINKED
    return LeftReason.KEPT_OUT if leave_of(ticket) is None else None


def why_not(told: Proposal) -> LeftReason | None:
    """Why this proposal needs a person; None if it may leave as it is, or join the first candidate."""
    team = told.chosen["team"]
    there = next((one for one in told.settings.catalog.get("teams", []) if one["id"] == team), None)
    if there is None:
        return LeftReason.NO_PLACE
    if there.get("is_public", False):
        return LeftReason.PUBLIC
    extracted = told.extracted
    said = [part for part in extracted.parts if part.source == "message" and part.name not in AROUND]
    has_core = extracted.part("actual") is not None and bool(
        extracted.codes or extracted.part("steps_to_reproduce") or extracted.part("expected")
    )
    if not has_core or not all(part.is_sure for part in said):
        return LeftReason.UNSURE
    first = told.candidates[0].likeness if told.candidates else None
    if first is not None and not first.is_likely and first.score >= ALIKE:
        return LeftReason.ALIKE
    return None


def _left(row: AutomaticIssue, reason: LeftReason) -> AutomaticIssue | None:
    """Leave it to people, unless another message has asked meanwhile."""
    same = AutomaticIssue.objects.filter(pk=row.pk, state=AutomaticState.WAITING, entry_id=row.entry_id)
    if not same.update(state=AutomaticState.LEFT, reason=reason, decided_at=clock.now()):
        return None
    row.state, row.reason = AutomaticState.LEFT, reason
    return row


@transaction.atomic
def _make(row: AutomaticIssue, told: Proposal, *, now: datetime) -> AutomaticIssue | None:
    with connection.cursor() as cursor:
        # Two that count at once would both find room.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    same = AutomaticIssue.objects.select_for_update(of=("self",))
    held = same.filter(pk=row.pk, state=AutomaticState.WAITING, entry_id=row.entry_id).first()
    if held is None:
        return None
    ticket = all_tickets.tickets().get(pk=row.pk)
    if (reason := _why_not_read(ticket, told.settings)) is not None:
        # It changed while it was read.
        return _left(held, reason)
    lately = AutomaticIssue.objects.filter(state__in=_FINAL, decided_at__gt=now - DAY)
    if lately.count() >= told.settings.automatic_a_day:
        return _left(held, LeftReason.ENOUGH)
    request_id = uuid.uuid5(_NAMESPACE, str(row.pk))
    first = told.candidates[0] if told.candidates else None
    if first is not None and first.likeness.is_likely:
        if first.issue.state == IssueState.SENDING:
            # It can be joined in a moment; until then this waits.
            return None
        held.state = AutomaticState.JOINED
        held.link = issue_join(
            actor=SYSTEM,
            ticket_id=row.pk,
            request_id=request_id,
            issue_id=first.issue.pk,
            comment=told.comments[first.issue.pk],
            shares_customer=told.settings.shares_customer,
            now=now,
        )
    else:
        held.state = AutomaticState.MADE
        held.link = issue_create(
            actor=SYSTEM,
            ticket_id=row.pk,
            request_id=request_id,
            title=told.title,
            description=told.description,
            shares_customer=told.settings.shares_customer,
            now=now,
            **told.chosen,
        )
    held.reason, held.decided_at = "", now
    held.save()
    return held
