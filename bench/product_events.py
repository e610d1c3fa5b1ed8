"""What taking product events from a customer's backend costs, by the size of a batch."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from bench.timing import cpu_seconds, milliseconds, p50, p95
from tests.system.stack import Stack, wait_until

BATCHES = (500, 100, 1)
COMPANIES = 200
Note = Callable[..., None]


class ProductEventsBench:
    """One installation with companies and a playbook that looks; `note` takes a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note

    def run(self, *, rounds: int) -> None:
        """Batches one after the other from one connection; then how soon playbooks have looked at them."""
        names = [f"customer{number}.test" for number in range(COMPANIES)]
        with self.stack.client() as api:
            for name in names:
                made = api.post("companies", json={"name": name, "domain": name})
                assert made.status_code in (201, 409), made.text
            for size in BATCHES:
                self._send(api, names, size, rounds)
        started = time.perf_counter()
        wait_until(lambda: self._waiting() == 0, "playbooks to look at the events", 300)
        self.note("events looked at", p50=(time.perf_counter() - started) * 1000)

    def _send(self, api: httpx.Client, names: list[str], size: int, rounds: int) -> None:
        batches = [[_event(names, number) for number in range(size)] for _ in range(rounds)]
        web = self.stack.child("gunicorn")

        def send(batch: list[dict[str, Any]]) -> None:
            answer = api.post("events", json={"events": batch})
            assert answer.json()["accepted"] == size, answer.text

        send([_event(names, number) for number in range(size)])
        before = cpu_seconds(web)
        times = [milliseconds(lambda batch=batch: send(batch)) for batch in batches]  # type: ignore[misc]  # mypy cannot infer a default
        cpu = (cpu_seconds(web) - before) * 1000 / rounds
        rate = size * rounds / (sum(times) / 1000)
        self.note(f"{size} events", p50=p50(times), p95=p95(times), rate=rate, cpu=cpu)

    def _waiting(self) -> int:
        sql = "SELECT count(*) FROM insights_productevent WHERE is_new"
        return int(self.stack.rows(sql)[0][0])


def _event(names: list[str], number: int) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "name": "import.finished",
        "at": datetime.now(UTC).isoformat(),
        "company": {"domain": names[number % len(names)]},
        "properties": {"status": "failed", "rows": number, "source": "warehouse"},
    }
