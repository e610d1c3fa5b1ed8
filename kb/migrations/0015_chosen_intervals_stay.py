from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SHIPPED = 180


def keep_what_was_chosen(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An interval other than the one that every article began with was set by a person."""
    articles = apps.get_model("kb", "Article").objects
    articles.exclude(review_interval_days=SHIPPED).update(is_review_paced=False)


class Migration(migrations.Migration):
    dependencies = [("kb", "0014_review_pace")]

    operations = [migrations.RunPython(keep_what_was_chosen, migrations.RunPython.noop)]
