from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which files have the same bytes, and which have to be scanned; built while files go on being stored."""

    atomic = False

    dependencies = [("tickets", "0026_attachment_scan")]

    operations = [
        AddIndexConcurrently(
            model_name="attachment",
            index=models.Index(
                fields=["scan_at"],
                name="attachment_to_scan",
                condition=models.Q(("scan_at__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            model_name="attachment", index=models.Index(fields=["path"], name="attachment_by_path")
        ),
    ]
