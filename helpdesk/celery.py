"""The Celery app: tasks of every floor, and the beat schedule that each names in its `BEAT` or declares."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from core.declarations import merged

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

# The broker's address names its transport, whatever the settings say; these are ours.
TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "core.broker:Transport")

app = Celery("candor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery configures logging unless a receiver is connected; Django's settings have already done so."""


@task_prerun.connect
def name_the_request(task_id: str = "", **_: object) -> None:
    """A task's log lines carry its id."""
    from core.request_id import set_request_id

    set_request_id(f"task-{task_id}")


@task_prerun.connect
def take_the_cause(task: Any = None, **_: object) -> None:
    """What a task does has the cause of whoever queued it; a thread's next task has another."""
    from core.causing import NOBODY, Cause, set_cause
    from core.queue import CAUSE_HEADER

    found = getattr(task.request, CAUSE_HEADER, None) if task is not None else None
    if task is None or task.request.is_eager:
        # Within the call that queued it, whose cause holds.
        return
    set_cause(Cause(int(found[0]), str(found[1])) if found else NOBODY)


# Not at once: the supervisor and the tests import this module before the settings may be read.
@app.on_after_configure.connect
def add_worker_steps(sender: Celery, **_: object) -> None:
    """Parts of the worker's own process, such as the wait for new mail."""
    for system in settings.DECLARED:
        for step in system.worker_steps:
            sender.steps["worker"].add(step)


@app.on_after_finalize.connect
def schedule_beat(sender: Celery, **_: object) -> None:
    """Collect task names and seconds from `BEAT` in each app's tasks, and from the declarations."""
    with_tasks = [name for name in settings.OWN_APPS if find_spec(f"{name}.tasks") is not None]
    beats = [getattr(import_module(f"{name}.tasks"), "BEAT", {}) for name in with_tasks]
    beat: dict[str, float] = merged([*beats, *(system.beat for system in settings.DECLARED)])
    for task, seconds in beat.items():
        # A tick that could not run in time is worthless: the next one does its work.
        sender.conf.beat_schedule[task] = {
            "task": task,
            "schedule": seconds,
            "options": {"expires": max(seconds, 10.0)},
        }
