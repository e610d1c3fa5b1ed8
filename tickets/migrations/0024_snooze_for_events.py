from django.db import migrations, models


class Migration(migrations.Migration):
    """What a snoozed ticket waits for."""

    dependencies = [("tickets", "0023_surveys")]

    operations = [
        migrations.AddField(
            "ticket",
            "snoozed_for",
            models.CharField(
                blank=True,
                choices=[
                    ("colleague", "A colleague writes"),
                    ("side", "A side conversation is answered"),
                    ("issue", "A linked issue is done"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
    ]
