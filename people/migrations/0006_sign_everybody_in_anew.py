from typing import Any

from django.db import migrations

_TABLES = ("django_session", "account_emailconfirmation", "account_emailaddress")


def empty(apps: Any, schema_editor: Any) -> None:
    """
    Old sessions are stored under their raw keys, which anyone with a copy of the table could use; the sign-in
    library's addresses may belong to somebody else. Neither is read any more.
    """
    known = schema_editor.connection.introspection.table_names()
    for table in _TABLES:
        if table in known:
            schema_editor.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_sessions_and_links")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
