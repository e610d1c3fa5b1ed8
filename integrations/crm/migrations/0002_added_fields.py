"""Conflicts of fields that admins added, whose names are longer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial")]

    operations = [migrations.AlterField("conflict", "field", models.CharField(max_length=80))]
