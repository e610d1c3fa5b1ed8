from typing import Any

from django.db import migrations

from core.search.filling import fill_terms


def fill(apps: Any, schema_editor: Any) -> None:
    """Terms for existing rows, in batches; if interrupted, it continues where it stopped."""
    for name in ("TimelineEntry",):
        fill_terms(apps.get_model("tickets", name), using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0007_search_terms")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
