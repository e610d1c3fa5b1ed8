"""Celery entry points of Slack."""

from celery import shared_task

from core import clock
from core.errors import DomainError
from core.queue import enqueue
from integrations.slack import selectors, services


@shared_task
def work(*, channel_id: int) -> None:
    """Make messages of a channel into messages of tickets."""
    services.channel_work(channel_id=channel_id)


@shared_task
def push(*, thread_id: int) -> None:
    """Let what we wrote leave for a thread."""
    services.thread_push(thread_id=thread_id)


@shared_task
def look(*, connection_id: int) -> None:
    """Read which channels the app is in; what fails is in the log of the connection."""
    try:
        services.channels_look(connection_id=connection_id, now=clock.now())
    except DomainError:
        return


@shared_task
def sweep() -> None:
    """Queue what is due: also what a crash or a missing broker has left behind."""
    for channel_id in selectors.channels_due(now=clock.now()):
        enqueue("integrations.slack.tasks.work", channel_id=channel_id)
    for thread_id in selectors.threads_due():
        enqueue("integrations.slack.tasks.push", thread_id=thread_id)


@shared_task
def alert() -> None:
    """Tell what is due."""
    services.alerts_send(now=clock.now())


@shared_task
def forget() -> None:
    """Drop what is old enough."""
    services.forget(now=clock.now())
