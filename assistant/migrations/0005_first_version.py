from django.db import migrations

from assistant.installing import install
from core import clock


def first_version(apps, schema_editor):
    install(apps.get_model, now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("assistant", "0004_versions_and_replays")]
    operations = [
        migrations.RunPython(first_version, migrations.RunPython.noop),
        # The version before goes on reading these two tables; the next release drops them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Boundary"),
                migrations.DeleteModel("AssistantSettings"),
            ]
        ),
    ]
