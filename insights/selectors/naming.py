"""The names that a question to the figures may hold, as far as its asker may see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models.functions import Lower

from core.actors import Actor
from insights.ask.names import MAX_LOOKED_FOR, Names, phrases
from insights.ask.tree import Query
from insights.periods import last_days
from insights.selectors.figures import Wanted, facts
from people import selectors as people_selectors
from people.policy import may
from people.selectors import internal as everybody
from sla.selectors import installation_zone
from tickets import selectors as tickets

AREA_DAYS = 90
MAX_NAMES = 500


def names_for(*, actor: Actor, text: str, now: datetime) -> Names:
    """
    Teams, brands, staff, tags, areas of the last 90 days' tickets, and the companies that a text names.

    Raises Forbidden.
    """
    return Names(
        {
            "team": {team.name: team.pk for team in people_selectors.teams()[:MAX_NAMES]},
            "brand": {name: pk for pk, name in everybody.brand_names().items()},
            "assignee": _people(),
            "tag": {tag.name: tag.name for tag in tickets.tags()[:MAX_NAMES]},
            "area": _areas(actor, now),
            "company": companies_called(actor=actor, names=phrases(text)),
        },
        me=actor.user_id,
    )


def _people() -> dict[str, int]:
    """Who is called like somebody else is named with their address."""
    rows = everybody.names_and_addresses()[:MAX_NAMES]
    names = [name for _, name, _ in rows]
    return {name if names.count(name) == 1 else f"{name} {email}": pk for pk, name, email in rows}


def _areas(actor: Actor, now: datetime) -> dict[str, str]:
    wanted = Wanted(last_days(AREA_DAYS, zone=installation_zone(), now=now), now)
    rows = facts(actor=actor, wanted=wanted).exclude(area="").filter(opened_at__gte=wanted.period.start)
    return {
        area: area for area in rows.order_by("area").values_list("area", flat=True).distinct()[:MAX_NAMES]
    }


def companies_called(*, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Companies of exactly these names, in any case, that the actor may see."""
    wanted = sorted({name.casefold() for name in names})[:MAX_LOOKED_FOR]
    if not wanted or not may(actor, "customer.read"):
        return {}
    rows = people_selectors.companies(actor=actor).annotate(form=Lower("name")).filter(form__in=wanted)
    return _by_name(rows.order_by("pk").values_list("pk", "name")[:MAX_NAMES])


def companies_like(*, actor: Actor, words: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Companies whose name holds a word, by name: id and the word; at most three a word."""
    found: dict[str, tuple[int, str]] = {}
    if may(actor, "customer.read"):
        for word in list(words)[:3]:
            for company in people_selectors.companies(actor=actor, text=word)[:3]:
                found.setdefault(company.name, (company.pk, word))
    return found


def names_in(*, actor: Actor, query: Query, now: datetime) -> Names:
    """The same for what a query names; companies that are nearly called so are there as well."""
    named = [value for one in query.filters if one.field == "company" for value in one.values]
    names = names_for(actor=actor, text="", now=now)
    exact = companies_called(actor=actor, names=named)
    known = {name.casefold() for name in exact}
    near = companies_like(actor=actor, words=[one for one in named if one.casefold() not in known])
    return names.having("company", {**{name: pk for name, (pk, _) in near.items()}, **exact})


def _by_name(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Of several companies of one name the oldest: who means another opens it by its tickets."""
    found: dict[str, int] = {}
    for pk, name in rows:
        found.setdefault(name, pk)
    return found


def shown(*, actor: Actor, by: str, keys: Iterable[int]) -> Mapping[int, str]:
    """The names of groups that are known by numbers."""
    if by == "team":
        return {team.pk: team.name for team in people_selectors.teams()}
    if by == "brand":
        return everybody.brand_names()
    if by == "assignee":
        return {pk: name for pk, name, _ in everybody.names_and_addresses()}
    if by == "company" and may(actor, "customer.read"):
        rows = people_selectors.companies_by_id(actor=actor, ids=set(keys))
        return {company.pk: company.name for company in rows}
    if by == "ticket":
        rows_ = tickets.tickets_visible(actor).filter(pk__in=list(keys)).values_list("pk", "subject")
        return dict(rows_)
    return {}
