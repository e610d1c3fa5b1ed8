from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """
    What a customer wrote and uploaded is found without reading all of it.

    The timeline is the largest table, and is written while an upgrade runs: its indexes are built beside that.
    One that broke off is left invalid, and goes first.
    """

    atomic = False
    dependencies = [("tickets", "0016_side_conversations")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS entry_by_contact", migrations.RunSQL.noop, elidable=True
        ),
        AddIndexConcurrently(
            model_name="timelineentry",
            index=models.Index(
                fields=["author_id"],
                name="entry_by_contact",
                condition=models.Q(("author_kind", "contact")),
            ),
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS attachment_by_uploader",
            migrations.RunSQL.noop,
            elidable=True,
        ),
        AddIndexConcurrently(
            model_name="attachment",
            index=models.Index(fields=["uploader_ref"], name="attachment_by_uploader"),
        ),
    ]
