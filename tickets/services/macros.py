"""Macros: writing them, and using them on tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, PreconditionFailed, UnknownFields
from core.html import one_line, plain
from people.policy import may, require
from people.selectors import internal as everybody
from tickets.macro_starters import STARTERS
from tickets.macros import check_text
from tickets.models import Macro, MacroUse, Priority, Status, Ticket, TicketType
from tickets.services.values import clean_tags

MAX_MACROS = 500
_CHOICES = {
    "status": tuple(value for value in Status.values if value != Status.NEW),
    "priority": tuple(Priority.values),
    "type": tuple(TicketType.values),
}
_TAG_STEPS = ("add_tags", "remove_tags")
ACTIONS = (*_CHOICES, "assignee", "assign_to_me", "team", *_TAG_STEPS)


@dataclass(frozen=True)
class MacroReply:
    """The macro behind a reply, and those of its actions that its writer has left standing."""

    macro_id: int
    actions: dict[str, Any]


def clean_actions(given: dict[str, Any]) -> dict[str, Any]:
    """
    The actions of a macro as they are stored; without those that do nothing.

    Raises Invalid for values that no ticket takes, UnknownFields for others.
    """
    UnknownFields.check(given, ACTIONS, within="actions")
    actions: dict[str, Any] = {}
    for name, value in given.items():
        if value in (None, "", [], False):
            continue
        if name in _CHOICES:
            if value not in _CHOICES[name]:
                raise Invalid(
                    f"{name} must be one of {', '.join(_CHOICES[name])}.",
                    errors={"actions": [f"{name}: unknown."]},
                )
            actions[name] = value
        elif name in _TAG_STEPS:
            actions[name] = clean_tags(value)
        elif name == "assign_to_me":
            actions[name] = True
        else:
            actions[name] = _known(name, value)
    if "assign_to_me" in actions and "assignee" in actions:
        raise Invalid(
            "Assign to whoever uses the macro, or to one person.", errors={"actions": ["Two assignees."]}
        )
    return actions


def _known(name: str, value: Any) -> int:
    is_id = isinstance(value, int) and not isinstance(value, bool)
    is_there = is_id and (
        everybody.team_exists(value) if name == "team" else bool(everybody.users_active([value]))
    )
    if not is_there:
        raise Invalid(f"There is no such {name}.", errors={"actions": [f"{name}: unknown."]})
    return int(value)


@transaction.atomic
def macro_save(
    *,
    actor: Actor,
    values: dict[str, Any],
    macro_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Macro:
    """
    Write a macro, or change one. Shared ones need `macro.shared`.

    Raises NotFound, Forbidden, Invalid, UnknownVariable, PreconditionFailed.
    """
    require(actor, "macro.personal")
    if macro_id is None:
        _check_room(actor)
        macro = Macro(owner_id=actor.staff_id, created_at=now, version=0)
    else:
        macro = _writable(actor, macro_id)
        if expected_version is not None and expected_version != macro.version:
            raise PreconditionFailed(
                "Somebody changed this macro in between. Load it again, then decide.", version=macro.version
            )
    was_shared = macro_id is not None and macro.kind == Macro.Kind.SHARED
    kind = values.get("kind", macro.kind)
    if kind == Macro.Kind.SHARED:
        require(actor, "macro.shared")
    elif was_shared and macro.owner_id != actor.user_id:
        raise Forbidden("Only whoever wrote a shared macro can keep it to themselves.")
    _set(macro, values)
    macro.kind = kind
    macro.version += 1
    macro.updated_at, macro.updated_by_name = now, actor.name[:200]
    macro.save()
    if was_shared or kind == Macro.Kind.SHARED:
        action = "tickets.macro_created" if macro_id is None else "tickets.macro_changed"
        audit.record(
            actor=actor, action=action, target=f"macro:{macro.pk}", now=now, data={"name": macro.name}
        )
    return macro


def _set(macro: Macro, values: dict[str, Any]) -> None:
    for name in ("name", "folder"):
        if name in values:
            setattr(macro, name, one_line(values[name]))
    if not macro.name:
        raise Invalid("A macro needs a name.", errors={"name": ["Empty."]})
    if "text" in values:
        macro.text = plain(values["text"]).strip()
        check_text(macro.text)
    if "actions" in values:
        macro.actions = clean_actions(values["actions"])
    if "is_active" in values:
        macro.is_active = values["is_active"]
    if not macro.text and not macro.actions:
        raise Invalid("A macro needs a text or an action.", errors={"text": ["Empty."]})


def _check_room(actor: Actor, more: int = 1) -> None:
    if Macro.objects.visible_to(actor).count() + more > MAX_MACROS:
        raise Invalid(f"There can be {MAX_MACROS} macros. Delete some that nobody uses.")


def _writable(actor: Actor, macro_id: int) -> Macro:
    macro = Macro.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=macro_id).first()
    if macro is None:
        raise NotFound("There is no such macro.")
    if macro.kind == Macro.Kind.SHARED and not may(actor, "macro.shared"):
        raise Forbidden("Shared macros are changed by supervisors. Save a copy for yourself.")
    return macro


@transaction.atomic
def macro_delete(*, actor: Actor, macro_id: int, now: datetime) -> None:
    """Delete a macro with its figures. Raises NotFound, Forbidden."""
    require(actor, "macro.personal")
    macro = _writable(actor, macro_id)
    if macro.kind == Macro.Kind.SHARED:
        audit.record(
            actor=actor,
            action="tickets.macro_deleted",
            target=f"macro:{macro.pk}",
            now=now,
            data={"name": macro.name},
        )
    macro.delete()


@transaction.atomic
def macros_take_starters(*, actor: Actor, keys: Sequence[str], now: datetime) -> list[Macro]:
    """Add these of the starter macros as shared ones; one whose name is there already stays as it is."""
    require(actor, "macro.shared")
    known = {starter.key: starter for starter in STARTERS}
    UnknownFields.check(keys, known)
    _check_room(actor, len(keys))
    there = set(Macro.objects.filter(kind=Macro.Kind.SHARED).values_list("name", flat=True))
    made = []
    for key in dict.fromkeys(keys):
        starter = known[key]
        if starter.name in there:
            continue
        values = {
            "name": starter.name,
            "folder": starter.folder,
            "kind": Macro.Kind.SHARED,
            "text": starter.text,
            "actions": starter.actions,
        }
        made.append(macro_save(actor=actor, values=values, now=now))
    return made


def actions_resolved(*, actor: Actor, ticket: Ticket, actions: dict[str, Any]) -> dict[str, Any]:
    """Actions as a change of this ticket's fields, by whoever uses them. Raises Invalid."""
    changes = clean_actions(actions)
    added, removed = changes.pop("add_tags", []), set(changes.pop("remove_tags", []))
    if added or removed:
        changes["tags"] = [tag for tag in dict.fromkeys([*ticket.tags, *added]) if tag not in removed]
    if changes.pop("assign_to_me", False):
        changes["assignee"] = actor.user_id
    return changes


def macro_note(*, actor: Actor, macro_id: int, ticket: Ticket, now: datetime) -> None:
    """
    Note that a macro was used on a locked ticket; one that was deleted in between is not counted.

    Raises Invalid for a macro that is not the actor's to use.
    """
    macro = Macro.objects.filter(pk=macro_id).first()
    if macro is None:
        return
    if not Macro.objects.visible_to(actor).filter(pk=macro_id).exists():
        raise Invalid("There is no such macro.", errors={"macro_id": ["Unknown."]})
    MacroUse.objects.create(
        macro=macro, ticket=ticket, user_id=actor.staff_id, entry_id=ticket.last_entry_id, used_at=now
    )
