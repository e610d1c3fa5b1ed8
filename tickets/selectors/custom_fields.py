"""The fields that admins added: their definitions, and how tickets use them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from core.actors import Actor
from core.custom_fields import is_empty
from core.errors import NotFound
from core.ports import Use, word_uses
from people.policy import require
from people.selectors import brands
from tickets.custom_fields import CUSTOM, Definition, Subject, shown
from tickets.models import AiExclusion, CustomField, Ticket
from tickets.selectors import ticket_get

KEY = "tickets:fields"
COUNTED = timedelta(days=30)
MOST_COUNTED = 20_000
"""How many of the newest resolved tickets stand for all: a large desk resolves more in a month."""
MOST_HELD = 10_000


@dataclass(frozen=True)
class Filled:
    """Of the tickets resolved in the last 30 days to which a field applies: how many have a value."""

    filled: int
    of: int


@dataclass(frozen=True)
class FieldUse:
    """
    How much hangs on a field.

    `held` are tickets of any age with a value, at most 10,001; `choices` those of the last 30 days by value.
    """

    held: int
    choices: dict[str, int]
    uses: list[Use]


def definitions() -> list[Definition]:
    """All fields in their order, archived ones too; cached for a minute."""
    found: list[Definition] | None = cache.get(KEY)
    if found is None:
        found = [definition_of(row) for row in CustomField.objects.all()]
        cache.set(KEY, found, timeout=60)
    return found


def definition_of(row: CustomField) -> Definition:
    """A field without its database."""
    when = row.when
    return Definition(
        key=row.key,
        label=row.label,
        kind=row.kind,
        choices=tuple(row.choices),
        brand_id=row.brand_id,
        is_required=row.is_required_on_resolve,
        is_archived=row.archived_at is not None,
        when=(when["field"], tuple(when["values"])) if when else None,
    )


def subject_of(ticket: Ticket) -> Subject:
    """What of a ticket decides which fields are shown."""
    return Subject(ticket.brand_id, ticket.type, ticket.product_area, ticket.custom)


def custom_fields(*, brand_id: int) -> list[CustomField]:
    """The fields that admins added and that hold in a brand, in their order."""
    return list(CustomField.objects.filter(Q(brand=None) | Q(brand=brand_id), archived_at=None))


def fields_all(*, actor: Actor) -> list[CustomField]:
    """Every field, in order; archived ones last. Raises Forbidden."""
    require(actor, "ticket.read")
    rows = CustomField.objects.select_related("brand", "changed_by")
    return sorted(rows, key=lambda row: (row.archived_at is not None, row.position, row.label, row.pk))


def field_get(*, actor: Actor, field_id: int) -> CustomField:
    """One field. Raises Forbidden, NotFound."""
    require(actor, "ticket.read")
    found = CustomField.objects.select_related("brand", "changed_by").filter(pk=field_id).first()
    if found is None:
        raise NotFound("There is no such field.")
    return found


@dataclass(frozen=True)
class Held:
    """A field of one ticket with its value; `is_kept`: it only shows what is there."""

    field: CustomField
    value: Any
    is_kept: bool


def fields_of_ticket(*, actor: Actor, ticket_id: int) -> list[Held]:
    """
    The fields that hold for a ticket, and after them those that do not but have a value on it.

    Raises NotFound.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    rows = {row.key: row for row in CustomField.objects.all()}
    now_shown = [one.key for one in shown(map(definition_of, rows.values()), subject_of(ticket))]
    kept = [key for key in rows if key not in now_shown and not is_empty(ticket.custom.get(key))]
    return [Held(rows[key], ticket.custom.get(key), False) for key in now_shown] + [
        Held(rows[key], ticket.custom[key], True) for key in kept
    ]


_RECENT = """
    SELECT brand_id, custom FROM tickets_ticket
    WHERE status IN ('resolved', 'closed') AND resolved_at >= %s AND NOT is_spam AND NOT is_deleted
        AND brand_id = ANY(%s)
    ORDER BY resolved_at DESC LIMIT %s
"""
_HAS_VALUE = "value NOT IN ('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb)"


def fields_filled(*, actor: Actor, now: datetime) -> dict[str, Filled]:
    """How often each field is filled, by key. Raises Forbidden."""
    require(actor, "field.write")
    params = _recent(now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT brand_id, count(*) FROM ({_RECENT}) AS t GROUP BY 1", params)  # noqa: S608 (our text)
        solved = dict(cursor.fetchall())
        cursor.execute(
            f"SELECT brand_id, key, count(*) FROM ({_RECENT}) AS t, jsonb_each(custom)"  # noqa: S608 (our text)
            f" WHERE {_HAS_VALUE} GROUP BY 1, 2",
            params,
        )
        counts = {(brand, key): count for brand, key, count in cursor.fetchall()}
    found = {}
    for key, brand in CustomField.objects.values_list("key", "brand_id"):
        where = [one for one in solved if brand in (None, one)]
        found[key] = Filled(
            sum(counts.get((one, key), 0) for one in where), sum(solved[one] for one in where)
        )
    return found


def field_use(*, actor: Actor, field_id: int, now: datetime) -> FieldUse:
    """What hangs on one field. Raises Forbidden, NotFound."""
    require(actor, "field.write")
    row = field_get(actor=actor, field_id=field_id)
    choices: dict[str, int] = {}
    if row.kind == CustomField.Kind.CHOICE:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT custom ->> %s, count(*) FROM ({_RECENT}) AS t WHERE custom ? %s GROUP BY 1",  # noqa: S608 (our text)
                [row.key, *_recent(now), row.key],
            )
            choices = {value: count for value, count in cursor.fetchall() if value}
    return FieldUse(field_held(row.key), choices, _uses(row.key))


def _recent(now: datetime) -> list[Any]:
    # By brand and time, as the index has them.
    return [now - COUNTED, [brand.pk for brand in brands()], MOST_COUNTED]


def field_held(key: str) -> int:
    """How many tickets have something under this key, at most 10,001."""
    with_it = Ticket.objects.filter(~Q(custom={}), custom__has_key=key).order_by()
    return with_it.values("pk")[: MOST_HELD + 1].count()


def keeps_out(key: str) -> bool:
    """Whether a rule keeps tickets out of the assistant by this field."""
    return AiExclusion.objects.filter(kind=AiExclusion.Kind.FIELD, value=key).exists()


def _uses(key: str) -> list[Use]:
    dependent: list[Use] = [
        Use(key, "field", row.label, str(row.pk))
        for row in CustomField.objects.filter(when__field=f"{CUSTOM}{key}", archived_at=None)
    ]
    if keeps_out(key):
        dependent.append(Use(key, "ai_exclusion", "", ""))
    for answer in word_uses.answers():
        dependent += answer("field", [key])
    return dependent


def parents_of_fields() -> dict[str, str]:
    """What each field depends on, by key; "" for one that is always shown."""
    rows = CustomField.objects.filter(archived_at=None).values_list("key", "when")
    return {key: when["field"] if when else "" for key, when in rows}
