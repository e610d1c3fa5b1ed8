from django.db import migrations

from assistant.installing import install
from core import clock

# Tables that Django no longer knows may not hold others back, neither from going nor from being emptied.
LET_GO = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT conrelid::regclass AS held, conname FROM pg_constraint
        WHERE conrelid IN ('assistant_assistantsettings'::regclass, 'assistant_boundary'::regclass)
          AND contype = 'f'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held, one.conname);
    END LOOP;
END $$;
"""


def first_version(apps, schema_editor):
    install(apps.get_model, now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("assistant", "0004_versions_and_replays")]
    operations = [
        migrations.RunPython(first_version, migrations.RunPython.noop),
        migrations.RunSQL(LET_GO, migrations.RunSQL.noop),
        # The version before goes on reading these two tables; the next release drops them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Boundary"),
                migrations.DeleteModel("AssistantSettings"),
            ]
        ),
    ]
