"""Celery entry points of the assistant."""

import logging

from celery import shared_task
from celery.exceptions import OperationalError as BrokerAway
from kombu.exceptions import OperationalError as KombuAway
from redis.exceptions import RedisError

from assistant import services
from core import clock

logger = logging.getLogger(__name__)

BEAT: dict[str, float] = {"assistant.tasks.resend": 10.0, "assistant.tasks.learn": 1800.0}


def send(run_id: int) -> None:
    """Queue a run; a broker that is away only delays it until `resend`."""
    try:
        run.apply_async(kwargs={"run_id": run_id}, retry=False)
    except (BrokerAway, KombuAway, RedisError, OSError):
        logger.warning("Broker is away; the run will be sent again", extra={"run_id": run_id})


@shared_task
def run(*, run_id: int) -> None:
    """Work on one customer message; safe to repeat."""
    services.run_execute(run_id=run_id, now=clock.now())


@shared_task
def resend() -> int:
    """Send again what a crash, a failure or a missing broker left behind."""
    stale = services.runs_resend(now=clock.now())
    for run_id in stale:
        send(run_id)
    return len(stale)


@shared_task
def learn() -> list[str]:
    """Train the classifiers anew where labels have changed."""
    return services.heads_train(now=clock.now())
