"""Migrations that change classes in place do to the database what Django's own do."""

from typing import Any

import pytest
from django.core.management.commands import migrate
from django.db import connection, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
    RunPython,
)
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from helpdesk.management.commands.migrate import Command
from helpdesk.migrating import Executor, GrowingState

APP = "harbour"
CODES = [("LEI", "Leith"), ("OBA", "Oban")]


def key() -> Any:
    return models.BigAutoField(primary_key=True)


def to(name: str, **more: Any) -> Any:
    return models.ForeignKey(f"{APP}.{name}", on_delete=models.CASCADE, **more)


def fill(apps: Any, editor: Any) -> None:
    """Code of a migration goes along every relation, from both ends, also those of later operations."""
    port = apps.get_model(APP, "Port").objects.create(name="Leith", code="LEI")
    ship = apps.get_model(APP, "Ship").objects.create(name="Tern", home=port, tons=7)
    apps.get_model(APP, "Crew").objects.create(ship=ship, name="Ada")
    found = apps.get_model(APP, "Port").objects.get(ships__crew__name="Ada")
    assert found.ships.get().tons == 7
    assert found.get_code_display() == "Leith"
    assert [one.name for one in apps.get_model(APP, "Ship")._meta.constraints] == ["tons_positive"]
    assert [one.name for one in apps.get_model(APP, "Ship")._meta.indexes] == ["ship_tons"]
    # A test is one transaction; checks that wait for its end would forbid to change these tables within it.
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def steps() -> list[Any]:
    """All that adds, then what alters and takes away what was added."""
    positive = models.CheckConstraint(condition=models.Q(tons__gt=0), name="tons_positive")
    distinct = models.UniqueConstraint(fields=["home", "name"], name="one_name_a_port")
    return [
        CreateModel("Port", [("id", key()), ("name", models.CharField(max_length=20, unique=True))]),
        CreateModel("Ship", [("id", key()), ("name", models.TextField()), ("home", to("Port"))]),
        AddField("Port", "code", models.CharField(max_length=3, default="", db_index=True)),
        AddField("Ship", "tons", models.IntegerField(default=1), preserve_default=False),
        CreateModel("Crew", [("id", key()), ("name", models.TextField()), ("ship", to("Ship"))]),
        AddField("Ship", "captain", to("Crew", null=True, related_name="commands")),
        AddField("Crew", "ports", models.ManyToManyField(f"{APP}.Port")),
        AddIndex("Ship", models.Index(fields=["tons"], name="ship_tons")),
        AddConstraint("Ship", positive),
        AlterField("Ship", "home", to("Port", related_name="ships")),
        AlterField("Crew", "ship", to("Ship", related_name="crew")),
        AlterField("Port", "code", models.CharField(max_length=3, default="", db_index=True, choices=CODES)),
        RunPython(fill),
        AddConstraint("Ship", distinct),
        # Who drops a unique index has to know which ones are constraints of their own.
        AddConstraint("Port", models.UniqueConstraint(fields=["name"], name="port_name_once")),
        AlterField("Port", "name", models.CharField(max_length=30)),
        AlterField("Port", "id", models.BigIntegerField(primary_key=True)),
        AlterUniqueTogether("Crew", {("ship", "name")}),
        RenameField("Ship", "tons", "weight"),
        RenameModel("Port", "Haven"),
        RemoveIndex("Ship", "ship_tons"),
        RemoveConstraint("Ship", "tons_positive"),
        RemoveField("Ship", "captain"),
        AddField("Crew", "home", to("Haven", null=True)),
        DeleteModel("Crew"),
    ]


def applied(state: ProjectState) -> tuple[list[str], list[str]]:
    """The statements of all steps, each a migration of its own, and the tables as they are then."""
    told = (
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)"
        " FROM information_schema.columns WHERE table_name LIKE 'harbour%'"
        " ORDER BY table_name, ordinal_position"
    )
    assert state.apps.ready
    with transaction.atomic():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            for number, step in enumerate(steps()):
                migration = type("Step", (Migration,), {"operations": [step]})(f"{number:04}", APP)
                with connection.schema_editor() as editor:
                    state = migration.apply(state, editor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'harbour%' ORDER BY 1")
            tables = [row[0] for row in cursor.fetchall()]
            cursor.execute(told)
            tables += [row[0] for row in cursor.fetchall()]
        transaction.set_rollback(True)
    asked = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in asked if "SAVEPOINT" not in sql], tables


@pytest.mark.django_db
def test_the_statements_and_the_tables_are_those_of_django() -> None:
    statements, tables = applied(ProjectState())
    assert applied(GrowingState.of(ProjectState())) == (statements, tables)
    assert len(statements) > len(steps())
    assert any("port_name_once" in line for line in tables)


@pytest.mark.django_db
def test_the_state_that_it_ends_with_is_the_same() -> None:
    ends = []
    for state in (ProjectState(), GrowingState.of(ProjectState())):
        for step in steps():
            step.state_forwards(APP, state)
        ends.append(state)
    assert ends[0] == ends[1]


def test_what_only_adds_leaves_the_other_classes_as_they_are() -> None:
    """That is all the gain: a class is made once, not for each model that points to it."""
    state = GrowingState.of(ProjectState())
    assert state.apps.ready
    made = []
    for step in steps()[:6]:
        step.state_forwards(APP, state)
        made.append(state.apps.get_model(APP, "Port"))
    assert len({id(model) for model in made}) == 1
    assert {one.name for one in made[0]._meta.get_fields()} == {"id", "name", "code", "ship"}


def test_what_the_database_knows_nothing_of_leaves_all_classes_as_they_are() -> None:
    state = GrowingState.of(ProjectState())
    assert state.apps.ready
    for step in steps()[:6]:
        step.state_forwards(APP, state)
    before = state.apps.get_model(APP, "Port")
    field = models.CharField(max_length=3, default="", db_index=True, choices=CODES)
    AlterField("Port", "code", field).state_forwards(APP, state)
    assert state.apps.get_model(APP, "Port") is before
    longer = models.CharField(max_length=4, default="", db_index=True, choices=CODES)
    AlterField("Port", "code", longer).state_forwards(APP, state)
    assert state.apps.get_model(APP, "Port") is not before


def test_the_command_and_so_the_start_of_an_installation_use_it() -> None:
    assert issubclass(Command, migrate.Command)
    assert vars(migrate)["MigrationExecutor"] is Executor
