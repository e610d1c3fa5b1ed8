"""Answers for load balancers, supervisors and Prometheus."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from ipaddress import ip_address

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from core import clock
from helpdesk.metrics import registry
from helpdesk.tasks import last_heartbeat
from kb.encoding.client import shortcoming

logger = logging.getLogger(__name__)

HEARTBEAT_EXPECTED_WITHIN = timedelta(seconds=60)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process responds; it queries nothing else, so that a broken database restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """
    Whether this installation can work: 200 if every check passes, else 503 naming those that fail.

    Each check is "ok" or one sentence on what is wrong; a server's own message only goes into the log, since
    it may name hosts, users and files. `optional` tells the same of what the installation can do without: it
    works less well then, and goes on serving.
    """
    checks = {name: _answer(check) for name, check in _CHECKS.items()}
    is_ready = all(answer == "ok" for answer in checks.values())
    optional = {name: _answer(check) for name, check in _OPTIONAL.items()}
    body = {"status": "ready" if is_ready else "not ready", "checks": checks, "optional": optional}
    response = JsonResponse(body, status=200 if is_ready else 503)
    # The answer is the message: polling every second would otherwise fill the log with errors.
    setattr(response, "_has_been_logged", True)  # noqa: B010 (the name that django.utils.log looks for)
    return response


def metrics(request: HttpRequest) -> HttpResponse:
    """
    Prometheus metrics, for callers in this process's own network.

    Anything that came through a proxy came from outside, whether or not the proxy hides its address.
    """
    if not _is_from_inside(request):
        raise Http404
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def _is_from_inside(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_private or address.is_loopback


class NotReady(Exception):
    """A check failed; the text is for the operator."""


def _answer(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as error:
        return str(error)
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("A readiness check failed", exc_info=True)
        return f"It does not answer ({type(error).__name__}); the log tells more."
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    _redis_client().ping()


def _migrations() -> None:
    if not _all_migrations_are_applied():
        raise NotReady("Some migrations are not applied. Run manage.py migrate.")


def _worker() -> None:
    beaten_at = last_heartbeat()
    if beaten_at is None or clock.now() - beaten_at > HEARTBEAT_EXPECTED_WITHIN:
        raise NotReady("No worker has finished a scheduled task in the last minute.")


def _encoders() -> None:
    if reason := shortcoming():
        raise NotReady(reason)


_CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "worker": _worker,
}
_OPTIONAL: dict[str, Callable[[], None]] = {"encoders": _encoders}
_migrations_seen_applied = False


def _all_migrations_are_applied() -> bool:
    # The code's requirements cannot change while it runs, so one "yes" suffices.
    global _migrations_seen_applied
    if not _migrations_seen_applied:
        executor = MigrationExecutor(connection)
        _migrations_seen_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrations_seen_applied


@cache
def _redis_client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS.cache, socket_timeout=2, socket_connect_timeout=2)
