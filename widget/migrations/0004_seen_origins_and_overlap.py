import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where the widget was asked for, when an old secret ends, and who changed the settings last."""

    dependencies = [
        ("widget", "0003_leave_demo_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("people", "0001_initial"),
    ]
    operations = [
        migrations.AddField(model_name="widgetsettings", name="version", field=models.PositiveIntegerField(default=1, db_default=1)),
        migrations.AddField(model_name="widgetsettings", name="previous_secret_until", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="widgetsettings", name="updated_by", field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="SeenOrigin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=200)),
                ("is_allowed", models.BooleanField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("minutes", models.PositiveIntegerField(default=1)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.brand"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "origin"), name="widget_origin_once_per_brand")
                ]
            },
        ),
    ]
