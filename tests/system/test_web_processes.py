"""Several web processes behind one port: each serves, each hears everything, and none is missed."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from helpdesk.environment import socket_dir
from tests.system.conversation import Conversation
from tests.system.stack import Stack, children_of, wait_until

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def shared_stack(folder: Path) -> Iterator[Stack]:
    stack = Stack(folder / "home", WEB_PROCESSES="2")
    stack.start()
    stack.begin()
    yield stack
    stack.stop()


def web_processes(stack: Stack) -> list[int]:
    return children_of(stack.child("gunicorn"))


@contextmanager
def asleep(pids: list[int]) -> Iterator[None]:
    """Processes that do nothing for a while, so that another one must."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def watch(stack: Stack, number: int) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{stack.port}/ws/live/?token={stack.token}", open_timeout=60) as socket:
        socket.send(json.dumps({"type": "subscribe", "topic": f"ticket:{number}"}))
        hear(socket, "subscribed")
        yield socket


def hear(socket: ClientConnection, word: str) -> None:
    deadline = time.monotonic() + 60
    while word not in str(socket.recv(timeout=max(0.1, deadline - time.monotonic()))):
        pass


def counted(stack: Stack) -> dict[str, float]:
    lines = httpx.get(f"http://127.0.0.1:{stack.port}/metrics", timeout=20).text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def is_answered(stack: Stack) -> bool:
    try:
        with stack.client() as client:
            return client.get("tickets").is_success
    except httpx.TransportError:
        return False


def test_a_word_reaches_the_sockets_of_every_process(stack: Stack) -> None:
    first, second = web_processes(stack)
    with ExitStack() as sockets, stack.client() as client:
        opened = client.post(
            "tickets", json={"subject": "Both", "body": "x", "requester": {"email": "a@c.test"}}
        )
        number = opened.json()["number"]
        with asleep([first]):
            in_second = sockets.enter_context(watch(stack, number))
        with asleep([second]):
            in_first = sockets.enter_context(watch(stack, number))
        client.post(f"tickets/{number}/replies", json={"body": "Hello to both."}).raise_for_status()
        for socket in (in_first, in_second):
            hear(socket, "tickets.reply_posted")


def test_a_process_that_is_killed_is_replaced_and_loses_nothing(stack: Stack) -> None:
    before = web_processes(stack)
    with Conversation(stack) as conversation:
        for victim in before:
            os.kill(victim, signal.SIGKILL)
            conversation.go_on()
    conversation.check()
    wait_until(lambda: len(web_processes(stack)) == 2, "two processes again")
    assert not set(before) & set(web_processes(stack))


def test_no_process_outlives_the_one_that_forked_it(stack: Stack) -> None:
    children = web_processes(stack)
    stack.kill_child("gunicorn")
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "they are gone")
    wait_until(lambda: stack.readiness()[0] == 200, "ready again")


def test_prometheus_reads_the_same_counters_from_every_process(stack: Stack) -> None:
    name = 'django_db_execute_total{alias="default",vendor="postgresql"}'
    first, second = web_processes(stack)
    for _ in range(10):
        # What replaced the killed one may still refuse a connection: ten answers are wanted, not ten tries.
        wait_until(lambda: is_answered(stack), "an answer")
    seen = []
    for sleeper in (first, second):
        with asleep([sleeper]):
            seen.append(counted(stack))
    assert [figures["candor_web_processes"] for figures in seen] == [2, 2]
    assert 10 <= seen[0][name] <= seen[1][name]
    assert all(figures["process_resident_memory_bytes"] > 2 * 30_000_000 for figures in seen)


KILLS = 4
"""How many processes are killed at least; CHAOS_SECONDS goes on for longer, 600 for an evening's proof."""


@pytest.fixture
def both(stack: Stack, folder: Path) -> Iterator[list[Stack]]:
    """A second machine: web, worker and scheduler of its own, with the same PostgreSQL and Redis."""
    redis = f"unix://{socket_dir(stack.home).resolve() / 'redis.sock'}"
    second = Stack(folder / "second", DATABASE_URL=stack.database, REDIS_URL=redis, ENCODERS="")
    second.start()
    second.token = stack.token
    yield [stack, second]
    second.stop()


def scheduled(stack: Stack, count: int) -> list[str]:
    """Replies that two schedulers find due at the same time."""
    words = [f"scheduled {at} of {random.random()}" for at in range(count)]
    at = (datetime.now(UTC) + timedelta(seconds=20)).isoformat()
    with stack.client() as client:
        for text in words:
            body = {"subject": text, "body": f"asked: {text}", "requester": {"email": "s@c.test"}}
            number = client.post("tickets", json=body).json()["number"]
            reply = {"body": text, "send_at": at}
            client.post(f"tickets/{number}/scheduled-replies", json=reply).raise_for_status()
    return words


def test_two_machines_under_kills_lose_nothing_and_do_nothing_twice(both: list[Stack]) -> None:
    first, second = both
    ends_at = time.monotonic() + float(os.environ.get("CHAOS_SECONDS", "0"))
    words = scheduled(first, 6)
    draw, kills = random.Random(7), 0
    with Conversation(first) as here, Conversation(second) as there:
        while kills < KILLS or time.monotonic() < ends_at:
            # Each program of each machine comes to its turn, in any order.
            order = [(stack, word) for stack in both for word in ("gunicorn", "celery")]
            for stack, word in draw.sample(order, len(order)):
                stack.kill_child(word)
                kills += 1
                here.go_on(2)
                there.go_on(2)
    here.check()
    # The second machine has no database of its own.
    there.stack = first
    there.check()
    sent = "SELECT body_text FROM tickets_timelineentry WHERE kind = 'message' AND author_kind = 'staff'"
    wait_until(lambda: {row[0] for row in first.rows(sent)} >= set(words), "they are sent")
    told = [row[0] for row in first.rows(sent) if row[0] in words]
    assert sorted(told) == sorted(words)
