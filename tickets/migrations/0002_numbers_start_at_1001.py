from django.db import migrations

FORWARD = "ALTER TABLE tickets_ticket ALTER COLUMN id RESTART WITH 1001"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
