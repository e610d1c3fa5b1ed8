from django.db import migrations, models


class Migration(migrations.Migration):
    """Which article a snoozed ticket waits for."""

    dependencies = [("tickets", "0028_channel_rules")]

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
    ]
