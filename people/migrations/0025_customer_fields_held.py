"""Companies and contacts that have values, found without reading all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0024_customer_fields")]

    operations = [
        AddIndexConcurrently(
            model_name="company",
            index=models.Index(
                fields=["id"], name="company_with_fields", condition=models.Q(("custom", {}), _negated=True)
            ),
        ),
        AddIndexConcurrently(
            model_name="contact",
            index=models.Index(
                fields=["id"], name="contact_with_fields", condition=models.Q(("custom", {}), _negated=True)
            ),
        ),
    ]
