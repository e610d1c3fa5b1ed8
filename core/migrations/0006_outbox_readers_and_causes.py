from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_audit_by_actor_action_target")]

    operations = [
        migrations.AddField(
            model_name="outboxevent",
            name="depth",
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="outboxevent",
            name="origin",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.CreateModel(
            name="OutboxReader",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("last_id", models.BigIntegerField(default=0)),
                ("written", models.BigIntegerField(default=0)),
                ("settled_id", models.BigIntegerField(default=0)),
                ("watched_id", models.BigIntegerField(null=True)),
                ("watched_xid", models.BigIntegerField(null=True)),
                ("watched_since", models.DateTimeField(null=True)),
            ],
        ),
    ]
