from typing import Any

from django.db import migrations

from core import clock
from routing.installing import install


def forward(apps: Any, schema_editor: Any) -> None:
    install(apps.get_model, now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
