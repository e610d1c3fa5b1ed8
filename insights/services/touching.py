"""Marking companies whose health is to be worked out."""

from collections.abc import Iterable
from datetime import datetime

from insights.models import CompanyHealth


def health_touch(*, company_ids: Iterable[int | None], now: datetime) -> None:
    """Something happened that these companies' health looks at: they are due."""
    ids = sorted({pk for pk in company_ids if pk is not None})
    CompanyHealth.objects.bulk_create(
        [CompanyHealth(company_id=pk, due_at=now) for pk in ids],
        update_conflicts=True,
        unique_fields=["company"],
        update_fields=["due_at"],
    )
