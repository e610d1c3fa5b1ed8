"""The CRM as the workspace sees it."""

from datetime import datetime
from typing import Any

from integrations.crm.fields import BY_NAME, CUSTOM
from integrations.crm.models import Conflict
from integrations.crm.position import FULL
from integrations.crm.selectors import KindCount, State
from integrations.crm.services import Chosen
from people.selectors.custom_fields import definitions


def state_json(state: State, mapping: Chosen) -> dict[str, Any]:
    """How an account stands, with its fields."""
    labels = _labels()
    return {
        "is_first": not all(one.is_done for one in state.kinds),
        "kinds": [_kind_json(one) for one in state.kinds],
        "reasons": [{"why": why, "count": count} for why, count in state.reasons],
        "conflicts": state.conflicts,
        "notes": state.notes,
        "notes_waiting": state.notes_waiting,
        "mapping": {
            "version": mapping.version,
            "sends_outcomes": mapping.sends_outcomes,
            "health_property": mapping.health_property,
            "changed_by": mapping.changed_by,
            "changed_at": mapping.changed_at,
            "rows": [
                {
                    "name": name,
                    "label": labels.get(name, ""),
                    "property": filling.property,
                    "deal_property": filling.deal_property,
                    "rule": filling.rule.value,
                    "takes_deals": name in BY_NAME and BY_NAME[name].takes_deals,
                    "is_fixed": name in BY_NAME and BY_NAME[name].fixed,
                    "unreadable": state.unreadable.get(name, 0),
                }
                for name, filling in mapping.fields.items()
            ],
        },
    }


def _labels() -> dict[str, str]:
    """What admins call the fields that they added to companies."""
    return {f"{CUSTOM}{one.key}": one.label for one in definitions("company").values()}


def _kind_json(one: KindCount) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "is_whole": one.phase == FULL,
        "is_done": one.is_done,
        "read": one.read,
        "total": one.total,
        "linked": one.linked,
        "left_out": one.left_out,
        "gone": one.gone,
        "last_at": one.last_at,
    }


def conflict_json(row: Conflict, names: dict[int, str]) -> dict[str, Any]:
    """Two values, in words."""
    company, contact = row.record.company, row.record.contact
    return {
        "id": row.pk,
        "field": row.field,
        "label": _labels().get(row.field, ""),
        "company": None if company is None else {"id": company.pk, "name": company.name},
        "contact": None if contact is None else {"id": contact.pk, "name": contact.display_name},
        "theirs": _side(row.theirs, row.theirs_at, names),
        "ours": _side(row.ours, row.ours_at, names),
        "found_at": row.found_at,
    }


def _side(value: Any, at: datetime | None, names: dict[int, str]) -> dict[str, Any]:
    text = "" if value is None else names.get(value, str(value)) if isinstance(value, int) else str(value)
    return {"text": text, "at": at}
