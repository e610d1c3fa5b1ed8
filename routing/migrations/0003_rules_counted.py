from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_factors_and_profile"),
        ("routing", "0002_default_rules"),
        ("tickets", "0010_channels_from_the_registry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="rule_key",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("step", "routed")),
                fields=["created_at", "rule_key"],
                name="decision_routed_at",
            ),
        ),
    ]
