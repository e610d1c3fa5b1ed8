from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """
    Who put a ticket into the trash, and when.

    The index is built beside what is written; one that broke off is left invalid, and goes first.
    """

    atomic = False
    dependencies = [("tickets", "0018_problem_replies")]
    operations = [
        migrations.AddField(
            model_name="ticket",
            name="trashed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="trashed_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS ticket_in_trash", migrations.RunSQL.noop, elidable=True
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["trashed_at", "id"], name="ticket_in_trash", condition=models.Q(("is_deleted", True))
            ),
        ),
    ]
