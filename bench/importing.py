"""`python -m bench.importing`: make an export of Zendesk, bring it over in this process, and time it."""

import argparse
import json
import os
import platform
import random
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.embedded import TestServices

TEXT = (
    "export project pipeline since this morning empty could you look at it today the nightly job fails with "
    "an error after we changed the key of the warehouse and nobody got a mail about that please tell us when "
    "it works again thank you very much for the quick answer we tried it twice now"
)
WORDS = TEXT.split()


def text(draw: random.Random) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(20, 120)))


def tickets(count: int, messages: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        requester, agent = 10_000 + number % (count // 4 + 1), 1 + number % 20
        day = f"202{draw.randint(0, 5)}-0{draw.randint(1, 9)}-{draw.randint(10, 28)}"
        comments = []
        for part in range(messages):
            body = text(draw)
            comments.append(
                {
                    "id": number * 100 + part,
                    "author_id": requester if part % 2 == 0 else agent,
                    "public": part != 3,
                    "html_body": f"<div class='zd-comment'><p>{body}</p><p><b>Thanks</b></p></div>",
                    "plain_body": body,
                    "attachments": [],
                    "created_at": f"{day}T0{part}:00:00Z",
                }
            )
        yield {
            "id": number, "subject": f"{draw.choice(WORDS)} {draw.choice(WORDS)} {number}",
            "status": "open" if number % 50 == 0 else "closed", "priority": "normal", "type": "problem",
            "requester_id": requester, "assignee_id": agent, "organization_id": 1 + requester % 500,
            "group_id": 1, "tags": [draw.choice(WORDS)], "via": {"channel": "email"}, "custom_fields": [],
            "created_at": f"{day}T00:00:00Z", "updated_at": f"{day}T09:00:00Z", "comments": comments,
        }  # fmt: skip


def people(count: int) -> Iterator[dict[str, Any]]:
    for key in range(1, 21):
        yield {"id": key, "name": f"Agent {key}", "email": f"a{key}@staff.test", "role": "agent"}
    for at in range(count // 4 + 1):
        key = 10_000 + at
        yield {
            "id": key, "name": f"Customer {at}", "email": f"c{at}@k{key % 500}.test", "role": "end-user",
            "organization_id": 1 + key % 500,
        }  # fmt: skip


def write(path: Path, count: int, messages: int) -> None:
    draw = random.Random(7)
    companies = [
        {"id": 1 + at, "name": f"Company {at}", "domain_names": [f"k{at}.test"]} for at in range(500)
    ]
    files = {"organizations.json": iter(companies), "users.json": people(count),
             "tickets.json": tickets(count, messages, draw)}  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, rows in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for row in rows:
                    file.write(json.dumps(row).encode() + b"\n")


def bring(path: Path) -> dict[str, Any]:
    import django

    django.setup()

    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from core import clock
    from integrations.importers import services
    from integrations.importers.models import Import
    from people.actors import staff_actor
    from people.models import Brand, User
    from tickets.models import Ticket, TimelineEntry

    Brand.objects.create(name="Bench", slug="bench", is_default=True)
    actor = staff_actor(User.objects.create(email="admin@staff.test", name="Admin", role="admin"))
    took: dict[str, Any] = {}

    def work(found: Import, name: str) -> None:
        started, cpu = time.perf_counter(), time.process_time()
        while services.import_work(import_id=found.pk, seconds=20):
            print(f"{name} {time.perf_counter() - started:.0f} s", flush=True)
        took[name] = {"seconds": round(time.perf_counter() - started, 1),
                      "cpu": round(time.process_time() - cpu, 1)}  # fmt: skip

    with path.open("rb") as stream:
        found = services.import_create(
            actor=actor, name=path.name, stream=stream, source="zendesk", now=clock.now()
        )
    work(found, "read")
    for step in ("check", "run"):
        services.import_step(actor=actor, import_id=found.pk, step=step, now=clock.now())
        work(found, step)
    told = TimelineEntry.objects.filter(kind__in=("message", "note"))
    counts = {"tickets": Ticket.objects.count(), "messages": told.count()}
    services.import_step(actor=actor, import_id=found.pk, step="run", now=clock.now())
    work(found, "again")
    services.import_step(actor=actor, import_id=found.pk, step="undo", now=clock.now())
    work(found, "undo")
    return {"took": took, "brought": counts, "left": Ticket.objects.count()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=5, help="of each ticket, at most 9")
    options = parser.parse_args()
    services = TestServices()
    try:
        os.environ["CANDOR_HOME"] = str(services.folders.home)
        os.environ["DATABASE_URL"] = services.start_postgres()
        os.environ["REDIS_URL"] = services.start_redis()
        os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export.zip"
            write(path, options.tickets, options.messages)
            found = bring(path)
            print(json.dumps({"size": path.stat().st_size, "cores": os.cpu_count(),
                              "python": platform.python_version()} | found, indent=2))  # fmt: skip
    finally:
        services.stop()


if __name__ == "__main__":
    main()
