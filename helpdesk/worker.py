"""Worker and scheduler in one process, for one machine: `celery -A helpdesk.worker worker`."""

import logging
import os
import signal
import threading
from typing import Any

from celery.beat import Service
from celery.bootsteps import StartStopStep

from helpdesk.celery import app

__all__ = ["app"]

logger = logging.getLogger(__name__)


class SchedulerThread(StartStopStep):
    """
    The schedule, ticking in a thread of the worker.

    `celery worker --beat` would fork a second process, which costs 100 MB and outlives a killed worker.
    """

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        # The short interval limits how long an orderly shutdown takes.
        self._service = Service(parent.app, max_interval=1, schedule_filename=parent.schedule_filename)

    def start(self, parent: Any) -> None:
        threading.Thread(target=self._tick, name="scheduler", daemon=True).start()

    def stop(self, parent: Any) -> None:
        self._service.stop(wait=True)

    def _tick(self) -> None:
        try:
            self._service.start()
        except BaseException:
            # A worker without its scheduler looks healthy but is not: exit, so that both start again.
            logger.exception("The scheduler failed")
            os.kill(os.getpid(), signal.SIGTERM)
            raise


app.steps["worker"].add(SchedulerThread)
