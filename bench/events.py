"""What one step of work costs the worker, and how soon the widget answers."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from typing import Any

import httpx
import redis
from celery import Celery

from bench.candor import Candor
from bench.timing import cpu_seconds, p50, p95
from helpdesk.environment import redis_urls
from tests.mailservers import Pymap, SmtpSink
from tests.system.mailboxes import ADDRESS, AUTHSERV, connect_mailbox
from tests.system.stack import Stack, wait_until

# What the clock starts, and the look into the mailbox, which are no answer to anything.
PERIODIC = (
    "helpdesk.tasks.heartbeat", "core.tasks.sweep", "core.tasks.forget", "integrations.email.tasks.sweep",
    "integrations.email.tasks.look", "integrations.email.tasks.alarm", "routing.tasks.drain",
    "routing.tasks.sweep", "sla.tasks.tick", "kb.tasks.embed", "kb.tasks.encode",
    "assistant.tasks.resend", "assistant.tasks.learn", "tickets.tasks.wake", "widget.tasks.forget",
    "people.tasks.watch_presence", "people.tasks.clear_sessions",
)  # fmt: skip
ARTICLE = (
    "The nightly export runs at 02:00 in the time zone of the project. If an export is empty, open Settings, "
    "then Exports, and choose Run again. An export keeps the filters of the view that it was made from."
)
QUESTION = "My nightly export is empty. How do I run the export again?"
REST = 10.0
Note = Callable[..., None]


class EventsBench:
    """One installation with one person, one article and one mailbox; `note` takes a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note
        self.url = f"http://127.0.0.1:{stack.port}"
        self._count, self._run = count(), uuid.uuid4().hex[:8]
        urls = redis_urls(stack.home)
        self.broker, self.live = Celery("bench", broker=urls.celery), redis.Redis.from_url(urls.live)
        self._sent: list[tuple[str, str]] = []

    def run(self, *, rounds: int) -> None:
        """Every kind of step, each `rounds` times, one after the other."""
        with Pymap() as self.imap, SmtpSink() as smtp, closing(Candor(self.url, self.stack.token)) as candor:
            connect_mailbox(self.stack, self.imap, smtp)
            with self.stack.client() as api:
                api.patch("me", json={"presence": "online"}).raise_for_status()
                article = {"title": "Run an export again", "body": ARTICLE, "status": "published"}
                api.post("articles", json=article | {"audience": "public"}).raise_for_status()
            self.settle()
            self.step("new ticket by mail", self.new_mail, 3)
            self.step("new ticket by mail", self.new_mail, rounds)
            self.step("further mail", self.further_mail, rounds)
            numbers = [row[0] for row in self.stack.rows("SELECT id FROM tickets_ticket ORDER BY id DESC")]
            replies = iter(numbers)
            self.step("staff reply", lambda: candor.reply(next(replies), "Please try it again."), rounds)
            self.step("staff create", lambda: candor.create("Export", QUESTION, self.address()), rounds)
            self.widget(rounds)

    def step(self, name: str, work: Callable[[], object], rounds: int) -> None:
        """Do something so often, and note what the worker did for each."""
        idle = self.idle_rate()
        pid = self.stack.child("celery")
        before, cpu, started = self.counts(), cpu_seconds(pid), time.perf_counter()
        for _ in range(rounds):
            work()
            self.settle()
        took = time.perf_counter() - started
        used = cpu_seconds(pid) - cpu - idle * took
        after = self.counts()
        self.note(
            name,
            cpu=used * 1000 / rounds,
            **{key: (after[key] - before[key]) / rounds for key in after},
        )

    def idle_rate(self) -> float:
        """The processor seconds a second that the worker uses for nothing."""
        pid = self.stack.child("celery")
        cpu, started = cpu_seconds(pid), time.perf_counter()
        time.sleep(REST)
        return (cpu_seconds(pid) - cpu) / (time.perf_counter() - started)

    def counts(self) -> dict[str, int]:
        """All tasks but the periodic ones, outbox rows and receipts so far."""
        found = self.broker.control.inspect(timeout=3).stats() or {}
        totals = [of["total"] for of in found.values()]
        tasks = sum(n for total in totals for name, n in total.items() if name not in PERIODIC)
        sql = "SELECT (SELECT count(*) FROM core_outboxevent), (SELECT count(*) FROM core_delivery)"
        rows, receipts = self.stack.rows(sql)[0]
        return {"tasks": tasks, "rows": rows, "receipts": receipts}

    def widget(self, rounds: int) -> None:
        """A visitor asks; also how soon the first words and the whole answer leave for the screen."""
        key = self.stack.rows("SELECT widget_key FROM people_brand")[0][0]
        heard = Hearing(self.live)
        first: list[float] = []
        whole: list[float] = []

        def ask() -> None:
            with httpx.Client(base_url=f"{self.url}/api/v1/widget/", timeout=20) as client:
                token = client.post("sessions", json={"key": key}).raise_for_status().json()["token"]
                client.headers["X-Candor-Session"] = token
                heard.begin()
                sent = {"client_id": uuid.uuid4().hex, "text": QUESTION}
                client.post("conversations", json=sent).raise_for_status()
                words, answer = heard.wait()
            first.append(words)
            whole.append(answer)

        self.step("widget message", ask, rounds)
        heard.stop()
        self.note("first words", p50=p50(first), p95=p95(first))
        self.note("whole answer", p50=p50(whole), p95=p95(whole))

    def address(self) -> str:
        return f"c{next(self._count)}-{self._run}@customer{next(self._count) % 50}.test"

    def new_mail(self) -> None:
        number, address = next(self._count), self.address()
        mail = self._mail(address, f"Nightly export is empty {number}")
        self._sent.append((address, mail["Message-ID"]))
        self._deliver(mail)

    def further_mail(self) -> None:
        address, earlier = self._sent.pop()
        mail = self._mail(address, "Re: Nightly export is empty")
        mail["In-Reply-To"] = mail["References"] = earlier
        self._deliver(mail)

    def _mail(self, address: str, subject: str) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        domain = address.partition("@")[2]
        mail["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"] = f"Customer <{address}>", ADDRESS, subject
        mail["Message-ID"] = f"<{uuid.uuid4().hex}@{domain}>"
        mail.set_content(f"{QUESTION}\n\nThank you.")
        return mail

    def _deliver(self, mail: EmailMessage) -> None:
        ended = "SELECT count(*) FROM email_inboundmail WHERE state NOT IN ('fetched', 'failed')"
        before = self.stack.rows(ended)[0][0]
        self.imap.append(mail.as_bytes())
        wait_until(lambda: bool(self.stack.rows(ended)[0][0] > before), "the mail is read", 120)

    def settle(self) -> None:
        """Wait until nothing is left of what was set in motion."""
        waiting = (
            "SELECT (SELECT count(*) FROM core_outboxevent WHERE completed_at IS NULL)"
            " + (SELECT count(*) FROM email_outgoingmail WHERE next_attempt_at IS NOT NULL)"
            " + (SELECT count(*) FROM assistant_run WHERE state <> 'done')"
        )
        wait_until(lambda: not self.stack.rows(waiting)[0][0], "the worker is done", 300)


class Hearing:
    """Listens to what goes to customers' screens. Times are milliseconds since `begin`."""

    def __init__(self, client: "redis.Redis") -> None:
        self._pubsub: Any = client.pubsub()  # type: ignore[no-untyped-call]  # redis leaves it open
        self._pubsub.psubscribe("*live:contact:*")
        self._started, self._first, self._whole = 0.0, 0.0, threading.Event()
        self._at = 0.0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        self._first = self._at = 0.0
        self._whole.clear()
        self._started = time.perf_counter()

    def wait(self) -> tuple[float, float]:
        assert self._whole.wait(60), "No answer came."
        return ((self._first or self._at) - self._started) * 1000, (self._at - self._started) * 1000

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._ending.is_set():
            message: Any = self._pubsub.get_message(ignore_subscribe_messages=True, timeout=0.2)
            if message is None:
                continue
            now = time.perf_counter()
            frame = json.loads(message["data"].partition(b"\n")[2])
            if frame["name"] == "assistant.delta":
                self._first = self._first or now
            elif frame["name"] == "tickets.reply_posted":
                self._at = now
                self._whole.set()
