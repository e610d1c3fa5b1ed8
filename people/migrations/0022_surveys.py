from django.db import migrations, models


class Migration(migrations.Migration):
    """Which questions a brand asks, and how often."""

    dependencies = [("people", "0021_lent_until")]

    operations = [
        migrations.AddField(
            "brand",
            "survey_kind",
            models.CharField(
                choices=[
                    ("csat", "How satisfied they are, 1 to 5"),
                    ("ces", "How easy it was, 1 to 7"),
                ],
                db_default="csat",
                default="csat",
                max_length=4,
            ),
        ),
        migrations.AddField(
            "brand", "survey_days", models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.AddField("brand", "asks_nps", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("brand", "nps_days", models.PositiveSmallIntegerField(db_default=90, default=90)),
    ]
