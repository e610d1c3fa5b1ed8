"""The Celery app: the tasks of every floor, and the beat schedule that each declares in its `BEAT`."""

import os
from importlib import import_module
from importlib.util import find_spec

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("candor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("helpdesk.watching:MailWatch")


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery configures logging unless a receiver is connected; Django's settings have already done so."""


@task_prerun.connect
def name_the_request(task_id: str = "", **_: object) -> None:
    """A task's log lines carry its id."""
    from core.request_id import set_request_id

    set_request_id(f"task-{task_id}")


@app.on_after_finalize.connect
def schedule_beat(sender: Celery, **_: object) -> None:
    """Collect `BEAT` (task name to seconds) from each app's tasks."""
    for name in settings.OWN_APPS:
        if find_spec(f"{name}.tasks") is None:
            continue
        beat: dict[str, float] = getattr(import_module(f"{name}.tasks"), "BEAT", {})
        for task, seconds in beat.items():
            # A tick that could not run in time is pointless: the next one does its work.
            sender.conf.beat_schedule[task] = {
                "task": task,
                "schedule": seconds,
                "options": {"expires": max(seconds, 10.0)},
            }
