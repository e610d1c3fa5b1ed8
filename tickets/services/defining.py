"""The fields that admins add to tickets."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from core import audit
from core.actors import Actor
from core.custom_fields import MAX_FIELDS, key_of
from core.errors import Conflict, Invalid, NotFound
from core.html import one_line
from people.policy import require
from people.selectors import brand_get
from people.services.defining import described, in_order, refused, unchanged_key
from tickets.custom_fields import BUILT_IN, CUSTOM, leads_back
from tickets.models import CustomField
from tickets.selectors.custom_fields import KEY, MOST_HELD, field_held, keeps_out, parents_of_fields


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
        unchanged_key(row, values, expected_version)
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
    row = CustomField(
        position=0 if last is None else last + 1,
        version=0,
        key=key_of(values["label"], values.get("key") or ""),
    )
    if CustomField.objects.filter(key=row.key).exists():
        raise refused("key", f"There is a field with the key {row.key} already.")
    return row


def _held(field_id: int) -> CustomField:
    row = CustomField.objects.select_for_update(of=("self",)).filter(pk=field_id).first()
    if row is None:
        raise NotFound("There is no such field.")
    return row


def _set(row: CustomField, values: dict[str, Any]) -> None:
    described(row, values)
    for name in ("is_required_on_resolve", "is_for_customers"):
        if name in values:
            setattr(row, name, values[name])
    if "brand" in values:
        row.brand = brand_get(values["brand"]) if values["brand"] else None
    if "when" in values:
        row.when = _condition(row, values["when"])


def _condition(row: CustomField, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the field depends on, as it is stored. Raises Invalid."""
    if given is None:
        return None
    asked = given["field"]
    parents = parents_of_fields()
    if asked not in BUILT_IN and asked.removeprefix(CUSTOM) not in parents | {row.key: ""}:
        raise refused("when", f"There is no field {asked} to depend on.")
    if leads_back(row.key, asked, parents):
        raise refused("when", "A field cannot depend on itself, also not by way of others.")
    return {"field": asked, "values": list(dict.fromkeys(filter(None, map(one_line, given["values"]))))}


def _store(row: CustomField, actor: Actor, *, now: datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    _forget()


def _forget() -> None:
    transaction.on_commit(lambda: cache.delete(KEY))


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
    ordered = in_order(rows, ids)
    CustomField.objects.bulk_update(ordered, ["position"])
    audit.record(actor=actor, action="tickets.fields_ordered", target="fields:all", now=now)
    _forget()
