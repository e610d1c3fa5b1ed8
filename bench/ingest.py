"""`python -m bench.ingest`: turn a mailbox's new mail into tickets in this process, and time it."""

import argparse
import cProfile
import json
import os
import sys
import time
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--mailbox", type=int, required=True)
    parser.add_argument("--profile", type=Path, metavar="FILE", help="write where the time goes there")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()

    from django.db import connection

    from core import clock
    from integrations.email import services

    # The sandbox and the connection are started once in a worker's lifetime.
    services.mailbox_process(mailbox_id=options.mailbox)
    statements = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django passes them through
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    profile = cProfile.Profile()
    with connection.execute_wrapper(count):
        if options.profile:
            profile.enable()
        started, cpu = time.perf_counter(), time.process_time()
        mails = 0
        while taken := services.mailbox_fetch(mailbox_id=options.mailbox, now=clock.now(), limit=200):
            mails += taken
        fetched, stored_with = time.perf_counter(), statements
        while services.mailbox_process(mailbox_id=options.mailbox):
            pass
        ended = time.perf_counter()
        profile.disable()
    if options.profile:
        profile.dump_stats(options.profile)
    json.dump(
        {
            "mails": mails,
            "fetch": fetched - started,
            "read": ended - fetched,
            "cpu": time.process_time() - cpu,
            "statements": [stored_with, statements - stored_with],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
