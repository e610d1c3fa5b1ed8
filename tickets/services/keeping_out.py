"""What is kept out of the assistant: rules set and ended by admins, and audited."""

from datetime import datetime, timedelta

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, NotFound
from people.policy import require
from people.selectors import internal as everybody
from tickets.models import AiExclusion, CustomField, Ticket, TicketType
from tickets.selectors.clearing import Rule, kept_out

COUNTED = timedelta(days=30)
MOST_RULES = 200


def ai_exclusions(*, actor: Actor, now: datetime) -> list[tuple[AiExclusion, int]]:
    """All rules, each with how many tickets of the last 30 days it keeps out. Raises Forbidden."""
    require(actor, "privacy.write")
    rows = list(AiExclusion.objects.select_related("brand").order_by("kind", "value", "pk"))
    recent = Ticket.objects.present().filter(created_at__gte=now - COUNTED)
    return [(row, recent.filter(kept_out([_rule(row)])).count()) for row in rows]


def categories() -> list[str]:
    """What a category can be: the types, and the product areas that tickets have."""
    areas = Ticket.objects.exclude(product_area="").order_by().values_list("product_area", flat=True)
    return [*TicketType.values, *sorted(set(areas.distinct()[:MOST_RULES]) - set(TicketType.values))]


def fields() -> list[CustomField]:
    """The fields that a rule can name."""
    return list(CustomField.objects.all())


@transaction.atomic
def ai_exclusion_add(
    *, actor: Actor, kind: str, brand_id: int | None, value: str, now: datetime
) -> AiExclusion:
    """
    Keep tickets out of the assistant from now on; added again, it returns what is there.

    What was made from them before, vectors and articles, goes within minutes. Raises Forbidden, NotFound,
    Invalid.
    """
    require(actor, "privacy.write")
    value = _known(kind, value.strip())
    _check(kind, brand_id, value)
    same = AiExclusion.objects.filter(kind=kind, value=value)
    same = same.filter(brand=None) if brand_id is None else same.filter(brand_id=brand_id)
    if (known := same.first()) is not None:
        return known
    row = AiExclusion.objects.create(
        kind=kind,
        brand_id=brand_id,
        value=value,
        by_id=actor.user_id,
        by_name=actor.name[:200],
        created_at=now,
    )
    _audited(actor, "tickets.ai_exclusion_added", row, now)
    return row


@transaction.atomic
def ai_exclusion_remove(*, actor: Actor, exclusion_id: int, now: datetime) -> None:
    """Let the assistant read these tickets again. Raises Forbidden, NotFound."""
    require(actor, "privacy.write")
    row = AiExclusion.objects.select_for_update().filter(pk=exclusion_id).first()
    if row is None:
        raise NotFound("There is no such rule.")
    _audited(actor, "tickets.ai_exclusion_removed", row, now)
    row.delete()


def _known(kind: str, value: str) -> str:
    """A category as tickets have it, whatever its letters; Invalid where no ticket can have it."""
    if kind != AiExclusion.Kind.CATEGORY or not value:
        return value
    possible = categories()
    found = next((one for one in possible if one.casefold() == value.casefold()), None)
    if found is None:
        raise Invalid(
            f"There is no category {value[:80]}.",
            errors={"value": [f"Unknown category. There are: {', '.join(possible)}."]},
        )
    return found


def _check(kind: str, brand_id: int | None, value: str) -> None:
    if brand_id is not None and not everybody.brand_exists(brand_id):
        raise NotFound("There is no such brand.")
    if kind == AiExclusion.Kind.BRAND:
        if brand_id is None or value:
            raise Invalid("Name a brand and nothing else.", errors={"brand_id": ["Required."]})
        return
    if not value or len(value) > 80:
        raise Invalid("Name the category or field.", errors={"value": ["Required, at most 80 characters."]})
    if kind == AiExclusion.Kind.FIELD and not CustomField.objects.filter(key=value).exists():
        raise Invalid(f"There is no field {value}.", errors={"value": ["Unknown field."]})
    if AiExclusion.objects.count() >= MOST_RULES:
        raise Invalid(f"At most {MOST_RULES} rules are possible.")


def _rule(row: AiExclusion) -> Rule:
    return Rule(row.pk, row.kind, row.brand_id, row.value)


def _audited(actor: Actor, action: str, row: AiExclusion, now: datetime) -> None:
    data = {"kind": row.kind, "value": row.value, "brand": row.brand_id}
    audit.record(actor=actor, action=action, target=f"ai_exclusion:{row.pk}", now=now, data=data)
