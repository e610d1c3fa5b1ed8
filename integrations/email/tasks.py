"""Celery entry points of the email channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from celery import shared_task

from core import clock, queue
from integrations.email import services

FETCHED_AT_ONCE = 200


# Mail servers may hang. Clocks, answers and screens have the worker's other threads to themselves.
_lines = BoundedSemaphore(2)


@contextmanager
def _line() -> Iterator[bool]:
    """Whether there is a free slot for outside connections; without one the work waits for the next round."""
    is_free = _lines.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _lines.release()


@shared_task
def send(*, mailbox_id: int) -> None:
    """Deliver the due mails of one mailbox."""
    with _line() as is_free:
        if is_free:
            services.sending_begins(mailbox_id)
            services.mailbox_send(mailbox_id=mailbox_id)


@shared_task
def fetch(*, mailbox_id: int) -> None:
    """Fetch new mail from one mailbox, then parse it."""
    with _line() as is_free:
        count = (
            services.mailbox_fetch(mailbox_id=mailbox_id, now=clock.now(), limit=FETCHED_AT_ONCE)
            if is_free
            else 0
        )
    services.mailbox_process(mailbox_id=mailbox_id)
    if count == FETCHED_AT_ONCE:
        queue.enqueue("integrations.email.tasks.fetch", mailbox_id=mailbox_id)


@shared_task
def read(*, mailbox_id: int) -> None:
    """Parse one mailbox's stored mail."""
    services.mailbox_process(mailbox_id=mailbox_id)


@shared_task
def sweep() -> None:
    """Queue due mail, outgoing and incoming, including anything a crash left behind."""
    now = clock.now()
    for mailbox_id in services.mailboxes_to_send(now=now):
        send.apply_async(kwargs={"mailbox_id": mailbox_id}, expires=60)
    services.oversized_answer(now=now)
    for mailbox_id in services.mailboxes_to_read(now=now):
        read.apply_async(kwargs={"mailbox_id": mailbox_id}, expires=60)


@shared_task
def look() -> None:
    """Check every mailbox; IDLE only makes this faster."""
    for mailbox_id in services.mailboxes_to_fetch():
        fetch.apply_async(kwargs={"mailbox_id": mailbox_id}, expires=25)


@shared_task
def alarm() -> None:
    """Report mailboxes that do not work, through another one."""
    services.alarms_raise(now=clock.now())
