from django.db import migrations, models


class Migration(migrations.Migration):
    """Until when somebody is lent to a team."""

    dependencies = [("people", "0020_retention_and_holds")]
    operations = [
        migrations.AddField(
            model_name="teammembership",
            name="lent_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
