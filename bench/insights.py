"""What a dashboard costs, by the number of tickets in the installation."""

from collections.abc import Callable
from functools import partial

from bench.timing import cpu_seconds, milliseconds, p50, p95
from tests.system.stack import Stack

READS = {
    "dashboard": "insights/figures",
    "dashboard groups": "insights/groups?by=team",
    "dashboard days": "insights/series",
    "dashboard tickets": "insights/tickets?measure=backlog",
}
Note = Callable[..., None]


class InsightsBench:
    """One installation, its facts worked out; `note` takes a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note

    def run(self, *, rounds: int) -> None:
        """The usual period of each part of a dashboard, without filters."""
        print(self.stack.manage("insights_rebuild").strip().splitlines()[0], flush=True)
        web = self.stack.child("gunicorn")
        with self.stack.client() as api:
            for name, path in READS.items():
                read = partial(api.get, path)
                read().raise_for_status()
                before = cpu_seconds(web)
                times = [milliseconds(read) for _ in range(rounds)]
                cpu = (cpu_seconds(web) - before) * 1000 / rounds
                self.note(name, p50=p50(times), p95=p95(times), cpu=cpu)
