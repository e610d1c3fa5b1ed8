import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Tickets are written while the index is built; one that broke off is left invalid, and goes first.
    atomic = False
    dependencies = [
        ("tickets", "0021_found_by_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "customfield", "help", models.CharField(blank=True, db_default="", default="", max_length=300)
        ),
        migrations.AddField(
            "customfield", "is_for_customers", models.BooleanField(db_default=True, default=True)
        ),
        migrations.AddField("customfield", "when", models.JSONField(blank=True, null=True)),
        migrations.AddField("customfield", "archived_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("customfield", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("customfield", "changed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "customfield",
            "changed_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="TagChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=60)),
                ("expected", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField(default=0)),
                (
                    "skipped",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["id"], name="tag_change_due"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS ticket_custom", migrations.RunSQL.noop, elidable=True
        ),
        AddIndexConcurrently(
            "ticket",
            GinIndex(
                fields=["custom"], condition=models.Q(("custom", {}), _negated=True), name="ticket_custom"
            ),
        ),
    ]
