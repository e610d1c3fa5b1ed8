"""
A review is scored by the rubric that its person scored it by.

Facts that were worked out later had put the newest version there, by which nobody had scored.
"""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def settle(apps: Any, schema_editor: Any) -> None:
    review, score = apps.get_model("quality", "Review"), apps.get_model("quality", "Score")
    given = score.objects.filter(review=OuterRef("pk"), origin="person").order_by("pk")
    rows = review.objects.filter(reviewed_at__isnull=False, pk__in=score.objects.filter(
        origin="person"
    ).values("review"))
    rows.update(rules_version=Subquery(given.values("rules_version")[:1]))


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_former_scores")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
