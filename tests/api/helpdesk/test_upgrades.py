"""While an upgrade runs, the version before works on the tables of the new one."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from tests.architecture.modules import ROOT, own_apps
from tests.cast import Cast
from widget.models import WidgetSettings

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
COLUMNS = """
    SELECT table_name, column_name, is_nullable = 'YES' OR column_default IS NOT NULL
    FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'
"""


@pytest.mark.django_db
def test_columns_that_wait_to_be_dropped_are_written_down_and_ask_nothing_of_new_code() -> None:
    known = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for app in own_apps()
        for model in app.get_models(include_auto_created=True)
    }
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        left = {
            f"{table}.{column}": is_filled
            for table, column, is_filled in cursor.fetchall()
            if table in known and column not in known[table]
        }
    assert all(left.values()), "A row that new code inserts has no value for it."
    assert set(left) == set(re.findall(r"^\| `(\w+\.\w+)` \|", OPERATIONS, re.MULTILINE))


def test_the_version_before_reads_and_writes_whom_the_demo_may_play(cast: Cast) -> None:
    """Its own statements on the table of this version, and this version's rows."""
    WidgetSettings.objects.filter(brand=cast.brand).delete()
    WidgetSettings.objects.create(brand=cast.brand, secret="s" * 40)
    with connection.cursor() as cursor:
        cursor.execute("SELECT demo_people FROM widget_widgetsettings WHERE brand_id = %s", [cast.brand.pk])
        assert cursor.fetchall() == [([],)]
        cursor.execute("UPDATE widget_widgetsettings SET demo_people = ARRAY['helen@kestrel.example']")
    settings = WidgetSettings.objects.get(brand=cast.brand)
    settings.greeting = "Hello"
    settings.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT demo_people, greeting FROM widget_widgetsettings")
        assert (["helen@kestrel.example"], "Hello") in cursor.fetchall()


def test_the_way_back_keeps_whom_the_demo_may_play(cast: Cast) -> None:
    WidgetSettings.objects.get_or_create(brand=cast.brand, defaults={"secret": "s" * 40})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE widget_widgetsettings SET demo_people = ARRAY['helen@kestrel.example']")
        # Checks that wait for the end of a transaction would forbid to change a table within it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for target in ("0002", "0003"):
        call_command("migrate", "widget", target, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT demo_people FROM widget_widgetsettings")
            assert cursor.fetchall() == [(["helen@kestrel.example"],)]
