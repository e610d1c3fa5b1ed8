from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Tickets are written while this runs.
    atomic = False
    dependencies = [("tickets", "0020_retention")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS ticket_to_retain", migrations.RunSQL.noop, elidable=True
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["resolved", "closed"])),
                fields=["brand", "resolved_at"],
                name="ticket_to_retain",
            ),
        ),
    ]
