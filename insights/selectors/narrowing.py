"""Which tickets a query speaks of: its conditions and period, as the selectors of figures take them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from core.actors import Actor
from insights.ask.names import NONE, Names
from insights.ask.tree import Bound, Filter, Query, dates_of
from insights.periods import Period
from insights.selectors.figures import Wanted
from people import selectors as people_selectors
from routing.selectors import Person
from sla.selectors import installation_zone

Condition = Callable[[str], Q]
"""A condition; it gets the path that leads to the facts of a ticket."""
PATHS: Mapping[str, str] = {
    "segment": "segment", "channel": "channel", "category": "category", "area": "area", "team": "team_id",
    "brand": "brand_id", "company": "company_id", "priority": "ticket__priority",
    "status": "ticket__status", "tier": "ticket__tier", "assignee": "ticket__assignee_id",
    "tag": "ticket__tags", "ticket": "ticket_id",
}  # fmt: skip
"""Where each field is, from the facts of a ticket."""
NUMBERS = frozenset({"team", "brand", "company", "assignee", "ticket"})


def wanted_by(*, actor: Actor, query: Query, names: Names, now: datetime) -> Wanted:
    """Period and condition of a query."""
    zone = installation_zone()
    today = now.astimezone(zone).date()
    conditions = [_condition(actor, one, names, today) for one in query.filters]
    if query.measure == "companies":
        conditions.append(lambda prefix: Q(**{f"{prefix}company_id__isnull": False}))

    def narrows(prefix: str) -> Q:
        found = Q()
        for condition in conditions:
            found &= condition(prefix)
        return found

    return Wanted(Period(*dates_of(query.when, today), zone), now, narrows=narrows)


def narrowed(wanted: Wanted, more: Condition) -> Wanted:
    """The same with a further condition."""
    before = wanted.narrows
    return replace(wanted, narrows=lambda prefix: (before(prefix) if before else Q()) & more(prefix))


def _condition(actor: Actor, one: Filter, names: Names, today: date) -> Condition:
    if one.bound is not None:
        companies = people_selectors.companies(actor=actor).filter(_of_company(one.field, one.bound, today))
        numbers = companies.order_by().values("pk")
        return lambda prefix: Q(**{f"{prefix}company_id__in": numbers})
    keys = [names.key(one.field, value) for value in one.values if value != NONE]
    has_none = NONE in one.values

    def condition(prefix: str) -> Q:
        path = f"{prefix}{PATHS[one.field]}"
        found = (
            Q(**{f"{path}__overlap" if one.field == "tag" else f"{path}__in": keys}) if keys else Q(pk__in=())
        )
        if has_none:
            found |= _has_none(one.field, path)
        return ~found if one.is_not else found

    return condition


def _has_none(field: str, path: str) -> Q:
    if field in NUMBERS:
        return Q(**{f"{path}__isnull": True})
    return Q(**{path: [] if field == "tag" else ""})


LOOKUPS = {">=": "gte", ">": "gt", "<=": "lte", "<": "lt", "=": "exact"}


def _of_company(field: str, bound: Bound, today: date) -> Q:
    """Renewals are counted in days from today; those that are over are none."""
    if field == "arr":
        return Q(**{f"arr__{LOOKUPS[bound.sign]}": bound.number})
    day = today + timedelta(days=min(int(bound.number), 36_500))
    return Q(**{f"renewal_on__{LOOKUPS[bound.sign]}": day}) & Q(renewal_on__gte=today)


def of_group(by: str, key: str) -> Condition:
    """The tickets of one group of an answer."""
    if by not in NUMBERS:
        return lambda prefix: Q(**{f"{prefix}{PATHS[by]}": "" if key == NONE else key})
    number = number_of(key)

    def condition(prefix: str) -> Q:
        path = f"{prefix}{PATHS[by]}"
        return Q(**{f"{path}__isnull": True} if key == NONE else {path: number})

    return condition


def number_of(key: str) -> int:
    """The number of a group; of what is none, one that nothing has."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 18 else -1


def of_person(names: Names, one: Filter, person: Person) -> bool:
    """Whether somebody is meant by a condition about teams or people."""
    keys = {names.key(one.field, value) for value in one.values if value != NONE}
    has = {person.user.pk} if one.field == "assignee" else person.team_ids
    is_meant = bool(keys & has) or (NONE in one.values and not has)
    return is_meant != one.is_not
