"""What the conditions of a query mean for tickets."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.actors import Actor
from people.models import Brand, Company, Contact, Segment, Team, User
from tickets.models import OPEN_STATUSES, Channel, Handler, Mention, Priority, Status, TicketType, Tier
from tickets.query import ParsedQuery

_CHOICES = {
    "priority": ("priority", Priority.values),
    "tier": ("tier", Tier.values),
    "type": ("type", TicketType.values),
    "channel": ("channel", Channel.values),
    "handler": ("handler", Handler.values),
    "segment": ("company__segment", Segment.values),
}
_NOTHING = Q(pk__in=())


@dataclass
class Filter:
    """A condition for the database, and what could not be understood, to be shown and not dropped."""

    q: Q = field(default_factory=Q)
    problems: list[str] = field(default_factory=list)


def ticket_filter(parsed: ParsedQuery, *, actor: Actor, now: datetime) -> Filter:
    """
    All conditions joined by "and".

    A value that means nothing matches nothing and is reported in `problems`. Without a status or `is:`
    condition every status is found; spam and trash only when asked for.
    """
    result = Filter()
    for condition in parsed.conditions:
        parts = [_one(condition.field, value, actor, now) for value in condition.values]
        combined = Q(pk__in=())
        for value, part in zip(condition.values, parts, strict=True):
            if part is None:
                result.problems.append(f"{condition.field}:{value}")
            else:
                combined |= part
        result.q &= ~combined if condition.is_negated else combined
    asked = {value for c in parsed.conditions if c.field == "is" and not c.is_negated for value in c.values}
    if "spam" not in asked:
        result.q &= Q(is_spam=False)
    if "trash" not in asked:
        result.q &= Q(is_deleted=False)
    return result


def _one(name: str, value: str, actor: Actor, now: datetime) -> Q | None:
    if name in _CHOICES:
        column, allowed = _CHOICES[name]
        match = next((choice for choice in allowed if choice.lower() == value.lower()), None)
        return None if match is None else Q(**{column: match})
    handler = _FIELDS.get(name)
    return None if handler is None else handler(value, actor, now)


def _id(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _status(value: str, actor: Actor, now: datetime) -> Q | None:
    if value in ("unresolved", "active"):
        return Q(status__in=OPEN_STATUSES)
    return Q(status=value) if value in Status.values else None


def _assignee(value: str, actor: Actor, now: datetime) -> Q | None:
    if value == "me":
        return Q(assignee_id=actor.user_id)
    if value in ("none", "nobody"):
        return Q(assignee__isnull=True)
    if (known := _id(value)) is not None:
        return Q(assignee_id=known)
    ids = list(
        User.objects.filter(Q(email__iexact=value) | Q(name__icontains=value)).values_list("pk", flat=True)[
            :50
        ]
    )
    return Q(assignee_id__in=ids) if ids else None


def _team(value: str, actor: Actor, now: datetime) -> Q | None:
    if value in ("mine", "my"):
        return Q(team_id__in=sorted(actor.team_ids))
    if value == "none":
        return Q(team__isnull=True)
    if (known := _id(value)) is not None:
        return Q(team_id=known)
    ids = list(
        Team.objects.filter(Q(slug__iexact=value) | Q(name__iexact=value)).values_list("pk", flat=True)
    )
    return Q(team_id__in=ids) if ids else None


def _brand(value: str, actor: Actor, now: datetime) -> Q | None:
    ids = list(
        Brand.objects.filter(Q(slug__iexact=value) | Q(name__iexact=value)).values_list("pk", flat=True)
    )
    return Q(brand_id__in=ids) if ids else None


def _company(value: str, actor: Actor, now: datetime) -> Q | None:
    if (known := _id(value)) is not None:
        return Q(company_id=known)
    ids = list(Company.objects.filter(name__icontains=value).values_list("pk", flat=True)[:200])
    return Q(company_id__in=ids) if ids else None


def _requester(value: str, actor: Actor, now: datetime) -> Q | None:
    if (known := _id(value)) is not None:
        return Q(requester_id=known)
    found = Contact.objects.filter(Q(email__iexact=value) | Q(name__icontains=value))
    # The tickets of who was merged are the survivor's.
    survivor = Coalesce("merged_into__merged_into_id", "merged_into_id", "pk")
    ids = list(found.values_list(survivor, flat=True)[:200])
    return Q(requester_id__in=ids) if ids else None


def _mentions(value: str, actor: Actor, now: datetime) -> Q | None:
    if value == "me":
        users = [actor.user_id] if actor.user_id is not None else []
    elif (known := _id(value)) is not None:
        users = [known]
    else:
        named = User.objects.filter(Q(email__iexact=value) | Q(name__icontains=value))
        users = list(named.values_list("pk", flat=True)[:50])
    named_in = Mention.objects.filter(user_id__in=users).values("ticket_id")
    return Q(pk__in=named_in) if users or value == "me" else None


def _tag(value: str, actor: Actor, now: datetime) -> Q | None:
    return Q(tags=[]) if value == "none" else Q(tags__contains=[value])


def _area(value: str, actor: Actor, now: datetime) -> Q | None:
    return Q(product_area__iexact=value)


def _number(value: str, actor: Actor, now: datetime) -> Q | None:
    number = _id(value.lstrip("#"))
    return None if number is None else Q(pk=number)


def _sla(value: str, actor: Actor, now: datetime) -> Q | None:
    if value in ("breached", "late"):
        return Q(next_due_state="breached") | Q(next_due_state="running", next_due_at__lt=now)
    if value == "soon":
        return Q(next_due_state="running", next_due_at__lt=now + timedelta(hours=1))
    return Q(next_due_state="paused") if value == "paused" else None


def _is(value: str, actor: Actor, now: datetime) -> Q | None:
    return {
        "open": Q(status__in=OPEN_STATUSES),
        "unread": Q(is_unread=True),
        "unassigned": Q(assignee__isnull=True),
        "snoozed": Q(snoozed_until__gt=now),
        "reopened": Q(reopened_count__gt=0),
        "waiting": Q(waiting_since__isnull=False),
        "spam": Q(is_spam=True),
        "trash": Q(is_deleted=True),
        "mine": Q(assignee_id=actor.user_id),
    }.get(value)


def _moment(column: str, value: str, now: datetime) -> Q | None:
    operator, text = "gte", value
    for sign, name in ((">=", "gte"), ("<=", "lte"), (">", "gt"), ("<", "lt")):
        if value.startswith(sign):
            operator, text = name, value[len(sign) :]
            break
    if text.endswith(("d", "h")) and text[:-1].isascii() and text[:-1].isdigit() and len(text) < 6:
        span = timedelta(days=int(text[:-1])) if text.endswith("d") else timedelta(hours=int(text[:-1]))
        return Q(**{f"{column}__{operator}": now - span})
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Q(**{f"{column}__{operator}": day if day.tzinfo else day.replace(tzinfo=UTC)})


def _created(value: str, actor: Actor, now: datetime) -> Q | None:
    return _moment("created_at", value, now)


def _updated(value: str, actor: Actor, now: datetime) -> Q | None:
    return _moment("last_activity_at", value, now)


_FIELDS = {
    "status": _status,
    "assignee": _assignee,
    "team": _team,
    "brand": _brand,
    "company": _company,
    "requester": _requester,
    "tag": _tag,
    "area": _area,
    "number": _number,
    "sla": _sla,
    "is": _is,
    "mentions": _mentions,
    "created": _created,
    "updated": _updated,
}
