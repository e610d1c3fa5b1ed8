"""Celery entry points of engineering issues."""

from celery import shared_task

from core import clock
from integrations.issues import services


@shared_task
def verify(*, link_id: int) -> None:
    """Ask whether an issue that we tried to make is there."""
    services.issue_verify(link_id=link_id)


@shared_task
def automatic(*, ticket_id: int) -> None:
    """Decide whether an issue is made of a ticket by itself."""
    services.automatic_decide(ticket_id=ticket_id)


@shared_task
def sentences() -> None:
    """Empty the vectors of what is kept out, and make those that are missing."""
    services.vectors_keep_out()
    services.vectors_fill()
    services.sentences_fill()


@shared_task
def follow() -> None:
    """Read what has changed at the trackers."""
    services.follow_all(now=clock.now())


@shared_task
def automatic_seek() -> None:
    """Look for tickets of which an issue may be made by itself, and for those whose task was lost."""
    services.automatic_seek(now=clock.now())
    for ticket_id in services.automatic_settle(now=clock.now()):
        automatic.delay(ticket_id=ticket_id)
