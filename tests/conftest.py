"""
What every test relies on: real PostgreSQL and Redis, no outside world, and a clock and queue to control.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import network
from tests.embedded import TestServices

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

_services = pytest.StashKey[TestServices]()
_patch = pytest.StashKey[pytest.MonkeyPatch]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-examples", action="store_true", help="add what is missing to helpdesk/api_examples.json"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """
    Start the servers before Django's settings are read.

    The settings module is named here and not in pyproject.toml: pytest-django would import it too early.
    xdist's workers inherit DATABASE_URL from the process that commands them.
    """
    # How fast an example runs says something about the machine, nothing about the code.
    settings.register_profile("candor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("candor")
    services = config.stash[_services] = TestServices()
    os.environ["CANDOR_HOME"] = str(services.folders.home)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = services.start_postgres()
    commands_workers = bool(config.getoption("numprocesses", None))
    if "REDIS_URL" not in os.environ and not commands_workers:
        os.environ["REDIS_URL"] = services.start_redis()
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    os.environ["EXTRA_APPS"] = "demo"
    from django.conf import settings as django_settings

    # Reading one setting loads them all; pytest-django sets Django up later only if they are.
    assert django_settings.DATABASES
    if commands_workers:
        # A worker that inherits the name reads the settings before it has a Redis of its own.
        del os.environ["DJANGO_SETTINGS_MODULE"]
    patch = config.stash[_patch] = pytest.MonkeyPatch()
    network.block(patch)
    if config.getoption("record_examples"):
        from tests import examples

        examples.listen(patch)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("record_examples"):
        from tests import examples

        examples.write()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_patch].undo()
    config.stash[_services].stop()


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_for_once() -> Iterator[None]:
    """
    Each test client has middleware of its own, and WhiteNoise looks for all static files when it is made.

    A server does that once; the tests would spend more on it than on the answers.
    """
    from django.conf import settings as django_settings

    from helpdesk.static_files import StaticFilesMiddleware

    known: dict[tuple[str, ...], dict[str, object]] = {}
    look = StaticFilesMiddleware.add_files_from_finders

    def look_once(self: StaticFilesMiddleware) -> None:
        key = tuple(map(str, (self.static_prefix, self.static_root, *django_settings.STATICFILES_DIRS)))
        if key not in known:
            look(self)
            known[key] = dict(self.files)
        self.files.update(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """No count, lock or cached answer of one test reaches the next."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture
def freeze() -> Iterator[Callable[[datetime | str], datetime]]:
    """`freeze("2026-03-02 09:00")` (UTC unless it says so) holds `core.clock.now()` until the test ends."""
    from core import clock

    with ExitStack() as stack:

        def hold(moment: datetime | str) -> datetime:
            value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            value = value if value.tzinfo else value.replace(tzinfo=UTC)
            return stack.enter_context(clock.frozen(value))

        yield hold


@pytest.fixture
def settle(db: None) -> Iterator[Callable[[], None]]:
    """
    `settle()` finishes everything that the test has set in motion, here and now.

    It runs the waiting on-commit callbacks, with Celery tasks in place, and delivers the outbox, until
    nothing new appears. Without it no task and no event handler runs in a test.
    """
    from celery import current_app
    from django.db import connection

    from core.events import deliver_pending

    def run() -> None:
        for _ in range(50):
            waiting = [entry[1] for entry in connection.run_on_commit]
            connection.run_on_commit.clear()
            for callback in waiting:
                callback()
            if deliver_pending() == 0 and not connection.run_on_commit:
                return
        raise AssertionError("The events of this test never come to rest.")

    conf = current_app.conf
    before = (conf.task_always_eager, conf.task_eager_propagates)
    conf.task_always_eager = conf.task_eager_propagates = True
    yield run
    conf.task_always_eager, conf.task_eager_propagates = before


@pytest.fixture
def cast(db: None) -> "Cast":
    """The people of this test; each is made on first use."""
    from tests.cast import Cast

    return Cast()


@pytest.fixture
def anonymous() -> "ApiClient":
    """An API client without any credentials."""
    from tests.cast import ApiClient

    return ApiClient()
