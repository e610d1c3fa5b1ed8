from typing import Any

from django.db import migrations

from core import clock
from sla.installing import install


def forward(apps: Any, schema_editor: Any) -> None:
    install(apps.get_model, now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_history_is_append_only")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
