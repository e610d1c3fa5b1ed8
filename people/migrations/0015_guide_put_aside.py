from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0014_host_looks")]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="guide_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
