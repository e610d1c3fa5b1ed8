"""Previews, examples and differences as the API shows them."""

from typing import Any

from sla.comparing import Difference
from sla.services.previewing import Preview
from sla.services.trying import Example
from tickets.rendering import stamp


def preview_json(preview: Preview) -> dict[str, Any]:
    """What a change would do."""
    return {
        "open_by_policy": preview.open_by_policy,
        "changed": preview.changed,
        "late": preview.late,
        "due_soon": preview.due_soon,
        "steps": [
            {
                "kind": effect.measure,
                "fraction": effect.fraction,
                "actions": list(effect.actions),
                "acts": effect.acts,
                "count": count,
            }
            for effect, count in preview.steps
        ],
        "tickets": [
            {
                "number": one.ticket.pk,
                "subject": one.ticket.subject,
                "company": one.ticket.company.name if one.ticket.company else "",
                "kind": one.measure,
                "due_before": stamp(one.due_before),
                "due_after": stamp(one.due_after),
                "becomes_late": one.becomes_late,
            }
            for one in preview.moved
        ],
        "is_partial": preview.is_partial,
    }


def example_json(example: Example) -> dict[str, Any]:
    """What an example ticket is promised."""
    assignment = example.assignment
    calendar, row = assignment.calendar, assignment.row
    return {
        "position": len(example.tried) - 1 if assignment.policy is not None else None,
        "tried": [{"name": one.name, "failed": one.failed} for one in example.tried],
        "channel": row.channel if row else "",
        "calendar": {
            "name": calendar.name if calendar else "24x7",
            "timezone": calendar.timezone if calendar else "UTC",
        },
        "always_open": bool(row and row.always_open),
        "clocks": [
            {
                "kind": one.measure.value,
                "target_seconds": one.clock.target.seconds,
                "due_at": stamp(one.clock.due_at),
                "stretches": [
                    {"from": stamp(item.start), "to": stamp(item.end), "seconds": round(item.seconds)}
                    for item in one.stretches
                ],
            }
            for one in example.clocks
        ],
    }


def difference_json(one: Difference) -> dict[str, Any]:
    """One difference between versions."""
    return {
        "area": one.area,
        "kind": one.kind,
        "name": one.name,
        "field": one.field,
        "channel": one.channel,
        "priority": one.priority,
        "before": one.before,
        "after": one.after,
    }
