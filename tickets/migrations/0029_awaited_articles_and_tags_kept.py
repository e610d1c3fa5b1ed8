import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which article a snoozed ticket waits for, and which tags a ticket had before they became one."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tickets", "0028_channel_rules"),
    ]

    operations = [
        migrations.AddField("ticket", "snoozed_item", models.BigIntegerField(blank=True, null=True)),
        migrations.AlterField(
            "ticket",
            "snoozed_for",
            models.CharField(
                blank=True,
                choices=[
                    ("colleague", "A colleague writes"),
                    ("side", "A side conversation is answered"),
                    ("issue", "A linked issue is done"),
                    ("article", "An article is published"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField("tagchange", "undo_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("tagchange", "undo_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("tagchange", "undone_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("tagchange", "returned", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField(
            "tagchange",
            "undo_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveIndex("tagchange", "tag_change_due"),
        migrations.AddIndex(
            "tagchange",
            models.Index(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    models.Q(("undo_at__isnull", False), ("undone_at__isnull", True)),
                    _connector="OR",
                ),
                fields=["id"],
                name="tag_change_due",
            ),
        ),
        migrations.CreateModel(
            name="TagMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "had",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.tagchange",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("change", "ticket"), name="tag_mark_once")],
            },
        ),
    ]
