import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

import core.naming


class Migration(migrations.Migration):
    """The index covers the rows that there are, and is built while events go on being written."""

    atomic = False

    dependencies = [
        ("core", "0008_audit_loses_names_of_the_erased"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="outboxevent",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    core.naming.numbers_in("live", "payload"), name="jsonb_path_ops"
                ),
                name="outbox_tickets",
            ),
        ),
    ]
