"""
Mail of every kind pours in while the worker and PostgreSQL are killed: none is lost, none is there twice.

`CANDOR_CHAOS_MAILS=2000 pytest tests/system/test_mail_chaos.py` runs the long form and prints its table.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.mailservers import Pymap, SmtpSink
from tests.system.conversation import everybody_has_heard
from tests.system.letters import plan
from tests.system.mailboxes import connect_mailbox
from tests.system.post import PATIENCE, Books, Post
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.system
SEED = 20261122
SHORT = 120
MAILS = int(os.environ.get("CANDOR_CHAOS_MAILS", str(SHORT)))
KILLS = 5 if MAILS <= SHORT else 24
# No delivery takes so long here: who is not done by then is dead.
AFTERMATH = 20


@pytest.fixture
def post(folder: Path) -> Iterator[Post]:
    """A mailbox of a whole installation, on real servers."""
    stack = Stack(folder / "mail")
    with Pymap() as imap, SmtpSink() as smtp:
        # Half of a delivery is then the moment in which a crash leaves its end unknown.
        smtp.behavior.answer_seconds = 0.3
        stack.start()
        try:
            stack.begin()
            own = Post(stack, imap, smtp, random.Random(SEED))
            with closing(own):
                connect_mailbox(stack, imap, smtp)
                yield own
        finally:
            if stack.process is not None and stack.process.poll() is None:
                stack.stop()


class Killer:
    """Kills one process after the other, each when so many mails have come to an end."""

    def __init__(self, post: Post) -> None:
        chance = random.Random(SEED + 1)
        self.killed: list[str] = []
        self.last_at = 0.0
        self._post, self._end = post, threading.Event()
        words = ["celery", "postgres"] * KILLS
        # Also two at once: the database goes while a new worker finds its feet.
        self._kills = [
            (round(MAILS * (turn + chance.random()) / (KILLS + 1)), words[turn], chance.random())
            for turn in range(KILLS)
        ]
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        for after, word, pause in self._kills:
            while self._post.ended() < after:
                if self._end.wait(0.05):
                    return
            time.sleep(pause)
            self._post.stack.kill_child(word)
            self.killed.append(word)
            self.last_at = time.time()


def end_leases_of_the_dead(stack: Stack, before: float) -> None:
    """Mail that a killed worker was sending is left alone for minutes; nobody here has it any more."""
    with closing(psycopg.connect(stack.database, autocommit=True)) as own:
        own.execute(
            "UPDATE email_outgoingmail SET next_attempt_at = now() WHERE state IN ('sending', 'handing_over')"
            " AND next_attempt_at BETWEEN now() AND to_timestamp(%s) + interval '5 minutes'",
            [before],
        )


def test_every_mail_comes_to_exactly_one_end(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    killer = Killer(post)
    killer.start()
    for number, kind in enumerate(plan(MAILS, post.chance)):
        post.deliver(kind)
        if number % 12 == 11:
            post.answer()
    wait_until(lambda: post.ended() == len(post.letters), "every mail is read", PATIENCE)
    killer.stop()
    if MAILS <= SHORT:
        wait_until(lambda: time.time() > killer.last_at + AFTERMATH, "whoever was hit is done")
        end_leases_of_the_dead(post.stack, killer.last_at)
    wait_until(lambda: not post.waiting(), "nothing waits any more", PATIENCE)
    everybody_has_heard(post.stack)

    books = Books(post)
    kills = f"{killer.killed.count('celery')} times the worker, {killer.killed.count('postgres')} PostgreSQL"
    told = f"{len(post.letters)} mails, killed {kills}, {time.monotonic() - started:.0f} s\n\n{books.told()}"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert len(killer.killed) == KILLS
    assert not books.wrong, "\n".join(books.wrong)
