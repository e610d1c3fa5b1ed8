"""
`python -m bench.claiming`: one claim of due clocks among 10,000 to 1,000,000 that wait.

It starts a PostgreSQL of its own, fills the one table that a claim looks at by SQL, and removes everything
again. `pages` are what PostgreSQL touched for a claim: no busy neighbor changes them, as it does the times.
"""

import argparse
import json
import os
import time
from datetime import timedelta
from typing import Any

from bench.timing import milliseconds, p50, p95
from tests.embedded import TestServices

CLAIMED, ROUNDS, DAY = 500, 30, 200
_WAIT = (
    "INSERT INTO sla_ticketsla (ticket_id, next_check_at)"
    " SELECT n, now() + interval '1 day' + n %% 100000 * interval '1 second' FROM generate_series(%s, %s) n"
)
_DUE = "UPDATE sla_ticketsla SET next_check_at = now() + interval '1 hour' WHERE ticket_id <= %s"
# What a check that has nothing to tell leaves behind.
_CHECKED = (
    "UPDATE sla_ticketsla SET next_check_at = now() + interval '1 day' + random() * interval '1 day'"
    " WHERE ticket_id = ANY(%s)"
)
_NEXT = "UPDATE sla_ticketsla SET next_check_at = now() + interval '1 hour' WHERE ticket_id BETWEEN %s AND %s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.claiming", description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="numbers of clocks, ascending")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    services = TestServices()
    try:
        os.environ |= {"DATABASE_URL": services.start_postgres(), "REDIS_URL": services.start_redis()}
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "CANDOR_HOME": str(services.folders.home),
        }
        import django

        django.setup()
        make_table()
        filled = 0
        for size in sizes:
            took = run("VACUUM (ANALYZE) sla_ticketsla", before=[(_WAIT, [filled + 1, size])])
            filled = size
            print(json.dumps({"clocks": size, "filled_s": round(took, 1), **measured(size)}), flush=True)
    finally:
        services.stop()


def make_table() -> None:
    """The table of the clocks' states with its indexes; the tickets that it refers to are left out."""
    from django.db import connection

    from sla.models import TicketSla

    with connection.schema_editor() as editor:
        editor.create_model(TicketSla)
        editor.deferred_sql = [one for one in editor.deferred_sql if "FOREIGN KEY" not in str(one)]


def run(*statements: str, before: list[tuple[str, list[Any]]] | None = None) -> float:
    """Run SQL; returns the seconds it took."""
    from django.db import connection

    started = time.perf_counter()
    with connection.cursor() as cursor:
        for sql, values in before or ():
            cursor.execute(sql, values)
        for sql in statements:
            cursor.execute(sql)
    return time.perf_counter() - started


def measured(size: int) -> dict[str, float]:
    """Claims that are taken back, at first and after a day of claims and checks that nobody cleaned up."""
    from bench.clocks import undone
    from core import clock
    from sla.services.firing import checks_claim

    soon = clock.now() + timedelta(hours=2)
    run("VACUUM (ANALYZE) sla_ticketsla", before=[(_DUE, [CLAIMED])])
    pages = touched(soon)

    def claim() -> float:
        return milliseconds(lambda: checks_claim(now=soon, limit=CLAIMED))

    times, processor = [], []
    for _ in range(ROUNDS):
        began = time.process_time()
        times.append(undone(claim))
        processor.append((time.process_time() - began) * 1000)
    for number in range(DAY):
        claimed = checks_claim(now=soon, limit=CLAIMED)
        assert len(claimed) == CLAIMED, claimed
        first = (number + 1) * CLAIMED % (size - CLAIMED) + 1
        run(before=[(_CHECKED, [claimed]), (_NEXT, [first, first + CLAIMED - 1])])
    later = touched(soon)
    undone(lambda: checks_claim(now=soon, limit=CLAIMED))
    again = [
        undone(lambda: milliseconds(lambda: checks_claim(now=soon, limit=CLAIMED))) for _ in range(ROUNDS)
    ]
    return {
        "p50": p50(times),
        "p95": p95(times),
        "cpu": p50(processor),
        "pages_found": pages[0],
        "pages_claimed": pages[1],
        "day_p50": p50(again),
        "day_pages_found": later[0],
        "day_pages_claimed": later[1],
    }


def touched(soon: Any) -> list[int]:
    """How many pages PostgreSQL touches to find what is due, and to mark it as claimed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.clocks import undone
    from sla.services.firing import checks_claim

    def explained() -> list[int]:
        found = []
        for sql in (one["sql"] for one in queries):
            if not sql.startswith(("SELECT", "UPDATE")):
                continue
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("%", "%%"), [])
                plan = cursor.fetchone()[0]
            top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            found.append(top["Shared Hit Blocks"] + top["Shared Read Blocks"])
        return found

    with CaptureQueriesContext(connection) as queries:
        undone(lambda: checks_claim(now=soon, limit=CLAIMED))
    pages: list[int] = undone(explained)
    return pages


if __name__ == "__main__":
    main()
