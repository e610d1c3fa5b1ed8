"""Redis carries only what may be lost: without it the helpdesk keeps working, only with slower updates."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.supervisor.processes import start, stop
from helpdesk.supervisor.services import Redis, redis_binary
from tests.system.conversation import Conversation
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.system


class OwnRedis:
    """A Redis that a test can take away and bring back."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.server = Redis(folder, folder / "redis.sock", redis_binary(), is_throwaway=True)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        try:
            self.process = start(self.server.program(), stdout=descriptor)
        finally:
            os.close(descriptor)
        wait_until(self.server.is_ready, "Redis answers")

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, self.server.program())
        self.process = None


@pytest.fixture
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    redis = OwnRedis(folder / "redis")
    redis.start()
    yield redis
    redis.stop()


def test_without_redis_tickets_are_taken_and_worked_on_later(folder: Path, own_redis: OwnRedis) -> None:
    stack = Stack(folder / "home", REDIS_URL=own_redis.server.url)
    stack.start()
    try:
        stack.begin()
        with Conversation(stack) as conversation:
            own_redis.stop()
            conversation.go_on()
            status, checks = stack.readiness()
            assert status == 503
            assert checks["database"] == "ok"
            assert checks["redis"] != "ok"
            conversation.go_on()
            own_redis.start()
        conversation.check()
        wait_until(lambda: stack.readiness()[0] == 200, "ready again")
    finally:
        assert stack.stop() == 0
