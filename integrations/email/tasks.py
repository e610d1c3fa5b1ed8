"""Celery entry points of the email channel."""

from celery import shared_task
from celery.exceptions import OperationalError as BrokerAway
from kombu.exceptions import OperationalError as KombuAway
from redis.exceptions import RedisError

from core import clock
from integrations.email import services

BEAT: dict[str, float] = {
    "integrations.email.tasks.sweep": 5.0,
    "integrations.email.tasks.look": 30.0,
    "integrations.email.tasks.alarm": 60.0,
}
FETCHED_AT_ONCE = 200


@shared_task
def send(*, mail_id: int) -> None:
    """Deliver one mail."""
    services.mail_send(mail_id=mail_id)


@shared_task
def fetch(*, mailbox_id: int) -> None:
    """Fetch what is new in one mailbox, then read it."""
    while (
        services.mailbox_fetch(mailbox_id=mailbox_id, now=clock.now(), limit=FETCHED_AT_ONCE)
        == FETCHED_AT_ONCE
    ):
        services.mailbox_process(mailbox_id=mailbox_id, limit=FETCHED_AT_ONCE)
    services.mailbox_process(mailbox_id=mailbox_id)


@shared_task
def process(*, mailbox_id: int) -> None:
    """Read the stored mail of one mailbox."""
    services.mailbox_process(mailbox_id=mailbox_id)


@shared_task
def sweep() -> None:
    """Queue the mail that is due, going out and coming in: also what a crash has left behind."""
    now = clock.now()
    for mail_id in services.due_mails(now=now):
        send.apply_async(kwargs={"mail_id": mail_id}, expires=60)
    for mailbox_id in services.mailboxes_with_mail(now=now):
        process.apply_async(kwargs={"mailbox_id": mailbox_id}, expires=60)


@shared_task
def look() -> None:
    """Look into every mailbox; IDLE only makes this faster."""
    for mailbox_id in services.mailboxes_to_fetch():
        fetch.apply_async(kwargs={"mailbox_id": mailbox_id}, expires=25)


@shared_task
def alarm() -> None:
    """Tell by another path which mailboxes do not work."""
    services.alarms_raise(now=clock.now())


def send_soon(mail_id: int) -> None:
    """Queue one mail now; a broker that is away only delays it until the sweep."""
    _soon(send, mail_id=mail_id)


def process_soon(mailbox_id: int) -> None:
    """Queue the reading of a mailbox's stored mail; else the sweep does."""
    _soon(process, mailbox_id=mailbox_id)


def fetch_soon(mailbox_id: int) -> None:
    """Queue a look into a mailbox; else the next round does."""
    _soon(fetch, mailbox_id=mailbox_id)


def _soon(task: object, **kwargs: int) -> None:
    try:
        task.apply_async(kwargs=kwargs, retry=False)  # type: ignore[attr-defined]
    except (BrokerAway, KombuAway, RedisError, OSError):
        pass  # the sweep finds it within seconds
