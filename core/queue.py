"""
Queueing tasks by name: callers need not import the modules that do the work.

Work is recorded in the database before it is queued, and a sweep finds it there, so a broker outage only
delays it.
"""

import logging

from celery import current_app
from celery.exceptions import OperationalError as BrokerAway
from django.db import transaction
from kombu.exceptions import OperationalError as KombuAway
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def enqueue(task: str, **kwargs: int | str) -> None:
    """Queue the task with this full name now; without a broker it is left to the task's sweep."""
    try:
        current_app.signature(task, kwargs=kwargs).apply_async(retry=False)
    except (BrokerAway, KombuAway, RedisError, OSError):
        logger.warning("Broker is away; the sweep will do it", extra={"task": task, **kwargs})


def enqueue_on_commit(task: str, **kwargs: int | str) -> None:
    """Queue the task once the caller's transaction has committed."""
    transaction.on_commit(lambda: enqueue(task, **kwargs), robust=True)
