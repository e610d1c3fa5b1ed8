"""The fields that admins add to tickets."""

import re
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.html import one_line
from people.policy import require
from people.selectors import brand_get
from tickets.custom_fields import BUILT_IN, CUSTOM, leads_back
from tickets.models import CustomField
from tickets.selectors.custom_fields import KEY, MOST_HELD, field_held, keeps_out, parents_of_fields

MAX_FIELDS = 100
MAX_CHOICES = 200
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


class FieldInUse(Conflict):
    """Tickets hold values of the field; `held` says how many, at most 10,001."""

    code = "tickets.field_in_use"

    @classmethod
    def check(cls, row: CustomField, what: str) -> None:
        """Raise it if any ticket has a value of the field."""
        if held := field_held(row.key):
            count = f"{held:,}" if held <= MOST_HELD else f"more than {MOST_HELD:,}"
            have = "ticket has" if held == 1 else "tickets have"
            raise cls(f"{what} {count} {have} a value of {row.label}.", held=held)


class FieldKeepsOut(Conflict):
    """Tickets are kept out of the assistant by the field."""

    code = "tickets.field_keeps_out"

    @classmethod
    def check(cls, row: CustomField) -> None:
        """Raise it if a rule stands on the field; without it, the rule would protect nothing more."""
        if keeps_out(row.key):
            raise cls(
                f"{row.label} keeps tickets out of the assistant. End that rule under Privacy first.",
                label=row.label,
            )


@transaction.atomic
def field_save(
    *,
    actor: Actor,
    values: dict[str, Any],
    field_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> CustomField:
    """
    Define a field, or change one.

    Its key never changes, and its kind only as long as no ticket has a value. A choice that is taken out
    stays on the tickets that have it. Raises Forbidden, NotFound, Invalid, FieldInUse, PreconditionFailed.
    """
    require(actor, "field.write")
    if field_id is None:
        row = _new(values)
    else:
        row = _held(field_id)
        if expected_version is not None and expected_version != row.version:
            raise PreconditionFailed(
                "Somebody changed this field in between. Load it again, then decide.", version=row.version
            )
        if values.get("key", row.key) != row.key:
            raise _refused("key", "The key of a field never changes: values are stored under it.")
        if values.get("kind", row.kind) != row.kind:
            FieldInUse.check(row, "Its kind can no longer change.")
    _set(row, values)
    _store(row, actor, now=now)
    action = "tickets.field_changed" if field_id is not None else "tickets.field_created"
    audit.record(actor=actor, action=action, target=f"field:{row.pk}", now=now, data={"label": row.label})
    return row


def _new(values: dict[str, Any]) -> CustomField:
    if CustomField.objects.count() >= MAX_FIELDS:
        raise Invalid(f"There can be {MAX_FIELDS} fields. Delete some that nobody uses.")
    last = CustomField.objects.aggregate(last=Max("position"))["last"]
    row = CustomField(position=0 if last is None else last + 1, version=0, key=_key(values))
    if CustomField.objects.filter(key=row.key).exists():
        raise _refused("key", f"There is a field with the key {row.key} already.")
    return row


def _key(values: dict[str, Any]) -> str:
    """The key as given, or one made of the name."""
    key: str = values.get("key") or ""
    if not key:
        key = re.sub(r"[^a-z0-9]+", "_", one_line(values["label"]).lower()).strip("_")[:50].strip("_")
        key = key if key[:1].isalpha() else f"field_{key}".strip("_")
    if not _KEY.fullmatch(key):
        raise _refused("key", "A key begins with a small letter and has at most 60 of a to z, 0 to 9 and _.")
    return key


def _held(field_id: int) -> CustomField:
    row = CustomField.objects.select_for_update(of=("self",)).filter(pk=field_id).first()
    if row is None:
        raise NotFound("There is no such field.")
    return row


def _set(row: CustomField, values: dict[str, Any]) -> None:
    for name in ("label", "help"):
        if name in values:
            setattr(row, name, one_line(values[name]))
    if not row.label:
        raise _refused("label", "A field needs a name.")
    for name in ("kind", "is_required_on_resolve", "is_for_customers"):
        if name in values:
            setattr(row, name, values[name])
    if "brand" in values:
        row.brand = brand_get(values["brand"]) if values["brand"] else None
    if "choices" in values:
        row.choices = list(dict.fromkeys(filter(None, map(one_line, values["choices"]))))
        # Conditions compare without regard to case.
        if len({one.casefold() for one in row.choices}) < len(row.choices):
            raise _refused("choices", "Two choices differ only in upper and lower case. Keep one of them.")
    if row.kind != CustomField.Kind.CHOICE:
        row.choices = []
    elif not 1 <= len(row.choices) <= MAX_CHOICES:
        raise _refused("choices", f"A choice needs 1 to {MAX_CHOICES} values.")
    if "when" in values:
        row.when = _condition(row, values["when"])


def _condition(row: CustomField, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the field depends on, as it is stored. Raises Invalid."""
    if given is None:
        return None
    asked = given["field"]
    parents = parents_of_fields()
    if asked not in BUILT_IN and asked.removeprefix(CUSTOM) not in parents | {row.key: ""}:
        raise _refused("when", f"There is no field {asked} to depend on.")
    if leads_back(row.key, asked, parents):
        raise _refused("when", "A field cannot depend on itself, also not by way of others.")
    return {"field": asked, "values": list(dict.fromkeys(filter(None, map(one_line, given["values"]))))}


def _store(row: CustomField, actor: Actor, *, now: datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    _forget()


def _forget() -> None:
    transaction.on_commit(lambda: cache.delete(KEY))


def _refused(name: str, message: str) -> Invalid:
    return Invalid(message, errors={name: [message]})


@transaction.atomic
def field_archive(*, actor: Actor, field_id: int, is_archived: bool, now: datetime) -> CustomField:
    """
    Put a field away, or bring it back. Values stay on their tickets, where they can be read and emptied.

    What depends on an archived field is not shown either. Raises Forbidden, NotFound, FieldKeepsOut.
    """
    require(actor, "field.write")
    row = _held(field_id)
    if (row.archived_at is not None) == is_archived:
        return row
    if is_archived:
        FieldKeepsOut.check(row)
    row.archived_at = now if is_archived else None
    _store(row, actor, now=now)
    action = "tickets.field_archived" if is_archived else "tickets.field_restored"
    audit.record(actor=actor, action=action, target=f"field:{row.pk}", now=now, data={"label": row.label})
    return row


@transaction.atomic
def field_delete(*, actor: Actor, field_id: int, now: datetime) -> None:
    """
    Delete a field of which no ticket has a value.

    Raises Forbidden, NotFound, FieldInUse, FieldKeepsOut.
    """
    require(actor, "field.write")
    row = _held(field_id)
    FieldInUse.check(row, "Archive it instead.")
    FieldKeepsOut.check(row)
    audit.record(
        actor=actor,
        action="tickets.field_deleted",
        target=f"field:{row.pk}",
        now=now,
        data={"label": row.label},
    )
    row.delete()
    _forget()


@transaction.atomic
def fields_order(*, actor: Actor, ids: list[int], now: datetime) -> None:
    """Put fields in this order; those that are not named come after them. Raises Forbidden, Invalid."""
    require(actor, "field.write")
    rows = list(CustomField.objects.select_for_update(of=("self",)).order_by("position", "label", "pk"))
    known = {row.pk: row for row in rows}
    if len(set(ids)) != len(ids) or not set(ids) <= set(known):
        raise _refused("ids", "Name each field once.")
    ordered = [known[pk] for pk in ids] + [row for row in rows if row.pk not in set(ids)]
    for place, row in enumerate(ordered):
        row.position = place
    CustomField.objects.bulk_update(ordered, ["position"])
    audit.record(actor=actor, action="tickets.fields_ordered", target="fields:all", now=now)
    _forget()
