from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0019_retention_and_holds"), ("tickets", "0017_found_by_their_author")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="stripped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
