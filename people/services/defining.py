"""Fields that admins define: what is common to all, and those of companies and contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from core import audit
from core.actors import Actor
from core.custom_fields import MAX_CUSTOM, MAX_FIELDS, is_empty, key_of, problem_with, size_of
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.html import one_line
from people.models import CustomerField, DefinedField
from people.policy import require
from people.selectors.custom_fields import KEY, MOST_HELD, definitions, held_by

MAX_CHOICES = 200
F = TypeVar("F", bound=DefinedField)


class CustomerFieldInUse(Conflict):
    """Companies or contacts hold values of the field; `held` says how many, at most 10,001."""

    code = "people.field_in_use"

    @classmethod
    def check(cls, row: CustomerField, what: str) -> None:
        """Raise it if any record has a value of the field."""
        if held := held_by(row):
            count = f"{held:,}" if held <= MOST_HELD else f"more than {MOST_HELD:,}"
            raise cls(f"{what} {count} of the {row.of} records have a value of {row.label}.", held=held)


def described(row: DefinedField, values: Mapping[str, Any]) -> None:
    """Set name, help, kind and choices of a field as far as they are given. Raises Invalid."""
    for name in ("label", "help"):
        if name in values:
            setattr(row, name, one_line(values[name]))
    if not row.label:
        raise refused("label", "A field needs a name.")
    row.kind = values.get("kind", row.kind)
    if "choices" in values:
        row.choices = list(dict.fromkeys(filter(None, map(one_line, values["choices"]))))
        # Conditions compare without regard to case.
        if len({one.casefold() for one in row.choices}) < len(row.choices):
            raise refused("choices", "Two choices differ only in upper and lower case. Keep one of them.")
    if row.kind != DefinedField.Kind.CHOICE:
        row.choices = []
    elif not 1 <= len(row.choices) <= MAX_CHOICES:
        raise refused("choices", f"A choice needs 1 to {MAX_CHOICES} values.")


def unchanged_key(row: DefinedField, values: Mapping[str, Any], version: int | None) -> None:
    """Raise PreconditionFailed for a field that has changed since, Invalid for another key."""
    if version is not None and version != row.version:
        raise PreconditionFailed(
            "Somebody changed this field in between. Load it again, then decide.", version=row.version
        )
    if values.get("key", row.key) != row.key:
        raise refused("key", "The key of a field never changes: values are stored under it.")


def in_order(rows: Sequence[F], ids: Sequence[int]) -> list[F]:
    """The fields with their new places: in this order, then those that are not named. Raises Invalid."""
    known = {row.pk: row for row in rows}
    if len(set(ids)) != len(ids) or not set(ids) <= set(known):
        raise refused("ids", "Name each field once.")
    ordered = [known[pk] for pk in ids] + [row for row in rows if row.pk not in set(ids)]
    for place, row in enumerate(ordered):
        row.position = place
    return ordered


def refused(name: str, message: str) -> Invalid:
    """The error of one member."""
    return Invalid(message, errors={name: [message]})


@transaction.atomic
def customer_field_save(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    field_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> CustomerField:
    """
    Define a field of companies or contacts, or change one.

    Its key never changes, whose it is neither, and its kind only as long as nobody has a value. A choice that
    is taken out stays where it is. Raises Forbidden, NotFound, Invalid, CustomerFieldInUse,
    PreconditionFailed.
    """
    require(actor, "field.write")
    if field_id is None:
        row = _new(values)
    else:
        row = _held(field_id)
        unchanged_key(row, values, expected_version)
        if values.get("of", row.of) != row.of:
            raise refused("of", "A field of companies stays one, and so does a field of contacts.")
        if values.get("kind", row.kind) != row.kind:
            CustomerFieldInUse.check(row, "Its kind can no longer change.")
    described(row, values)
    _store(row, actor, now=now)
    _record(actor, "people.field_created" if field_id is None else "people.field_changed", row, now)
    return row


def _new(values: Mapping[str, Any]) -> CustomerField:
    same = CustomerField.objects.filter(of=values["of"])
    if same.count() >= MAX_FIELDS:
        raise Invalid(f"There can be {MAX_FIELDS} fields. Delete some that nobody uses.")
    last = same.aggregate(last=Max("position"))["last"]
    key = key_of(values["label"], values.get("key") or "")
    if same.filter(key=key).exists():
        raise refused("key", f"There is a field with the key {key} already.")
    return CustomerField(of=values["of"], position=0 if last is None else last + 1, version=0, key=key)


def _held(field_id: int) -> CustomerField:
    row = CustomerField.objects.select_for_update(of=("self",)).filter(pk=field_id).first()
    if row is None:
        raise NotFound("There is no such field.")
    return row


def _store(row: CustomerField, actor: Actor, *, now: datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    _forget()


def _record(actor: Actor, action: str, row: CustomerField, now: datetime) -> None:
    data = {"label": row.label, "of": row.of}
    audit.record(actor=actor, action=action, target=f"customer_field:{row.pk}", now=now, data=data)


def _forget() -> None:
    transaction.on_commit(lambda: cache.delete(KEY))


@transaction.atomic
def customer_field_archive(*, actor: Actor, field_id: int, is_archived: bool, now: datetime) -> CustomerField:
    """Put a field away, or bring it back; values stay where they are. Raises Forbidden, NotFound."""
    require(actor, "field.write")
    row = _held(field_id)
    if row.is_archived == is_archived:
        return row
    row.archived_at = now if is_archived else None
    _store(row, actor, now=now)
    _record(actor, "people.field_archived" if is_archived else "people.field_restored", row, now)
    return row


@transaction.atomic
def customer_field_delete(*, actor: Actor, field_id: int, now: datetime) -> None:
    """Delete a field of which nobody has a value. Raises Forbidden, NotFound, CustomerFieldInUse."""
    require(actor, "field.write")
    row = _held(field_id)
    CustomerFieldInUse.check(row, "Archive it instead.")
    _record(actor, "people.field_deleted", row, now)
    row.delete()
    _forget()


@transaction.atomic
def customer_fields_order(*, actor: Actor, of: str, ids: Sequence[int], now: datetime) -> None:
    """Put the fields of companies, or of contacts, in this order. Raises Forbidden, Invalid."""
    require(actor, "field.write")
    rows = CustomerField.objects.select_for_update(of=("self",)).filter(of=of)
    ordered = in_order(list(rows.order_by("position", "label", "pk")), ids)
    CustomerField.objects.bulk_update(ordered, ["position"])
    audit.record(actor=actor, action="people.fields_ordered", target=f"customer_fields:{of}", now=now)
    _forget()


def custom_merged(
    of: str, before: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """
    The values after merging `given` into `before`, and what changed, by `custom.KEY`.

    None or an empty text takes a value away. Raises Invalid for a key that nobody defined and for what a
    field does not take; what is there already may stay.
    """
    known = definitions(of)
    after, changes = dict(before), {}
    for key, told in given.items():
        if key not in known:
            names = ", ".join(one.key for one in known.values() if not one.is_archived) or "none"
            whose = CustomerField.Of(of).label.lower()
            raise refused("custom", f"There is no field {key[:60]} of {whose}. Defined: {names}.")
        value = one_line(told) if isinstance(told, str) else told
        old = before.get(key)
        if value == old and isinstance(value, bool) == isinstance(old, bool):
            continue
        if problem := problem_with(known[key], value):
            raise refused("custom", problem)
        if is_empty(value):
            after.pop(key, None)
            value = None
        else:
            after[key] = value
        if value != old or isinstance(value, bool) != isinstance(old, bool):
            changes[f"custom.{key}"] = [old, value]
    if size_of(after) > MAX_CUSTOM:
        raise refused("custom", f"custom may hold {MAX_CUSTOM:,} characters in all.")
    return after, changes
