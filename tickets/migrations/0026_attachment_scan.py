from django.db import migrations, models


class Migration(migrations.Migration):
    """What the virus scanner said of a file; those that are there were not scanned."""

    dependencies = [("tickets", "0025_ai_exclusions")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("waiting", "Waits for its verdict"),
                    ("clean", "Clean"),
                    ("infected", "Infected, and locked away"),
                ],
                db_default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_detail",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="attachment", name="scan_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_attempts",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
