"""
`python -m bench.mail_cost`: what one new ticket by mail costs, part by part, in this process.

It starts a PostgreSQL and a Redis of its own, stores mails as fetched, reads them, and runs here, one by one,
what they set in motion: handlers, the assistant, routing, clocks, letters to a real SMTP server. Only Celery
and IMAP are left out; `messages` says how many tasks Celery would carry. `parser` is the processor time of
the process that parses, `database` that of PostgreSQL's process for us. All figures are for one mail.
"""

import argparse
import collections
import cProfile
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.timing import cpu_seconds
from tests.embedded import TestServices


class Parts:
    """Processor time, statements and transactions by what they were for; one within another counts once."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = collections.defaultdict(float)
        self.statements: collections.Counter[str] = collections.Counter()
        self.commits: collections.Counter[str] = collections.Counter()
        self._stack = ["other"]
        self._since = time.process_time()

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        self._turn()
        self._stack.append(name)
        try:
            yield
        finally:
            self._turn()
            self._stack.pop()

    def wrap(self, owner: Any, name: str, part: str | Callable[..., str]) -> None:
        work = getattr(owner, name)

        def counted(*values: Any, **named: Any) -> Any:
            with self.within(part if isinstance(part, str) else part(*values, **named)):
                return work(*values, **named)

        setattr(owner, name, counted)

    def count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """A wrapper of Django's statements."""
        self.statements[self._stack[-1]] += 1
        return execute(sql, params, many, context)

    def committed(self) -> None:
        self.commits[self._stack[-1]] += 1

    def clear(self) -> None:
        self._since = time.process_time()
        for counter in (self.cpu, self.statements, self.commits):
            counter.clear()

    def _turn(self) -> None:
        now = time.process_time()
        self.cpu[self._stack[-1]] += now - self._since
        self._since = now


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.mail_cost", description=__doc__)
    parser.add_argument("--mails", type=int, default=60, help="of one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="cProfile of the last round")
    options = parser.parse_args()
    services = TestServices()
    try:
        os.environ |= {"DATABASE_URL": services.start_postgres(), "REDIS_URL": services.start_redis()}
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "CANDOR_HOME": str(services.folders.home),
            "MAIL_CAP_HOUR": "1000000",
        }
        import django

        django.setup()
        from tests.mailservers import SmtpSink

        with SmtpSink() as smtp:
            MailCost(smtp.port, options).run()
    finally:
        services.stop()


class MailCost:
    """One brand with a mailbox, and nobody at work."""

    def __init__(self, smtp_port: int, options: argparse.Namespace) -> None:
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        from tests.cast import Cast
        from tests.mails import mailbox_for

        cast = Cast()
        assert cast.agent is not None
        self.options, self.parts, self.database = options, Parts(), connection
        self.waiting: collections.deque[tuple[str, dict[str, Any]]] = collections.deque()
        self.messages = self.number = self.parsing = 0
        self.mailbox = mailbox_for(cast.brand, smtp_port=smtp_port, last_uid=0, uid_validity=1)
        self._instrument()

    def _instrument(self) -> None:
        """Know which part runs, and keep what Celery would get."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        from core import queue
        from core.events import delivering

        def keep(task: str, on: str = "", /, **values: Any) -> None:
            self.messages += 1
            self.waiting.append((task, values))

        queue.enqueue = keep  # instead of Celery
        own, committed = self.parts, BaseDatabaseWrapper.commit

        def commit(database: Any) -> None:
            own.committed()
            committed(database)

        BaseDatabaseWrapper.commit = commit  # type: ignore[method-assign,assignment]  # counts them
        own.wrap(delivering, "_run", lambda row, subscription: subscription.key)
        self.database.execute_wrappers.append(own.count)

    def run(self) -> None:
        """All rounds; the first only warms up what a process keeps."""
        found: list[dict[str, Any]] = []
        for number in range(self.options.rounds + 1):
            found += [self._round(is_last=number == self.options.rounds)]
        print(json.dumps(found[1:]) if self.options.json else table(found[1:]), flush=True)

    def _round(self, *, is_last: bool) -> dict[str, Any]:
        from celery import current_app

        from integrations.email.services import mailbox_process
        from integrations.email.services.fetching import _store
        from integrations.email.transport.imap import Fetched

        mails, parts, profile = self.options.mails, self.parts, cProfile.Profile(time.process_time)
        fetched = [Fetched(self.number + at, len(raw), raw) for at, raw in enumerate(self._letters(mails), 1)]
        backend = self.database.connection.info.backend_pid if self.database.connection else 0
        self.number, self.messages, now = self.number + mails, 0, datetime.now(UTC)
        database, parser = cpu_seconds(backend) if backend else 0.0, parser_seconds()
        parts.clear()
        if is_last and self.options.profile:
            profile.enable()
        started = time.process_time()
        with parts.within("storing"):
            for mail in fetched:
                _store(self.mailbox, mail, now=now)
        with parts.within("reading"):
            while mailbox_process(mailbox_id=self.mailbox.pk):
                pass
        while self.waiting:
            name, values = self.waiting.popleft()
            with parts.within(name):
                current_app.tasks[name].run(**values)
        used = time.process_time() - started
        if is_last and self.options.profile:
            profile.disable()
            profile.dump_stats(self.options.profile)
        rows = {
            name: [cpu * 1000 / mails, parts.statements[name] / mails, parts.commits[name] / mails]
            for name, cpu in parts.cpu.items()
        }
        rows["all"] = [
            used * 1000 / mails,
            *(sum(c.values()) / mails for c in (parts.statements, parts.commits)),
        ]
        beside = (
            {"database": cpu_seconds(backend) - database, "parser": parser_seconds() - parser}
            if backend
            else {}
        )
        return {"parts": rows, "messages": self.messages / mails} | {
            name: value * 1000 / mails for name, value in beside.items()
        }

    def _letters(self, count: int) -> Iterator[bytes]:
        from tests.mails import raw_mail

        for number in range(self.number + 1, self.number + count + 1):
            domain = f"d{number % 200}.customer.test"
            text = "\n\n".join(["Since this morning the nightly export of our project is empty. " * 8] * 4)
            yield raw_mail(
                text, html="".join(f"<p>{one}</p>" for one in text.split("\n\n")), subject=f"Export {number}",
                sender=f"Customer <c{number}@{domain}>", message_id=f"<{number}@{domain}>",
            )  # fmt: skip


def parser_seconds() -> float:
    """What the processes that parse have used."""
    from integrations.email.sandbox.pool import _pool

    return sum(cpu_seconds(child.process.pid) for child in _pool.idle)


def table(rounds: list[dict[str, Any]]) -> str:
    """The medians of all rounds."""
    names = sorted({name for one in rounds for name in one["parts"]}, key=lambda name: (name == "all", name))
    lines = [f"{'for one mail':45} {'cpu ms':>7} {'sql':>6} {'commits':>8}"]
    for name in names:
        of = [one["parts"].get(name, [0, 0, 0]) for one in rounds]
        cpu, statements, commits = (statistics.median(column) for column in zip(*of, strict=True))
        lines.append(f"{name:45} {cpu:7.2f} {statements:6.1f} {commits:8.2f}")
    for name in ("messages", "database", "parser"):
        lines.append(f"{name:45} {statistics.median(one[name] for one in rounds):7.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
