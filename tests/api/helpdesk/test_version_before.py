"""What the version before asks of its tables, asked of the tables of this one: an upgrade stops nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from tests.architecture.modules import own_apps
from tests.cast import Cast
from tests.world import World

# PostgreSQL looks at the values of a row and its checks before it looks whether there is one like it.
ALIKE, MISSING = "23505", "23502"


def before() -> Iterator[type[Model]]:
    """The models of our apps as they were before the newest migration of each."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    ours = {app.label for app in own_apps()}
    nodes = []
    for app, name in loader.graph.leaf_nodes():
        parents = [one.key for one in loader.graph.node_map[app, name].parents if one.key[0] == app]
        nodes += parents or ([] if app in ours else [(app, name)])
    state = loader.project_state(nodes, at_end=True)
    for model in state.apps.get_models(include_auto_created=True):
        if model._meta.app_label in ours and not model._meta.proxy:
            yield model


def columns(model: type[Model]) -> "list[models.Field[Any, Any]]":
    return [one for one in model._meta.local_concrete_fields if not isinstance(one, models.GeneratedField)]


def why_refused(sql: str) -> str:
    """The code of what PostgreSQL says against a statement; it is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return ""


def statements(model: type[Model]) -> tuple[str, str, str]:
    """It reads, writes and inserts the columns that the version before knows."""
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(one.column or "") for one in columns(model))
    return (
        f"SELECT {named} FROM {table} LIMIT 1",  # noqa: S608 (names of our own)
        f"UPDATE {table} SET ({named}) = ROW({named}) WHERE false",  # noqa: S608 (the same)
        f"INSERT INTO {table} ({named}) SELECT {named} FROM {table} LIMIT 1",  # noqa: S608 (the same)
    )


@pytest.mark.django_db
def test_its_statements_work_on_the_tables_of_this_version(cast: Cast) -> None:
    World(cast)
    models_before = list(before())
    inserted = 0
    for model in models_before:
        read, write, insert = map(why_refused, statements(model))
        assert (read, write) == ("", ""), model
        # Without a row there is nothing to insert again.
        assert insert in ("", ALIKE), model
        inserted += insert == ALIKE
    assert inserted > 60
    # A column that it does not know and has to fill would stop it.
    (file,) = [model for model in models_before if model._meta.label == "tickets.Attachment"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_attachment ADD COLUMN later integer NOT NULL DEFAULT 1")
        cursor.execute("ALTER TABLE tickets_attachment ALTER COLUMN later DROP DEFAULT")
    assert why_refused(statements(file)[2]) == MISSING
