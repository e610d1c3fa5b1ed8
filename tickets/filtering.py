"""What the conditions of a query mean for tickets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from core import days
from core.actors import Actor
from core.search import terms
from core.search.fields import Matching
from core.search.words import folded
from people.selectors import internal as everybody
from tickets.models import (
    OPEN_STATUSES,
    Mention,
    Status,
    TimelineEntry,
)
from tickets.models.fields import ASKED, Field, Kind
from tickets.query import Condition, Hint, ParsedQuery

_NOTHING = Q(pk__in=())


@dataclass
class Filter:
    """
    A database condition, plus what could not be understood, which is reported instead of dropped.

    `problems` are the parts that match nothing; `hints` explain what is wrong with these and others.
    """

    q: Q = field(default_factory=Q)
    problems: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


def ticket_filter(parsed: ParsedQuery, *, actor: Actor, now: datetime) -> Filter:
    """
    All conditions joined by "and".

    A meaningless value matches nothing and is reported in `problems`. Without a status or `is:` condition,
    tickets of every status are found; spam and trash only on request, or by number.
    """
    result = Filter(hints=list(parsed.hints))
    for condition in parsed.conditions:
        result.q &= _condition(condition, result, actor, now)
    everyone = [each for c in parsed.conditions for each in (c, *c.others)]
    asked = {value for c in everyone if c.field == "is" and not c.is_negated for value in c.values}
    if parsed.is_reference:
        return result
    # Spam that was thrown away lies in the trash.
    if not {"spam", "trash"} & asked:
        result.q &= Q(is_spam=False)
    if "trash" not in asked:
        result.q &= Q(is_deleted=False)
    return result


def _condition(condition: Condition, result: Filter, actor: Actor, now: datetime) -> Q:
    combined = _NOTHING
    for value in condition.values:
        part = _one(condition.field, value, actor, now)
        if part is None:
            _explain(condition.field, value, result)
        else:
            combined |= part
    whole = ~combined if condition.is_negated else combined
    for other in condition.others:
        whole |= _condition(other, result, actor, now)
    return whole


def _explain(name: str, value: str, result: Filter) -> None:
    part = f"{name}:{value}"
    result.problems.append(part)
    if name in ASKED and ASKED[name].kind == Kind.MOMENT:
        result.hints.append(Hint(part, "unknown_date", f"“{value}” is no date. {days.FORMS}"))
        return
    known = _known(name)
    listed = f" Values are {', '.join(known)}." if known else ""
    result.hints.append(
        Hint(part, "unknown_value", f"Nothing is called “{value}” in {name}:, so nothing matches.{listed}")
    )


def _one(name: str, value: str, actor: Actor, now: datetime) -> Q | None:
    if name in ASKED:
        return _of_field(ASKED[name], value, actor, now)
    handler = _FIELDS.get(name)
    return None if handler is None else handler(value, actor, now)


def _of_field(field: Field, value: str, actor: Actor, now: datetime) -> Q | None:
    """What a value means for a column, according to the field's kind."""
    match field.kind:
        case Kind.CHOICE | Kind.FLAG:
            match = next((one for one in _known(field.asked_as) if one.lower() == value.lower()), None)
            if match is None:
                return None
            return Q(**{field.path: match if field.kind == Kind.CHOICE else match == "yes"})
        case Kind.MOMENT:
            return _moment(field.path, value, actor, now)
        case Kind.NUMBER:
            known = _id(value)
            return None if known is None else Q(**{field.path: known})
        case Kind.TEXT:
            return Q(**{f"{field.path}__iexact": value})
        case other:
            raise TypeError(f"{field.name} is of {other}, and needs a function of its own here.")


def _known(name: str) -> Sequence[str]:
    """The known values of a query field, as far as they can be listed."""
    field = ASKED.get(name)
    if field is None:
        return _KNOWN.get(name, ())
    return ("yes", "no") if field.kind == Kind.FLAG else field.choices


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
    wanted = folded(value)
    people = everybody.names_and_addresses()
    ids = [pk for pk, name, email in people if wanted in folded(name) or wanted == folded(email)]
    return Q(assignee_id__in=ids[:50]) if ids else None


def _team(value: str, actor: Actor, now: datetime) -> Q | None:
    if value in ("mine", "my"):
        return Q(team_id__in=sorted(actor.team_ids))
    if value == "none":
        return Q(team__isnull=True)
    if (known := _id(value)) is not None:
        return Q(team_id=known)
    ids = everybody.teams_called(value)
    return Q(team_id__in=ids) if ids else None


def _brand(value: str, actor: Actor, now: datetime) -> Q | None:
    ids = everybody.brands_called(value)
    return Q(brand_id__in=ids) if ids else None


def _company(value: str, actor: Actor, now: datetime) -> Q | None:
    if (known := _id(value)) is not None:
        return Q(company_id=known)
    node = terms.words(value)
    if node is None:
        return None
    ids = everybody.companies_named(node, limit=200)
    return Q(company_id__in=ids) if ids else None


def _requester(value: str, actor: Actor, now: datetime) -> Q | None:
    if (known := _id(value)) is not None:
        return Q(requester_id=known)
    node = terms.words(value)
    if node is None:
        return None
    ids = everybody.contacts_named(node, limit=200)
    return Q(requester_id__in=ids) if ids else None


def _mentions(value: str, actor: Actor, now: datetime) -> Q | None:
    if value == "me":
        users = [actor.user_id] if actor.user_id is not None else []
    elif (known := _id(value)) is not None:
        users = [known]
    else:
        users = everybody.users_called(value, limit=50)
    named_in = Mention.objects.filter(user_id__in=users).values("ticket_id")
    return Q(pk__in=named_in) if users or value == "me" else None


def _tag(value: str, actor: Actor, now: datetime) -> Q | None:
    return Q(tags=[]) if value == "none" else Q(tags__contains=[value])


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


def _subject(value: str, actor: Actor, now: datetime) -> Q | None:
    node = terms.in_title(terms.words(value))
    if node is None:
        return None
    return Q(pk__in=TimelineEntry.objects.filter(search=Matching(node)).values("ticket"))


def _moment(column: str, value: str, actor: Actor, now: datetime) -> Q | None:
    named = days.interval_of(value, now=now, zone=days.zone_of(actor))
    if named is None:
        return None
    found = Q()
    if named.start is not None:
        found &= Q(**{f"{column}__gte": named.start})
    if named.end is not None:
        found &= Q(**{f"{column}__lt": named.end})
    return found


_KNOWN = {
    "status": ["unresolved", *Status.values],
    "sla": ["breached", "soon", "paused"],
    "is": ["open", "unread", "unassigned", "snoozed", "reopened", "waiting", "spam", "trash", "mine"],
}
_FIELDS = {
    "status": _status,
    "assignee": _assignee,
    "team": _team,
    "brand": _brand,
    "company": _company,
    "requester": _requester,
    "tag": _tag,
    "number": _number,
    "sla": _sla,
    "is": _is,
    "subject": _subject,
    "mentions": _mentions,
}

CONDITIONS = (*_FIELDS, *ASKED, "before", "after")
"""The names that may stand before a colon."""


def known_values() -> dict[str, list[str]]:
    """The conditions with a closed list of values."""
    asked = {name: list(field.choices) for name, field in ASKED.items() if field.kind == Kind.CHOICE}
    return _KNOWN | asked
