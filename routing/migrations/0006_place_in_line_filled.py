from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """What waits has its place since it began to wait; what somebody has gets one when it waits again."""
    states = apps.get_model("routing", "TicketRouting").objects.using(schema_editor.connection.alias)
    tickets = apps.get_model("tickets", "Ticket").objects.using(schema_editor.connection.alias)
    # Few wait at a time, and an index has them: one statement is enough.
    waiting = tickets.filter(routing_eligible_at__isnull=False, assignee__isnull=True)
    since = waiting.filter(pk=OuterRef("pk")).values("routing_eligible_at")
    states.filter(line_since=None, pk__in=waiting.values("pk")).update(line_since=Subquery(since))


class Migration(migrations.Migration):
    dependencies = [("routing", "0005_place_in_line")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
