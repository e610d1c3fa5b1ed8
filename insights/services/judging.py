"""What came of firings: whether somebody wrote in after all, of both groups alike."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from insights.models import PlaybookFiring, PlaybookVersion
from insights.playbooks import Outcome, read_playbook
from tickets.selectors import internal as all_tickets

Opened = tuple[int, int | None, int | None, datetime, str]


@transaction.atomic
def firings_judge(*, now: datetime, limit: int = 500) -> int:
    """
    Look, for those whose days are over, whether a ticket of the category was opened; returns how many.

    By the person who was drawn, or anybody of the company that was. Spam and trash are no tickets.
    """
    due = PlaybookFiring.objects.select_for_update(of=("self",), skip_locked=True).filter(
        judge_at__lte=now, judged_at=None
    )
    rows = list(due.order_by("judge_at", "pk")[:limit])
    if not rows:
        return 0
    told = _outcomes(rows)
    begins = {row.pk: _begin(row, told[row.playbook_id, row.version]) for row in rows}
    opened = _tickets(rows, since=min(begins.values()), until=now)
    for row in rows:
        outcome = told[row.playbook_id, row.version]
        found = [
            pk
            for pk, requester_id, company_id, at, category in opened
            if begins[row.pk] < at <= begins[row.pk] + timedelta(days=outcome.days)
            and (not outcome.category or category == outcome.category)
            and _is_theirs(row, requester_id, company_id)
        ]
        row.judged_at, row.has_written = now, bool(found)
        row.ticket_id = found[0] if found else None
    PlaybookFiring.objects.bulk_update(rows, ["judged_at", "has_written", "ticket"])
    return len(rows)


def _is_theirs(row: PlaybookFiring, requester_id: int | None, company_id: int | None) -> bool:
    if row.is_message or row.company_id is None:
        return row.contact_id is not None and requester_id == row.contact_id
    return company_id == row.company_id


def _begin(row: PlaybookFiring, outcome: Outcome) -> datetime:
    """When the group was drawn."""
    return (row.judge_at or row.fired_at) - timedelta(days=outcome.days)


def _outcomes(rows: Iterable[PlaybookFiring]) -> dict[tuple[int, int], Outcome]:
    """What each version shall prevent."""
    ids = {row.playbook_id for row in rows}
    versions = PlaybookVersion.objects.filter(playbook__in=ids)
    return {(one.playbook_id, one.version): read_playbook(one.content).outcome for one in versions}


def _tickets(rows: list[PlaybookFiring], *, since: datetime, until: datetime) -> list[Opened]:
    contacts = {row.contact_id for row in rows if row.contact_id}
    companies = {row.company_id for row in rows if row.company_id and not row.is_message}
    found = (
        all_tickets.tickets()
        .present()
        .filter(
            Q(requester__in=contacts) | Q(company__in=companies), created_at__gt=since, created_at__lte=until
        )
    )
    columns = ("pk", "requester_id", "company_id", "created_at", "type")
    return list(found.order_by("created_at", "pk").values_list(*columns))
