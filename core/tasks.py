"""Celery entry points of core: delivery of events and housekeeping."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import connection

from core import audit_chain, clock, events, pages, ports
from core.models import IdempotencyKey

BEAT: dict[str, float] = {
    "core.tasks.sweep": 5.0,
    "core.tasks.forget": 3600.0,
    "core.tasks.seal_audit": 60.0,
    "core.tasks.check_audit": 6 * 3600.0,
}
logger = logging.getLogger(__name__)

KEEP_KEYS = timedelta(days=2)
KEEP_EVENTS = timedelta(days=30)


@shared_task
def dispatch(*, event_ids: list[int], lane: str) -> None:
    """Run the handlers that these events have on one queue; the sweep repeats with backoff what fails."""
    events.hand_out(event_ids, lane=lane)


@shared_task
def sweep() -> int:
    """Resend what a crash or a missing broker left behind."""
    overdue = events.sweep(now=clock.now())
    events.send_again(overdue)
    return len(overdue)


@shared_task
def forget() -> None:
    """Drop idempotency keys and completed events that are no longer needed."""
    now = clock.now()
    IdempotencyKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH old AS (SELECT id FROM core_outboxevent WHERE completed_at < %s ORDER BY id LIMIT 20000),"
            " receipts AS (DELETE FROM core_delivery WHERE event_id IN (SELECT id FROM old))"
            " DELETE FROM core_outboxevent WHERE id IN (SELECT id FROM old)",
            [now - KEEP_EVENTS],
        )


@shared_task
def seal_audit() -> int:
    """Seal the new entries of the audit log; returns how many."""
    return audit_chain.seal_new()


@shared_task
def check_audit() -> bool:
    """Walk along the seals of the audit log; returns whether the chain is whole. A new fault is told."""
    # After a pause of the workers both are due at once: what only waits for its seal is no fault.
    audit_chain.seal_new()
    verdict = audit_chain.check(now=clock.now())
    # Where logs leave the machine, the head is out of reach of whoever cuts the chain.
    told = {"head": verdict.head, "entries": verdict.entries}
    if verdict.fault is None:
        logger.info("The audit log is unbroken", extra=told)
    else:
        logger.error("The audit log is broken", extra=told | {"fault": str(verdict.fault)})
        _tell(verdict.fault)
    return verdict.fault is None


def _tell(fault: audit_chain.Fault) -> None:
    """Owners and admins hear of a fault once: nobody looks at a log that was tampered with by chance."""
    ports.admin_mail(
        key=f"audit:{fault.code}:{fault.entry_id}",
        letter=lambda locale: (
            pages.text("core.audit_subject", locale[:2]),
            pages.text("core.audit_text", locale[:2], fault=fault.said(locale[:2])),
        ),
        path="/settings/audit",
        now=clock.now(),
    )
