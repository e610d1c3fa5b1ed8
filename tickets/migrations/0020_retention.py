from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0020_retention_and_holds"), ("tickets", "0019_trash_with_times")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="stripped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
