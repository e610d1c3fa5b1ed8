"""What differs between two versions of the service levels, as lines that a person can read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sla.clock import Measure

POLICY_FIELDS = ("name", "conditions", "pause_on")
CALENDAR_FIELDS = ("name", "timezone", "is_default", "holiday_region", "intervals", "holidays")
USES = ("brand_ids", "team_ids")


@dataclass(frozen=True)
class Difference:
    """
    One difference: `kind` is added, removed or changed; `name` is the policy's or calendar's.

    For targets `field` is the measure, and `channel` and `priority` name the cell. Values are in API form,
    seconds for targets; a step has its fraction and actions, and None where there is no such step.
    """

    area: str
    kind: str
    name: str
    field: str = ""
    channel: str = ""
    priority: str = ""
    before: Any = None
    after: Any = None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """All differences between two contents of versions, policies first, in the order of the newer one."""
    names = {row["id"]: row["name"] for content in (old, new) for row in content.get("calendars", [])}
    return [
        *_policies(old.get("policies", []), new.get("policies", []), names),
        *_calendars(old.get("calendars", []), new.get("calendars", [])),
    ]


def _policies(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], calendars: Mapping[int, str]
) -> Iterator[Difference]:
    yield from _presence("policy", old, new)
    before = {row["id"]: row for row in old}
    after = {row["id"]: row for row in new}
    # Only those in both lists can have changed places among each other.
    old_order = [pk for pk in before if pk in after]
    new_order = [pk for pk in after if pk in before]
    for pk in new_order:
        one, other = before[pk], after[pk]
        name = other["name"]
        if old_order.index(pk) != new_order.index(pk):
            places = [row["id"] for row in old].index(pk) + 1, [row["id"] for row in new].index(pk) + 1
            yield Difference("policy", "changed", name, "position", before=places[0], after=places[1])
        for field in POLICY_FIELDS:
            if one.get(field) != other.get(field):
                yield Difference("policy", "changed", name, field, before=one.get(field), after=other[field])
        used = [calendars.get(row.get("calendar_id") or 0) for row in (one, other)]
        if one.get("calendar_id") != other.get("calendar_id"):
            yield Difference("policy", "changed", name, "calendar", before=used[0], after=used[1])
        yield from _steps(name, one.get("steps", []), other.get("steps", []))
        yield from _targets(name, one.get("targets", []), other.get("targets", []))


def _steps(
    name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Each step that came, went, or asks for something else, by its share of the target."""
    before = {float(step["fraction"]): dict(step) for step in old}
    after = {float(step["fraction"]): dict(step) for step in new}
    for fraction in sorted({*before, *after}):
        one, other = before.get(fraction), after.get(fraction)
        if (one or {}).get("actions") != (other or {}).get("actions"):
            yield Difference("policy", "changed", name, "step", before=one, after=other)


def _targets(
    name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    before = {(row["channel"], row["priority"]): row for row in old}
    after = {(row["channel"], row["priority"]): row for row in new}
    for cell in dict.fromkeys([*after, *before]):
        one, other = before.get(cell, {}), after.get(cell, {})
        for field in (*(measure.value for measure in Measure), "always_open"):
            if (one.get(field) or None) != (other.get(field) or None):
                yield Difference(
                    "policy", "changed", name, field, *cell, before=one.get(field), after=other.get(field)
                )


def _calendars(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    yield from _presence("calendar", old, new)
    before = {row["id"]: row for row in old}
    for row in new:
        one = before.get(row["id"])
        for field in (*CALENDAR_FIELDS, *USES) if one is not None else ():
            if one is not None and one.get(field) != row.get(field):
                yield Difference(
                    "calendar", "changed", row["name"], field, before=one.get(field), after=row[field]
                )


def _presence(
    area: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    before, after = {row["id"] for row in old}, {row["id"] for row in new}
    for row in new:
        if row["id"] not in before:
            yield Difference(area, "added", row["name"])
    for row in old:
        if row["id"] not in after:
            yield Difference(area, "removed", row["name"])
