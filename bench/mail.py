"""How much mail a Candor can take in, how soon it is on screen, and what that costs people at work."""

import asyncio
import json
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import websockets

from bench.candor import Candor
from bench.timing import cpu_seconds, milliseconds, p50, p95
from tests.mailservers import Pymap, SmtpSink
from tests.system.mailboxes import ADDRESS, AUTHSERV, connect_mailbox
from tests.system.stack import ROOT, Stack, wait_until

SENTENCES = (
    "Since this morning the nightly export of our project is empty, although nothing was changed.",
    "Could you look at it today?",
    "We need the figures for the meeting with the board on Thursday.",
    "The log says only that the run has ended after four seconds.",
    "Thank you very much for your help.",
)
# The library logs a warning for each session.
logging.getLogger("mail.log").setLevel(logging.ERROR)
DOMAINS = 200
ALONE = 200
REST_SECONDS = 20
CALM_RATE = 2.0
PAUSE = 0.25
Note = Callable[..., None]


class MailBench:
    """One mailbox on real servers; `note` receives a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note
        self.url = f"http://127.0.0.1:{stack.port}"
        self._chance, self._count = random.Random(7), 0

    def run(self, *, rate: float, seconds: float) -> None:
        """All measurements, with `rate` mails a second for the given time."""
        with Pymap() as self.imap, SmtpSink() as smtp:
            self.mailbox = connect_mailbox(self.stack, self.imap, smtp)
            at_rest = self._lists_during(lambda: time.sleep(REST_SECONDS))
            self.note("list at rest", p50=p50(at_rest), p95=p95(at_rest))
            self.arrivals()
            self.settle()
            self.load(rate, seconds, p95(at_rest))
            self.alone()

    def alone(self) -> None:
        """Fetch, store, parse and post in one process, while the worker is idle."""
        worker = self.stack.child("celery")
        os.kill(worker, signal.SIGSTOP)
        try:
            self.imap.append(*(self.letter()[1] for _ in range(ALONE)))
            words = [sys.executable, "-m", "bench.ingest", "--mailbox", str(self.mailbox)]
            if path := os.environ.get("BENCH_MAIL_PROFILE"):
                words += ["--profile", path]
            done = subprocess.run(words, cwd=ROOT, env=self.stack.env, stdout=subprocess.PIPE, check=True)
        finally:
            os.kill(worker, signal.SIGCONT)
        found = json.loads(done.stdout)
        mails = found["mails"]
        assert mails == ALONE, found
        self.note("mail fetch", rate=mails / found["fetch"])
        self.note("mail read", rate=mails / found["read"])
        self.note(
            "mail ingest",
            rate=mails / (found["fetch"] + found["read"]),
            cpu=found["cpu"] * 1000 / mails,
            statements=sum(found["statements"]) / mails,
        )

    def arrivals(self, count: int = 40) -> None:
        """From the delivery of a mail to its row in an open queue, with a mail now and then."""
        values = asyncio.run(self._arrivals(count))
        self.note("mail arrival", p50=p50(values), p95=p95(values))

    async def _arrivals(self, count: int) -> list[float]:
        address = f"ws://{urlsplit(self.url).netloc}/ws/live/?token={self.stack.token}"
        sent: dict[str, float] = {}
        arrived: dict[str, float] = {}
        async with websockets.connect(address) as socket:
            await socket.send(json.dumps({"type": "subscribe", "topic": "queue"}))

            async def listen() -> None:
                while len(arrived) < count:
                    frame: dict[str, Any] = json.loads(await socket.recv())
                    at = time.perf_counter()
                    subject = frame.get("data", {}).get("ticket", {}).get("subject", "")
                    if subject in sent:
                        arrived.setdefault(subject, at)

            listening = asyncio.create_task(listen())
            with self.imap.door("") as door:
                for _ in range(count):
                    subject, raw = self.letter()
                    sent[subject] = time.perf_counter()
                    await asyncio.to_thread(door.append, "INBOX", "", "", raw)
                    await asyncio.sleep(1 / CALM_RATE)
            await asyncio.wait_for(listening, 60)
        return [(arrived[subject] - at) * 1000 for subject, at in sent.items()]

    def load(self, rate: float, seconds: float, at_rest: float) -> None:
        """The real worker under `rate` mails a second, and the queue page at the same time."""
        worker, before = self.stack.child("celery"), self._ended()
        cpu, started = cpu_seconds(self.stack.child("celery")), time.perf_counter()
        delivered = 0

        def pour() -> None:
            nonlocal delivered
            with self.imap.door("") as door:
                while (now := time.perf_counter() - started) < seconds:
                    if delivered >= now * rate:
                        time.sleep(1 / rate)
                        continue
                    door.append("INBOX", "", "", self.letter()[1])
                    delivered += 1

        lists = self._lists_during(pour)
        poured = time.perf_counter() - started
        in_time = self._ended() - before
        wait_until(lambda: self._ended() - before >= delivered, "every mail is read", 1800)
        took = time.perf_counter() - started
        self.note("mail offered", rate=delivered / poured)
        self.note(
            "mail end to end", rate=delivered / took, cpu=(cpu_seconds(worker) - cpu) * 1000 / delivered
        )
        self.note("mail meanwhile", rate=in_time / poured)
        self.note("list with mail", p50=p50(lists), p95=p95(lists), ratio=p95(lists) / at_rest, goal=2.0)
        self.settle()
        self.note("mail and all", rate=delivered / (time.perf_counter() - started))

    def letter(self) -> tuple[str, bytes]:
        """A mail of about 5 KB from a new sender, and its subject."""
        self._count += 1
        paragraphs = [" ".join(self._chance.choices(SENTENCES, k=4)) for _ in range(8)]
        subject = f"Nightly export is empty {self._count}x{self._chance.getrandbits(24):06x}"
        mail = EmailMessage(policy=SMTP)
        domain = f"d{self._count % DOMAINS}.customer.test"
        mail["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"] = f"Customer <c{self._count}@{domain}>", ADDRESS
        mail["Subject"], mail["Date"] = subject, format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{self._count}.{self._chance.getrandbits(40):x}@{domain}>"
        mail.set_content("\n\n".join(paragraphs))
        mail.add_alternative("".join(f"<p>{one}</p>" for one in paragraphs), subtype="html")
        return subject, mail.as_bytes()

    def settle(self) -> None:
        """Wait until all pending work is finished."""

        def pending() -> int:
            return int(
                self.stack.rows(
                    "SELECT (SELECT count(*) FROM core_outboxevent WHERE completed_at IS NULL)"
                    " + (SELECT count(*) FROM email_outgoingmail WHERE next_attempt_at IS NOT NULL)"
                )[0][0]
            )

        wait_until(lambda: not pending(), "the worker is done", 1800)

    def _ended(self) -> int:
        rows = "SELECT count(*) FROM email_inboundmail WHERE state NOT IN ('fetched', 'failed')"
        return int(self.stack.rows(rows)[0][0])

    def _lists_during(self, work: Callable[[], object]) -> list[float]:
        """Response times of the queue page, requested a few times a second while something happens."""
        values: list[float] = []
        thread = threading.Thread(target=work)
        with closing(Candor(self.url, self.stack.token)) as candor:
            thread.start()
            while thread.is_alive():
                values.append(milliseconds(candor.list))
                time.sleep(PAUSE)
        thread.join()
        return values
