from django.db import migrations

# The version before wrote other words for what an import did; it reads neither.
_STATES = """
UPDATE kb_source SET state = CASE state
    WHEN 'failed' THEN 'failing' WHEN 'idle' THEN 'live' WHEN 'running' THEN 'live' ELSE state END
"""


class Migration(migrations.Migration):

    dependencies = [("kb", "0007_sources")]

    operations = [migrations.RunSQL(_STATES, migrations.RunSQL.noop)]
