"""Migrations need nothing but `vector`, have names, and let the version before go on."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres import operations
from django.db import models
from django.db.migrations import (
    AddField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.architecture.modules import ROOT, own_apps

OURS = {app.label: Path(app.path) / "migrations" for app in own_apps()}
ABSENT = re.compile(
    r"\b(pg_trgm|unaccent|citext|pgcrypto|btree_gin|btree_gist|hstore|uuid-ossp|fuzzystrmatch"
    r"|gin_trgm_ops|gist_trgm_ops|pg_stat_statements)\b"
)
# They ran before the first release: no version before them is still at work anywhere.
BEFORE_RELEASES = {
    ("assistant", "0002_handoffs_keep_no_session"),
    ("kb", "0003_published_title"),
    ("people", "0002_mail_notices"),
    ("people", "0003_contact_merges"),
    ("people", "0008_search_terms"),
    ("tickets", "0005_agent_channel_and_mentions"),
    ("tickets", "0007_search_terms"),
    ("widget", "0002_trusted_addresses"),
}


def files() -> list[Path]:
    return sorted(path for folder in OURS.values() for path in folder.glob("[0-9]*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_migration_needs_no_extension_but_vector(path: Path) -> None:
    text = path.read_text()
    assert not ABSENT.search(text)
    created = re.findall(r"CREATE EXTENSION (?:IF NOT EXISTS )?\"?(\w+)", text, re.IGNORECASE)
    assert set(created) <= {"vector"}


def test_no_operation_creates_another_extension() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    created = {
        operation.name
        for (app, _), migration in loader.disk_migrations.items()
        if app in OURS
        for operation in migration.operations
        if isinstance(operation, operations.CreateExtension)
    }
    assert created <= {"vector"}


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_migration_has_a_name_that_tells(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem)
    assert "_auto_" not in path.stem


def touching(operations: Iterable[Operation]) -> Iterator[Operation]:
    """What changes the tables: of the pairs of database and state, the half of the database."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from touching(operation.database_operations)
        else:
            yield operation


def harm(operation: Operation, created: set[str]) -> str:
    """Why processes of the version before would fail after an operation; empty when they go on."""
    match operation:
        case AddField(model_name=name, field=field) if name.lower() not in created and needs_a_value(field):
            return f"its inserts give no {name}.{field}, which has no db_default"
        case RemoveField() | DeleteModel() | RenameField() | RenameModel():
            return "what it reads is gone: take it out of the state only, and drop it a release later"
    return ""


def needs_a_value(field: "models.Field[Any, Any]") -> bool:
    return not (field.null or field.has_db_default() or field.many_to_many or field.generated)


@pytest.mark.parametrize(
    ("operation", "is_harmful"),
    [
        (AddField("ticket", "x", models.CharField(max_length=5, default="")), True),
        (AddField("ticket", "x", models.CharField(max_length=5, db_default="")), False),
        (AddField("ticket", "x", models.CharField(max_length=5, null=True)), False),
        (AddField("fresh", "x", models.CharField(max_length=5)), False),
        (RemoveField("ticket", "x"), True),
        (RenameField("ticket", "x", "y"), True),
        (RenameModel("Ticket", "Case"), True),
        (DeleteModel("Ticket"), True),
        (SeparateDatabaseAndState(database_operations=[RemoveField("ticket", "x")]), True),
        (SeparateDatabaseAndState(state_operations=[RemoveField("ticket", "x")]), False),
    ],
)
def test_what_would_stop_the_version_before_is_seen(operation: Operation, is_harmful: bool) -> None:
    assert any(harm(part, {"fresh"}) for part in touching([operation])) is is_harmful


def test_the_version_before_goes_on_while_an_upgrade_runs() -> None:
    """docs/operations.md promises it: expand now, contract one release later."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    found = {}
    for key, migration in loader.disk_migrations.items():
        created = {op.name.lower() for op in migration.operations if isinstance(op, CreateModel)}
        harms = [told for op in touching(migration.operations) if (told := harm(op, created))]
        if key[0] in OURS and harms and key not in BEFORE_RELEASES:
            found[key] = harms
    assert found == {}
