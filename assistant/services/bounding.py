"""What admins configure: boundaries, and whether and where the assistant answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assistant import boundaries
from assistant.models import AssistantSettings, Boundary
from core import audit
from core.actors import Actor
from core.errors import Invalid
from people.models import Segment
from people.policy import require
from tickets.channels import CHANNELS
from tickets.models import TicketType

MAX_BOUNDARIES = 60
MAX_WORDS = 100


@transaction.atomic
def boundaries_save(*, actor: Actor, rows: Sequence[dict[str, Any]], now: datetime) -> list[Boundary]:
    """
    Replace the boundaries; they keep the order in which they are given.

    A built-in one that is left out is kept but disabled: none disappears by accident.
    Raises Forbidden, Invalid.
    """
    require(actor, "assistant.write")
    if len(rows) > MAX_BOUNDARIES:
        raise Invalid(f"At most {MAX_BOUNDARIES} boundaries are possible.")
    keys = [str(row["key"]) for row in rows]
    if len(set(keys)) != len(keys):
        raise Invalid("Each boundary needs a key of its own.", errors={"key": ["Used twice."]})
    for row in rows:
        _check(row)
    left_out = [
        {"key": rule.key, "label": rule.label, "is_on": False, "segments": list(rule.segments)}
        for rule in boundaries.DEFAULTS
        if rule.key not in keys
    ]
    Boundary.objects.exclude(key__in=[*keys, *(row["key"] for row in left_out)]).delete()
    for position, row in enumerate([*rows, *left_out]):
        Boundary.objects.update_or_create(
            key=row["key"],
            defaults={
                "label": row["label"],
                "is_on": row.get("is_on", True),
                "keywords": row.get("keywords", []),
                "segments": row.get("segments", []),
                "issue_types": row.get("issue_types", []),
                "review_on": row.get("review_on"),
                "position": position,
                "updated_by_id": actor.user_id,
                "updated_at": now,
            },
        )
    audit.record(
        actor=actor, action="assistant.boundaries_saved", target="assistant", data={"keys": keys}, now=now
    )
    return list(Boundary.objects.all())


def _check(row: dict[str, Any]) -> None:
    unknown = set(row.get("segments", [])) - set(Segment.values)
    if unknown:
        raise Invalid("There is no such segment.", errors={"segments": sorted(unknown)})
    unknown = set(row.get("issue_types", [])) - set(TicketType.values)
    if unknown:
        raise Invalid("There is no such ticket type.", errors={"issue_types": sorted(unknown)})
    if len(row.get("keywords", [])) > MAX_WORDS:
        raise Invalid(f"At most {MAX_WORDS} keywords are possible.", errors={"keywords": ["Too many."]})


@transaction.atomic
def settings_save(*, actor: Actor, values: dict[str, Any], now: datetime) -> AssistantSettings:
    """Set whether, where and above which confidence the assistant answers. Raises Forbidden, Invalid."""
    require(actor, "assistant.write")
    unknown = set(values.get("channels", [])) - {key for key, kind in CHANNELS.items() if kind.assistant}
    if unknown:
        raise Invalid("There is no such channel for the assistant.", errors={"channels": sorted(unknown)})
    from assistant.selectors import DEFAULT_CHANNELS

    row, _ = AssistantSettings.objects.select_for_update().get_or_create(
        brand=None, defaults={"channels": list(DEFAULT_CHANNELS)}
    )
    for name in ("is_on", "channels", "threshold", "max_answers"):
        if name in values:
            setattr(row, name, values[name])
    row.version += 1
    row.updated_by_id, row.updated_at = actor.user_id, now
    row.save()
    audit.record(actor=actor, action="assistant.settings_saved", target="assistant", data=values, now=now)
    return row
