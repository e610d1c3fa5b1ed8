"""`kill -9` in the middle of conversations: no acknowledged message is lost, duplicated or unanswered."""

import subprocess
import sys

import pytest

from tests.system.conversation import Conversation
from tests.system.stack import ROOT, Stack, wait_until

pytestmark = pytest.mark.system


@pytest.mark.parametrize("word", ["celery", "postgres", "gunicorn", "redis-server"])
def test_killing_a_process_loses_nothing(stack: Stack, word: str) -> None:
    with Conversation(stack) as conversation:
        stack.kill_child(word)
        conversation.go_on()
    conversation.check()
    wait_until(lambda: stack.readiness()[0] == 200, "ready again")


def test_killing_the_supervisor_loses_nothing_and_leaves_no_process(stack: Stack) -> None:
    with Conversation(stack) as conversation:
        stack.kill()
        wait_until(lambda: not stack.processes(), f"no process is left of {stack.processes()}")
        stack.start()
        conversation.go_on()
    conversation.check()


def test_a_second_supervisor_on_the_same_folder_is_refused(stack: Stack) -> None:
    second = Stack(stack.home)
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk.supervisor"],
        cwd=ROOT,
        env=second.env | {"PORT": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Another Candor" in done.stderr
    assert stack.readiness()[0] == 200


def test_sigterm_ends_everything_in_order(stack: Stack) -> None:
    with Conversation(stack) as conversation:
        assert stack.stop() == 0
        assert not stack.processes()
        stack.start()
        conversation.go_on()
    conversation.check()
