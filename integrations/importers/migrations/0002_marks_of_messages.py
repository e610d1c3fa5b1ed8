from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("importers", "0001_initial")]

    operations = [
        migrations.AddField(model_name="trace", name="marks", field=models.JSONField(null=True)),
    ]
