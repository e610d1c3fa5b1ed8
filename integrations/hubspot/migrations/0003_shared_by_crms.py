"""What HubSpot's records are here belongs to all CRMs now: the tables stay, the state moves."""

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [("hubspot", "0002_health_property")]

    operations: list[Operation] = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Conflict"),
                migrations.DeleteModel("Outcome"),
                migrations.DeleteModel("Mapping"),
                migrations.DeleteModel("Record"),
            ]
        )
    ]
