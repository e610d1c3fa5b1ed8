import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """
    The first of two steps: the model forgets the column, the table keeps it.

    While an upgrade runs, the version before still reads and writes it, and this one inserts rows without it.
    docs/operations.md says when it is dropped.
    """

    dependencies = [
        ('widget', '0002_trusted_addresses'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name='widgetsettings', name='demo_people')],
            database_operations=[
                migrations.AlterField(
                    model_name='widgetsettings',
                    name='demo_people',
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, db_default=[], size=None
                    ),
                ),
            ],
        ),
    ]
