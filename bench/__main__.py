"""`python -m bench`: start a complete Candor, fill it, measure, print the table."""

import argparse
import itertools
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from bench.articles import ArticlesBench
from bench.bare import BareServer
from bench.candor import Candor
from bench.clocks import ClocksBench
from bench.events import EventsBench
from bench.insights import InsightsBench
from bench.mail import MailBench
from bench.product_events import ProductEventsBench
from bench.raw import RawSQL
from bench.timing import WARM_UP, Compared, compare, cpu_seconds, p50, p95, together
from bench.watching import fan_out
from helpdesk.environment import socket_dir
from tests.system.stack import ROOT, Stack

# The ratios to the floor that `docs/performance.md` promises.
GOALS = {"create": 2.5, "list": 4.0, "open": 5.0, "search": 2.5, "reply": 2.5}
# Sockets of one agent: some tabs and machines, below what one process grants one person.
WATCHES_EACH = 5
COMMON, RARE = "export", '"HLY-4012"'
STEPS: dict[str, Callable[..., Any]] = {
    "articles": ArticlesBench, "events": EventsBench, "product-events": ProductEventsBench,
}  # fmt: skip
BODY = "Since this morning the nightly export of our project is empty. Could you look at it today?"


@dataclass
class Bench:
    """One running installation and what was measured on it."""

    stack: Stack
    bare: BareServer
    rounds: int
    results: list[dict[str, Any]] = field(default_factory=list)
    tickets: int = 0
    numbers: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.stack.port}"
        self.database = f"postgresql://candor@/candor?host={socket_dir(self.stack.home).resolve()}"
        self.count = itertools.count()

    def candor(self) -> Candor:
        return Candor(self.url, self.stack.token)

    def grow(self, size: int) -> None:
        """Add tickets until there are `size`."""
        output = self.stack.manage("seed_bulk", "--tickets", str(size - self.tickets))
        print(output.strip(), flush=True)
        first = output.split()[1]
        last = int(output.split()[3])
        assert int(first) <= last
        self.tickets, self.numbers = size, (last - 1, last)

    def measure(self, concurrency: list[int]) -> None:
        """Every kind of work at the current size."""
        raw = RawSQL(self.database)
        candor = self.candor()
        typical, long = self.numbers
        try:
            self._compare("list", candor.list, self.bare.get, raw.list)
            self._compare("open", lambda: candor.open(typical), self.bare.get, lambda: raw.open(typical))
            self._compare("open 200", lambda: candor.open(long), self.bare.get, lambda: raw.open(long))
            for name, text in (("search", RARE), ("search common", COMMON)):
                self._compare(name, partial(candor.search, text), self.bare.get, partial(raw.search, text))
            self._compare(
                "create",
                lambda: candor.create(self._subject(), BODY, f"bench-{next(self.count)}@customer.test"),
                self.bare.post,
                lambda: raw.create("Export fails", BODY),
            )
            self._settle(raw)
            self._compare(
                "reply",
                lambda: candor.reply(typical, BODY),
                self.bare.post,
                lambda: raw.reply(typical, BODY),
            )
            self._settle(raw)
            for number in concurrency:
                self._together(number, raw)
        finally:
            raw.close()
            candor.close()

    def watch(self, watchers: int) -> None:
        """Fan-out of replies to everybody who has the ticket open."""
        candor = self.candor()
        words = [sys.executable, "-m", "bench.agents", str(ceil(watchers / WATCHES_EACH))]
        made = subprocess.run(
            words, cwd=ROOT, env=self.stack.env, stdout=subprocess.PIPE, check=True, text=True
        )
        values = fan_out(
            url=self.url,
            tokens=made.stdout.split(),
            number=self.numbers[0],
            reply=lambda: candor.reply(self.numbers[0], BODY),
            watchers=watchers,
            rounds=20,
        )
        candor.close()
        self.note(f"fan-out to {watchers}", p50=p50(values), p95=p95(values))

    def _subject(self) -> str:
        return f"Nightly export is empty {next(self.count)}"

    def _compare(
        self, name: str, work: Callable[[], object], bare: Callable[[], object], sql: Callable[[], object]
    ) -> None:
        web = self.stack.child("gunicorn")
        before = cpu_seconds(web)
        found: Compared = compare(work, bare, sql, rounds=self.rounds)
        cpu = (cpu_seconds(web) - before) * 1000 / (self.rounds + WARM_UP)
        self.note(
            name, p50=p50(found.work), p95=p95(found.work), floor=found.floor, ratio=found.ratio, cpu=cpu
        )

    def _together(self, number: int, raw: RawSQL) -> None:
        if number < 2:
            return
        clients = [self.candor() for _ in range(number)]
        works: dict[str, Callable[[Candor], Callable[[], object]]] = {
            "list": lambda c: c.list,
            "open": lambda c: lambda: c.open(self.numbers[0]),
            "search": lambda c: lambda: c.search(RARE),
            "create": lambda c: lambda: c.create(self._subject(), BODY, f"b{next(self.count)}@customer.test"),
            # Each client answers a different ticket: replies to the same ticket wait for each other by
            # design.
            "reply": lambda c: partial(c.reply, self.numbers[0] - 1 - clients.index(c), BODY),
        }
        for name, make in works.items():
            values, rate = together([make(c) for c in clients], rounds=max(5, self.rounds // number))
            self.note(f"{name} x{number}", p50=p50(values), p95=p95(values), rate=rate)
            self._settle(raw)
        for client in clients:
            client.close()

    def _settle(self, raw: RawSQL) -> None:
        """Let the worker finish pending work, so that it does not distort the next figure."""
        deadline = time.monotonic() + 120
        while raw.pending_events() and time.monotonic() < deadline:
            time.sleep(0.2)

    def note(self, name: str, **figures: float) -> None:
        """Add a row to the table."""
        row = {"tickets": self.tickets, "work": name} | {k: round(v, 2) for k, v in figures.items()}
        base = next((r for r in self.results if r["work"] == name), None)
        if base is not None and "p50" in figures:
            row["growth"] = round(figures["p50"] / base["p50"], 2)
        if name in GOALS:
            row["goal"] = GOALS[name]
        self.results.append(row)
        print(line(row), flush=True)


HEADER = (
    "tickets work                p50 ms   p95 ms    floor   ratio    goal  growth  per s  cpu ms    sql"
    "  tasks   rows receipts  pg ms"
)


def line(row: dict[str, Any]) -> str:
    """One row of the table."""

    def cell(name: str, width: int, digits: int) -> str:
        return f"{row[name]:{width}.{digits}f}" if name in row else " " * width

    return (
        f"{row['tickets']:>7} {row['work']:<18} {cell('p50', 7, 1)}  {cell('p95', 7, 1)}"
        f"  {cell('floor', 7, 1)} {cell('ratio', 7, 2)} {cell('goal', 7, 1)} {cell('growth', 7, 2)}"
        f" {cell('rate', 6, 0)} {cell('cpu', 7, 1)} {cell('statements', 6, 1)}"
        f" {cell('tasks', 6, 1)} {cell('rows', 6, 1)} {cell('receipts', 7, 1)} {cell('pg', 6, 2)}"
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,20000,100000", help="numbers of tickets, ascending")
    parser.add_argument("--concurrency", default="1,8")
    parser.add_argument("--rounds", type=int, default=100, help="measurements of each work")
    parser.add_argument("--watchers", type=int, default=50)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--parts", help="what to measure; without it http, mail, and insights at the smallest size"
    )
    parser.add_argument("--open", type=int, default=500, help="open tickets that get new deadlines")
    parser.add_argument("--mail-rate", type=float, default=5, help="mails a second; the goal is 50")
    parser.add_argument("--mail-seconds", type=float, default=20)
    options = parser.parse_args()
    parts = (options.parts or "http,mail").split(",")
    sizes = sorted(int(text) for text in options.sizes.split(","))
    # Every ticket is worked out first, which takes too long for many that nobody asked for.
    with_insights = set(sizes if "insights" in parts else () if options.parts else sizes[:1])

    # An early interrupt must not leave a whole installation running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="candor-bench-"))
    # When this runs as root, PostgreSQL's account must be able to enter.
    folder.chmod(0o711)
    stack = Stack(folder / "home", LOG_LEVEL="WARNING")
    bare = None
    try:
        stack.start()
        stack.begin()
        bare = BareServer(free_port())
        bench = Bench(stack, bare, options.rounds)
        print(f"\n{HEADER}", flush=True)
        for size in sizes:
            bench.grow(size)
            if "http" in parts:
                bench.measure([int(text) for text in options.concurrency.split(",")])
            if "clocks" in parts:
                ClocksBench(stack, bench.note).run(tickets=min(size, options.open))
            if size in with_insights:
                InsightsBench(stack, bench.note).run(rounds=options.rounds)
        if "http" in parts or "watch" in parts:
            bench.watch(options.watchers)
        if "mail" in parts:
            MailBench(stack, bench.note).run(rate=options.mail_rate, seconds=options.mail_seconds)
        for part, measured in STEPS.items():
            if part in parts:
                measured(stack, bench.note).run(rounds=options.rounds)
    finally:
        if bare is not None:
            bare.stop()
        if stack.process is not None and stack.process.poll() is None:
            stack.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        machine = {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.platform(),
        }
        options.json.write_text(json.dumps({"machine": machine, "results": bench.results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
