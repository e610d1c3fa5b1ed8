"""Whether what Candor consists of works: database, Redis, workers, scheduler, encoders."""

from collections.abc import Iterator
from datetime import timedelta

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min

from core import clock
from core.audit_chain import last_check
from core.models import OutboxEvent
from helpdesk.celery import app
from helpdesk.doctor.problems import Problem
from helpdesk.health import HEARTBEAT_EXPECTED_WITHIN
from helpdesk.supervisor.services import POSTGRES_MAJOR
from helpdesk.tasks import last_heartbeat
from kb.encoding.client import shortcoming

LONGEST_QUEUE = 1000
LATEST_EVENT = timedelta(minutes=1)
LATEST_CHECK = timedelta(hours=24)
WORST_CLOCK = timedelta(seconds=5)
PING_SECONDS = 1.0
CACHE_DATABASE, BROKER_DATABASE = 1, 3


def audit_log() -> Iterator[Problem]:
    """Its seals were checked within a day, and are unbroken."""
    found = last_check()
    if found is not None and found.fault:
        yield Problem("audit_broken", {"entry": found.entry_id or 0})
    elif found is not None and clock.now() - found.checked_at > LATEST_CHECK:
        yield Problem("audit_unchecked", {"hours": int(LATEST_CHECK.total_seconds() // 3600)}, "warning")


def database() -> Iterator[Problem]:
    """It answers, is new enough, and has pgvector."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000,"
            " EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')"
        )
        major, has_vector = cursor.fetchone()
    if major < int(POSTGRES_MAJOR):
        yield Problem("database_old", {"found": major, "needed": POSTGRES_MAJOR})
    if not has_vector:
        yield Problem("vector_missing")


def migrations() -> Iterator[Problem]:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        yield Problem("migrations_waiting", {"count": len(plan), "first": f"{first.app_label}.{first.name}"})


def clocks() -> Iterator[Problem]:
    """This machine and the database tell the same time."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        after = clock.now()
    apart = max(theirs - after, before - theirs)
    if apart > WORST_CLOCK:
        yield Problem("clock_differs", {"seconds": round(apart.total_seconds())}, "warning")


def redis_server() -> Iterator[Problem]:
    """It answers, and keeps what is queued."""
    found = _client(CACHE_DATABASE).info("memory")
    policy = str(found.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        yield Problem("redis_evicts", {"policy": policy})


def worker() -> Iterator[Problem]:
    """Some worker answers, and scheduled tasks are done."""
    beaten_at = last_heartbeat()
    if beaten_at is not None and clock.now() - beaten_at <= HEARTBEAT_EXPECTED_WITHIN:
        return
    answers = app.control.ping(timeout=PING_SECONDS)
    yield Problem("scheduler_silent" if answers else "worker_away")


def queues() -> Iterator[Problem]:
    """No queue has grown long."""
    broker = _client(BROKER_DATABASE)
    for queue in settings.CELERY_TASK_QUEUES:
        count = int(broker.llen(queue.name))
        if count > LONGEST_QUEUE:
            yield Problem("queue_long", {"queue": queue.name, "count": count}, "warning")


def outbox() -> Iterator[Problem]:
    """What happens reaches everybody within a minute."""
    waiting = OutboxEvent.objects.filter(completed_at=None)
    found = waiting.aggregate(count=Count("id"), oldest=Min("created_at"))
    if found["oldest"] is not None and (age := clock.now() - found["oldest"]) > LATEST_EVENT:
        data = {"minutes": int(age.total_seconds() // 60), "count": found["count"]}
        yield Problem("outbox_late", data)
    if count := waiting.exclude(last_error="").count():
        yield Problem("outbox_fails", {"count": count}, "warning")


def encoders() -> Iterator[Problem]:
    """The sentence models serve."""
    if reason := shortcoming():
        yield Problem("encoders_away", {"why": reason}, "warning")


def _client(database: int) -> redis.Redis:
    # What stands in the URL comes before the argument, so it is told the way that wins.
    client = redis.Redis.from_url(settings.REDIS.cache, socket_timeout=2, socket_connect_timeout=2)
    client.connection_pool.connection_kwargs["db"] = database
    return client
