import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """
    Who blocked a sender, and when.

    The index is built beside what is written; one that broke off is left invalid, and goes first.
    """

    atomic = False
    dependencies = [("people", "0018_person_requests")]
    operations = [
        migrations.AddField(
            model_name="contact",
            name="blocked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="blocked_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS contact_blocked", migrations.RunSQL.noop, elidable=True
        ),
        AddIndexConcurrently(
            model_name="contact",
            index=models.Index(
                fields=["name", "id"], name="contact_blocked", condition=models.Q(("is_blocked", True))
            ),
        ),
    ]
