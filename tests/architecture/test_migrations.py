"""Migrations run on a PostgreSQL with only `vector`, and are named."""

import re
from pathlib import Path

import pytest
from django.contrib.postgres import operations
from django.db.migrations.loader import MigrationLoader

from tests.architecture.modules import ROOT, own_apps

OURS = {app.label: Path(app.path) / "migrations" for app in own_apps()}
ABSENT = re.compile(
    r"\b(pg_trgm|unaccent|citext|pgcrypto|btree_gin|btree_gist|hstore|uuid-ossp|fuzzystrmatch"
    r"|gin_trgm_ops|gist_trgm_ops|pg_stat_statements)\b"
)


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
