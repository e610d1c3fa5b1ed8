"""Where the facts of companies come from, and how old they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.actors import SYSTEM
from people.models import Company
from people.services.companies import company_upsert, may_stand_in


def facts_stamp(*, company_ids: Iterable[int], source: str, now: datetime) -> int:
    """
    Note that a system has confirmed the facts of these companies; returns how many.

    What did not change is no change: nothing is published and nothing audited.
    """
    found = Company.objects.filter(pk__in=list(company_ids))
    return found.update(facts_source=source[:40], facts_at=now)


def facts_fill(*, company_id: int, values: Mapping[str, Any], source: str, now: datetime) -> bool:
    """
    Let a system's values stand in for what nobody else says of a company; whether anything changed.

    An empty one takes back what it gave before. Raises nothing for a company that is gone.
    """
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        return False
    empty = {"plan": ""}
    wanted = {
        name: empty.get(name) if value in (None, "") else value
        for name, value in values.items()
        if may_stand_in(company, name, source)
    }
    changed = {name: value for name, value in wanted.items() if getattr(company, name) != value}
    if changed:
        company_upsert(actor=SYSTEM, company_id=company_id, values=changed, stopgap_of=source, now=now)
    return bool(changed)
