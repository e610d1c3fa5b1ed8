from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_factors_and_profile")]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="guide_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
