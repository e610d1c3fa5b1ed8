"""Comparing both sides of a field, and keeping what a person has to decide."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from integrations.crm.deciding import Rule, Sides, Verdict, decide
from integrations.crm.fields import CUSTOM, moment
from integrations.crm.models import Conflict, Record
from people.models import Company

COLUMNS = {"segment": "segment_override", "csm": "csm_id"}
"""Where a field has another name in our table."""


@dataclass
class Comparison:
    """The fields of some records, compared; conflicts are read once for all of them."""

    now: datetime
    open: dict[tuple[int, str], Conflict] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record], *, now: datetime) -> "Comparison":
        """For these records, which have been saved."""
        found = Conflict.objects.filter(record__in=[row.pk for row in records], settled_at__isnull=True)
        return cls(now, {(one.record_id, one.field): one for one in found})

    def takes(self, record: Record, name: str, rule: Rule, *, theirs: Any, ours: Any) -> bool:
        """Whether our value becomes theirs; what a person has to decide is kept for one."""
        sides = Sides(
            theirs,
            ours,
            theirs_at=record.remote_updated_at,
            ours_at=moment(record.ours_at.get(name)),
            base=record.base.get(name),
        )
        verdict = decide(rule, sides)
        known = self.open.get((record.pk, name))
        if verdict == Verdict.ASK:
            self._ask(record, name, sides, known)
            return False
        if known is not None:
            known.settled_at = self.now
            known.save(update_fields=["settled_at"])
        takes = verdict == Verdict.TAKE
        record.base[name] = {"theirs": theirs, "ours": theirs if takes else ours}
        return takes

    def _ask(self, record: Record, name: str, sides: Sides, known: Conflict | None) -> None:
        row = known or Conflict(record=record, field=name, found_at=self.now)
        row.theirs, row.ours = sides.theirs, sides.ours
        row.theirs_at, row.ours_at = sides.theirs_at, sides.ours_at
        row.save()
        self.open[(record.pk, name)] = row


def ours_of(company: Company) -> dict[str, Any]:
    """Our values of the fields that a CRM may fill, as JSON primitives; what only stands in is none."""
    found = {
        "name": company.name or None,
        "arr": None if company.arr is None else f"{company.arr:.2f}",
        "segment": company.segment_override or None,
        "plan": company.plan or None,
        "renewal_on": None if company.renewal_on is None else company.renewal_on.isoformat(),
        "csm": company.csm_id,
        "timezone": company.timezone or None,
    }
    added = {f"{CUSTOM}{key}": value for key, value in company.custom.items()}
    return {name: None if name in company.stopgaps else value for name, value in found.items()} | added


def put_in(values: dict[str, Any], name: str, value: Any) -> None:
    """Add a primitive to the values of `company_upsert`, as our table holds it."""
    if name.startswith(CUSTOM):
        values.setdefault("custom", {})[name.removeprefix(CUSTOM)] = value
    else:
        values[COLUMNS.get(name, name)] = _as_stored(name, value)


def _as_stored(name: str, value: Any) -> Any:
    """A primitive as our table holds it."""
    if name in ("segment", "plan", "timezone"):
        return value or ""
    if value is None:
        return None
    if name == "arr":
        return Decimal(value)
    return date.fromisoformat(value) if name == "renewal_on" else value


def as_compared(name: str, told: Any) -> Any:
    """A value of an event as fields are compared."""
    if told in (None, ""):
        return None
    return f"{Decimal(str(told)):.2f}" if name == "arr" else told
